//! Which redirect URI of its own a client may name in an authorization request.

use intercom_mcp::oauth::redirect_uri::matches;

use super::list;

/// RFC 8252, section 7.3: "the authorization server MUST allow any port".
#[test]
fn port_of_loopback_is_not_compared_and_everything_else_is() {
    let registered = list(&["http://localhost/callback", "http://127.0.0.1:8080/callback?a=b", "http://[::1]:1"]);
    for uri in [
        "http://localhost/callback",
        "http://localhost:1/callback",
        "http://localhost:65535/callback",
        "http://127.0.0.1/callback?a=b",
        "http://127.0.0.1:9999/callback?a=b",
        "http://[::1]:2",
        "http://[::1]",
    ] {
        assert!(matches(&registered, uri), "{uri}");
    }
    for uri in [
        "http://127.0.0.1/callback",
        "http://localhost/callback?a=b",
        "http://localhost/callback/",
        "http://localhost/Callback",
        "http://localhost",
        "http://localhost:1/callback#x",
        "http://localhost:*/callback",
        "http://localhost:0/callback",
        "http://localhost:65536/callback",
        "http://localhost:+1/callback",
        "http://localhost:/callback",
        "http://localhost:1:2/callback",
        "http://localhost:1@evil.example.org/callback",
        "http://user@localhost:1/callback",
        "http://localhost.evil.example.org/callback",
        "http://localhost:1\\@evil.example.org/callback",
        "https://localhost:1/callback",
        "HTTP://localhost:1/callback",
        "http://LOCALHOST:1/callback",
        "http://[::1]:2/",
        "",
    ] {
        assert!(!matches(&registered, uri), "{uri}");
    }
}

/// RFC 6749, section 3.1.2.3, and OAuth 2.1: simple string comparison.
#[test]
fn other_redirect_uris_are_compared_character_by_character() {
    let registered = list(&["https://client.example.com/callback?a=b", "com.example.app:/callback"]);
    assert!(registered.iter().all(|uri| matches(&registered, uri)));
    for uri in [
        "https://client.example.com/callback",
        "https://client.example.com/callback?a=b&c=d",
        "https://client.example.com/callback?A=b",
        "https://client.example.com:443/callback?a=b",
        "https://CLIENT.example.com/callback?a=b",
        "https://client.example.com/x/../callback?a=b",
        "https://client.example.com/%63allback?a=b",
        "http://client.example.com/callback?a=b",
        "https://client.example.com/callback?a=b ",
        "com.example.app:/callback/",
        "com.example.app://callback",
    ] {
        assert!(!matches(&registered, uri), "{uri}");
    }
    assert!(!matches(&[], "https://client.example.com/callback"));
}
