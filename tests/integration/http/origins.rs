//! Which pages may call, and what CORS tells their browsers.

use super::App;

const TOKEN: (&str, &str) = ("authorization", "Bearer alpha");

#[tokio::test]
async fn no_origin_is_fine() {
    let app = App::start(|_| {}).await;
    let answer = app.ping(&[TOKEN]).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, None));
}

#[tokio::test]
async fn loopback_origins_are_accepted_when_bound_to_loopback() {
    let app = App::start(|_| {}).await;
    for origin in ["http://localhost:6274", "https://localhost", "http://127.0.0.1:1", "http://[::1]:8080"] {
        let answer = app.ping(&[TOKEN, ("origin", origin)]).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some(origin)));
        assert_eq!(answer.header("access-control-expose-headers"), Some("mcp-session-id, www-authenticate"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        assert_eq!(answer.header("vary"), Some("origin"));
    }
}

#[tokio::test]
async fn any_other_origin_is_forbidden_before_authentication() {
    let app = App::start(|_| {}).await;
    for origin in [
        "https://evil.example",
        "http://localhost.evil.example",
        "http://localhost@evil.example",
        "http://localhost/path",
        "null",
        "",
        "file://localhost",
    ] {
        let answer = app.ping(&[("origin", origin)]).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (403, None), "{origin}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(answer.invalid_request(), @"the Origin header names no page that may call this server; its operator can add one to ALLOWED_ORIGINS");
        }
    }
    let twice = app.ping(&[TOKEN, ("origin", "http://localhost"), ("origin", "http://localhost")]).await;
    assert_eq!(twice.status, 403);
    assert_eq!(app.intercom.asked(), 0);
}

#[tokio::test]
async fn public_url_and_allowed_origins_are_accepted_and_loopback_is_not_when_bound_elsewhere() {
    let app = App::start(|config| {
        config.bind_addr = "0.0.0.0:8080".parse().unwrap();
        config.public_url = "https://mcp.example.com".parse().unwrap();
        config.allowed_origins =
            vec!["https://Inspector.example:443/".to_owned(), "null".to_owned(), "vscode-webview://abc".to_owned()];
    })
    .await;
    for (origin, status) in [
        ("https://mcp.example.com", 200),
        ("https://inspector.example", 200),
        ("vscode-webview://abc", 200),
        ("vscode-webview://abd", 403),
        ("http://mcp.example.com", 403),
        ("https://mcp.example.com:8443", 403),
        ("http://localhost", 403),
        ("null", 403),
    ] {
        let answer = app.ping(&[("host", "mcp.example.com"), TOKEN, ("origin", origin)]).await;
        assert_eq!(answer.status, status, "{origin}");
    }
}

#[tokio::test]
async fn preflight_is_answered_before_authentication() {
    let app = App::start(|_| {}).await;
    for path in ["/mcp", "/mcp/"] {
        let headers = [
            ("origin", "http://localhost:6274"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "authorization,content-type,mcp-protocol-version"),
        ];
        let answer = app.request("OPTIONS", path, &headers, "").await;
        assert_eq!((answer.status, answer.body.as_str()), (204, ""));
        assert_eq!(answer.header("access-control-allow-origin"), Some("http://localhost:6274"));
        assert_eq!(answer.header("access-control-allow-methods"), Some("GET, POST, DELETE, OPTIONS"));
        insta::allow_duplicates! {
            insta::assert_snapshot!(answer.header("access-control-allow-headers").unwrap(), @"authorization, content-type, accept, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name, last-event-id");
        }
        assert_eq!(answer.header("access-control-max-age"), Some("3600"));
    }
}

#[tokio::test]
async fn preflight_of_a_foreign_page_is_forbidden() {
    let app = App::start(|_| {}).await;
    let headers = [("origin", "https://evil.example"), ("access-control-request-method", "POST")];
    let answer = app.request("OPTIONS", "/mcp", &headers, "").await;
    assert_eq!((answer.status, answer.header("access-control-allow-methods")), (403, None));
}

#[tokio::test]
async fn an_allowed_page_can_read_a_refusal() {
    let app = App::start(|_| {}).await;
    let answer = app.ping(&[("origin", "http://localhost:6274")]).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("access-control-allow-origin"), Some("http://localhost:6274"));
}

#[tokio::test]
async fn options_that_is_no_preflight_says_what_the_endpoint_takes() {
    let app = App::start(|_| {}).await;
    let answer = app.request("OPTIONS", "/mcp", &[], "").await;
    assert_eq!((answer.status, answer.header("allow")), (204, Some("POST, OPTIONS")));
}
