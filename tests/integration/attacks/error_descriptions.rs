//! An `error_description` has printable ASCII without `"` and `\` (RFC 6749, sections 4.1.2.1 and 5.2; RFC 6750, section
//! 3), and stays short, whatever the caller wrote that it may quote.

use intercom_mcp::oauth::refusal::Refusal;
use serde_json::{Value, json};

use crate::{
    harness::App,
    oauth::{
        answer::{Answer, is_description, parameters, post},
        browser::{Browser, origin},
        client::{Client, REDIRECT, app, app_with, with},
    },
};

/// What no description may hold, and what could break out of a header, a log line or a page.
const HOSTILE: &[&str] = &[
    "\"",
    "\\",
    "a\"b\\c",
    "a\r\nset-cookie: b=c",
    "\u{7f}\u{0}\u{1b}[31m",
    "“é”",
    "\u{202e}\u{e0041}",
    "日本語",
    "`'<>&;=%",
    "\u{2028}\u{85}\t",
];

fn long(text: &str) -> String {
    text.repeat(5_000 / text.len())
}

/// Both texts of an answer's body, which must be legal.
fn check(answer: &Answer, what: &str) {
    let body = answer.json();
    for name in ["error", "error_description"] {
        let text = body[name].as_str().unwrap_or_else(|| panic!("{what}: no {name}: {body}"));
        assert!(is_description(text) && text.len() <= 600, "{what}: {name}: {text:?}");
    }
    assert!(answer.status >= 400, "{what}: {}", answer.status);
    if let Some(challenge) = answer.header("www-authenticate") {
        assert!(challenge.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'\\'), "{what}: {challenge}");
        assert_eq!(challenge.matches('"').count() % 2, 0, "{what}: {challenge}");
    }
}

async fn check_form(app: &App, path: &str, form: &[(&str, String)]) {
    check(&Answer::of_form(app, path, form).await, &format!("{path} {form:?}"));
}

#[tokio::test]
async fn description_of_the_token_endpoint_is_legal() {
    let app = app().await;
    let client = Client::register(&app).await;
    for hostile in HOSTILE.iter().flat_map(|text| [(*text).to_owned(), long(text)]) {
        for form in [client.exchange("imcp_ac_x"), client.refresh("imcp_rt_x")] {
            for name in
                ["grant_type", "client_id", "code", "redirect_uri", "code_verifier", "refresh_token", "resource"]
            {
                check_form(&app, "/token", &with(form.clone(), name, Some(&hostile))).await;
            }
            let mut twice = form.clone();
            twice.extend([("client_id", hostile.clone()), ("state", hostile.clone())]);
            check_form(&app, "/token", &twice).await;
        }
        check_form(&app, "/revoke", &[("token_type_hint", hostile.clone())]).await;
        check_form(&app, "/revoke", &[("token", hostile.clone()), ("token", hostile)]).await;
    }
    let form = client.refresh("imcp_rt_x");
    for content_type in ["text/plain", "application/json; charset=\"x\\y\""] {
        let request = post(&app, "/token", &form).header("content-type", content_type);
        check(&Answer::of(request).await, content_type);
    }
}

#[tokio::test]
async fn description_of_a_registration_is_legal() {
    let app = app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    for (number, hostile) in HOSTILE.iter().flat_map(|text| [(*text).to_owned(), long(text)]).enumerate() {
        for (what, body) in [
            ("a URI", json!({ "redirect_uris": [hostile] }).to_string()),
            ("a scheme", json!({ "redirect_uris": [format!("{hostile}:/callback")] }).to_string()),
            ("a host", json!({ "redirect_uris": [format!("https://{hostile}/callback")] }).to_string()),
            ("plain http", json!({ "redirect_uris": [format!("http://a.example/{hostile}")] }).to_string()),
            ("no list", json!({ "redirect_uris": hostile }).to_string()),
            ("a name", json!({ hostile.clone(): hostile, "redirect_uris": { hostile.clone(): 1 } }).to_string()),
            ("no JSON", hostile.clone()),
        ] {
            let request = app.client.post(format!("{}/register", origin(app.address)));
            let request = request.header("x-forwarded-for", format!("192.0.2.{number}"));
            let answer = Answer::of(request.header("content-type", "application/json").body(body)).await;
            check(&answer, what);
        }
    }
}

