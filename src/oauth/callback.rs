//! `GET /callback`: the browser comes back from Intercom, in the same browser that approved, once.
//!
//! Intercom's code becomes a token, which [`admit`](super::admit) looks at.

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{
    admit::{
        Admission::{Admitted, NotAdmitted},
        Origin,
    },
    audit,
    browser::Cookie,
    kept::{self, AuthorizationRequest, SignIn},
    parameters::Parameters,
    server::{AuthorizationServer, page},
};
use crate::{
    intercom,
    secret::{self, token::stored_id},
};

pub(super) async fn answered(
    State(server): State<AuthorizationServer>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    let id = parameters.get("state").map(stored_id);
    let mut response = match &id {
        Some(id) => server.finish(id, &parameters, &headers).await,
        None => not_waiting(),
    };
    if let Some(id) = &id
        // Then the same address can be tried again.
        && response.status() != StatusCode::SERVICE_UNAVAILABLE
    {
        server.0.cookies.clear(response.headers_mut(), Cookie::SignIn(id));
    }
    response
}

/// One page for all, so that it tells nothing of what is waiting.
fn not_waiting() -> Response {
    let found = "No sign-in of this browser waits for this answer. It may have been finished already, taken longer than \
                 ten minutes, or been begun in another browser.";
    page(StatusCode::BAD_REQUEST, "This sign-in cannot be finished", found, "Go back to your client and connect anew.")
}

impl AuthorizationServer {
    async fn finish(&self, id: &str, parameters: &Parameters, headers: &HeaderMap) -> Response {
        let store = &*self.0.store;
        let failed = |cause| self.store_failed_page("a sign-in was not looked up", &cause);
        let cookie = self.0.cookies.get(headers, Cookie::SignIn(id)).map(stored_id);
        match (kept::get::<SignIn>(store, id).await, cookie) {
            // Compared before it is taken: an answer in another browser must not spoil the sign-in of this one.
            (Ok(Some(waiting)), Some(cookie)) if secret::equal(&waiting.content.browser, &cookie) => {}
            (Ok(_), _) => return not_waiting(),
            (Err(cause), _) => return failed(cause),
        }
        let SignIn { request, region, .. } = match kept::take::<SignIn>(store, id).await {
            Ok(Some(taken)) => taken.content,
            Ok(None) => return not_waiting(),
            Err(cause) => return failed(cause),
        };
        if let Some(error) = parameters.get("error") {
            audit::denied(&request.client_id, "declined at Intercom");
            let error = if error == "access_denied" { error } else { "server_error" };
            return self.back_with_error(&request, error, "the sign-in at Intercom was not finished");
        }
        let (Some(app), Some(code)) = (&self.0.app, parameters.get("code")) else {
            return self.back_with_error(&request, "server_error", "Intercom's answer has no code");
        };
        match self.0.intercom.exchange_code(app, code).await {
            Ok(token) => match self.admit(&request, &token, Origin::App(region)).await {
                Ok(Admitted(response) | NotAdmitted(response)) => response,
                Err(error) => self.not_identified(&request, &error),
            },
            Err(error) => {
                tracing::warn!(%error, "a code of Intercom's could not be exchanged");
                audit::denied(&request.client_id, "Intercom's code could not be exchanged");
                let (code, description) = match error {
                    intercom::oauth::Error::Unreachable(_) => ("temporarily_unavailable", "Intercom cannot be reached"),
                    intercom::oauth::Error::Refused | intercom::oauth::Error::NotUnderstood => {
                        ("server_error", "Intercom did not accept the sign-in; the operator's log says more")
                    }
                };
                self.back_with_error(&request, code, description)
            }
        }
    }

    fn not_identified(&self, request: &AuthorizationRequest, error: &intercom::Error) -> Response {
        tracing::warn!(%error, "a token that Intercom has just given could not be identified");
        audit::denied(&request.client_id, "Intercom did not say whose the token is");
        if let intercom::Error::DeadToken { .. } = error {
            let description = "Intercom does not accept the token that it has just given; tell this server's operator";
            return self.back_with_error(request, "server_error", description);
        }
        let description = "Intercom did not say which workspace was signed in to; try again";
        self.back_with_error(request, "temporarily_unavailable", description)
    }
}
