//! Redirect URIs: which are accepted, which of a client's are matched, and what is added to them.

mod matching;
mod properties;

use intercom_mcp::{
    config::RedirectPolicy::{self, Allowlist, Open},
    oauth::redirect_uri::{Redirect, Unacceptable, acceptable},
};

fn list(uris: &[&str]) -> Vec<String> {
    uris.iter().map(|uri| (*uri).to_owned()).collect()
}

fn open(uri: &str) -> Result<Redirect, Unacceptable> {
    acceptable(uri, Open, &[])
}

fn is_accepted(uri: &str, policy: RedirectPolicy, allowed: &[&str]) -> bool {
    acceptable(uri, policy, &list(allowed)).is_ok()
}

/// What known clients register, as observed.
const OF_KNOWN_CLIENTS: &[&str] = &[
    "https://claude.ai/api/mcp/auth_callback",
    "https://claude.com/api/mcp/auth_callback",
    "http://localhost/callback",
    "http://127.0.0.1/callback",
    "http://localhost:54321/callback",
    "http://127.0.0.1:1/callback",
    "claude://claude.ai/mcp-auth-callback/sdk",
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "https://www.cursor.com/agents/mcp/oauth/callback",
    "http://localhost:8787/callback",
    "https://vscode.dev/redirect",
    "https://insiders.vscode.dev/redirect",
    "http://127.0.0.1:33418",
    "http://127.0.0.1:33418/",
    "http://127.0.0.1/",
    "https://chatgpt.com/connector/oauth/AbC-123_x",
    "https://chatgpt.com/connector_platform_oauth_redirect",
    "http://localhost:3334/oauth/callback",
    "http://localhost:6274/oauth/callback",
    "http://localhost:6274/oauth/callback/debug",
    "http://127.0.0.1:6276/oauth/callback",
    "http://127.0.0.1:19876/mcp/oauth/callback",
    "https://smithery.ai/callback",
    "https://glama.ai/callback",
];

#[test]
fn known_clients_are_accepted_under_both_policies_with_nothing_configured() {
    for uri in OF_KNOWN_CLIENTS {
        assert!(is_accepted(uri, Open, &[]), "{uri}");
        assert!(is_accepted(uri, Allowlist, &[]), "{uri}");
    }
}

