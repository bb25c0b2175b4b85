//! What Intercom refuses, and what is said of it.

use intercom_mcp::{clock::Clock, intercom::Error};
use serde_json::json;

use super::upstream::{Reply, TOKEN, Upstream, call};

/// The error of `GET /conversations/42` when Intercom answers so.
async fn refused(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Error {
    let upstream = Upstream::start(move |_, _| reply()).await;
    let clock = Clock::system();
    let error = upstream.client(&clock).conversation(&call(&clock, "p", 50), "42").await.unwrap_err();
    assert_eq!(upstream.lines(), ["GET /conversations/42"], "it was not to be tried again");
    error
}

#[tokio::test]
async fn every_refusal_says_what_happened() {
    let refusals = [
        (401, "unauthorized", "Access Token Invalid"),
        (401, "token_revoked", "Revoked"),
        (401, "token_unauthorized", "Not authorized to access resource"),
        (403, "forbidden", "You do not have the required scope (read_conversations) to access this resource"),
        (403, "api_plan_restricted", "Active subscription needed."),
        (404, "not_found", "Resource Not Found"),
        (400, "parameter_invalid", "per_page must be a number"),
        (422, "unprocessable_entity", "Cannot"),
        (409, "conflict", "Conflict"),
        (500, "server_error", "Boom"),
        (408, "request_timeout", "Too slow"),
    ];
    let mut said = String::new();
    for (status, code, message) in refusals {
        let error = refused(move || Reply::error(status, code, message)).await;
        said += &format!("{status} {code}: {error}\n");
    }
    insta::assert_snapshot!(said, @r#"
    401 unauthorized: Intercom refused the access token: Access Token Invalid
    401 token_revoked: Intercom refused the access token: Revoked
    401 token_unauthorized: the access token lacks the Intercom permission "Read conversations": Not authorized to access resource
    403 forbidden: the access token lacks the Intercom permission "Read conversations": You do not have the required scope (read_conversations) to access this resource
    403 api_plan_restricted: the workspace's Intercom plan does not allow this: Active subscription needed.
    404 not_found: Intercom knows no conversation 42: Resource Not Found
    400 parameter_invalid: Intercom refused the request (400, parameter_invalid): per_page must be a number
    422 unprocessable_entity: Intercom refused the request (422, unprocessable_entity): Cannot
    409 conflict: Intercom refused the request (409, conflict): Conflict
    500 server_error: Intercom is unavailable (HTTP 500)
    408 request_timeout: Intercom is unavailable (HTTP 408)
    "#);
}

#[tokio::test]
async fn request_id_is_taken_from_the_body_and_else_from_the_header() {
    let error = refused(|| Reply::error(404, "not_found", "No").with("x-request-id", "header")).await;
    assert!(matches!(error, Error::NotFound { request_id: Some(id), .. } if id == "req-1"));
    let error = refused(|| Reply::status(500, json!({})).with("x-request-id", "header")).await;
    assert!(matches!(error, Error::Unavailable { request_id: Some(id), .. } if id == "header"));
}

#[tokio::test]
async fn permission_to_tick_follows_from_what_was_asked() {
    let upstream = Upstream::start(|_, _| Reply::error(403, "forbidden", "Missing scope")).await;
    let clock = Clock::system();
    let (client, call) = (upstream.client(&clock), call(&clock, "p", 50));
    let Err(Error::MissingPermission { permission, .. }) = client.contact(&call, "1").await else {
        panic!("it worked")
    };
    assert_eq!(permission, "Read and list users and companies");
    let Err(Error::MissingPermission { permission, .. }) = client.conversation(&call, "1").await else {
        panic!("it worked")
    };
    assert_eq!(permission, "Read conversations");
}

#[tokio::test]
async fn message_is_one_line_cut_and_never_shows_the_token() {
    let error = refused(|| Reply::error(404, "not_found", &format!("a\u{7}b\nc {TOKEN} {}", "x".repeat(400)))).await;
    let Error::NotFound { message, .. } = &error else { panic!("{error}") };
    assert!(message.starts_with("ab c [token] xxx"), "{message}");
    assert_eq!(message.chars().count(), 301);
}

#[tokio::test]
async fn body_that_is_no_error_list_is_never_quoted() {
    let html = || Reply::Answer(403, vec![("content-type", "text/html".to_owned())], "<p>secret page".to_owned());
    insta::assert_snapshot!(refused(html).await, @"Intercom's answer was not understood: HTTP 403 with HTML instead of an error list");
    let redirect = || Reply::status(302, json!({})).with("location", "/elsewhere");
    insta::assert_snapshot!(refused(redirect).await, @"Intercom's answer was not understood: HTTP 302, a redirect, which is never followed");
}

#[tokio::test]
async fn success_that_is_not_the_object_says_what_stands_there() {
    let answer = |media: &'static str, body: &'static str| {
        move || Reply::Answer(200, vec![("content-type", media.to_owned())], body.to_owned())
    };
    let mut said = String::new();
    for (media, body) in [
        ("text/html", "<html>"),
        ("application/json", ""),
        ("application/json", r#"{"id":"#),
        ("application/json", r#"{"title":"no id"}"#),
        ("text/plain", "hello"),
    ] {
        said += &format!("{body}: {}\n", refused(answer(media, body)).await);
    }
    insta::assert_snapshot!(said, @r#"
    <html>: Intercom's answer was not understood: HTML instead of JSON
    : Intercom's answer was not understood: an empty body instead of JSON
    {"id":: Intercom's answer was not understood: the JSON is cut short
    {"title":"no id"}: Intercom's answer was not understood: the JSON has another shape than expected
    hello: Intercom's answer was not understood: something else instead of JSON
    "#);
}

#[tokio::test]
async fn answer_beyond_the_cap_is_given_up() {
    let error = refused(|| Reply::Answer(200, Vec::new(), " ".repeat(33 * 1024 * 1024))).await;
    insta::assert_snapshot!(error, @"Intercom's answer was not understood: more than 32 MB");
}

#[tokio::test]
async fn token_that_no_header_can_carry_is_dead_and_not_sent() {
    let upstream = Upstream::start(|_, _| Reply::json(json!({}))).await;
    let client = upstream.client(&Clock::system());
    let error = client.identify(&intercom_mcp::secret::SecretString::from("line\nbreak")).await.unwrap_err();
    assert!(matches!(error, Error::DeadToken { .. }));
    assert_eq!(upstream.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn nothing_listening_is_said_without_the_address() {
    let upstream = Upstream::start(|_, _| Reply::json(json!({}))).await;
    let mut settings = upstream.settings();
    settings.api_url = Some("http://127.0.0.1:1".to_owned());
    let clock = Clock::system();
    let error = super::upstream::client(settings, &clock).conversation(&call(&clock, "p", 50), "42").await.unwrap_err();
    insta::assert_snapshot!(error, @"Intercom cannot be reached: no connection could be made");
}
