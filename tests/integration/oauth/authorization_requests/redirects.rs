//! Redirect URIs of authorization requests: the client's own, character by character, but for the port of loopback.

use super::{
    super::{
        browser::{Browser, parameter},
        client::{Client, REDIRECT, app, post_json, with},
    },
    EVIL, SITE, asked, assert_is_page, client,
};
use serde_json::json;

/// OAuth 2.1, section 2.3.1 and RFC 9700, section 4.1.3: compared as strings.
#[tokio::test]
async fn redirect_uri_of_a_site_is_compared_exactly() {
    let app = app().await;
    let client = client(&app).await;
    for uri in [
        "https://evil.example.org/callback?x=1",
        "https://client.example.com:8443/callback?x=1",
        "https://client.example.com:443/callback?x=1",
        "https://client.example.com/?x=1",
        "https://client.example.com/callback/?x=1",
        "https://client.example.com/callback2?x=1",
        "https://client.example.com/Callback?x=1",
        "https://client.example.com/a/../callback?x=1",
        "https://client.example.com/%63allback?x=1",
        "https://client.example.com/callback",
        "https://client.example.com/callback?",
        "https://client.example.com/callback?x=2",
        "https://client.example.com/callback?x=1&y=2",
        "https://client.example.com/callback?x=1#",
        "https://client.example.com/callback?x=1#fragment",
        "http://client.example.com/callback?x=1",
        "HTTPS://client.example.com/callback?x=1",
        "https://CLIENT.example.com/callback?x=1",
        "https://client.example.com./callback?x=1",
        "https://user@client.example.com/callback?x=1",
        "https://client.example.com@evil.example.org/callback?x=1",
        "https://client.example.com.evil.example.org/callback?x=1",
        "https://client.example.com\\@evil.example.org/callback?x=1",
        "https:client.example.com/callback?x=1",
        "//client.example.com/callback?x=1",
        "/callback?x=1",
        " https://client.example.com/callback?x=1",
        "https://client.example.com/callback?x=1 ",
        "https://client.example.com/callback?x=1\n",
        "https://client.example.com/callback?x=1\r\nset-cookie: a=b",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "com.example.client:/callback?x=1",
        "cursor://anysphere.cursor-mcp/oauth/callback",
        EVIL,
    ] {
        let page = asked(&client, &with(client.request(), "redirect_uri", Some(uri))).await;
        assert_is_page(&page, uri);
        assert!(!page.html.contains("<script>"), "{}", page.html);
    }
    let page = asked(&client, &with(client.request(), "redirect_uri", Some(SITE))).await;
    assert_eq!(page.status, 200, "{}", page.html);
}

/// RFC 6749, section 3.1: a parameter that stands there twice, of which one would be taken and the other looked at.
#[tokio::test]
async fn repeated_redirect_uri_is_told_on_a_page() {
    let app = app().await;
    // One that may leave it out has one that could be taken instead.
    for client in [client(&app).await, Client::register(&app).await] {
        for second in [REDIRECT, EVIL] {
            let mut parameters = client.request();
            parameters.push(("redirect_uri", second.to_owned()));
            assert_is_page(&asked(&client, &parameters).await, second);
        }
    }
}

/// RFC 6749, section 3.1.2.3: only who registered a single one may leave it out.
#[tokio::test]
async fn redirect_uri_may_be_left_out_by_a_client_with_a_single_one() {
    let app = app().await;
    let several = client(&app).await;
    assert_is_page(&asked(&several, &with(several.request(), "redirect_uri", None)).await, "of several");
    let single = Client::register(&app).await;
    let page = asked(&single, &with(single.request(), "redirect_uri", None)).await;
    let mut browser = Browser::new();
    let page = browser.open(page.url.as_str()).await;
    let back = browser.submit(&page.action(), &page.decided("deny")).await.location();
    assert!(back.as_str().starts_with(&format!("{REDIRECT}?")), "{back}");
}

