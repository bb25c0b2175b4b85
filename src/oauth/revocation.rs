//! `POST /revoke` (RFC 7009): a token takes its grant with it, and with that all tokens of the sign-in.

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::{
    refusal::error,
    server::AuthorizationServer,
    token::{Fault, form, invalid},
};

pub(super) async fn revoke(State(server): State<AuthorizationServer>, headers: HeaderMap, body: Bytes) -> Response {
    match server.revoke(&headers, &body).await {
        Ok(response) => response,
        Err(fault) => {
            fault.audit(&headers, &body);
            let Fault(code, description) = fault;
            error(StatusCode::BAD_REQUEST, code, &description)
        }
    }
}

impl AuthorizationServer {
    /// 200 for unknown tokens as well (RFC 7009, section 2.2).
    async fn revoke(&self, headers: &HeaderMap, body: &Bytes) -> Result<Response, Fault> {
        let parameters = form(headers, body)?;
        if let Some(name) = parameters.repeated(&["token", "client_id"]) {
            return Err(invalid(&format!("found `{name}` more than once; expected once")));
        }
        let token = parameters.get("token").ok_or_else(|| invalid("found no `token` in the form; it is required"))?;
        match self.0.grants.revoke_by(&token.into(), parameters.get("client_id")).await {
            Ok(()) => Ok(StatusCode::OK.into_response()),
            Err(refused) => self.refuse(&refused),
        }
    }
}
