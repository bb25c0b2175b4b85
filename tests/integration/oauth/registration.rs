//! `POST /register` (RFC 7591), and what clients send there (clients.md 5.2).

use std::time::Duration;

use intercom_mcp::store::records::Kind;
use serde_json::{Value, json};

use super::{
    answer::Answer,
    browser::{Browser, origin},
    client::{Client, REDIRECT, app, app_with, stored, with},
};
use crate::harness::App;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn register(app: &App, body: &Value) -> Answer {
    Answer::of(app.client.post(format!("{}/register", origin(app.address))).json(body)).await
}

async fn register_from(app: &App, source: &str, name: &str) -> Answer {
    let request = app.client.post(format!("{}/register", origin(app.address))).header("x-forwarded-for", source);
    Answer::of(request.json(&json!({ "client_name": name, "redirect_uris": [REDIRECT] }))).await
}

/// RFC 7591, section 3.2.1: 201, no-store, all registered metadata; and no secret, since every client is public.
#[tokio::test]
async fn client_is_told_what_was_registered_and_gets_no_secret() {
    let app = app().await;
    let answer = register(&app, &json!({ "client_name": "A test", "redirect_uris": [REDIRECT] })).await;
    assert_eq!((answer.status, answer.header("cache-control")), (201, Some("no-store")));
    let mut body = answer.json();
    let id = body["client_id"].take();
    assert!(id.as_str().unwrap().starts_with("imcp_cl_"), "{id}");
    insta::assert_json_snapshot!(body, @r#"
    {
      "client_id": null,
      "client_id_issued_at": 1773835200,
      "client_name": "A test",
      "redirect_uris": [
        "http://127.0.0.1:33418/callback"
      ],
      "grant_types": [
        "authorization_code",
        "refresh_token"
      ],
      "response_types": [
        "code"
      ],
      "token_endpoint_auth_method": "none",
      "scope": "intercom:read"
    }
    "#);
}

/// RFC 7591, section 2: "The authorization server MUST ignore any client metadata sent by the client that it does not
/// understand"; and whatever a client asks for, it is public.
#[tokio::test]
async fn what_clients_ask_for_and_do_not_get_is_no_reason_to_refuse() {
    let app = app().await;
    for (name, value) in [
        ("token_endpoint_auth_method", json!("client_secret_post")),
        ("token_endpoint_auth_method", json!("private_key_jwt")),
        ("grant_types", json!(["authorization_code", "implicit", "client_credentials"])),
        ("grant_types", json!("authorization_code")),
        ("response_types", json!(["code", "token"])),
        ("scope", json!("openid profile admin:write")),
        ("scope", json!(["openid"])),
        ("scope", json!("")),
        ("application_type", json!("native")),
        ("application_type", json!("web")),
        ("logo_uri", json!("http://169.254.169.254/latest/meta-data/")),
        ("jwks_uri", json!("https://evil.example.org/jwks")),
        ("jwks", json!({ "keys": [] })),
        ("software_statement", json!("eyJhbGciOiJub25lIn0.e30.")),
        ("client_id", json!("imcp_cl_mine")),
        ("client_secret", json!("mine")),
        ("client_uri", json!("javascript:alert(1)")),
        ("client_uri", json!(17)),
        ("contacts", json!(["somebody@example.com"])),
        ("x_unknown", json!({ "a": [1, 2, 3] })),
    ] {
        let metadata = json!({ "client_name": "A test", "redirect_uris": [REDIRECT], name: value });
        let answer = register(&app, &metadata).await;
        assert_eq!(answer.status, 201, "{name}={value}: {}", answer.text);
        let body = answer.json();
        assert_eq!(body["token_endpoint_auth_method"], "none", "{name}={value}");
        assert_eq!(body["scope"], "intercom:read", "{name}={value}");
        assert_eq!(body["grant_types"], json!(["authorization_code", "refresh_token"]), "{name}={value}");
        assert_eq!(body["response_types"], json!(["code"]), "{name}={value}");
        for absent in ["client_secret", "client_secret_expires_at", "logo_uri", "jwks_uri", "client_uri"] {
            assert!(body.get(absent).is_none(), "{name}={value}: {absent}");
        }
        assert_ne!(body["client_id"], "imcp_cl_mine");
    }
    assert_eq!(stored(&app, Kind::Client).await, 1, "all of them are one client");
}

/// RFC 7591, section 3.2.1 leaves ids to the server: clients that register for every connection leave one record.
#[tokio::test]
async fn same_metadata_gives_the_same_id_in_whatever_order() {
    let app = app().await;
    let uris = ["http://127.0.0.1:33418/", "http://127.0.0.1:33418", "https://vscode.dev/redirect"];
    let id = async |uris: Value, name: &str| {
        register(&app, &json!({ "client_name": name, "redirect_uris": uris })).await.json()["client_id"].take()
    };
    let first = id(json!(uris), "A test").await;
    assert_eq!(id(json!(uris), "A test").await, first);
    assert_eq!(id(json!([uris[2], uris[0], uris[1], uris[0]]), "A test").await, first);
    assert_eq!(id(json!([uris[0], uris[1], uris[2], "javascript:alert(1)"]), " A\ntest ").await, first);
    assert_ne!(id(json!([uris[0], uris[1]]), "A test").await, first);
    assert_ne!(id(json!(uris), "Another").await, first);
    assert_eq!(stored(&app, Kind::Client).await, 3);
}

/// clients.md 5.2: several URIs of which some cannot be accepted: the others are, and only they are matched.
#[tokio::test]
async fn unusable_redirect_uris_are_left_out() {
    let app = app().await;
    let site = "https://client.example.com/callback";
    let uris = json!([
        "javascript:alert(1)",
        REDIRECT,
        "http://client.example.com/callback",
        "custom:/callback",
        site,
        "https://client.example.com/callback#fragment",
        "not a URI",
        "",
    ]);
    let answer = register(&app, &json!({ "redirect_uris": uris })).await;
    assert_eq!(answer.json()["redirect_uris"], json!([REDIRECT, site]), "{}", answer.text);
    let client = Client { app: &app, id: answer.json()["client_id"].as_str().unwrap().to_owned() };
    for (uri, status) in [(REDIRECT, 200), (site, 200), ("http://client.example.com/callback", 400)] {
        let url = client.authorize_url(&with(client.request(), "redirect_uri", Some(uri)));
        assert_eq!(Browser::new().open(&url).await.status, status, "{uri}");
    }
}

/// RFC 7591, section 3.2.2, `invalid_redirect_uri`: none that can be accepted.
#[tokio::test]
async fn client_without_a_usable_redirect_uri_is_refused() {
    let app = app().await;
    for uris in [
        json!([]),
        Value::Null,
        json!(["javascript:alert(1)"]),
        json!(["data:text/html,x"]),
        json!(["file:///etc/passwd"]),
        json!(["http://client.example.com/callback"]),
        json!(["http://127.0.0.1.evil.example.org/"]),
        json!(["custom:/callback"]),
        json!(["https://user:password@client.example.com/"]),
        json!(["https://client.example.com/#fragment"]),
        json!(["https://client.example.com/\r\nset-cookie: a=b"]),
        json!(["https://client.example.com\\@evil.example.org/"]),
        json!(["*"]),
        json!([format!("https://client.example.com/{}", "x".repeat(2_048))]),
    ] {
        let answer = register(&app, &json!({ "redirect_uris": uris })).await;
        assert_eq!(answer.refusal(), (400, "invalid_redirect_uri".to_owned()), "{uris}");
        assert!(answer.text.len() < 1_000, "{uris}");
        assert!(answer.headers.get("set-cookie").is_none(), "{uris}");
    }
    assert_eq!(stored(&app, Kind::Client).await, 0);
}

/// RFC 7591, section 3.2.2, `invalid_client_metadata`: what is no metadata at all.
#[tokio::test]
async fn what_is_no_metadata_is_refused() {
    let app = app().await;
    let url = format!("{}/register", origin(app.address));
    let deep = "[".repeat(10_000);
    for body in [
        "",
        "[]",
        "null",
        "\"x\"",
        "{",
        "redirect_uris=x",
        "{\"redirect_uris\":\"x\"}",
        "{\"redirect_uris\":[1]}",
        &deep,
    ] {
        let request = app.client.post(&url).header("content-type", "application/json").body(body.to_owned());
        let answer = Answer::of(request).await;
        assert_eq!(answer.refusal(), (400, "invalid_client_metadata".to_owned()), "{body}");
        assert!(answer.text.len() < 1_000);
    }
    let got = Answer::of(app.client.get(&url)).await;
    assert_eq!((got.status, got.header("allow")), (405, Some("POST")));
    assert_eq!(got.json()["error"], "method_not_allowed");
}

/// mcp.md 2.3: "cap body": 64 KiB, announced or not.
#[tokio::test]
async fn metadata_of_more_than_64_kib_is_refused_as_json() {
    let app = app().await;
    let url = format!("{}/register", origin(app.address));
    let body = json!({ "client_name": "x".repeat(64 * 1024), "redirect_uris": [REDIRECT] }).to_string();
    let announced = Answer::of(app.client.post(&url).body(body.clone())).await;
    assert_eq!(announced.refusal(), (413, "invalid_request".to_owned()));
    let chunks = futures_util::stream::iter(body.into_bytes().chunks(4_096).map(<[u8]>::to_vec).collect::<Vec<_>>());
    let chunks = futures_util::StreamExt::map(chunks, Ok::<_, std::io::Error>);
    let streamed = Answer::of(app.client.post(&url).body(reqwest::Body::wrap_stream(chunks))).await;
    assert_eq!(streamed.refusal(), (413, "invalid_request".to_owned()));
    assert_eq!(stored(&app, Kind::Client).await, 0);
}

/// mcp.md 2.3: "cap … fields/count": URIs beyond the fiftieth are not looked at.
#[tokio::test]
async fn fifty_redirect_uris_are_looked_at() {
    let app = app().await;
    let uris: Vec<String> = (0..60).map(|number| format!("https://client.example.com/{number:02}")).collect();
    let answer = register(&app, &json!({ "redirect_uris": uris })).await;
    assert_eq!(answer.json()["redirect_uris"].as_array().unwrap().len(), 50);
}

/// CWE-113 and CWE-79: names are one line of visible text, of 40 characters at most.
#[tokio::test]
async fn names_are_made_fit_to_be_shown() {
    let app = app().await;
    let unnamed = "An MCP client without a name";
    for (name, registered) in [
        (json!("A test"), "A test"),
        (json!("A\r\nset-cookie: a=b"), "A set-cookie: a=b"),
        (json!("\u{202e}txet\u{202c}\u{0}\u{1b}"), "txet"),
        (json!("<b>bold</b>"), "<b>bold</b>"),
        (json!(""), unnamed),
        (json!("\u{200b}\u{feff} \n"), unnamed),
        (json!(["A"]), unnamed),
        (json!({ "en": "A" }), unnamed),
        (json!(null), unnamed),
        (json!(17), unnamed),
    ] {
        let answer = register(&app, &json!({ "client_name": name, "redirect_uris": [REDIRECT] })).await;
        assert_eq!(answer.status, 201, "{name}: {}", answer.text);
        assert_eq!(answer.json()["client_name"], registered, "{name}");
        assert!(answer.headers.get("set-cookie").is_none(), "{name}");
    }
    let answer = register(&app, &json!({ "client_name": "n".repeat(300), "redirect_uris": [REDIRECT] })).await;
    assert_eq!(answer.json()["client_name"], format!("{}…", "n".repeat(39)));
    let answer = register(&app, &json!({ "redirect_uris": [REDIRECT] })).await;
    assert_eq!(answer.json()["client_name"], unnamed);
}

/// mcp.md 2.3: "rate limit". A flood from one source ends in 429, and another source is not held responsible.
#[tokio::test]
async fn registrations_are_limited_per_source() {
    let app = app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    for number in 0..20 {
        assert_eq!(register_from(&app, "192.0.2.1", &format!("flood {number}")).await.status, 201);
    }
    app.clock.advance(Duration::from_secs(20));
    let answer = register_from(&app, "192.0.2.1", "flood").await;
    assert_eq!(answer.refusal(), (429, "temporarily_unavailable".to_owned()));
    assert_eq!(answer.header("retry-after"), Some("40"));
    // What the client itself claims to be the source stands before what the proxy saw.
    assert_eq!(register_from(&app, "198.51.100.7, 192.0.2.1", "flood").await.status, 429);
    assert_eq!(stored(&app, Kind::Client).await, 20);
    assert_eq!(register_from(&app, "192.0.2.1", "flood 7").await.status, 201, "nothing new");
    assert_eq!(register_from(&app, "192.0.2.2", "another").await.status, 201);
    app.clock.advance(Duration::from_secs(40));
    assert_eq!(register_from(&app, "192.0.2.1", "flood").await.status, 201);
}

/// The same over a day: a slow flood fills the database as well.
#[tokio::test]
async fn registrations_are_limited_per_source_and_day() {
    let app = app().await;
    let register = async |number: u32| register_from(&app, "", &format!("flood {number}")).await;
    for number in 0..500 {
        assert_eq!(register(number).await.status, 201, "{number}");
        app.clock.advance(Duration::from_secs(3));
    }
    let answer = register(500).await;
    assert_eq!((answer.refusal().0, answer.header("retry-after")), (429, Some("84900")));
    app.clock.advance(DAY);
    assert_eq!(register(500).await.status, 201);
}

/// mcp.md 2.3: "expire unused registrations": after 90 days.
#[tokio::test]
async fn registration_that_nobody_uses_is_forgotten_after_90_days() {
    let app = app().await;
    let client = Client::register(&app).await;
    app.clock.advance(DAY * 90 - Duration::from_secs(1));
    assert_eq!(client.ask(&mut Browser::new()).await.status, 200);
    app.clock.advance(Duration::from_secs(1));
    let page = Browser::new().open(&client.authorize_url(&client.request())).await;
    assert_eq!(page.status, 400, "{}", page.html);
    assert!(page.html.contains("This client is not known") && page.header("location").is_none(), "{}", page.html);
    assert_eq!(client.refused(&client.exchange("imcp_ac_x")).await, "invalid_client", "RFC 6749, section 5.2");
}

/// The same, of one that is used: by a sign-in, a refresh, or another registration.
#[tokio::test]
async fn registration_that_is_used_is_kept() {
    let app = app().await;
    let client = Client::register(&app).await;
    app.clock.advance(DAY * 60);
    let tokens = client.sign_in().await;
    app.clock.advance(DAY * 60);
    client.tokens(&client.refresh(&tokens.refresh)).await;
    app.clock.advance(DAY * 60);
    assert_eq!(Client::register(&app).await.id, client.id);
    app.clock.advance(DAY * 60);
    client.ask(&mut Browser::new()).await;
}