#[test]
fn target_tells_the_host_that_a_browser_would_go_to() {
    let mut said = String::new();
    for uri in [
        "https://client.example.com/callback",
        "https://Client.EXAMPLE.com:8443/callback?a=b",
        "https://%65vil.example.org/client.example.com",
        "https://xn--bcher-kva.example/callback",
        "https://0x7f.1/callback",
        "https://[::ffff:127.0.0.1]/callback",
        "https://app.localhost/callback",
        "https://192.0.2.1/callback",
        "http://localhost:3000/callback",
        "http://127.0.0.1",
        "http://[::1]:8080?x=1",
        "com.example.app:/callback",
        "cursor://anysphere.cursor-mcp/oauth/callback",
    ] {
        said += &format!("{uri} → {:?}\n", open(uri).unwrap().target());
    }
    insta::assert_snapshot!(said, @r#"
    https://client.example.com/callback → Web { host: "client.example.com" }
    https://Client.EXAMPLE.com:8443/callback?a=b → Web { host: "client.example.com" }
    https://%65vil.example.org/client.example.com → Web { host: "evil.example.org" }
    https://xn--bcher-kva.example/callback → Web { host: "xn--bcher-kva.example" }
    https://0x7f.1/callback → Loopback { host: "127.0.0.1" }
    https://[::ffff:127.0.0.1]/callback → Loopback { host: "[::ffff:7f00:1]" }
    https://app.localhost/callback → Loopback { host: "app.localhost" }
    https://192.0.2.1/callback → Web { host: "192.0.2.1" }
    http://localhost:3000/callback → Loopback { host: "localhost" }
    http://127.0.0.1 → Loopback { host: "127.0.0.1" }
    http://[::1]:8080?x=1 → Loopback { host: "[::1]" }
    com.example.app:/callback → App { address: "com.example.app:/callback" }
    cursor://anysphere.cursor-mcp/oauth/callback → App { address: "cursor://anysphere.cursor-mcp/oauth/callback" }
    "#);
}

#[test]
fn what_is_not_safe_is_refused_with_the_reason() {
    let mut said = String::new();
    for uri in [
        "",
        "callback",
        "/callback",
        "//client.example.com/callback",
        "https:client.example.com/callback",
        "https:/client.example.com/callback",
        "https:///client.example.com/callback",
        "https://",
        "https://?x",
        "https://exa mple.com/",
        "https:\\\\client.example.com\\callback",
        "https://client.example.com\\@evil.example.org/",
        "https://client.example.com/callback#fragment",
        "https://client.example.com/callback#",
        "https://client.example.com@evil.example.org/",
        "https://@evil.example.org/",
        "com.example.app://user@host/callback",
        "https://client.example.com/\r\nset-cookie: a=b",
        "https://client.example.com/\tcallback",
        "https://client.example.com/<script>",
        "https://client.example.com/\"onload=",
        "https://client.example.com/%",
        "https://client.example.com/%0",
        "https://client.example.com/%zz",
        "https://claud\u{435}.ai/callback",
        "https://client.example.com/\u{202e}",
        "https://client.example.com/callback?code=1",
        "https://client.example.com/callback?a=b&st%61te=1",
        "https://client.example.com/callback?iss=x",
        "https://client.example.com/callback?error",
        "http://client.example.com/callback",
        "http://localhost.evil.example.org/callback",
        "http://localhost@evil.example.org/callback",
        "http://localhost:80@evil.example.org/callback",
        "http://127.0.0.1.evil.example.org/callback",
        "http://127.0.0.2/callback",
        "http://127.1/callback",
        "http://2130706433/callback",
        "http://LOCALHOST/callback",
        "HTTP://localhost/callback",
        "http://localhost:/callback",
        "http://localhost:0/callback",
        "http://localhost:99999/callback",
        "http://localhost:*/callback",
        "http://[::1/callback",
        "http://[::ffff:127.0.0.1]/callback",
        "http://10.0.0.1/callback",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "blob:https://client.example.com/x",
        "about:blank",
        "urn:ietf:wg:oauth:2.0:oob",
        "myapp://callback",
        "cursor://evil/oauth/callback",
        "claude://claude.ai/mcp-auth-callback/sdk/../x",
        ".app:/callback",
        "com.:/callback",
        "com..app:/callback",
        "com.example.app:",
    ] {
        said += &format!("{} {}\n", uri.escape_default(), open(uri).unwrap_err());
    }
    insta::assert_snapshot!(said, @r#"
     is no absolute URI
    callback is no absolute URI
    /callback is no absolute URI
    //client.example.com/callback is no absolute URI
    https:client.example.com/callback is no absolute URI
    https:/client.example.com/callback is no absolute URI
    https:///client.example.com/callback is no absolute URI
    https:// is no absolute URI
    https://?x is no absolute URI
    https://exa mple.com/ has ` `, which no URI may have; percent-encode it
    https:\\\\client.example.com\\callback has `\\`, which no URI may have; percent-encode it
    https://client.example.com\\@evil.example.org/ has `\\`, which no URI may have; percent-encode it
    https://client.example.com/callback#fragment has a fragment, which a redirect URI must not have
    https://client.example.com/callback# has a fragment, which a redirect URI must not have
    https://client.example.com@evil.example.org/ has a user name before its host, which a redirect URI must not have
    https://@evil.example.org/ has a user name before its host, which a redirect URI must not have
    com.example.app://user@host/callback has a user name before its host, which a redirect URI must not have
    https://client.example.com/\r\nset-cookie: a=b has `\r`, which no URI may have; percent-encode it
    https://client.example.com/\tcallback has `\t`, which no URI may have; percent-encode it
    https://client.example.com/<script> has `<`, which no URI may have; percent-encode it
    https://client.example.com/\"onload= has `\"`, which no URI may have; percent-encode it
    https://client.example.com/% has `%`, which no URI may have; percent-encode it
    https://client.example.com/%0 has `%`, which no URI may have; percent-encode it
    https://client.example.com/%zz has `%`, which no URI may have; percent-encode it
    https://claud\u{435}.ai/callback has `\u{435}`, which no URI may have; percent-encode it
    https://client.example.com/\u{202e} has `\u{202e}`, which no URI may have; percent-encode it
    https://client.example.com/callback?code=1 has the parameter `code`, which this server adds itself
    https://client.example.com/callback?a=b&st%61te=1 has the parameter `state`, which this server adds itself
    https://client.example.com/callback?iss=x has the parameter `iss`, which this server adds itself
    https://client.example.com/callback?error has the parameter `error`, which this server adds itself
    http://client.example.com/callback is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    http://localhost.evil.example.org/callback is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    http://localhost@evil.example.org/callback has a user name before its host, which a redirect URI must not have
    http://localhost:80@evil.example.org/callback has a user name before its host, which a redirect URI must not have
    http://127.0.0.1.evil.example.org/callback is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    http://127.0.0.2/callback is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    http://127.1/callback is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    http://2130706433/callback is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    http://LOCALHOST/callback is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    HTTP://localhost/callback is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    http://localhost:/callback is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    http://localhost:0/callback is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    http://localhost:99999/callback is no absolute URI
    http://localhost:*/callback is no absolute URI
    http://[::1/callback is no absolute URI
    http://[::ffff:127.0.0.1]/callback is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    http://10.0.0.1/callback is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    javascript:alert(1) has the scheme `javascript`, on which a browser or the system acts by itself; no app can have it
    JavaScript:alert(1) has the scheme `JavaScript`, on which a browser or the system acts by itself; no app can have it
    data:text/html,x has the scheme `data`, on which a browser or the system acts by itself; no app can have it
    file:///etc/passwd has the scheme `file`, on which a browser or the system acts by itself; no app can have it
    vbscript:x has the scheme `vbscript`, on which a browser or the system acts by itself; no app can have it
    blob:https://client.example.com/x has the scheme `blob`, on which a browser or the system acts by itself; no app can have it
    about:blank has the scheme `about`, on which a browser or the system acts by itself; no app can have it
    urn:ietf:wg:oauth:2.0:oob has the scheme `urn`; accepted are https, http on loopback, schemes of apps that are a registered domain backwards such as `com.example.app`, and what the server's operator lists in ALLOWED_REDIRECT_URIS
    myapp://callback has the scheme `myapp`; accepted are https, http on loopback, schemes of apps that are a registered domain backwards such as `com.example.app`, and what the server's operator lists in ALLOWED_REDIRECT_URIS
    cursor://evil/oauth/callback has the scheme `cursor`; accepted are https, http on loopback, schemes of apps that are a registered domain backwards such as `com.example.app`, and what the server's operator lists in ALLOWED_REDIRECT_URIS
    claude://claude.ai/mcp-auth-callback/sdk/../x has the scheme `claude`; accepted are https, http on loopback, schemes of apps that are a registered domain backwards such as `com.example.app`, and what the server's operator lists in ALLOWED_REDIRECT_URIS
    .app:/callback is no absolute URI
    com.:/callback has the scheme `com.`; accepted are https, http on loopback, schemes of apps that are a registered domain backwards such as `com.example.app`, and what the server's operator lists in ALLOWED_REDIRECT_URIS
    com..app:/callback has the scheme `com..app`; accepted are https, http on loopback, schemes of apps that are a registered domain backwards such as `com.example.app`, and what the server's operator lists in ALLOWED_REDIRECT_URIS
    com.example.app: is no absolute URI
    "#);
}

#[test]
fn redirect_uri_has_2048_bytes_at_most() {
    let uri = format!("https://client.example.com/{}", "a".repeat(2048 - 27));
    assert_eq!(uri.len(), 2048);
    assert!(open(&uri).is_ok());
    assert_eq!(open(&format!("{uri}a")), Err(Unacceptable::TooLong(2049)));
}

#[test]
fn allowed_redirect_uris_add_private_use_addresses_and_nothing_that_a_browser_runs() {
    assert!(is_accepted("myapp://callback", Open, &["myapp://callback"]));
    assert!(!is_accepted("myapp://callback/other", Open, &["myapp://callback"]));
    assert!(!is_accepted("MYAPP://callback", Open, &["myapp://callback"]));
    for policy in [Open, Allowlist] {
        for uri in [
            "javascript:alert(1)",
            "JAVASCRIPT:alert(1)",
            "data:text/html,x",
            "file:///x",
            "vbscript:x",
            "blob:x",
            "about:blank",
            "filesystem:https://client.example.com/x",
            "view-source:https://client.example.com/",
            "intent://x",
            "ftp://x/",
            "ws://x/",
            "wss://x/",
            "http://client.example.com/",
            "https://a@client.example.com/",
            "https://client.example.com/#x",
            "myapp://x/<y>",
            "myapp://x/\r\ny",
        ] {
            assert!(!is_accepted(uri, policy, &[uri]), "{uri}");
        }
    }
}

#[test]
fn allowlist_takes_what_it_lists_and_nothing_else() {
    let allowed = ["https://client.example.com/callback", "http://localhost:*/callback", "com.example.app:/callback"];
    for uri in [
        "https://client.example.com/callback",
        "http://localhost/callback",
        "http://localhost:8080/callback",
        "com.example.app:/callback",
    ] {
        assert!(is_accepted(uri, Allowlist, &allowed), "{uri}");
    }
    for uri in [
        "https://client.example.com/callback/",
        "https://client.example.com/callback?x=1",
        "https://client.example.com:8443/callback",
        "http://127.0.0.1:8080/callback",
        "http://localhost:8080/callback/other",
        "http://localhost:8080/",
        "com.example.app:/other",
        "https://claude.ai/api/mcp/auth_callback",
        "cursor://anysphere.cursor-mcp/oauth/callback",
    ] {
        assert_eq!(acceptable(uri, Allowlist, &list(&allowed)), Err(Unacceptable::NotListed), "{uri}");
    }
}

#[test]
fn star_at_the_end_of_an_entry_stands_for_one_segment_of_the_path() {
    let allowed = ["https://client.example.com/oauth/*"];
    for uri in ["https://client.example.com/oauth/a", "https://client.example.com/oauth/A-z_0.9~"] {
        assert!(is_accepted(uri, Allowlist, &allowed), "{uri}");
    }
    for uri in [
        "https://client.example.com/oauth/",
        "https://client.example.com/oauth",
        "https://client.example.com/oauth/a/b",
        "https://client.example.com/oauth/..",
        "https://client.example.com/oauth/.",
        "https://client.example.com/oauth/%2e%2e",
        "https://client.example.com/oauth/..%2fother",
        "https://client.example.com/oauth/a?x=1",
        "https://client.example.com/oauth/a;x",
        "https://client.example.com.evil.example.org/oauth/a",
        "https://other.example.com/oauth/a",
    ] {
        assert!(!is_accepted(uri, Allowlist, &allowed), "{uri}");
    }
}

#[test]
fn star_elsewhere_in_an_entry_opens_nothing() {
    for entry in [
        "https://*",
        "https://*/callback",
        "https://*.example.com/callback",
        "*",
        "https://client.example.com*",
        "https://client.example.com/*/x/*",
        "http://*/callback",
        "http://*:*/callback",
        "myapp://*",
        "com.example.app:/*",
        "https:///*",
        "https://client.example.com/?*",
    ] {
        for uri in [
            "https://client.example.com/callback",
            "https://evil.example.org",
            "https://client.example.com/a/x/b",
            "http://localhost/callback",
            "com.example.app:/callback",
            "https://client.example.com/?a",
        ] {
            assert!(!is_accepted(uri, Allowlist, &[entry]), "{entry} must not stand for {uri}");
        }
    }
}

#[test]
fn parameters_are_added_to_those_the_uri_has() {
    let pairs = [("code", "imcp_ac_x"), ("state", "a b&c=d#e\r\n%\u{e9}"), ("iss", "https://mcp.example.com")];
    let mut said = String::new();
    for uri in [
        "https://client.example.com",
        "https://client.example.com/callback",
        "https://client.example.com/callback?",
        "https://client.example.com/callback?a=b",
        "https://client.example.com/callback?a=b&",
        "http://127.0.0.1:33418",
        "com.example.app:/callback",
    ] {
        said += &format!("{}\n", open(uri).unwrap().with(pairs));
    }
    insta::assert_snapshot!(said, @"
    https://client.example.com?code=imcp_ac_x&state=a%20b%26c%3Dd%23e%0D%0A%25%C3%A9&iss=https%3A%2F%2Fmcp.example.com
    https://client.example.com/callback?code=imcp_ac_x&state=a%20b%26c%3Dd%23e%0D%0A%25%C3%A9&iss=https%3A%2F%2Fmcp.example.com
    https://client.example.com/callback?code=imcp_ac_x&state=a%20b%26c%3Dd%23e%0D%0A%25%C3%A9&iss=https%3A%2F%2Fmcp.example.com
    https://client.example.com/callback?a=b&code=imcp_ac_x&state=a%20b%26c%3Dd%23e%0D%0A%25%C3%A9&iss=https%3A%2F%2Fmcp.example.com
    https://client.example.com/callback?a=b&code=imcp_ac_x&state=a%20b%26c%3Dd%23e%0D%0A%25%C3%A9&iss=https%3A%2F%2Fmcp.example.com
    http://127.0.0.1:33418?code=imcp_ac_x&state=a%20b%26c%3Dd%23e%0D%0A%25%C3%A9&iss=https%3A%2F%2Fmcp.example.com
    com.example.app:/callback?code=imcp_ac_x&state=a%20b%26c%3Dd%23e%0D%0A%25%C3%A9&iss=https%3A%2F%2Fmcp.example.com
    ");
    assert_eq!(open("https://client.example.com/").unwrap().with([]), "https://client.example.com/");
}
