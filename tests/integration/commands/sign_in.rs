//! The variables of sign-in: what each means, and what stops the start.

use std::{path::PathBuf, time::Duration};

use insta::assert_snapshot;
use intercom_mcp::config::{RedirectPolicy, StoreUrl};

use super::configuration::{read, refusals};

const KEY: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
const APP: [(&str, &str); 2] = [("INTERCOM_CLIENT_ID", "app-1"), ("INTERCOM_CLIENT_SECRET", "hunter2")];

#[test]
fn every_variable_reaches_its_field() {
    let variables = [
        ("INTERCOM_CLIENT_ID", "app-1"),
        ("INTERCOM_CLIENT_SECRET", "hunter2"),
        ("ACCEPT_PASTED_TOKENS", "true"),
        ("STORE_URL", "sqlite:/data/x.db"),
        ("ENCRYPTION_KEY", &format!("{KEY}, {KEY}")),
        ("REDIRECT_POLICY", "allowlist"),
        ("ALLOWED_REDIRECT_URIS", "com.example.app:/oauth, http://localhost:*/callback"),
        ("CLIENT_METADATA_FALLBACK", "false"),
        ("ACCESS_TOKEN_LIFETIME", "5s"),
        ("REFRESH_TOKEN_LIFETIME", "10d"),
        ("REFRESH_GRACE", "0s"),
        ("GRANT_LIFETIME", "30d"),
        ("UNINSTALL_ON_LAST_REVOKE", "true"),
    ];
    let config = read(&variables).expect("accepted");
    assert_eq!(config.intercom_client_id.as_deref(), Some("app-1"));
    assert!(config.intercom_client_secret.is_some() && config.accept_pasted_tokens && config.offers_sign_in());
    assert_eq!(config.store_url, StoreUrl::Sqlite("/data/x.db".into()));
    assert_eq!(config.encryption_keys.len(), 2);
    assert_eq!(config.redirect_policy, RedirectPolicy::Allowlist);
    assert_eq!(config.allowed_redirect_uris, ["com.example.app:/oauth", "http://localhost:*/callback"]);
    assert!(!config.client_metadata_fallback && config.uninstall_on_last_revoke);
    for accepted in ["https://chatgpt.com/connector/oauth/*", "http://127.0.0.1:*", "http://localhost:*/callback"] {
        assert!(read(&[("ALLOWED_REDIRECT_URIS", accepted)]).is_ok(), "{accepted}");
    }
    let day = Duration::from_secs(24 * 60 * 60);
    let lifetimes = [config.access_token_lifetime, config.refresh_token_lifetime, config.refresh_grace];
    assert_eq!(lifetimes, [Duration::from_secs(5), 10 * day, Duration::ZERO]);
    assert_eq!(config.grant_lifetime, 30 * day);
    assert!(!format!("{config:?}").contains("hunter2") && !format!("{config:?}").contains(KEY));
    let file = read(&[("ENCRYPTION_KEY_FILE", "/run/secrets/key")]).expect("accepted").encryption_key_file;
    assert_eq!(file, Some(PathBuf::from("/run/secrets/key")));
    assert_eq!(read(&[("STORE_URL", "sqlite::memory:")]).expect("accepted").store_url, StoreUrl::Memory);
}

