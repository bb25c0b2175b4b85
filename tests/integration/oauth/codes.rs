//! Authorization codes: bound to who asked and what for, good once and for five minutes.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use intercom_mcp::store::records::Kind;
use serde_json::json;

use super::{
    answer::{Answer, post},
    browser::{Browser, origin},
    client::{Client, REDIRECT, VERIFIER, app, stored, with},
};

/// RFC 6749, section 4.1.2: "If an authorization code is used more than once, the authorization server MUST deny the
/// request and SHOULD revoke all tokens previously issued based on that authorization code."
#[tokio::test]
async fn code_is_good_once_and_a_second_use_revokes_what_it_gave() {
    let app = app().await;
    let client = Client::register(&app).await;
    let code = client.code().await;
    let tokens = client.tokens(&client.exchange(&code)).await;
    assert_eq!(client.status(&tokens.access).await, 200);
    assert_eq!(client.refused(&client.exchange(&code)).await, "invalid_grant");
    assert_eq!(client.status(&tokens.access).await, 401);
    assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant");
    assert_eq!(client.refused(&client.exchange(&code)).await, "invalid_grant");
}

/// RFC 6749, section 4.1.2: also by somebody who knows nothing but the code, also after it has expired, and also what
/// was refreshed since.
#[tokio::test]
async fn replay_of_a_code_by_a_thief_revokes_what_was_refreshed_since() {
    let app = app().await;
    let client = Client::register(&app).await;
    let thief = Client::register_as(&app, json!({ "client_name": "Another", "redirect_uris": [REDIRECT] })).await;
    let code = client.code().await;
    let tokens = client.tokens(&client.exchange(&code)).await;
    let next = client.tokens(&client.refresh(&tokens.refresh)).await;
    app.clock.advance(Duration::from_secs(400));
    let wrong = "another-verifier-of-forty-three-characters-or-more";
    assert_eq!(thief.refused(&with(thief.exchange(&code), "code_verifier", Some(wrong))).await, "invalid_grant");
    for access in [&tokens.access, &next.access] {
        assert_eq!(client.status(access).await, 401);
    }
    assert_eq!(client.refused(&client.refresh(&next.refresh)).await, "invalid_grant");
}

/// RFC 6749, section 4.1.3; RFC 7636, section 4.6; RFC 8707, section 2.2: what a code is bound to. A wrong attempt does
/// not use it up: whoever does not have the verifier could otherwise end the sign-ins of others.
#[tokio::test]
async fn code_is_bound_to_client_redirect_uri_verifier_and_resource() {
    let app = app().await;
    let client = Client::register(&app).await;
    let other = Client::register_as(&app, json!({ "client_name": "Another", "redirect_uris": [REDIRECT] })).await;
    let code = client.code().await;
    let good = || client.exchange(&code);
    let here = origin(app.address);
    let padded = format!("{VERIFIER}=");
    for (name, value, error) in [
        ("client_id", Some(other.id.as_str()), "invalid_grant"),
        ("client_id", Some("imcp_cl_unknown"), "invalid_client"),
        ("client_id", Some("https://client.example.com/client.json"), "invalid_grant"),
        ("redirect_uri", Some("http://127.0.0.1:33419/callback"), "invalid_grant"),
        ("redirect_uri", Some("https://evil.example.org/"), "invalid_grant"),
        ("redirect_uri", Some("http://127.0.0.1:33418/callback/"), "invalid_grant"),
        ("code_verifier", Some("another-verifier-of-forty-three-characters-or-more"), "invalid_grant"),
        ("code_verifier", Some(padded.as_str()), "invalid_grant"),
        // What `plain` would compare.
        ("code_verifier", Some(super::client::challenge().as_str()), "invalid_grant"),
        ("code_verifier", Some("short"), "invalid_request"),
        ("code_verifier", None, "invalid_request"),
        ("resource", Some(format!("{here}/sse").as_str()), "invalid_target"),
        ("resource", Some("https://another.example.com/mcp"), "invalid_target"),
        ("resource", Some("no address"), "invalid_target"),
    ] {
        assert_eq!(client.refused(&with(good(), name, value)).await, error, "{name}={value:?}");
    }
    assert_eq!(stored(&app, Kind::AccessToken).await + stored(&app, Kind::RefreshToken).await, 0);
    let mut form = good();
    form.push(("resource", format!("{here}/mcp")));
    let tokens = client.tokens(&form).await;
    assert_eq!(client.status(&tokens.access).await, 200);
}

/// OAuth 2.1, section 4.1.3: `redirect_uri` is not sent any more; who sends it, sends the right one.
#[tokio::test]
async fn redirect_uri_may_be_left_out_of_the_exchange() {
    let app = app().await;
    let client = Client::register(&app).await;
    let code = client.code().await;
    client.tokens(&with(client.exchange(&code), "redirect_uri", None)).await;
}

