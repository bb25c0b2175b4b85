//! `POST /register`: dynamic client registration (RFC 7591).
//!
//! Every client is public: none gets a secret, whatever it asks for. What is not known is passed over, since clients
//! send the metadata that they have for all servers.

use axum::{
    Extension, Json,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    audit,
    failures::Source,
    redirect_uri,
    refusal::{error, error_until},
    resources::granted_scope,
    server::AuthorizationServer,
};
use crate::{text::name, web_address};

/// Redirect URIs that are looked at.
const MAX_REDIRECT_URIS: usize = 50;
/// Bytes of those that are kept.
const MAX_REDIRECT_URIS_BYTES: usize = 8 * 1024;
/// Characters of what a client says that an error repeats.
const QUOTED: usize = 200;
/// Bytes of a home page's address.
const MAX_CLIENT_URI: usize = 2_000;

/// RFC 7591, section 2: what is looked at of it.
#[derive(Deserialize)]
struct Metadata {
    redirect_uris: Option<Vec<String>>,
    client_name: Option<Value>,
    client_uri: Option<Value>,
    scope: Option<Value>,
}

pub(super) async fn register(
    State(server): State<AuthorizationServer>,
    Extension(source): Extension<Source>,
    body: Bytes,
) -> Response {
    let metadata: Metadata = match serde_json::from_slice(&body) {
        Ok(metadata) => metadata,
        Err(reason) => {
            let description = format!(
                "expected client metadata as a JSON object (RFC 7591), its `redirect_uris` a list of strings: {reason}"
            );
            return error(StatusCode::BAD_REQUEST, "invalid_client_metadata", &description);
        }
    };
    let redirect_uris = match acceptable(&server, metadata.redirect_uris.unwrap_or_default()) {
        Ok(redirect_uris) => redirect_uris,
        Err(description) => return error(StatusCode::BAD_REQUEST, "invalid_redirect_uri", &description),
    };
    let name = metadata.client_name.as_ref().and_then(Value::as_str).and_then(name::shown);
    let name = name.unwrap_or_else(|| "An MCP client without a name".to_owned());
    let client_uri = metadata.client_uri.as_ref().and_then(Value::as_str).and_then(home_page);
    let may_register = || server.0.registrations.iter().try_for_each(|rate| rate.count(source, &server.0.clock));
    match server.0.clients.register(name, redirect_uris, client_uri, source, may_register).await {
        Ok(Err(wait)) => {
            let description = "too many clients were registered from this address; try again later";
            error_until(StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable", description, wait)
        }
        Ok(Ok((client_id, registration))) => {
            audit::registered(&client_id);
            let mut registered = json!({
                "client_id": client_id,
                "client_id_issued_at": registration.registered_at.as_second(),
                "client_name": registration.client_name,
                "redirect_uris": registration.redirect_uris,
                "grant_types": ["authorization_code", "refresh_token"],
                "response_types": ["code"],
                "token_endpoint_auth_method": "none",
                "scope": granted_scope(metadata.scope.as_ref().and_then(Value::as_str)),
            });
            if let Some(client_uri) = registration.client_uri {
                registered["client_uri"] = client_uri.into();
            }
            (StatusCode::CREATED, Json(registered)).into_response()
        }
        Err(cause) => server.store_failed("a client was not registered", &cause),
    }
}

/// Those that are accepted, sorted and once each, so that their order makes no other client.
fn acceptable(server: &AuthorizationServer, uris: Vec<String>) -> Result<Vec<String>, String> {
    let config = &server.0.config;
    let (mut accepted, mut first_reason) = (Vec::new(), None);
    for uri in uris.into_iter().take(MAX_REDIRECT_URIS) {
        match redirect_uri::acceptable(&uri, config.redirect_policy, &config.allowed_redirect_uris) {
            Ok(_) => accepted.push(uri),
            Err(reason) => {
                first_reason.get_or_insert_with(|| format!("`{}` {reason}", shortened(&uri).escape_debug()));
            }
        }
    }
    accepted.sort();
    accepted.dedup();
    let bytes: usize = accepted.iter().map(String::len).sum();
    if bytes > MAX_REDIRECT_URIS_BYTES {
        return Err(format!("`redirect_uris` have {bytes} bytes; at most {MAX_REDIRECT_URIS_BYTES} are kept"));
    }
    if accepted.is_empty() {
        let found = first_reason.unwrap_or_else(|| "found none".to_owned());
        return Err(format!("`redirect_uris` needs at least one that is accepted here: {found}"));
    }
    Ok(accepted)
}

/// As much of what a client says as is repeated in an error.
fn shortened(text: &str) -> String {
    text.chars().take(QUOTED).collect()
}

fn home_page(text: &str) -> Option<String> {
    let url = web_address::parse(text).filter(|url| url.scheme() == "https" && text.len() <= MAX_CLIENT_URI)?;
    Some(url.into())
}
