//! An Intercom access token instead of a sign-in at Intercom, for people who have one and a client that only does OAuth.

use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{
    admit::{
        Admission::{Admitted, NotAdmitted},
        Origin,
    },
    audit,
    consent::Form,
    failures::Source,
    server::{AuthorizationServer, page},
};
use crate::{intercom, secret::token::OURS};

/// Characters of a token, at most. Intercom's have about sixty.
const MAX_TOKEN: usize = 4_096;

impl AuthorizationServer {
    /// Takes an Intercom access token instead of sending the browser to Intercom, where `ACCEPT_PASTED_TOKENS` says so.
    pub(super) async fn paste(&self, form: Form, token: Option<&str>, headers: &HeaderMap, source: Source) -> Response {
        if !self.0.config.accept_pasted_tokens {
            let found = "This server does not take tokens on this page.";
            return page(
                StatusCode::BAD_REQUEST,
                "This form is not complete",
                found,
                "Go back and sign in at Intercom.",
            );
        }
        let token = token.unwrap_or_default().trim();
        if token.is_empty() || token.len() > MAX_TOKEN || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return self.show(
                &form,
                headers,
                Some("Paste the access token of an Intercom app: visible characters only."),
            );
        }
        if token.starts_with(OURS) {
            return self.show(&form, headers, Some("That is a token of this server's own; paste one of Intercom's."));
        }
        // A good one is not counted as a token that opens nothing, but is a sign-in like every other.
        let clock = &self.0.clock;
        let counted = self.0.approvals.count(source, clock).and_then(|()| self.0.pasted_tokens.count(source, clock));
        if let Err(wait) = counted {
            let found = format!("Too many tokens were pasted from your network. Wait {} s.", wait.as_secs().max(1));
            return page(
                StatusCode::TOO_MANY_REQUESTS,
                "Too many attempts",
                &found,
                "Then connect anew from your client.",
            );
        }
        let client_id = &form.request.client_id;
        // What comes of it is a line of its own.
        audit::pasted(client_id);
        match self.admit(&form.request, &token.into(), Origin::Pasted).await {
            Ok(Admitted(response)) => {
                self.0.pasted_tokens.forgive(&source, &self.0.clock);
                response
            }
            Ok(NotAdmitted(response)) => response,
            Err(intercom::Error::DeadToken { .. }) => {
                audit::denied(client_id, "Intercom does not accept the pasted token");
                let notice =
                    "Intercom does not accept this token in any of its regions. Check that it was copied whole.";
                self.show(&form, headers, Some(notice))
            }
            Err(error) => {
                tracing::warn!(%error, "a pasted token could not be verified");
                let notice = "Intercom could not be asked whether this token is good. Try again in a moment.";
                self.show(&form, headers, Some(notice))
            }
        }
    }
}