/// RFC 8707, section 2.2: a code that was asked for without a resource can be narrowed to one of this server's.
#[tokio::test]
async fn code_without_a_resource_takes_this_servers_own_only() {
    let app = app().await;
    let client = Client::register(&app).await;
    let request = with(client.request(), "resource", None);
    let mut browser = Browser::new();
    let page = browser.open(&client.authorize_url(&request)).await;
    let code = client.code_from(&mut browser, &page).await;
    let form = |resource: &str| with(client.exchange(&code), "resource", Some(resource));
    assert_eq!(client.refused(&form("https://another.example.com/mcp")).await, "invalid_target");
    let tokens = client.tokens(&form(&format!("{}/sse", origin(app.address)))).await;
    assert_eq!(client.status(&tokens.access).await, 200);
}

/// RFC 6749, section 4.1.2: "The authorization code MUST expire shortly after it is issued."
#[tokio::test]
async fn code_is_good_for_five_minutes() {
    let app = app().await;
    let client = Client::register(&app).await;
    let code = client.code().await;
    app.clock.advance(Duration::from_secs(300));
    assert_eq!(client.refused(&client.exchange(&code)).await, "invalid_grant");
    let code = client.code().await;
    app.clock.advance(Duration::from_secs(299));
    let tokens = client.tokens(&client.exchange(&code)).await;
    // What nobody exchanged leaves nothing behind; what was exchanged outlives its code.
    app.clock.advance(Duration::from_secs(11 * 60));
    assert_eq!(client.status(&tokens.access).await, 200);
    assert_eq!(stored(&app, Kind::Grant).await, 1);
    assert_eq!(stored(&app, Kind::Code).await, 0);
}

/// RFC 6749, section 4.1.2, under load: of several exchanges at once at most one gives tokens, and the others are a
/// replay.
#[tokio::test]
async fn code_that_is_exchanged_several_times_at_once_gives_nothing_that_lasts() {
    let app = app().await;
    let client = Client::register(&app).await;
    for _ in 0..5 {
        let code = client.code().await;
        let form = client.exchange(&code);
        let answers = futures_util::future::join_all((0..4).map(|_| Answer::of_form(&app, "/token", &form))).await;
        let given: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert!(given.len() <= 1, "{}", given.len());
        assert!(answers.iter().all(|answer| answer.status == 200 || answer.refusal().1 == "invalid_grant"));
        for answer in given {
            assert_eq!(client.status(answer.json()["access_token"].as_str().unwrap()).await, 401);
            let refresh = client.refresh(answer.json()["refresh_token"].as_str().unwrap());
            assert_eq!(client.refused(&refresh).await, "invalid_grant");
        }
        assert_eq!(client.refused(&form).await, "invalid_grant");
    }
    assert_eq!(stored(&app, Kind::Grant).await, 0);
}

/// RFC 7591, section 2, `none`: every client is public, and what it sends as a secret is passed over (clients.md 5.2).
#[tokio::test]
async fn secrets_of_clients_are_passed_over() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut form = client.exchange(&client.code().await);
    form.push(("client_secret", "whatever".to_owned()));
    client.tokens(&form).await;

    let user = url::form_urlencoded::byte_serialize(client.id.as_bytes()).collect::<String>();
    for credentials in [format!("{user}:whatever"), format!("{user}:")] {
        let form = with(client.exchange(&client.code().await), "client_id", None);
        let basic = format!("Basic {}", STANDARD.encode(credentials));
        let answer = Answer::of(post(&app, "/token", &form).header("authorization", basic)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    for authorization in ["Basic", "Basic %%%", "Basic bm9jb2xvbg==", "Bearer whatever", "Digest x"] {
        let form = with(client.exchange(&client.code().await), "client_id", None);
        let answer = Answer::of(post(&app, "/token", &form).header("authorization", authorization)).await;
        assert_eq!(answer.refusal(), (400, "invalid_request".to_owned()), "{authorization}");
    }
}

/// RFC 6749, section 5.2: "If the client attempted to authenticate via the "Authorization" request header field, the
/// authorization server MUST respond with an HTTP 401 (Unauthorized) status code and include the "WWW-Authenticate"
/// response header field matching the authentication scheme used by the client."
#[tokio::test]
async fn unknown_client_is_challenged_in_the_scheme_that_it_used() {
    let app = app().await;
    let client = Client::register(&app).await;
    let form = with(client.exchange("imcp_ac_unknown"), "client_id", None);
    let basic = format!("Basic {}", STANDARD.encode("imcp_cl_unknown:secret"));
    let answer = Answer::of(post(&app, "/token", &form).header("authorization", basic)).await;
    assert_eq!(answer.refusal(), (401, "invalid_client".to_owned()));
    assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"intercom-mcp\""));
    // A browser would ask its user for a password.
    let answer = Answer::of_form(&app, "/token", &with(form, "client_id", Some("imcp_cl_unknown"))).await;
    assert_eq!((answer.refusal().0, answer.header("www-authenticate")), (401, None));
}