#[test]
fn value_that_cannot_be_used_stops_the_start() {
    assert_snapshot!(refusals(&[
        &[("STORE_URL", "postgres://db")],
        &[("STORE_URL", "sqlite:")],
        &[("ENCRYPTION_KEY", "hunter2")],
        &[("ENCRYPTION_KEY", &format!("{KEY},c2hvcnQ="))],
        &[("REDIRECT_POLICY", "closed")],
        &[("ALLOWED_REDIRECT_URIS", "http://example.com/callback")],
        &[("ALLOWED_REDIRECT_URIS", "javascript:alert(1)")],
        &[("ALLOWED_REDIRECT_URIS", "https://*.example.com/callback")],
        &[("ALLOWED_REDIRECT_URIS", "https://example.com:*/callback")],
        &[("ACCESS_TOKEN_LIFETIME", "0s")],
        &[("GRANT_LIFETIME", "0s")],
        &[("INTERCOM_CLIENT_ID", "an app")],
    ]), @"
    `STORE_URL`: found `postgres://db`; accepted: `sqlite:` and a file's path, such as `sqlite:/data/intercom-mcp.db`, or `sqlite::memory:`
    `STORE_URL`: found `sqlite:`; accepted: `sqlite:` and a file's path, such as `sqlite:/data/intercom-mcp.db`, or `sqlite::memory:`
    `ENCRYPTION_KEY`: found something else as key 1 of 1; accepted: keys of 32 bytes in base64, the newest first: `openssl rand -base64 32` prints one
    `ENCRYPTION_KEY`: found something else as key 2 of 2; accepted: keys of 32 bytes in base64, the newest first: `openssl rand -base64 32` prints one
    `REDIRECT_POLICY`: found `closed`; accepted: `open` or `allowlist`
    `ALLOWED_REDIRECT_URIS`: found `http://example.com/callback`; accepted: whole redirect URIs: `https://…`, `http://` on loopback (its port may be `*`), or an app's own scheme, such as `cursor://anysphere.cursor-mcp/oauth/callback`; they may end in `/*`
    `ALLOWED_REDIRECT_URIS`: found `javascript:alert(1)`; accepted: whole redirect URIs: `https://…`, `http://` on loopback (its port may be `*`), or an app's own scheme, such as `cursor://anysphere.cursor-mcp/oauth/callback`; they may end in `/*`
    `ALLOWED_REDIRECT_URIS`: found `https://*.example.com/callback`; accepted: whole redirect URIs: `https://…`, `http://` on loopback (its port may be `*`), or an app's own scheme, such as `cursor://anysphere.cursor-mcp/oauth/callback`; they may end in `/*`
    `ALLOWED_REDIRECT_URIS`: found `https://example.com:*/callback`; accepted: whole redirect URIs: `https://…`, `http://` on loopback (its port may be `*`), or an app's own scheme, such as `cursor://anysphere.cursor-mcp/oauth/callback`; they may end in `/*`
    `ACCESS_TOKEN_LIFETIME`: found `0s`; accepted: a duration longer than zero, such as `20s`
    `GRANT_LIFETIME`: found `0s`; accepted: a duration longer than zero, such as `20s`
    `INTERCOM_CLIENT_ID`: found `an app`; accepted: the `client_id` of an app, as Intercom's Developer Hub shows it
    ");
}

#[test]
fn sign_in_that_would_be_unsafe_or_half_configured_stops_the_start() {
    let public = [("ALLOWED_WORKSPACES", "*"), ("PUBLIC_URL", "http://mcp.example.com")];
    assert_snapshot!(refusals(&[
        &APP[..1],
        &APP[1..],
        &[APP[0], APP[1], ("INTERCOM_ACCESS_TOKEN", "token")],
        &[("ACCEPT_PASTED_TOKENS", "true"), ("INTERCOM_ACCESS_TOKEN", "token")],
        &[APP[0], APP[1], public[0], public[1]],
        &[("ENCRYPTION_KEY", KEY), ("ENCRYPTION_KEY_FILE", "/run/secrets/key")],
    ]), @"
    `INTERCOM_CLIENT_SECRET`: found nothing; accepted: the secret of the app that `INTERCOM_CLIENT_ID` names
    `INTERCOM_CLIENT_ID`: found nothing; accepted: the id of the app whose secret `INTERCOM_CLIENT_SECRET` is
    `INTERCOM_ACCESS_TOKEN`: found a value; accepted: nothing, since sign-in is on (`INTERCOM_CLIENT_ID` or `ACCEPT_PASTED_TOKENS`): either everybody reads with the server's own token, or each with their own
    `INTERCOM_ACCESS_TOKEN`: found a value; accepted: nothing, since sign-in is on (`INTERCOM_CLIENT_ID` or `ACCEPT_PASTED_TOKENS`): either everybody reads with the server's own token, or each with their own
    `PUBLIC_URL`: found an address with `http://`; accepted: an address with `https://`, since sign-in is on: without TLS codes and tokens cross the network in the clear
    `ENCRYPTION_KEY_FILE`: found a value; accepted: nothing, since `ENCRYPTION_KEY` is set as well: one of the two
    ");
}

#[test]
fn with_sign_in_intercom_tokens_may_be_refused_as_bearers() {
    assert!(!read(&[APP[0], APP[1], ("ACCEPT_INTERCOM_TOKENS", "false")]).expect("accepted").accept_intercom_tokens);
}
