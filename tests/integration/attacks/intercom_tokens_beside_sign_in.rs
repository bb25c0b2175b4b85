//! A public server where people sign in has no need of Intercom tokens as bearers, which its clients would pass through.

use crate::commands::configuration::read;

const APP: [(&str, &str); 2] = [("INTERCOM_CLIENT_ID", "app-1"), ("INTERCOM_CLIENT_SECRET", "hunter2")];
const PUBLIC: [(&str, &str); 2] = [("PUBLIC_URL", "https://mcp.example.com"), ("ALLOWED_WORKSPACES", "abc12345")];
const PASTED: [(&str, &str); 1] = [("ACCEPT_PASTED_TOKENS", "true")];
const ACCEPTED: [(&str, &str); 1] = [("ACCEPT_INTERCOM_TOKENS", "true")];

fn accepts(variables: &[&[(&str, &str)]]) -> bool {
    read(&variables.concat()).expect("accepted").accept_intercom_tokens
}

#[test]
fn public_server_with_sign_in_takes_no_intercom_tokens_unless_its_operator_says_so() {
    assert!(!accepts(&[&PUBLIC, &APP]));
    assert!(!accepts(&[&PUBLIC, &PASTED]));
    assert!(accepts(&[&PUBLIC, &APP, &ACCEPTED]));
    assert!(accepts(&[&PUBLIC, &PASTED, &ACCEPTED]));
}

#[test]
fn without_sign_in_and_on_loopback_they_are_taken() {
    assert!(accepts(&[&PUBLIC]));
    assert!(accepts(&[]));
    assert!(accepts(&[&APP]));
    assert!(!accepts(&[&APP, &[("ACCEPT_INTERCOM_TOKENS", "false")]]));
}
