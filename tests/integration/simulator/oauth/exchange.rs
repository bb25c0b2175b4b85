//! `POST /auth/eagle/token`: which code gives a token to whom.

use std::time::Duration;

use axum::http::Request;
use serde_json::json;

use super::{super::Stand, CALLBACK, TOKEN, UNAUTHORIZED_CODE, encoded};

#[tokio::test]
async fn every_host_exchanges_every_code_from_json_or_a_form() {
    let stand = Stand::new();
    for (page, host) in [("/eu/oauth", ""), ("/us/oauth", "/au"), ("/au/oauth", "/eu"), ("/eu/oauth", "/eu")] {
        let code = stand.code(page).await;
        let more = json!({ "grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": 1 });
        let mut body = json!({ "code": code, "client_id": "demo-app", "client_secret": "demo-secret" });
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let request = Request::post(format!("{host}{TOKEN}")).header("content-type", "application/json; charset=utf-8");
        let answer = stand.send(request.body(body.to_string().into()).expect("a request")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let token = answer.body["token"].as_str().expect("a token");
        assert_eq!(answer.body, json!({ "token_type": "Bearer", "token": token, "access_token": token }));
        assert_eq!(answer.header("x-ratelimit-limit"), None);
    }
    let form = stand.exchange(&stand.code("/eu/oauth").await).await;
    assert_eq!(form.body["token_type"], "Bearer");
}

#[tokio::test]
async fn a_code_is_good_once_and_for_five_minutes() {
    let stand = Stand::new();
    let code = stand.code("/oauth").await;
    assert_eq!(stand.exchange(&code).await.status, 200);
    assert_eq!(stand.exchange(&code).await.refusal(), UNAUTHORIZED_CODE);
    let (in_time, late) = (stand.code("/oauth").await, stand.code("/oauth").await);
    stand.clock.advance(Duration::from_secs(299));
    assert_eq!(stand.exchange(&in_time).await.status, 200);
    stand.clock.advance(Duration::from_secs(1));
    assert_eq!(stand.exchange(&late).await.refusal(), UNAUTHORIZED_CODE);
    assert_eq!(stand.exchange("unknown").await.refusal(), UNAUTHORIZED_CODE);
    let code = stand.code("/oauth").await;
    assert_eq!(stand.exchange(&code.replace('+', " ")).await.refusal(), UNAUTHORIZED_CODE);
    assert_eq!(stand.exchange(code.trim_end_matches('=')).await.refusal(), UNAUTHORIZED_CODE);
    assert_eq!(stand.exchange(&code).await.status, 200);
}

#[tokio::test]
async fn a_token_request_that_is_not_the_apps_is_refused_and_leaves_the_code_good() {
    let stand = Stand::new();
    let code = stand.code("/oauth").await;
    let (id, secret) = (("client_id", "demo-app"), ("client_secret", "demo-secret"));
    let code_pair = ("code", code.as_str());
    let unauthorized = (401, "unauthorized", "Unauthorized Client");
    for (pairs, refusal) in [
        (vec![code_pair, id, ("client_secret", "wrong")], unauthorized),
        (vec![code_pair, ("client_id", "another-app"), secret], unauthorized),
        (vec![id, secret], (400, "parameter_not_found", "code is required")),
        (vec![code_pair, secret], (400, "parameter_not_found", "client_id is required")),
        (vec![code_pair, id, ("client_secret", "")], (400, "parameter_not_found", "client_secret is required")),
        (vec![code_pair, id, secret, secret], (400, "parameter_invalid", "client_secret is given more than once")),
    ] {
        assert_eq!(stand.send_form(TOKEN, &pairs).await.refusal(), refusal, "{pairs:?}");
    }
    assert_eq!(stand.exchange(&code).await.status, 200);
}

#[tokio::test]
async fn credentials_count_in_the_body_only_and_the_body_by_its_type() {
    let stand = Stand::new();
    let code = stand.code("/oauth").await;
    let pairs = encoded(&[("code", &code), ("client_id", "demo-app"), ("client_secret", "demo-secret")]);
    let json = json!({ "code": code, "client_id": "demo-app", "client_secret": "demo-secret" }).to_string();
    let form = "application/x-www-form-urlencoded";
    // `demo-app:demo-secret`
    let basic = "Basic ZGVtby1hcHA6ZGVtby1zZWNyZXQ=";
    let missing = |name: &str| (400, "parameter_not_found".to_owned(), format!("{name} is required"));
    let invalid = |message: &str| (400, "parameter_invalid".to_owned(), message.to_owned());
    let not_json = "The request body is not a valid JSON object";
    for (query, content_type, body, refusal) in [
        ("", form, encoded(&[("code", &code)]), missing("client_id")),
        (pairs.as_str(), form, String::new(), missing("code")),
        ("", "text/plain", pairs.clone(), missing("code")),
        ("", form, json.clone(), missing("code")),
        ("", "application/json", pairs.clone(), invalid(not_json)),
        ("", "application/json", "[]".to_owned(), invalid(not_json)),
        ("", "application/json", r#"{"code":1}"#.to_owned(), invalid("code must be a string")),
    ] {
        let request = Request::post(format!("{TOKEN}?{query}")).header("authorization", basic);
        let request = request.header("content-type", content_type).body(body.clone().into()).expect("a request");
        let answer = stand.send(request).await;
        let (status, code, message) = answer.refusal();
        assert_eq!((status, code.to_owned(), message.to_owned()), refusal, "{content_type} {body}");
    }
    assert_eq!(stand.exchange(&code).await.status, 200);
}
