//! `GET /authorize`: what a client asks for is checked (OAuth 2.1, section 4.1.1), and the person is asked.
//!
//! Until client and redirect URI are known to belong together everything that is wrong is said on a page: a redirect
//! could lead anywhere. From then on the client is told (RFC 6749, section 4.1.2.1). Nothing is stored here.

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{
    client::{Client, ClientError},
    failures::Source,
    kept::AuthorizationRequest,
    parameters::Parameters,
    redirect_uri,
    resources::granted_scope,
    server::{AuthorizationServer, page},
};
use crate::secret::token::is_random;

/// Those of which a repetition is refused (RFC 6749, section 3.1).
const PARAMETERS: [&str; 11] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "code_challenge",
    "code_challenge_method",
    "resource",
    "scope",
    "state",
    "response_mode",
    "request",
    "request_uri",
];
/// Bytes of a state, at most: it is given back in an address.
const MAX_STATE: usize = 4_096;
const AGAIN: &str = "Go back to your client and connect anew. If it happens again, tell the client's developers.";

/// A request that may be put before the person.
pub(super) struct Asked {
    pub(super) request: AuthorizationRequest,
    /// The host that vouches for the client's metadata.
    pub(super) client_host: Option<String>,
}

pub(super) async fn show(
    State(server): State<AuthorizationServer>,
    Extension(source): Extension<Source>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    match server.read(&parameters, source).await {
        Ok(asked) => server.ask(asked, &headers),
        Err(answer) => *answer,
    }
}

impl AuthorizationServer {
    /// The request, or the answer to one that is refused.
    async fn read(&self, parameters: &Parameters, source: Source) -> Result<Asked, Box<Response>> {
        let (client, redirect_uri) = self.client_of(parameters, source).await?;
        let request = AuthorizationRequest {
            client_id: client.id,
            client_name: client.name,
            redirect_uri,
            code_challenge: parameters.get("code_challenge").unwrap_or_default().to_owned(),
            resource: match parameters.get("resource") {
                Some(resource) => self.0.resources.find(resource).unwrap_or_default(),
                None => self.0.resources.issuer().to_owned(),
            },
            scope: granted_scope(parameters.get("scope")),
            state: parameters.get("state").filter(|state| state.len() <= MAX_STATE).map(str::to_owned),
        };
        match fault(parameters, &request) {
            None => Ok(Asked { request, client_host: client.host }),
            Some((error, description)) => Err(Box::new(self.refuse_request(&request, error, &description))),
        }
    }

    /// Who asks, and where the answer goes. What is wrong up to here is a page.
    async fn client_of(&self, parameters: &Parameters, source: Source) -> Result<(Client, String), Box<Response>> {
        let refuse = |title: &str, found: &str| Err(Box::new(page(StatusCode::BAD_REQUEST, title, found, AGAIN)));
        if let Some(name) = parameters.repeated(&["client_id", "redirect_uri"]) {
            return refuse("This request is not valid", &format!("It has the parameter `{name}` more than once."));
        }
        let Some(client_id) = parameters.get("client_id") else {
            return refuse("This request is not valid", "It has no `client_id`, so that nobody knows who asks.");
        };
        let client = match self.0.clients.find(client_id, source).await {
            Ok(client) => client,
            Err(ClientError::Unknown) => {
                let found = "No client is registered under the `client_id` of this request. Registrations that nobody \
                             uses are forgotten after 90 days, or sooner if nobody ever signed in with them.";
                let next = "Remove this server from your client, and add it again, so that the client registers anew.";
                return Err(Box::new(page(StatusCode::BAD_REQUEST, "This client is not known", found, next)));
            }
            Err(ClientError::Document(error)) => {
                let found = format!("Its `client_id` is the address of its metadata, but: {error}.");
                return refuse("This client cannot be checked", &found);
            }
            Err(ClientError::Store(cause)) => {
                return Err(Box::new(self.store_failed_page("a client was not looked up", &cause)));
            }
        };
        let redirect_uri = match (parameters.get("redirect_uri"), client.redirect_uris.as_slice()) {
            (Some(presented), registered) if redirect_uri::matches(registered, presented) => presented.to_owned(),
            (None, [only]) => only.clone(),
            (None, _) => {
                return refuse("This request is not valid", "It has no `redirect_uri`, and the client has several.");
            }
            (Some(presented), _) => {
                let presented: String = presented.chars().take(200).collect();
                let found = format!("`{presented}` is not among the redirect URIs of this client.");
                return refuse("This request is not valid", &found);
            }
        };
        let config = &self.0.config;
        match redirect_uri::acceptable(&redirect_uri, config.redirect_policy, &config.allowed_redirect_uris) {
            Ok(_) => Ok((client, redirect_uri)),
            Err(reason) => refuse("This request is not valid", &format!("Its redirect URI {reason}.")),
        }
    }
}

/// What is wrong with a request whose client may be told: code and description.
fn fault(parameters: &Parameters, request: &AuthorizationRequest) -> Option<(&'static str, String)> {
    let invalid = |description: &str| Some(("invalid_request", description.to_owned()));
    if let Some(name) = parameters.repeated(&PARAMETERS) {
        return invalid(&format!("found `{name}` more than once; expected once"));
    }
    if parameters.get("state").is_some() && request.state.is_none() {
        return invalid("`state` is too long; at most 4096 bytes are given back");
    }
    if parameters.get("request").is_some() {
        return Some(("request_not_supported", "request objects are not read".to_owned()));
    }
    if parameters.get("request_uri").is_some() {
        return Some(("request_uri_not_supported", "request objects are not read".to_owned()));
    }
    match parameters.get("response_type") {
        Some("code") => {}
        None => return invalid("found no `response_type`; expected `code`"),
        Some(_) => return Some(("unsupported_response_type", "only the response type `code` is supported".to_owned())),
    }
    if parameters.get("response_mode").is_some_and(|mode| mode != "query") {
        return invalid("only the response mode `query` is supported");
    }
    // RFC 7636, section 4.4.1. Without a method it would be `plain` (section 4.3).
    match (parameters.get("code_challenge"), parameters.get("code_challenge_method")) {
        (None, _) => return invalid("found no `code_challenge`; PKCE (RFC 7636) is required"),
        (Some(_), Some("S256")) => {}
        (Some(_), _) => return invalid("expected the `code_challenge_method` `S256`"),
    }
    // SHA-256 in base64url has the form of our own random values.
    if !is_random(&request.code_challenge) {
        return invalid("expected a `code_challenge` of 43 characters: SHA-256 of the verifier in base64url");
    }
    if request.resource.is_empty() {
        return Some(("invalid_target", "`resource` is none of this server's identifiers".to_owned()));
    }
    None
}
