//! What comes after: success and failure.

use axum::http::StatusCode;
use intercom_mcp::pages::{Failure, Return, ReturnAddress, Success};

use super::Shown;

const CALLBACK: &str =
    "cursor://anysphere.cursor-mcp/oauth/callback?code=imcp_ac_1&state=a%22b&iss=https%3A%2F%2Fx.example";

#[tokio::test]
async fn failure_says_what_was_found_and_what_to_do() {
    let failure = Failure {
        title: "This sign-in cannot go on".to_owned(),
        found: "The parameter `code_challenge_method` is `plain`; expected `S256`.".to_owned(),
        next: "Connect again with a newer version of the app.".to_owned(),
        back: None,
    };
    let page = Shown::of(failure.response(StatusCode::BAD_REQUEST)).await;
    assert_eq!((page.status, page.html.contains("<a ")), (400, false));
    insta::assert_snapshot!(page.text());
}

#[tokio::test]
async fn a_workspace_that_is_not_allowed_is_named_with_a_way_back() {
    let back = Return { client_name: "Cursor".to_owned(), address: ReturnAddress::new(CALLBACK).unwrap() };
    let failure = Failure::workspace_not_allowed("abc123").with_return(back);
    let page = Shown::of(failure.response(StatusCode::FORBIDDEN)).await;
    assert_eq!((page.status, page.header("refresh")), (403, None));
    insta::assert_snapshot!(page.text());
}

#[tokio::test]
async fn success_opens_the_app_without_a_script() {
    let success = Success { client_name: "Cursor".to_owned(), address: ReturnAddress::new(CALLBACK) };
    let page = Shown::of(success.response()).await;
    assert_eq!((page.status, page.header("refresh")), (200, Some(format!("0; url={CALLBACK}").as_str())));
    assert!(page.html.contains(&format!("href=\"{}\"", CALLBACK.replace('&', "&#38;"))), "{}", page.html);
    insta::assert_snapshot!(page.text());
}

#[tokio::test]
async fn addresses_that_a_browser_would_run_get_no_link() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " java\nscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://x.example/1",
        "view-source:https://x.example",
        "about:blank",
        "filesystem:https://x.example/temporary/a",
        "intent://x#Intent;end",
        "//x.example",
        "/callback",
        "",
    ] {
        assert!(ReturnAddress::new(address).is_none(), "{address}");
    }
    let page = Shown::of(Success { client_name: "Cursor".to_owned(), address: None }.response()).await;
    assert_eq!((page.header("refresh"), page.html.contains("<a ")), (None, false));
}

#[tokio::test]
async fn addresses_of_clients_get_one() {
    for address in [
        "https://claude.ai/api/mcp/auth_callback?code=1",
        "http://127.0.0.1:33418/?code=1",
        "cursor://anysphere.cursor-mcp/oauth/callback?code=1",
        "claude://claude.ai/mcp-auth-callback/sdk?code=1",
        "com.example.app:/callback?code=1",
    ] {
        assert!(ReturnAddress::new(address).is_some(), "{address}");
    }
}

/// RFC 9110, section 5.5: a line break in a value would begin a header of the client's own.
#[tokio::test]
async fn an_address_cannot_break_out_of_its_header() {
    let address =
        ReturnAddress::new("com.example.app:/callback?state=a\r\nSet-Cookie: b=c\u{e9}\"'; url=https://evil.example");
    let page = Shown::of(Success { client_name: "x".to_owned(), address }.response()).await;
    insta::assert_snapshot!(page.header("refresh").unwrap());
    assert_eq!(page.header("set-cookie"), None);
}
