//! Intercom's OAuth: the page on which a person connects an app, and the exchange of its code for a token.
//!
//! Written in "Setting up OAuth" of Intercom's developer documentation: `GET /oauth` on the app's host with
//! `client_id`, `state` and optionally `redirect_uri`; `POST /auth/eagle/token` on the API's host with `code`,
//! `client_id` and `client_secret`. There are no scopes, no PKCE, no refresh tokens and no expiry of tokens.
//! Removing the app from a workspace is `POST /auth/uninstall`, which lies with the API's other calls in `server`.

mod authorize;
mod exchange;
mod installations;
mod page;
mod parameters;

use axum::http::StatusCode;

use self::{authorize::Page, exchange::TokenRequest};
pub(super) use self::{
    exchange::masked,
    installations::{Installation, Installations},
};
use super::{answer::Answer, error::Refusal, model::Workspace};
use crate::clock::Clock;

/// Id of the one app that the simulator knows.
pub const APP_ID: &str = "demo-app";

/// That app's secret.
pub const APP_SECRET: &str = "demo-secret";

/// Where a person signs in: one region's app host.
pub(super) struct SignIn<'a> {
    pub(super) installations: &'a Installations,
    pub(super) clock: &'a Clock,
    /// The workspace that this host offers.
    pub(super) workspace: &'a Workspace,
    /// The region whose prefix the path had.
    pub(super) region: Option<&'static str>,
}

impl SignIn<'_> {
    /// `GET /oauth`: the page that asks whether the app may be connected.
    pub(super) fn show(&self, query: &str) -> Answer {
        match authorize::Request::read(query.as_bytes()) {
            Ok(request) => page::consent(&Page { request: &request, workspace: self.workspace, path: &self.path() }),
            Err(refused) => page::refusal(&refused),
        }
    }

    /// `POST /oauth`: the person agreed; back to the app with a code.
    pub(super) fn approve(&self, content_type: Option<&str>, body: &[u8]) -> Answer {
        match authorize::Request::read_approved(content_type, body, &self.workspace.id_code) {
            Ok(request) => {
                let code = self.installations.issue_code(self.workspace.region, self.clock);
                Answer::redirect(&request.granted(&code))
            }
            Err(refused) => page::refusal(&refused),
        }
    }

    fn path(&self) -> String {
        self.region.map_or_else(|| "/oauth".to_owned(), |region| format!("/{}/oauth", region.to_ascii_lowercase()))
    }
}

/// `POST /auth/eagle/token`, on every host alike.
pub(super) fn exchange(
    installations: &Installations,
    clock: &Clock,
    content_type: Option<&str>,
    body: &[u8],
) -> Result<Answer, Refusal> {
    let request = TokenRequest::read(content_type, body)?;
    let token = installations.redeem(&request.code, clock).ok_or_else(Refusal::code_unauthorized)?;
    Ok(Answer::json(StatusCode::OK, &exchange::granted(&token)))
}