/// RFC 6749, section 5.2, `invalid_request`: "The request is missing a required parameter".
#[tokio::test]
async fn exchange_without_a_parameter_names_it() {
    let app = app().await;
    let client = Client::register(&app).await;
    let code = client.code().await;
    for name in ["grant_type", "client_id", "code", "code_verifier"] {
        for value in [None, Some("")] {
            let answer = Answer::of_form(&app, "/token", &with(client.exchange(&code), name, value)).await;
            assert_eq!(answer.refusal(), (400, "invalid_request".to_owned()), "{name}");
            assert!(answer.json()["error_description"].as_str().unwrap().contains(&format!("`{name}`")));
        }
    }
    client.tokens(&client.exchange(&code)).await;
}

/// RFC 6749, section 3.2: "Request and response parameters MUST NOT be included more than once."
#[tokio::test]
async fn repeated_parameters_of_the_exchange_are_refused() {
    let app = app().await;
    let client = Client::register(&app).await;
    let code = client.code().await;
    let mut good = client.exchange(&code);
    good.push(("resource", format!("{}/mcp", origin(app.address))));
    for (name, value) in good.clone() {
        let mut form = good.clone();
        form.push((name, value));
        let answer = Answer::of_form(&app, "/token", &form).await;
        assert_eq!(answer.refusal(), (400, "invalid_request".to_owned()), "{name}");
    }
    client.tokens(&good).await;
}

/// RFC 6749, section 5.2, `unsupported_grant_type`.
#[tokio::test]
async fn other_grant_types_are_refused() {
    let app = app().await;
    let client = Client::register(&app).await;
    let code = client.code().await;
    for grant_type in [
        "password",
        "client_credentials",
        "implicit",
        "AUTHORIZATION_CODE",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
    ] {
        let form = with(client.exchange(&code), "grant_type", Some(grant_type));
        assert_eq!(client.refused(&form).await, "unsupported_grant_type", "{grant_type}");
    }
}

/// RFC 6749, section 3.2: a form, posted; nothing is read from the address.
#[tokio::test]
async fn token_endpoint_takes_a_posted_form_and_nothing_else() {
    let app = app().await;
    let client = Client::register(&app).await;
    let code = client.code().await;
    let form = client.exchange(&code);
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    let in_query = Answer::of(post(&app, &format!("/token?{query}"), &[])).await;
    assert_eq!(in_query.refusal(), (400, "invalid_request".to_owned()));
    let url = format!("{}/token", origin(app.address));
    let got = Answer::of(app.client.get(format!("{url}?{query}"))).await;
    assert_eq!((got.status, got.header("allow")), (405, Some("POST")));
    let body: serde_json::Map<_, _> =
        form.iter().map(|(name, value)| ((*name).into(), value.as_str().into())).collect();
    let as_json = Answer::of(app.client.post(&url).json(&body)).await;
    assert_eq!(as_json.refusal(), (400, "invalid_request".to_owned()));
    let untyped = Answer::of(app.client.post(&url).body(query)).await;
    assert_eq!(untyped.refusal(), (400, "invalid_request".to_owned()));
    client.tokens(&form).await;
}

/// RFC 6749, section 5.1: the answer's members, and "The authorization server MUST include the HTTP "Cache-Control"
/// response header field with a value of "no-store"".
#[tokio::test]
async fn tokens_are_answered_as_json_that_nobody_keeps() {
    let app = app().await;
    let client = Client::register(&app).await;
    let code = client.code().await;
    let answer = Answer::of_form(&app, "/token", &client.exchange(&code)).await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!((answer.header("cache-control"), answer.header("pragma")), (Some("no-store"), Some("no-cache")));
    let body = answer.json();
    let mut members: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(members, ["access_token", "expires_in", "refresh_token", "scope", "token_type"]);
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(3600)));
}

/// mcp.md 2.3: tokens of one purpose open nothing of another.
#[tokio::test]
async fn tokens_are_good_for_their_own_purpose_only() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    for token in [&tokens.access, &tokens.refresh] {
        assert_eq!(client.refused(&client.exchange(token)).await, "invalid_grant");
    }
    let code = client.code().await;
    for token in [&tokens.access, &code] {
        assert_eq!(client.refused(&client.refresh(token)).await, "invalid_grant");
    }
    assert_eq!(client.status(&tokens.access).await, 200, "nothing of it was taken for a replay");
    client.tokens(&client.exchange(&code)).await;
}
