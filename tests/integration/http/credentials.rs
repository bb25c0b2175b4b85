//! What the `Authorization` header may hold, and who that is.

use super::{App, PING};

/// Challenge and description of what is refused with 401.
async fn refused(app: &App, headers: &[(&str, &str)]) -> String {
    refused_with(app, headers, (401, "invalid_token")).await
}

/// The same of what is refused with this status and error.
async fn refused_with(app: &App, headers: &[(&str, &str)], (status, error): (u16, &str)) -> String {
    let answer = app.ping(headers).await;
    assert_eq!((answer.status, answer.json()["error"].as_str()), (status, Some(error)), "{answer:?}");
    format!("{}\n{}", answer.header("www-authenticate").unwrap(), answer.description())
}

#[tokio::test]
async fn without_a_credential_the_challenge_names_no_error() {
    let app = App::start(|_| {}).await;
    insta::assert_snapshot!(refused(&app, &[]).await, @r#"
    Bearer realm="intercom-mcp"
    no credential was sent; send `Authorization: Bearer <Intercom access token>`
    "#);
    assert_eq!(app.intercom.asked(), 0);
}

#[tokio::test]
async fn the_scheme_matches_in_any_case() {
    let app = App::start(|_| {}).await;
    for value in ["Bearer alpha", "bearer alpha", "BEARER alpha", "Bearer   alpha ", "bEaReR\talpha"] {
        assert_eq!(app.ping(&[("authorization", value)]).await.status, 200, "{value:?}");
    }
}

#[tokio::test]
async fn malformed_credentials_are_told_the_right_form_and_never_sent_upstream() {
    let app = App::start(|_| {}).await;
    let long = format!("Bearer {}", "a".repeat(4097));
    let mut told = String::new();
    for (value, status) in [
        ("alpha", 400),
        ("Token alpha", 401),
        ("Basic YTpi", 401),
        ("Bearer", 401),
        ("", 401),
        ("Bearer al pha", 400),
        (&long, 400),
    ] {
        let error = if status == 400 { "invalid_request" } else { "invalid_token" };
        let found = refused_with(&app, &[("authorization", value)], (status, error)).await;
        told += &format!("{:.20}\n{}\n", value, found.lines().nth(1).unwrap());
    }
    let twice = [("authorization", "Bearer alpha"), ("authorization", "Bearer alpha")];
    told += &refused_with(&app, &twice, (400, "invalid_request")).await;
    insta::assert_snapshot!(told, @r#"
    alpha
    found a token without the word `Bearer` before it; send `Authorization: Bearer <Intercom access token>`
    Token alpha
    found an `Authorization` header with another scheme than `Bearer`; send `Authorization: Bearer <Intercom access token>`
    Basic YTpi
    found an `Authorization` header with another scheme than `Bearer`; send `Authorization: Bearer <Intercom access token>`
    Bearer
    found `Bearer` without a token; send `Authorization: Bearer <Intercom access token>`

    found an empty `Authorization` header; send `Authorization: Bearer <Intercom access token>`
    Bearer al pha
    found a token with a blank in it; send `Authorization: Bearer <Intercom access token>`
    Bearer aaaaaaaaaaaaa
    found a token of more than 4096 characters; send `Authorization: Bearer <Intercom access token>`
    Bearer realm="intercom-mcp", error="invalid_request", error_description="found more than one `Authorization` header; send `Authorization: Bearer <Intercom access token>`"
    found more than one `Authorization` header; send `Authorization: Bearer <Intercom access token>`
    "#);
    assert_eq!(app.intercom.asked(), 0);
}

#[tokio::test]
async fn a_token_in_the_query_is_no_credential() {
    let app = App::start(|_| {}).await;
    let answer = app.request("POST", "/mcp?access_token=alpha", &[("content-type", "application/json")], PING).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn tokens_of_this_servers_own_form_are_never_tried_upstream() {
    let app = App::start(|_| {}).await;
    insta::assert_snapshot!(refused(&app, &[("authorization", "Bearer imcp_at_abc")]).await, @r#"
    Bearer realm="intercom-mcp", error="invalid_token", error_description="this token was issued by sign-in, which this server does not offer; send `Authorization: Bearer <Intercom access token>`"
    this token was issued by sign-in, which this server does not offer; send `Authorization: Bearer <Intercom access token>`
    "#);
    assert_eq!(app.intercom.asked(), 0);
}

#[tokio::test]
async fn intercom_tokens_are_refused_where_the_operator_does_not_take_them() {
    let app = App::start(|config| config.accept_intercom_tokens = false).await;
    insta::assert_snapshot!(refused(&app, &[("authorization", "Bearer alpha")]).await, @r#"
    Bearer realm="intercom-mcp", error="invalid_token", error_description="the token is not one this server takes; this server takes neither Intercom access tokens nor an access key"
    the token is not one this server takes; this server takes neither Intercom access tokens nor an access key
    "#);
    assert_eq!(app.intercom.asked(), 0);
}

#[tokio::test]
async fn a_token_that_intercom_refuses_is_invalid() {
    let app = App::start(|_| {}).await;
    insta::assert_snapshot!(refused(&app, &[("authorization", "Bearer dead")]).await, @r#"
    Bearer realm="intercom-mcp", error="invalid_token", error_description="Intercom does not accept this access token in any of its regions; it may be mistyped, revoked or expired"
    Intercom does not accept this access token in any of its regions; it may be mistyped, revoked or expired
    "#);
}

#[tokio::test]
async fn only_allowed_workspaces_are_let_in() {
    let app = App::start(|config| config.allowed_workspaces = Some(vec!["alpha1".to_owned()])).await;
    assert_eq!(app.ping_as("alpha").await.status, 200);
    let answer = app.ping_as("beta").await;
    assert_eq!((answer.status, answer.header("www-authenticate")), (403, None));
    assert_eq!(answer.json()["error"], "workspace_not_allowed");
    insta::assert_snapshot!(answer.description(), @"this token belongs to the Intercom workspace `beta1`, which this server may not read; use a token of a workspace it serves, or ask its operator to add `beta1` to ALLOWED_WORKSPACES");
}

#[tokio::test]
async fn a_token_that_may_not_name_its_workspace_is_kept_out_by_a_list_only() {
    let app = App::start(|_| {}).await;
    assert_eq!(app.ping_as("unnamed").await.status, 200);
    let app = App::start(|config| config.allowed_workspaces = Some(vec!["alpha1".to_owned()])).await;
    let answer = app.ping_as("unnamed").await;
    assert_eq!(answer.status, 403);
    insta::assert_snapshot!(answer.description(), @"this server reads certain Intercom workspaces only, and this token may not tell which is its own; tick `Read one admin` among the permissions of the token's app in Intercom's Developer Hub");
}

#[tokio::test]
async fn a_token_that_died_after_it_was_let_in_is_verified_again() {
    let app = App::start(|_| {}).await;
    assert_eq!(app.ping_as("alpha").await.status, 200);
    // The fake knows nothing but `/me`, and says of every other call that the token is revoked.
    let call =
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_conversations","arguments":{}}}"#;
    let headers = [("authorization", "Bearer alpha"), ("content-type", "application/json")];
    let answer = app.request("POST", "/mcp", &headers, call).await;
    assert_eq!((answer.status, answer.json()["error"].as_str()), (401, Some("invalid_token")));
    assert_eq!(app.intercom.asked(), 1);
    assert_eq!(app.ping_as("alpha").await.status, 200);
    assert_eq!(app.intercom.asked(), 2);
}

#[tokio::test]
async fn refusal_arrives_before_the_body_is_sent() {
    let app = App::start(|_| {}).await;
    let mut connection = app.connect().await;
    connection.send(&app.head("POST", "/mcp", &[], PING.len())).await;
    assert_eq!(connection.answer().await.status, 401);
    // The rest is read and dropped, so that the connection lives on and the answer is not lost to a reset.
    connection.send(PING).await;
    connection.send(&app.head("GET", "/healthz", &[], 0)).await;
    assert_eq!(connection.answer().await.status, 200);
}

#[tokio::test]
async fn a_client_that_asks_first_is_refused_without_being_told_to_continue() {
    let app = App::start(|_| {}).await;
    let mut connection = app.connect().await;
    connection.send(&app.head("POST", "/mcp", &[("expect", "100-continue")], PING.len())).await;
    assert_eq!(connection.answer().await.status, 401);
}
