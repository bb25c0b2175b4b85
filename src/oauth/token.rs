//! `POST /token`: codes and refresh tokens become access tokens (OAuth 2.1, section 3.2).
//!
//! Every client is public: a secret that one sends is passed over, in the form as in the `Authorization` header.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use super::{
    audit,
    client::ClientError,
    grants::Refused,
    issuance::{Pair, Presented},
    parameters::Parameters,
    refusal::{error, error_until},
    server::AuthorizationServer,
};
use crate::secret::ExposeSecret;

const PARAMETERS: [&str; 7] =
    ["grant_type", "client_id", "code", "redirect_uri", "code_verifier", "refresh_token", "resource"];
/// What a client with `Authorization: Basic` is told that is not known.
const BASIC: &str = r#"Basic realm="intercom-mcp""#;
/// Characters of a verifier (RFC 7636, section 4.1).
const VERIFIER: std::ops::RangeInclusive<usize> = 43..=128;

/// Why a request to an endpoint for clients is answered with an error: code and description (RFC 6749, section 5.2).
pub(super) struct Fault(pub(super) &'static str, pub(super) String);

impl Fault {
    /// Writes into the audit log that the request was refused.
    pub(super) fn audit(&self, headers: &HeaderMap, body: &Bytes) {
        let client_id = form(headers, body).ok().and_then(|form| form.get("client_id").map(str::to_owned));
        audit::token_refused(client_id.or_else(|| user_of(headers)).as_deref(), &self.1);
    }
}

pub(super) async fn issue(State(server): State<AuthorizationServer>, headers: HeaderMap, body: Bytes) -> Response {
    let issued = server.issue(&headers, &body).await;
    if let Err(fault) = &issued {
        fault.audit(&headers, &body);
    }
    match issued {
        Ok(response) => response,
        Err(Fault("invalid_client", description)) => {
            let mut response = error(StatusCode::UNAUTHORIZED, "invalid_client", &description);
            // Only for who has used the header (RFC 6749, section 5.2): a browser would ask its user for a password.
            if user_of(&headers).is_some() {
                response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(BASIC));
            }
            response
        }
        Err(Fault(code, description)) => error(StatusCode::BAD_REQUEST, code, &description),
    }
}

impl AuthorizationServer {
    async fn issue(&self, headers: &HeaderMap, body: &Bytes) -> Result<Response, Fault> {
        let parameters = form(headers, body)?;
        if let Some(name) = parameters.repeated(&PARAMETERS) {
            return Err(invalid(&format!("found `{name}` more than once; expected once")));
        }
        let required = |name: &'static str| {
            parameters.get(name).ok_or_else(|| invalid(&format!("found no `{name}` in the form; it is required")))
        };
        let grant_type = required("grant_type")?;
        let client_id = match parameters.get("client_id") {
            Some(client_id) => client_id.to_owned(),
            None => user_of(headers).ok_or_else(|| invalid("found no `client_id` in the form; it is required"))?,
        };
        let resource = parameters.get("resource");
        let outcome = match grant_type {
            "authorization_code" => {
                let code_verifier = required("code_verifier")?;
                if !VERIFIER.contains(&code_verifier.len()) {
                    return Err(invalid("expected a `code_verifier` of 43 to 128 characters (RFC 7636, section 4.1)"));
                }
                let redirect_uri = parameters.get("redirect_uri");
                let presented = Presented { client_id: &client_id, redirect_uri, code_verifier, resource };
                self.0.grants.exchange(&required("code")?.into(), &presented).await
            }
            "refresh_token" => self.0.grants.refresh(&required("refresh_token")?.into(), &client_id, resource).await,
            _ => {
                let description = "expected `authorization_code` or `refresh_token`".to_owned();
                return Err(Fault("unsupported_grant_type", description));
            }
        };
        match outcome {
            Ok(pair) => {
                if let Err(cause) = self.0.clients.note_use(&client_id).await {
                    tracing::warn!(%cause, "that a client was used was not noted");
                }
                Ok(self.pair(&pair))
            }
            Err(Refused::Invalid(description)) => Err(self.invalid_grant(&client_id, description).await),
            Err(refused) => self.refuse(&refused),
        }
    }

    /// A client that is not known any more has to register again before it can sign anybody in.
    async fn invalid_grant(&self, client_id: &str, description: &str) -> Fault {
        if matches!(self.0.clients.is_registered(client_id).await, Err(ClientError::Unknown)) {
            return Fault(
                "invalid_client",
                "no client is registered under this `client_id`; register again".to_owned(),
            );
        }
        Fault("invalid_grant", description.to_owned())
    }

    /// What is not the client's fault can be tried again.
    pub(super) fn refuse(&self, refused: &Refused) -> Result<Response, Fault> {
        match refused {
            Refused::Invalid(description) => Err(Fault("invalid_grant", (*description).to_owned())),
            Refused::Target => Err(Fault("invalid_target", refused.to_string())),
            Refused::TooOften(wait) => {
                let description = refused.to_string();
                Ok(error_until(StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable", &description, *wait))
            }
            Refused::Store(cause) => Ok(self.store_failed("tokens were neither issued nor revoked", cause)),
            Refused::Randomness(cause) => Ok(self.store_failed("tokens were not made", cause)),
        }
    }

    /// RFC 6749, section 5.1.
    fn pair(&self, pair: &Pair) -> Response {
        let body = json!({
            "access_token": pair.access.expose_secret(),
            "token_type": "Bearer",
            "expires_in": self.0.clock.until(pair.access_expires).as_secs(),
            "refresh_token": pair.refresh.expose_secret(),
            "scope": pair.scope,
        });
        ([(PRAGMA, "no-cache")], Json(body)).into_response()
    }
}

/// The form in a request's body; the query is never looked at (RFC 6749, section 3.2).
pub(super) fn form(headers: &HeaderMap, body: &Bytes) -> Result<Parameters, Fault> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(invalid("expected a body of the type `application/x-www-form-urlencoded`"));
    }
    Ok(Parameters::parse(body))
}

pub(super) fn invalid(description: &str) -> Fault {
    Fault("invalid_request", description.to_owned())
}

/// The client id in `Authorization: Basic` (RFC 6749, section 2.3.1), which some clients use whatever is supported.
fn user_of(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let credentials = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (user, _) = credentials.split_once(':')?;
    let user = format!("user={user}");
    url::form_urlencoded::parse(user.as_bytes()).next().map(|(_, user)| user.into_owned())
}
