//! What clients read before they sign in: protected resource metadata (RFC 9728) and authorization server metadata
//! (RFC 8414), the latter also where OpenID Connect Discovery 1.0 has it.
//!
//! Some clients look at the root, some with the endpoint's path at the end (RFC 8414, section 3.1; RFC 9728,
//! section 3.1), some with it before `/.well-known`. All find the same.

use axum::{
    Json, Router,
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};

use super::{
    resources::{ENDPOINTS, OFFLINE_ACCESS, Resources, SCOPE},
    server::only,
};

const AUTHORIZATION_SERVER: [&str; 2] =
    ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];
const PROTECTED_RESOURCE: &str = "/.well-known/oauth-protected-resource";
/// Documents change with the configuration only.
const CACHED: &str = "public, max-age=300";

/// The routes of all documents.
pub fn routes<S: Clone + Send + Sync + 'static>(resources: &Resources) -> Router<S> {
    let mut router = Router::new();
    let server = authorization_server(resources);
    for document in AUTHORIZATION_SERVER {
        let mut paths = vec![document.to_owned()];
        for endpoint in ENDPOINTS {
            paths.extend([format!("{document}{endpoint}"), format!("{endpoint}{document}")]);
        }
        router = paths.into_iter().fold(router, |router, path| serve(router, &path, &server));
    }
    router = serve(router, PROTECTED_RESOURCE, &protected_resource(resources, resources.issuer()));
    for endpoint in ENDPOINTS {
        let document = protected_resource(resources, &resources.at(endpoint));
        router = serve(router, &format!("{PROTECTED_RESOURCE}{endpoint}"), &document);
    }
    router
}

/// Where a challenge at `path` sends clients (RFC 9728, section 5.1): the document of that endpoint.
pub fn resource_metadata(resources: &Resources, path: &str) -> String {
    let endpoint = if path == "/mcp" || path.starts_with("/mcp/") { "/mcp" } else { "/sse" };
    resources.at(&format!("{PROTECTED_RESOURCE}{endpoint}"))
}

fn serve<S: Clone + Send + Sync + 'static>(router: Router<S>, path: &str, document: &Value) -> Router<S> {
    let handler = |document: Value| only("GET, HEAD", get(async move || answer(&document)));
    // A slash at the end is a client's habit, not another place.
    router.route(path, handler(document.clone())).route(&format!("{path}/"), handler(document.clone()))
}

fn answer(document: &Value) -> Response {
    ([(CACHE_CONTROL, CACHED)], Json(document)).into_response()
}

/// RFC 9728, section 2. `offline_access` is nothing that a resource grants.
fn protected_resource(resources: &Resources, resource: &str) -> Value {
    json!({
        "resource": resource,
        "authorization_servers": [resources.issuer()],
        "scopes_supported": [SCOPE],
        "bearer_methods_supported": ["header"],
        "resource_name": "Intercom workspace",
    })
}

/// RFC 8414, section 2; RFC 9207, section 3; the draft of OAuth Client ID Metadata Documents.
fn authorization_server(resources: &Resources) -> Value {
    json!({
        "issuer": resources.issuer(),
        "authorization_endpoint": resources.at("/authorize"),
        "token_endpoint": resources.at("/token"),
        "registration_endpoint": resources.at("/register"),
        "revocation_endpoint": resources.at("/revoke"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": [SCOPE, OFFLINE_ACCESS],
        "authorization_response_iss_parameter_supported": true,
        "client_id_metadata_document_supported": true,
    })
}
