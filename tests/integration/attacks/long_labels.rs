//! Names of hosts in Punycode, which takes the square of its length to decode.

use intercom_mcp::{
    config::RedirectPolicy,
    oauth::{redirect_uri, resources::Resources},
    region::Region,
    tools::object_id::{Links, ObjectId},
    web_address,
};
use proptest::prelude::*;

fn long(label: usize) -> String {
    format!("xn--{}", "a0b".repeat(label)).chars().take(label).collect()
}

#[test]
fn host_with_a_label_that_no_name_can_have_is_not_decoded() {
    let address = |label: usize| format!("https://a.{}.example/x", long(label));
    assert!(web_address::parse(&format!("https://{}.example/", "a".repeat(255))).is_some());
    // What the URL's parser itself takes: it refuses Punycode only once it has decoded it.
    assert_eq!(web_address::parse(&format!("https://{}.example/", "a".repeat(256))), None);
    for form in [
        address(256),
        address(1_900),
        format!("https://app.intercom.com@{}", long(900)),
        format!("https:\\\\{}", long(900)),
    ] {
        assert_eq!(web_address::parse(&form), None, "{form}");
    }
    // Wherever else a stranger's address is read.
    assert!(redirect_uri::acceptable(&address(1_900), RedirectPolicy::Open, &[]).is_err());
    assert_eq!(Resources::new(&"https://mcp.example".parse().unwrap()).find(&address(1_900)), None);
    let links = Links::new(Region::Us.app_url().into(), None);
    let refused = ObjectId::read(&address(1_900), &links, None).unwrap_err().text();
    assert!(refused.contains("cannot be read"), "{refused}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_other_address_is_read_as_it_was(text in "[a-z]{1,6}:/{0,3}([a-z0-9ü]{1,60}[.@:/?#]{0,2}){0,6}") {
        prop_assert_eq!(web_address::parse(&text), url::Url::parse(&text).ok());
    }
}
