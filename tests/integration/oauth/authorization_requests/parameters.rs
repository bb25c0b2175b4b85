//! What is wrong with a request whose client and redirect URI are known goes back to the client.

use super::{
    super::{
        answer::Answer,
        browser::{Browser, origin, parameter},
        client::{Client, app, challenge, get_json, with},
    },
    asked, client, error_at_client,
};

/// RFC 6749, section 4.1.2.1; RFC 7636, section 4.4.1; RFC 8707, section 2; RFC 9207, section 2.
#[tokio::test]
async fn client_is_told_what_is_wrong_with_a_parameter() {
    let app = app().await;
    let client = client(&app).await;
    let (short, long, bad) = ("a".repeat(42), "a".repeat(44), format!("{}=", "a".repeat(42)));
    for (name, value, error) in [
        ("response_type", None, "invalid_request"),
        ("response_type", Some("token"), "unsupported_response_type"),
        ("response_type", Some("code token"), "unsupported_response_type"),
        ("response_type", Some("id_token"), "unsupported_response_type"),
        ("response_type", Some("CODE"), "unsupported_response_type"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge", Some(""), "invalid_request"),
        ("code_challenge", Some(short.as_str()), "invalid_request"),
        ("code_challenge", Some(long.as_str()), "invalid_request"),
        ("code_challenge", Some(bad.as_str()), "invalid_request"),
        ("code_challenge_method", None, "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("code_challenge_method", Some("s256"), "invalid_request"),
        ("code_challenge_method", Some("S512"), "invalid_request"),
        ("request", Some("eyJhbGciOiJub25lIn0.e30."), "request_not_supported"),
        ("request_uri", Some("https://client.example.com/request"), "request_uri_not_supported"),
        ("request_uri", Some("urn:ietf:params:oauth:request_uri:x"), "request_uri_not_supported"),
        ("response_mode", Some("fragment"), "invalid_request"),
        ("response_mode", Some("form_post"), "invalid_request"),
        ("resource", Some("https://another.example.com/mcp"), "invalid_target"),
        ("resource", Some("not a URI"), "invalid_target"),
    ] {
        let page = asked(&client, &with(client.request(), name, value)).await;
        assert_eq!(error_at_client(&client, &page, name), error, "{name}={value:?}");
    }
}

/// RFC 6749, section 3.1: "Request and response parameters MUST NOT be included more than once."
#[tokio::test]
async fn repeated_parameters_are_refused_at_the_client() {
    let app = app().await;
    let client = client(&app).await;
    for (name, value) in [
        ("response_type", "code".to_owned()),
        ("code_challenge", challenge()),
        ("code_challenge_method", "S256".to_owned()),
        ("resource", format!("{}/mcp", origin(app.address))),
        ("scope", "intercom:read".to_owned()),
        ("state", "another".to_owned()),
        ("response_mode", "query".to_owned()),
        ("request", "eyJhbGciOiJub25lIn0.e30.".to_owned()),
        ("request_uri", "https://client.example.com/request".to_owned()),
    ] {
        let mut parameters = client.request();
        parameters.push((name, value.clone()));
        if !["response_type", "code_challenge", "code_challenge_method", "resource", "state"].contains(&name) {
            parameters.push((name, value));
        }
        let page = asked(&client, &parameters).await;
        // Of two states nobody knows which one is the client's.
        assert_eq!(error_at_client(&client, &page, name), "invalid_request", "{name}");
        assert!(name != "state" || parameter(&page.location(), "state").is_none(), "{}", page.location());
    }
}

/// RFC 6749, section 3.1: "Parameters sent without a value MUST be treated as if they were omitted."
#[tokio::test]
async fn parameters_without_a_value_are_left_out() {
    let app = app().await;
    let client = client(&app).await;
    let mut parameters = client.request();
    for name in ["state", "resource", "scope", "client_id", "response_mode", "request", "request_uri"] {
        parameters.push((name, String::new()));
    }
    let page = asked(&client, &parameters).await;
    assert_eq!(page.status, 200, "{}", page.html);
}

/// RFC 6749, section 3.1: "The authorization server MUST ignore unrecognized request parameters."
#[tokio::test]
async fn unknown_parameters_are_passed_over() {
    let app = app().await;
    let client = client(&app).await;
    let mut parameters = client.request();
    for name in ["prompt", "login_hint", "nonce", "max_age", "x", "x"] {
        parameters.push((name, "whatever".to_owned()));
    }
    assert_eq!(asked(&client, &parameters).await.status, 200);
}

/// RFC 6749, section 4.1.2: `state` comes back as it was, up to what an address can hold.
#[tokio::test]
async fn state_that_is_too_long_is_refused_and_not_given_back() {
    let app = app().await;
    let client = client(&app).await;
    let too_long = "s".repeat(4_097);
    let page = asked(&client, &with(client.request(), "state", Some(&too_long))).await;
    assert_eq!(error_at_client(&client, &page, "state"), "invalid_request");
    let longest = "s".repeat(4_096);
    let mut browser = Browser::new();
    let page = browser.open(&client.authorize_url(&with(client.request(), "state", Some(&longest)))).await;
    let back = browser.submit(&page.action(), &page.decided("deny")).await.location();
    assert_eq!(parameter(&back, "state"), Some(longest));
}

/// RFC 6749, section 4.1.2: "The exact value received from the client." Nothing of it breaks out of the address.
#[tokio::test]
async fn state_comes_back_exactly() {
    let app = app().await;
    let client = Client::register(&app).await;
    for state in ["a b+c&d=e#f%20", "\r\nlocation: https://evil.example.org/", "\u{202e}ünï\u{0}\"<>", "code=x&iss=y"]
    {
        let mut browser = Browser::new();
        let page = browser.open(&client.authorize_url(&with(client.request(), "state", Some(state)))).await;
        let back = browser.submit(&page.action(), &page.decided("deny")).await.location();
        assert_eq!(parameter(&back, "state").as_deref(), Some(state), "{back}");
        assert_eq!(parameter(&back, "code"), None, "{back}");
    }
    let mut browser = Browser::new();
    let page = browser.open(&client.authorize_url(&with(client.request(), "state", None))).await;
    let back = browser.submit(&page.action(), &page.decided("deny")).await.location();
    assert_eq!(parameter(&back, "state"), None, "one that was not sent is not made up");
}

/// RFC 8707, section 2, and MCP 2025-06-18, "Canonical Server URI": this server's own identifiers, however written.
#[tokio::test]
async fn resource_is_one_of_this_server_or_left_out() {
    let app = app().await;
    let client = client(&app).await;
    let here = origin(app.address);
    for resource in [
        here.clone(),
        format!("{here}/"),
        format!("{here}/mcp"),
        format!("{here}/mcp/"),
        format!("{here}/sse"),
        format!("{here}/mcp?tools=chatgpt"),
        here.replace("http://", "HTTP://"),
    ] {
        let page = asked(&client, &with(client.request(), "resource", Some(&resource))).await;
        assert_eq!(page.status, 200, "{resource}: {}", page.html);
    }
    // Clients of 2024-11-05 and 2025-03-26 know no resource indicators.
    assert_eq!(asked(&client, &with(client.request(), "resource", None)).await.status, 200);
    for resource in [
        format!("{here}/mcp#fragment"),
        format!("{here}/mcp/another"),
        format!("{here}/message"),
        format!("{here}/token"),
        format!("{here}0/mcp"),
        format!("{here}.evil.example.org/mcp"),
        here.replace("http://", "https://") + "/mcp",
        here.replace("http://", "http://user@") + "/mcp",
        here.replace("127.0.0.1", "localhost") + "/mcp",
        "/mcp".to_owned(),
        "urn:example:mcp".to_owned(),
    ] {
        let page = asked(&client, &with(client.request(), "resource", Some(&resource))).await;
        assert_eq!(error_at_client(&client, &page, "resource"), "invalid_target", "{resource}");
    }
}

/// RFC 6749, section 3.3; clients.md 5.2: scopes that are not known are left out, never refused.
#[tokio::test]
async fn foreign_scopes_are_left_out() {
    let app = app().await;
    let client = Client::register(&app).await;
    for (asked, granted) in [
        (None, "intercom:read"),
        (Some("admin:write openid profile"), "intercom:read"),
        (Some("intercom:read"), "intercom:read"),
        (Some("openid offline_access"), "intercom:read offline_access"),
        (Some("intercom:write\"'\\ <script>"), "intercom:read"),
    ] {
        let mut browser = Browser::new();
        let page = browser.open(&client.authorize_url(&with(client.request(), "scope", asked))).await;
        let code = client.code_from(&mut browser, &page).await;
        let answer = Answer::of_form(&app, "/token", &client.exchange(&code)).await;
        assert_eq!(answer.json()["scope"], granted, "{asked:?}");
    }
}

/// Every parameter of 64 kB is answered, and the server goes on: in an address the bound on headers answers, in a form
/// the bound on bodies.
#[tokio::test]
async fn parameters_of_64_kb_are_answered_with_an_error() {
    let app = app().await;
    let client = client(&app).await;
    let names = ["response_type", "client_id", "redirect_uri", "code_challenge", "state", "resource", "scope", "x"];
    for (length, statuses) in [(64_000, [414, 431].as_slice()), (12 * 1024, &[200, 303, 400])] {
        let huge = "x".repeat(length);
        for name in names {
            let page = asked(&client, &with(client.request(), name, Some(&huge))).await;
            assert!(statuses.contains(&page.status), "{name} of {length}: {}", page.status);
            assert!(page.header("location").is_none_or(|location| location.len() < 1_000), "{name}");
            assert!(page.html.len() < 64 * 1024, "{name}: {}", page.html.len());
        }
    }
    let huge = "x".repeat(64 * 1024);
    for path in ["/token", "/revoke"] {
        for name in ["grant_type", "client_id", "code", "token", "code_verifier", "refresh_token", "resource", "x"] {
            let answer = Answer::of_form(&app, path, &[(name, huge.clone())]).await;
            assert_eq!(answer.refusal(), (413, "invalid_request".to_owned()), "{path} {name}");
        }
    }
    let answer = Answer::of_form(&app, "/authorize", &[("request", huge)]).await;
    assert_eq!(answer.status, 413, "{}", answer.text);
    assert_eq!(get_json(&app, "/.well-known/oauth-authorization-server").await.0, 200);
}