/// RFC 6749, section 4.1.2.1: also where it goes back through the browser.
#[tokio::test]
async fn description_that_a_redirect_carries_is_legal() {
    let app = app_with(|config, _| config.allowed_workspaces = Some(vec!["another".to_owned()])).await;
    let client = Client::register(&app).await;
    for hostile in HOSTILE {
        for name in ["response_type", "response_mode", "code_challenge", "code_challenge_method", "resource", "request"]
        {
            let url = client.authorize_url(&with(client.request(), name, Some(hostile)));
            let page = Browser::new().open(&url).await;
            let back = page.location();
            assert!(back.as_str().starts_with(REDIRECT), "{name}: {back}");
            let said = parameters(&back);
            assert!(is_description(&said["error"]) && is_description(&said["error_description"]), "{name}: {back}");
        }
        let mut browser = Browser::new();
        let sent = client.approve(&mut browser).await;
        let state = sent.location().query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("state", state.as_str()), ("error", hostile), ("error_description", hostile)])
            .finish();
        let back = browser.open(&format!("{}/callback?{query}", origin(app.address))).await.location();
        let said = parameters(&back);
        assert!(is_description(&said["error"]) && is_description(&said["error_description"]), "{back}");
    }
    // A workspace that may not be read: a page with a link that says so.
    let mut browser = Browser::new();
    let answer = client.at_intercom(&mut browser).await;
    let page = browser.follow(&answer).await;
    assert_eq!(page.status, 403);
    let link =
        page.html.split("href=\"").map(|rest| rest.split('"').next().unwrap()).find(|link| link.contains("error="));
    let said = parameters(&link.unwrap().replace("&#38;", "&").replace("&amp;", "&").parse().unwrap());
    assert!(is_description(&said["error"]) && is_description(&said["error_description"]), "{said:?}");
}

#[tokio::test]
async fn description_of_every_other_refusal_is_legal() {
    let app = app().await;
    let url = origin(app.address);
    for hostile in HOSTILE.iter().copied() {
        let path: String = url::form_urlencoded::byte_serialize(hostile.as_bytes()).collect();
        let long = path.repeat(100);
        for request in [
            app.client.get(format!("{url}/{path}")),
            app.client.get(format!("{url}/{long}")),
            app.client.get(format!("{url}/{hostile}")),
            app.client.get(format!("{url}/mcp")).bearer_auth(&path),
            app.client.get(format!("{url}/mcp")).header("authorization", format!("Bearer {path} \"")),
            app.client.post(format!("{url}/intercom/uninstalled")).json(&json!({ "app_id": hostile })),
        ] {
            check(&Answer::of(request).await, hostile);
            app.clock.advance(std::time::Duration::from_secs(60));
        }
    }
    for (method, path) in [("GET", "/token"), ("PUT", "/register"), ("DELETE", "/authorize"), ("POST", "/callback")] {
        let request = app.client.request(method.parse().unwrap(), format!("{url}{path}"));
        check(&Answer::of(request).await, path);
    }
    for path in ["/token", "/revoke", "/register", "/intercom/uninstalled"] {
        let request = app.client.post(format!("{url}{path}")).body("\"".repeat(64 * 1024 + 1));
        let answer = Answer::of(request).await;
        assert_eq!(answer.status, 413, "{path}");
        check(&answer, path);
    }
}

/// Texts that no test can provoke from outside, such as one that quotes a workspace's id.
#[tokio::test]
async fn whatever_a_refusal_says_is_made_legal() {
    for hostile in HOSTILE.iter().flat_map(|text| [(*text).to_owned(), long(text)]) {
        for refusal in [
            Refusal::invalid_token(hostile.clone()),
            Refusal::WorkspaceNotAllowed { description: hostile.clone() },
            Refusal::Unverified { description: hostile.clone(), retry_after: std::time::Duration::from_secs(1) },
        ] {
            let response = axum::response::IntoResponse::into_response(refusal);
            let (head, body) = response.into_parts();
            let body = http_body_util::BodyExt::collect(body).await.unwrap().to_bytes();
            let body: Value = serde_json::from_slice(&body).unwrap();
            let text = body["error_description"].as_str().unwrap();
            assert!(is_description(text) && text.len() <= 600, "{text:?}");
            if let Some(challenge) = head.headers.get("www-authenticate") {
                assert_eq!(challenge.to_str().unwrap().matches('"').count(), 6, "{challenge:?}");
            }
        }
    }
}
