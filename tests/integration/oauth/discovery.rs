//! What clients read before they sign in, wherever they look for it (RFC 9728, RFC 8414; mcp.md 2.2, clients.md 5.2).

use serde_json::{Value, json};

use super::{
    answer::Answer,
    browser::origin,
    client::{app, app_with},
};
use crate::harness::App;

const PROTECTED_RESOURCE: &str = "/.well-known/oauth-protected-resource";
/// Where clients look for the authorization server: at the root, with the endpoint's path at the end, and below it.
const AUTHORIZATION_SERVER: [&str; 10] = [
    "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-authorization-server/mcp",
    "/.well-known/oauth-authorization-server/sse",
    "/.well-known/openid-configuration",
    "/.well-known/openid-configuration/mcp",
    "/.well-known/openid-configuration/sse",
    "/mcp/.well-known/oauth-authorization-server",
    "/sse/.well-known/oauth-authorization-server",
    "/mcp/.well-known/openid-configuration",
    "/sse/.well-known/openid-configuration",
];

async fn get(app: &App, path: &str) -> Answer {
    Answer::of(app.client.get(format!("{}{path}", origin(app.address)))).await
}

async fn document(app: &App, path: &str) -> Value {
    let answer = get(app, path).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{path}");
    answer.json()
}

/// RFC 9728, section 3.3: `resource` "MUST be identical to the protected resource's resource identifier value into which
/// the well-known URI path suffix was inserted".
#[tokio::test]
async fn protected_resource_metadata_names_the_resource_that_it_was_asked_for() {
    let app = app().await;
    let here = origin(app.address);
    for endpoint in ["", "/mcp", "/sse"] {
        for slash in ["", "/"] {
            let found = document(&app, &format!("{PROTECTED_RESOURCE}{endpoint}{slash}")).await;
            let expected = json!({
                "resource": format!("{here}{endpoint}"),
                "authorization_servers": [here],
                "scopes_supported": ["intercom:read"],
                "bearer_methods_supported": ["header"],
                "resource_name": "Intercom workspace",
            });
            assert_eq!(found, expected, "{endpoint}{slash}");
        }
    }
}

/// RFC 8414, sections 2 and 3.3; RFC 7636; RFC 9207, section 3; MCP 2025-11-25, "Authorization Server Metadata
/// Discovery".
#[tokio::test]
async fn authorization_server_metadata_is_the_same_wherever_it_is_looked_for() {
    let app = app().await;
    let here = origin(app.address);
    let expected = json!({
        "issuer": here,
        "authorization_endpoint": format!("{here}/authorize"),
        "token_endpoint": format!("{here}/token"),
        "registration_endpoint": format!("{here}/register"),
        "revocation_endpoint": format!("{here}/revoke"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": ["intercom:read", "offline_access"],
        "authorization_response_iss_parameter_supported": true,
        "client_id_metadata_document_supported": true,
    });
    for path in AUTHORIZATION_SERVER {
        for slash in ["", "/"] {
            assert_eq!(document(&app, &format!("{path}{slash}")).await, expected, "{path}{slash}");
        }
    }
}

/// RFC 8414, section 3.3 and RFC 9728, section 3.3: clients compare them character by character.
#[tokio::test]
async fn issuer_is_the_one_that_the_resource_names_without_a_slash() {
    for public_url in ["https://mcp.example.com", "https://mcp.example.com:8443/", "https://MCP.example.com:443"] {
        let app = app_with(|config, _| config.public_url = public_url.parse().unwrap()).await;
        let resource = document(&app, &format!("{PROTECTED_RESOURCE}/mcp")).await;
        let server = document(&app, AUTHORIZATION_SERVER[0]).await;
        let issuer = server["issuer"].as_str().unwrap();
        assert_eq!(resource["authorization_servers"], json!([issuer]));
        assert_eq!(resource["resource"], format!("{issuer}/mcp"));
        assert!(!issuer.ends_with('/') && issuer == issuer.to_lowercase() && !issuer.ends_with(":443"), "{issuer}");
        // Of the Host header nothing is taken.
        for (name, value) in server.as_object().unwrap().iter().filter(|(name, _)| name.ends_with("_endpoint")) {
            assert!(value.as_str().unwrap().starts_with(&format!("{issuer}/")), "{name}: {value}");
        }
    }
}

/// clients.md 5.2: public, and readable by the pages that may call this server.
#[tokio::test]
async fn documents_need_no_credential_and_take_preflights() {
    let app = app().await;
    for path in [format!("{PROTECTED_RESOURCE}/mcp"), AUTHORIZATION_SERVER[0].to_owned()] {
        let url = format!("{}{path}", origin(app.address));
        for authorization in ["Bearer whatever", "Basic x", ""] {
            assert_eq!(Answer::of(app.client.get(&url).header("authorization", authorization)).await.status, 200);
        }
        let page = "http://localhost:6274";
        let read = Answer::of(app.client.get(&url).header("origin", page)).await;
        assert_eq!((read.status, read.header("access-control-allow-origin")), (200, Some(page)));
        let preflight = app.client.request(reqwest::Method::OPTIONS, &url).header("origin", page);
        let preflight = Answer::of(preflight.header("access-control-request-method", "GET")).await;
        assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some(page)));
        let foreign = Answer::of(app.client.get(&url).header("origin", "https://evil.example.org")).await;
        assert_eq!((foreign.status, foreign.header("access-control-allow-origin")), (403, None));
        assert_eq!(get(&app, &path).await.header("cache-control"), Some("public, max-age=300"));
    }
}

/// mcp.md 2.2: "Every 404 under /.well-known must have a JSON body".
#[tokio::test]
async fn what_is_not_there_is_404_as_json() {
    let app = app().await;
    for path in [
        "/.well-known/",
        "/.well-known/jwks.json",
        "/.well-known/oauth-protected-resource/other",
        "/.well-known/oauth-protected-resource/mcp/other",
        "/.well-known/oauth-authorization-server/other",
        "/.well-known/openid-configuration/other",
        "/mcp/.well-known/jwks.json",
    ] {
        let answer = get(&app, path).await;
        assert_eq!(answer.refusal(), (404, "not_found".to_owned()), "{path}");
        assert_eq!(answer.header("content-type"), Some("application/json"), "{path}");
    }
}

/// A server without sign-in must not send clients into one: they would register and ask in vain.
#[tokio::test]
async fn nothing_of_sign_in_is_there_when_it_is_off() {
    let app = App::start().await;
    let mut paths: Vec<String> = AUTHORIZATION_SERVER.iter().map(|path| (*path).to_owned()).collect();
    paths.extend(["", "/mcp", "/sse"].map(|endpoint| format!("{PROTECTED_RESOURCE}{endpoint}")));
    paths.extend(["/authorize", "/callback", "/token", "/register", "/revoke"].map(str::to_owned));
    for path in paths {
        let got = get(&app, &path).await;
        assert_eq!(got.refusal(), (404, "not_found".to_owned()), "{path}");
        let url = format!("{}{path}", origin(app.address));
        assert_eq!(Answer::of(app.client.post(url).body("{}")).await.refusal().0, 404, "{path}");
    }
    let refused = Answer::of(app.client.post(app.mcp()).body("{}")).await;
    assert_eq!(refused.header("www-authenticate"), Some("Bearer realm=\"intercom-mcp\""));
}
