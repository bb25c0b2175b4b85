//! What the headers of every page forbid.

use axum::{http::StatusCode, response::Response};
use base64::{Engine, prelude::BASE64_STANDARD};
use intercom_mcp::pages::{Failure, Success};

use super::{Shown, consent, landing};

fn failure() -> Response {
    Failure::workspace_not_allowed("abc123").response(StatusCode::FORBIDDEN)
}

fn success() -> Response {
    Success { client_name: "Cursor".to_owned(), address: None }.response()
}

/// The headers with the nonce taken out.
async fn headers(response: Response) -> String {
    let shown = Shown::of(response).await;
    let mut lines: Vec<String> = shown.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    lines.sort();
    lines.join("\n").replace(shown.nonce(), "NONCE")
}

#[tokio::test]
async fn the_consent_page_allows_its_own_style_and_no_script() {
    insta::assert_snapshot!(headers(consent().response()).await);
}

#[tokio::test]
async fn pages_without_a_form_may_send_none() {
    let failure = headers(failure()).await;
    insta::assert_snapshot!(failure);
    assert_eq!(headers(success()).await, failure);
}

#[tokio::test]
async fn the_landing_page_allows_its_own_script() {
    insta::assert_snapshot!(headers(landing().response()).await);
}

/// A browser holds `form-action` against the redirects after a form, and no list could name them all; it cuts the tie
/// to the window that opened sign-in where an opener policy is sent.
#[tokio::test]
async fn nothing_keeps_the_answer_from_its_client() {
    let shown = Shown::of(consent().response()).await;
    assert!(!shown.header("content-security-policy").unwrap().contains("form-action"));
    assert_eq!(shown.header("cross-origin-opener-policy"), None);
}

#[tokio::test]
async fn every_answer_has_a_nonce_of_its_own_of_128_bits() {
    let mut nonces = Vec::new();
    for _ in 0..100 {
        let shown = Shown::of(landing().response()).await;
        let nonce = shown.nonce();
        assert_eq!(BASE64_STANDARD.decode(nonce).unwrap().len(), 16);
        assert!(shown.html.contains(&format!("<script nonce=\"{nonce}\">")));
        let policy = shown.header("content-security-policy").unwrap();
        assert_eq!(policy.matches(&format!("-src 'nonce-{nonce}'")).count(), 2, "{policy}");
        nonces.push(nonce.to_owned());
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 100);
}

#[tokio::test]
async fn only_the_landing_page_has_a_script_and_none_loads_anything() {
    for (response, scripts) in [(consent().response(), 0), (failure(), 0), (success(), 0), (landing().response(), 1)] {
        let html = Shown::of(response).await.html;
        assert_eq!(html.matches("<script").count(), scripts);
        for loading in [" src=", "@import", "url(", "<link rel=\"stylesheet", " style=", " onclick=", "javascript:"] {
            assert!(!html.contains(loading), "{loading}");
        }
        assert_eq!(html.matches("<link").count(), html.matches("<link rel=\"icon\" href=\"data:").count());
    }
}

#[tokio::test]
async fn every_page_is_marked_up_for_those_who_cannot_see_it() {
    for response in [consent().response(), failure(), success(), landing().response()] {
        let html = Shown::of(response).await.html;
        for (markup, times) in [
            ("<html lang=\"en\">", 1),
            ("<h1>", 1),
            ("<header>", 1),
            ("<main>", 1),
            ("<footer>", 1),
            ("<title>", 1),
            ("width=device-width", 1),
        ] {
            assert_eq!(html.matches(markup).count(), times, "{markup}");
        }
    }
}
