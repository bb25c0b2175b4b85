//! The last step of a sign-in: a token of Intercom's is shown to belong to a workspace that may be read, and the client
//! gets a code of ours.

use axum::{http::StatusCode, response::Response};

use super::{
    admission, audit, consent::region_name, grants::Refused, kept::AuthorizationRequest, refusal::Refusal,
    server::AuthorizationServer,
};
use crate::{
    intercom::{self, me::Identity},
    pages::Failure,
    region::Region,
    secret::{ExposeSecret, SecretString},
};

/// Where a token of Intercom's comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Our app, whose page the person was sent to in this region.
    App(Region),
    /// A person.
    Pasted,
}

/// What the browser gets.
pub(super) enum Admission {
    Admitted(Response),
    NotAdmitted(Response),
}

use Admission::{Admitted, NotAdmitted};

impl AuthorizationServer {
    /// Grants what was approved, if the token's workspace may be read: the answer for the browser.
    ///
    /// # Errors
    /// When Intercom does not say whose the token is.
    pub(super) async fn admit(
        &self,
        request: &AuthorizationRequest,
        token: &SecretString,
        origin: Origin,
    ) -> Result<Admission, intercom::Error> {
        let identity = self.0.intercom.identify(token).await?;
        if let Some(failure) = self.objection(&identity, origin) {
            audit::denied_to(&identity, &request.client_id, &failure.title);
            let back = self.way_back(request, &[("error", "access_denied"), ("error_description", &failure.title)]);
            let failure = match back {
                Some(back) => failure.with_return(back),
                None => failure,
            };
            return Ok(NotAdmitted(failure.response(StatusCode::FORBIDDEN)));
        }
        Ok(match self.0.grants.create(request, token, identity, origin == Origin::Pasted).await {
            Ok(code) => {
                if let Err(cause) = self.0.clients.note_use(&request.client_id).await {
                    tracing::warn!(%cause, "that a client was used was not noted");
                }
                Admitted(self.back(request, &[("code", code.expose_secret())]))
            }
            Err(Refused::Store(cause)) => NotAdmitted(self.store_failed_page("a grant was not stored", &cause)),
            Err(cause) => NotAdmitted(self.store_failed_page("a grant was not made", &cause)),
        })
    }

    /// What speaks against it: a workspace that may not be read, or that is hosted elsewhere than the person, or the
    /// operator, says.
    fn objection(&self, identity: &Identity, origin: Origin) -> Option<Failure> {
        let config = &self.0.config;
        let workspace = identity.me.as_ref().map(|me| me.workspace.clone()).unwrap_or_default();
        if let Some(allowed) = &config.allowed_workspaces
            && let Err(refusal) = admission::check(&workspace, allowed)
        {
            return Some(match (&workspace.id, refusal) {
                (None, Refusal::WorkspaceNotAllowed { description }) => Failure {
                    title: "Your workspace could not be recognized".to_owned(),
                    found: format!("Nothing was connected: {description}."),
                    next: "Connect anew from your client after that.".to_owned(),
                    back: None,
                },
                (id, _) => Failure::workspace_not_allowed(id.as_deref().unwrap_or_default()),
            });
        }
        let found = identity.me.as_ref().and_then(|me| me.region).unwrap_or(identity.region);
        let expected = match origin {
            Origin::App(region) => Some(region),
            Origin::Pasted => config.intercom_region,
        };
        match expected {
            Some(expected) if expected != found => Some(Failure {
                title: "This workspace is hosted elsewhere".to_owned(),
                found: format!(
                    "Intercom says that the workspace is hosted in the region `{}`, not `{}`. Nothing was connected.",
                    region_name(found),
                    region_name(expected)
                ),
                next: "Connect anew from your client, and choose that region if there is a choice.".to_owned(),
                back: None,
            }),
            _ => None,
        }
    }
}
