//! What a document may say, and what is made of it.

use intercom_mcp::{config::RedirectPolicy, oauth::client_metadata::DocumentError};
use serde_json::{Value, json};

use super::{CLAUDE, ID, MINUTE, World, document, site::Play};

/// What comes of the document with a member set to this value, or taken away.
async fn outcome(world: &World, member: &str, value: Option<Value>) -> String {
    let mut document = document(ID);
    match value {
        Some(value) => document[member] = value,
        None => _ = document.as_object_mut().unwrap().shift_remove(member),
    }
    outcome_of(world, document.to_string()).await
}

async fn outcome_of(world: &World, body: String) -> String {
    world.clock.advance(10 * MINUTE);
    world.site.play(Play::answer("200 OK", &["content-type: application/json"], body.as_bytes()));
    match world.get(ID).await {
        Ok(document) => format!("{document:?}"),
        Err(DocumentError::Invalid { reason }) => reason,
        Err(error) => panic!("{body}: {error:?}"),
    }
}

#[tokio::test]
async fn good_document_says_who_the_client_is_and_where_it_may_be_sent() {
    let world = World::new().await;
    insta::assert_debug_snapshot!(world.get(ID).await.unwrap(), @r#"
    Document {
        client_name: "Example Client",
        host: "client.example.com",
        redirect_uris: [
            "https://client.example.com/callback",
        ],
        client_uri: Some(
            "https://client.example.com/",
        ),
    }
    "#);
}

#[tokio::test]
async fn client_id_of_the_document_equals_its_address_character_by_character() {
    let world = World::new().await;
    for other in [
        "https://client.example.com/oauth/client.json/",
        "https://client.example.com/oauth/client.json?",
        "https://CLIENT.example.com/oauth/client.json",
        "https://client.example.com:443/oauth/client.json",
        "https://client.example.com/oauth/%63lient.json",
        " https://client.example.com/oauth/client.json",
        CLAUDE,
        "",
    ] {
        let said = outcome(&world, "client_id", Some(json!(other))).await;
        assert_eq!(said, format!("its `client_id` is `{other}`, not its own address"));
    }
}

#[tokio::test]
async fn document_lacking_what_is_required_or_contradicting_this_server_is_refused() {
    let world = World::new().await;
    let many: Vec<String> = (0..21).map(|number| format!("https://client.example.com/{number}")).collect();
    let cases = [
        ("client_id", None),
        ("client_id", Some(json!(7))),
        ("client_name", None),
        ("client_name", Some(Value::Null)),
        ("client_name", Some(json!(""))),
        ("client_name", Some(json!(" \u{202e}\u{200b}\r\n"))),
        ("client_name", Some(json!(["Claude"]))),
        ("redirect_uris", None),
        ("redirect_uris", Some(json!([]))),
        ("redirect_uris", Some(json!("https://client.example.com/callback"))),
        ("redirect_uris", Some(json!([7]))),
        ("redirect_uris", Some(json!(many))),
        ("redirect_uris", Some(json!(["http://client.example.com/callback"]))),
        ("redirect_uris", Some(json!(["javascript:alert(1)", "data:text/html,x"]))),
        ("redirect_uris", Some(json!([format!("https://client.example.com/{}", "a".repeat(2048))]))),
        ("client_secret", Some(json!("hunter2"))),
        ("token_endpoint_auth_method", Some(json!("client_secret_basic"))),
        ("token_endpoint_auth_method", Some(json!("client_secret_post"))),
        ("token_endpoint_auth_method", Some(json!("client_secret_jwt"))),
        ("token_endpoint_auth_method", Some(json!("private_key_jwt"))),
        ("grant_types", Some(json!(["refresh_token"]))),
        ("grant_types", Some(json!([]))),
        ("response_types", Some(json!(["token"]))),
    ];
    let mut said = String::new();
    for (member, value) in cases {
        let shown = value.as_ref().map_or("nothing".to_owned(), |value| value.to_string().replace('\u{202e}', "<RLO>"));
        let shown: String = shown.replace('\u{200b}', "<ZWSP>").chars().take(50).collect();
        said += &format!("{member}: {shown} → {}\n", outcome(&world, member, value).await);
    }
    insta::assert_snapshot!(said, @r#"
    client_id: nothing → it is no JSON object with the members of a client (missing field `client_id` at line 1 column 246)
    client_id: 7 → it is no JSON object with the members of a client (invalid type: integer `7`, expected a string at line 1 column 14)
    client_name: nothing → it has no `client_name` of which anything can be seen
    client_name: null → it has no `client_name` of which anything can be seen
    client_name: "" → it has no `client_name` of which anything can be seen
    client_name: " <RLO><ZWSP>\r\n" → it has no `client_name` of which anything can be seen
    client_name: ["Claude"] → it is no JSON object with the members of a client (invalid type: sequence, expected a string at line 1 column 74)
    redirect_uris: nothing → it has no `redirect_uris`
    redirect_uris: [] → it has no `redirect_uris`
    redirect_uris: "https://client.example.com/callback" → it is no JSON object with the members of a client (invalid type: string \"https://client.example.com/callback\", expected a sequence at line 1 column 187)
    redirect_uris: [7] → it is no JSON object with the members of a client (invalid type: integer `7`, expected a string at line 1 column 152)
    redirect_uris: ["https://client.example.com/0","https://client.ex → it has 21 `redirect_uris`; at most 20 are accepted
    redirect_uris: ["http://client.example.com/callback"] → none of its `redirect_uris` is accepted: `http://client.example.com/callback` is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https
    redirect_uris: ["javascript:alert(1)","data:text/html,x"] → none of its `redirect_uris` is accepted: `data:text/html,x` has the scheme `data`, on which a browser or the system acts by itself; no app can have it
    redirect_uris: ["https://client.example.com/aaaaaaaaaaaaaaaaaaaaa → none of its `redirect_uris` is accepted: `https://client.example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…` has 2075 bytes; at most 2048 are accepted
    client_secret: "hunter2" → it has a `client_secret`, which everybody could read
    token_endpoint_auth_method: "client_secret_basic" → its `token_endpoint_auth_method` is `client_secret_basic`; this server takes `none`, also as one of `token_endpoint_auth_methods_supported`
    token_endpoint_auth_method: "client_secret_post" → its `token_endpoint_auth_method` is `client_secret_post`; this server takes `none`, also as one of `token_endpoint_auth_methods_supported`
    token_endpoint_auth_method: "client_secret_jwt" → its `token_endpoint_auth_method` is `client_secret_jwt`; this server takes `none`, also as one of `token_endpoint_auth_methods_supported`
    token_endpoint_auth_method: "private_key_jwt" → its `token_endpoint_auth_method` is `private_key_jwt`; this server takes `none`, also as one of `token_endpoint_auth_methods_supported`
    grant_types: ["refresh_token"] → its `grant_types` lack `authorization_code`
    grant_types: [] → its `grant_types` lack `authorization_code`
    response_types: ["token"] → its `response_types` lack `code`
    "#);
    assert_eq!(world.store.len(), 0, "what is invalid is not stored");
}

#[tokio::test]
async fn body_that_is_no_json_object_is_refused() {
    let world = World::new().await;
    let twice = document(ID).to_string().replacen('{', "{\"client_id\": \"https://evil.example.org/client.json\",", 1);
    // What a parser takes for the same if it goes by the order of members.
    let in_order = json!([ID, "Example", ["https://client.example.com/callback"], null, null, null, null, null, null]);
    let in_order = in_order.to_string();
    let mut said = String::new();
    for body in ["", "null", "[]", "\"x\"", "{", "<html>", "{} {}", "\u{feff}{}", &"[".repeat(5000), &twice, &in_order]
    {
        let shown: String = body.chars().take(20).collect();
        said += &format!("{shown:?} → {}\n", outcome_of(&world, body.to_owned()).await);
    }
    insta::assert_snapshot!(said, @r#"
    "" → it is no JSON object
    "null" → it is no JSON object
    "[]" → it is no JSON object
    "\"x\"" → it is no JSON object
    "{" → it is no JSON object with the members of a client (EOF while parsing an object at line 1 column 1)
    "<html>" → it is no JSON object
    "{} {}" → it is no JSON object with the members of a client (missing field `client_id` at line 1 column 2)
    "\u{feff}{}" → it is no JSON object
    "[[[[[[[[[[[[[[[[[[[[" → it is no JSON object
    "{\"client_id\": \"https" → it is no JSON object with the members of a client (duplicate field `client_id` at line 1 column 64)
    "[\"https://client.exa" → it is no JSON object
    "#);
}

#[tokio::test]
async fn unknown_members_are_ignored_and_optional_ones_may_be_missing() {
    let world = World::new().await;
    let body = json!({
        "client_id": ID,
        "client_name": "Example Client",
        "redirect_uris": ["https://client.example.com/callback"],
        "logo_uri": "http://169.254.169.254/logo.png",
        "jwks_uri": "http://169.254.169.254/jwks.json",
        "contacts": [{"deep": ["er"]}],
        "scope": "everything",
        "client_uri": 7,
        "client_secret": null,
    });
    let said = outcome_of(&world, body.to_string()).await;
    insta::assert_snapshot!(said, @r#"Document { client_name: "Example Client", host: "client.example.com", redirect_uris: ["https://client.example.com/callback"], client_uri: None }"#);
    assert_eq!(world.site.requests().len(), 1, "neither logo nor keys are fetched");
}

/// As ChatGPT's document has it: it prefers to sign, and says that it can do without.
#[tokio::test]
async fn client_that_offers_none_beside_the_method_it_prefers_is_public_here() {
    let world = World::new().await;
    let mut body = document(ID);
    body["token_endpoint_auth_method"] = json!("private_key_jwt");
    body["token_endpoint_auth_methods_supported"] = json!(["none", "private_key_jwt"]);
    assert!(outcome_of(&world, body.to_string()).await.starts_with("Document {"));

    body["token_endpoint_auth_methods_supported"] = json!(["private_key_jwt"]);
    assert!(outcome_of(&world, body.to_string()).await.contains("`private_key_jwt`; this server takes `none`"));

    body["token_endpoint_auth_method"] = json!("client_secret_post");
    body["token_endpoint_auth_methods_supported"] = json!(["none", "client_secret_post"]);
    assert!(outcome_of(&world, body.to_string()).await.contains("`client_secret_post`; this server takes `none`"));
}

#[tokio::test]
async fn redirect_uris_that_are_not_accepted_are_left_out() {
    let mixed = json!([
        "https://client.example.com/callback",
        "http://client.example.com/callback",
        "javascript:alert(1)",
        "http://localhost/callback",
        "myapp://callback",
        "com.example.client:/callback",
    ]);
    let mut body = document(ID);
    body["redirect_uris"] = mixed;
    let play = Play::document(&body);

    let world = World::new().await;
    world.site.play(play.clone());
    let accepted = world.get(ID).await.unwrap().redirect_uris;
    assert_eq!(
        accepted,
        ["https://client.example.com/callback", "http://localhost/callback", "com.example.client:/callback"]
    );

    let world = World::with(|config| {
        config.redirect_policy = RedirectPolicy::Allowlist;
        config.allowed_redirect_uris = vec!["myapp://callback".to_owned()];
    })
    .await;
    world.site.play(play);
    assert_eq!(world.get(ID).await.unwrap().redirect_uris, ["myapp://callback"]);
}

#[tokio::test]
async fn client_name_is_shown_on_one_line_without_what_cannot_be_seen() {
    let world = World::new().await;
    for (name, shown) in [
        ("Claude", "Claude"),
        ("  Claude \t Code\r\n", "Claude Code"),
        ("Cla\u{200b}u\u{ad}de\u{202e}edoC\u{0}\u{7f}\u{85}", "ClaudeedoC"),
        ("<b>Claude</b> & \"Söhne\" 猫 🐈", "<b>Claude</b> & 'Söhne' 猫 🐈"),
        ("Claude\r\nLocation: https://evil.example", "Claude Location: https://evil.example"),
        (&"猫".repeat(40), &"猫".repeat(40)),
        (&"猫".repeat(200), &format!("{}…", "猫".repeat(39))),
    ] {
        world.clock.advance(10 * MINUTE);
        let mut body = document(ID);
        body["client_name"] = json!(name);
        world.site.play(Play::document(&body));
        assert_eq!(world.get(ID).await.unwrap().client_name, shown);
    }
}

#[tokio::test]
async fn home_page_is_told_only_if_it_is_https() {
    let world = World::new().await;
    for (client_uri, told) in [
        (json!("https://client.example.com"), Some("https://client.example.com/")),
        (json!("http://client.example.com"), None),
        (json!("javascript:alert(1)"), None),
        (json!("https://client.example.com@evil.example.org/"), None),
        (json!("https://client.example.com/\r\n"), Some("https://client.example.com/")),
        (json!(7), None),
        (Value::Null, None),
    ] {
        world.clock.advance(10 * MINUTE);
        let mut body = document(ID);
        body["client_uri"] = client_uri;
        world.site.play(Play::document(&body));
        assert_eq!(world.get(ID).await.unwrap().client_uri.as_deref(), told);
    }
}
