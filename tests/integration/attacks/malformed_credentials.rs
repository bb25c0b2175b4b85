//! What no credential may look like is a mistake of the request (RFC 6750, section 3.1); what is none is asked for one.

use intercom_mcp::clock::Clock;
use serde_json::Value;

use crate::{
    harness::START,
    http::{App, PING, raw::Answer},
    oauth::client,
};

async fn app(change: impl FnOnce(&mut intercom_mcp::config::Config)) -> App {
    App::start_changed(Clock::hand_set(START.parse().unwrap()), change, |_| {}).await
}

/// Sends `ping` with these values of `Authorization`, byte by byte.
async fn send(app: &App, values: &[&[u8]]) -> Answer {
    let length = PING.len();
    let mut request = format!(
        "POST /mcp HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n",
        app.address
    )
    .into_bytes();
    for value in values {
        request.extend([b"Authorization:", *value, b"\r\n"].concat());
    }
    request.extend([b"\r\n", PING.as_bytes()].concat());
    let mut connection = app.connect().await;
    connection.send(&request).await;
    connection.answer().await
}

#[tokio::test]
async fn what_no_credential_may_look_like_is_400_and_never_sent_to_intercom() {
    let app = app(|_| {}).await;
    let long = [b" Bearer ".as_slice(), &[b'a'; 4_097]].concat();
    for values in [
        &[b" Bearer alpha".as_slice(), b" Bearer alpha"][..],
        &[b" Bearer alpha", b""],
        &[b" Basic YTpi", b" Bearer alpha"],
        &[b" alpha"],
        &[b" imcp_at_alpha"],
        &[b" Bearer al pha"],
        &[b" Bearer alpha,Bearer alpha"],
        &[b" Bearer alpha\tbeta"],
        &[b" Bearer alph\xc3\xa4"],
        &[b" Bearer \xff"],
        &[b" \xffearer alpha"],
        &[&long],
    ] {
        let sent = values.join(&b'|').escape_ascii().to_string();
        let answer = send(&app, values).await;
        let body: Value = answer.json();
        assert_eq!((answer.status, body["error"].as_str()), (400, Some("invalid_request")), "{sent:.60}");
        let description = body["error_description"].as_str().unwrap();
        assert_eq!(
            answer.header("www-authenticate"),
            Some(
                format!(r#"Bearer realm="intercom-mcp", error="invalid_request", error_description="{description}""#)
                    .as_str()
            ),
            "{sent:.60}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(!answer.body.contains("alph"), "{}", answer.body);
    }
    assert_eq!(app.intercom.asked(), 0);
}

/// A client whose variable is not set, or that knows another scheme only, is told how to sign in like one without a
/// header, and with no error, for which it would give up.
#[tokio::test]
async fn what_is_no_credential_is_challenged_so_that_sign_in_can_begin() {
    let app = app(|config| {
        config.intercom_client_id = Some("demo-app".to_owned());
        config.intercom_client_secret = Some("demo-secret".into());
    })
    .await;
    let challenge = send(&app, &[]).await.header("www-authenticate").unwrap().to_owned();
    assert!(challenge.contains("resource_metadata=") && !challenge.contains("error="), "{challenge}");
    for value in [&b""[..], b" ", b" \t", b" Bearer", b" Bearer ", b" bearer\t", b" Basic YTpi", b" Token alpha"] {
        let answer = send(&app, &[value]).await;
        assert_eq!(answer.status, 401, "{}", value.escape_ascii());
        assert_eq!(answer.header("www-authenticate"), Some(challenge.as_str()), "{}", value.escape_ascii());
    }
    assert_eq!(app.intercom.asked(), 0);
}

/// Where the server's own token opens to everybody on this machine, a credential of another scheme does not: its
/// sender takes this for another server.
#[tokio::test]
async fn no_credential_opens_an_open_server_and_another_scheme_does_not() {
    let app = app(|config| {
        config.intercom_access_token = Some("alpha".into());
        config.accept_intercom_tokens = false;
    })
    .await;
    for (value, status) in [(&b""[..], 200), (b" Bearer ", 200), (b" Basic YTpi", 401), (b" alpha", 400)] {
        assert_eq!(send(&app, &[value]).await.status, status, "{}", value.escape_ascii());
    }
}

/// A sign-in's token is no better than others in the wrong form, and is not repeated in the answer.
#[tokio::test]
async fn token_of_a_sign_in_in_the_wrong_form_is_400_and_not_repeated() {
    let app = client::app().await;
    let token = client::Client::register(&app).await.sign_in().await.access;
    for value in [token.clone(), format!("Bearer {token} {token}"), format!("Bearer {token},Bearer {token}")] {
        let response = app.client.post(app.mcp()).header("authorization", &value).body("{}").send().await.unwrap();
        assert_eq!(response.status().as_u16(), 400, "{value}");
        assert!(!response.text().await.unwrap().contains(&token));
    }
}