/// RFC 8252, section 7.3 (OAuth 2.1, section 8.4.2): the port of loopback is not compared, everything else is.
#[tokio::test]
async fn port_of_a_loopback_redirect_may_be_any_and_nothing_else_may_differ() {
    let app = app().await;
    let client = client(&app).await;
    for uri in ["http://127.0.0.1:1/callback", "http://127.0.0.1:65535/callback", "http://127.0.0.1/callback"] {
        let mut browser = Browser::new();
        let page = browser.open(&client.authorize_url(&with(client.request(), "redirect_uri", Some(uri)))).await;
        let back = browser.submit(&page.action(), &page.decided("deny")).await.location();
        assert!(back.as_str().starts_with(&format!("{uri}?error=access_denied&")), "{back}");
    }
    for uri in [
        "http://localhost:33418/callback",
        "http://[::1]:33418/callback",
        "http://127.0.0.2:33418/callback",
        "http://127.1:33418/callback",
        "http://2130706433:33418/callback",
        "http://127.0.0.1:33418/other",
        "http://127.0.0.1:33418/callback/",
        "http://127.0.0.1:33418/callback?x=1",
        "http://127.0.0.1:33418/callback#fragment",
        "https://127.0.0.1:33418/callback",
        "http://127.0.0.1:0/callback",
        "http://127.0.0.1:65536/callback",
        "http://127.0.0.1:/callback",
        "http://127.0.0.1:80@evil.example.org/callback",
        "http://127.0.0.1:80:90/callback",
        "http://127.0.0.1.evil.example.org/callback",
        "http://user@127.0.0.1:33418/callback",
        "HTTP://127.0.0.1:33418/callback",
    ] {
        assert_is_page(&asked(&client, &with(client.request(), "redirect_uri", Some(uri))).await, uri);
    }
}

/// OAuth 2.1, section 7.5.3 (mcp.md 2.3): whatever stands in a parameter, the browser goes to the client or nowhere.
#[tokio::test]
async fn no_parameter_is_an_open_redirect() {
    let app = app().await;
    let client = client(&app).await;
    for name in [
        "response_type",
        "client_id",
        "redirect_uri",
        "code_challenge",
        "code_challenge_method",
        "state",
        "resource",
        "scope",
        "response_mode",
        "request",
        "request_uri",
        "nonce",
        "prompt",
        "display",
        "redirect",
        "return_to",
        "next",
        "url",
        "iss",
    ] {
        for value in [EVIL, "//evil.example.org", "javascript:alert(1)", "\r\nlocation: https://evil.example.org/"] {
            let page = asked(&client, &with(client.request(), name, Some(value))).await;
            let location = page.header("location").unwrap_or(REDIRECT);
            assert!(location.starts_with(REDIRECT), "{name}={value}: {location}");
            assert!([200, 303, 400].contains(&page.status), "{name}={value}: {}", page.status);
            assert_eq!(page.headers.get_all("location").iter().count(), usize::from(page.status == 303));
        }
    }
}

/// RFC 9700, section 4.11.2: anybody can register any site, so that a bad request must not send a browser there by
/// itself; to clients that are known it does.
#[tokio::test]
async fn invalid_request_of_an_unknown_site_is_told_on_a_page_with_a_link() {
    let app = app().await;
    let known = "https://claude.ai/api/mcp/auth_callback";
    let client = Client::register_as(&app, json!({ "redirect_uris": [SITE, known] })).await;
    for (name, value) in [("response_type", "token"), ("code_challenge_method", "plain"), ("resource", EVIL)] {
        let request = |uri| with(with(client.request(), "redirect_uri", Some(uri)), name, Some(value));
        let page = asked(&client, &request(SITE)).await;
        assert_eq!(page.status, 400, "{name}: {}", page.html);
        assert_eq!((page.header("location"), page.header("refresh")), (None, None), "{name}");
        assert!(page.html.contains("href=\"https://client.example.com/callback?x=1&#38;error="), "{}", page.html);
        assert!(page.html.contains("&#38;iss=http"), "{}", page.html);
        let back = asked(&client, &request(known)).await.location();
        assert!(back.as_str().starts_with(&format!("{known}?error=")), "{name}: {back}");
    }
}

/// RFC 6749, section 3.1.2.5: what comes back stands after the query that the redirect URI has.
#[tokio::test]
async fn answer_keeps_the_query_of_the_redirect_uri() {
    let app = app().await;
    let client = client(&app).await;
    let mut browser = Browser::new();
    let page = browser.open(&client.authorize_url(&with(client.request(), "redirect_uri", Some(SITE)))).await;
    let back = browser.submit(&page.action(), &page.decided("deny")).await.location();
    assert!(back.as_str().starts_with(&format!("{SITE}&error=access_denied&")), "{back}");
    assert_eq!(parameter(&back, "x").as_deref(), Some("1"));
}

/// RFC 6749, section 3.1.2: parameters of an answer in a redirect URI would give the client two of each.
#[tokio::test]
async fn redirect_uri_with_a_parameter_of_an_answer_is_not_registered() {
    let app = app().await;
    for name in ["code", "state", "iss", "error", "error_description", "error_uri", "%63ode"] {
        let uri = format!("https://client.example.com/callback?{name}=1");
        let (status, body) = post_json(&app, "/register", &json!({ "redirect_uris": [uri] })).await;
        assert_eq!((status, body["error"].as_str()), (400, Some("invalid_redirect_uri")), "{name}: {body}");
    }
}
