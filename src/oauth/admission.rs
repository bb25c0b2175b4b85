//! From what Intercom says of a token (`GET /me`) to a caller that is let in, or a refusal.

use std::{sync::Arc, time::Duration};

use super::{refusal::Refusal, verdicts::Verdict};
use crate::{
    config::Config,
    intercom::{
        Error,
        me::{Access, Identity, Workspace},
    },
    secret::{Digest, SecretString},
};

/// How long to wait when Intercom does not say.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// A token on its way in, and under which keys it is known.
pub(super) struct Candidate {
    pub(super) token: SecretString,
    /// The caller.
    pub(super) principal: Digest,
    /// Under which key its rate limit is counted.
    pub(super) budget_key: Digest,
}

impl Candidate {
    /// Lets the token in if its workspace may be read.
    pub(super) fn admit(self, identity: Identity, config: &Config) -> Verdict {
        let (teammate, workspace) = identity.me.map(|me| (me.id, me.workspace)).unwrap_or_default();
        if let Some(allowed) = &config.allowed_workspaces {
            check(&workspace, allowed)?;
        }
        let Self { token, principal, budget_key } = self;
        let person = teammate.and_then(|teammate| workspace.person(&teammate));
        Ok(Arc::new(Access { principal, person, budget_key, token, region: identity.region, workspace }))
    }
}

/// A token that may not read `/me` has no workspace that could be compared, so a list keeps it out.
pub(super) fn check(workspace: &Workspace, allowed: &[String]) -> Result<(), Refusal> {
    let description = match &workspace.id {
        Some(id) if allowed.iter().any(|allowed| **allowed == **id) => return Ok(()),
        Some(id) => format!(
            "this token belongs to the Intercom workspace `{id}`, which this server may not read; \
             use a token of a workspace it serves, or ask its operator to add `{id}` to ALLOWED_WORKSPACES"
        ),
        None => "this server reads certain Intercom workspaces only, and this token may not tell which is its own; \
                 tick `Read one admin` among the permissions of the token's app in Intercom's Developer Hub"
            .to_owned(),
    };
    Err(Refusal::WorkspaceNotAllowed { description })
}

/// What a failed verification means for the caller. Only Intercom's own refusal is held against a token.
pub(super) fn refusal(error: Error) -> Refusal {
    match error {
        Error::DeadToken { .. } => Refusal::invalid_token(
            "Intercom does not accept this access token in any of its regions; it may be mistyped, revoked or expired",
        ),
        Error::RateLimited { retry_after, .. } | Error::Busy { retry_after } => Refusal::Unverified {
            description: "Intercom's rate limit leaves no call to verify the access token with".to_owned(),
            retry_after,
        },
        Error::Unavailable { .. } | Error::Unreachable { .. } | Error::TimedOut { .. } => Refusal::Unverified {
            description: "Intercom cannot be reached to verify the access token".to_owned(),
            retry_after: RETRY_AFTER,
        },
        Error::MissingPermission { .. }
        | Error::PlanRestricted { .. }
        | Error::NotFound { .. }
        | Error::Refused { .. }
        | Error::NotUnderstood { .. } => Refusal::Unverified {
            description: "Intercom's answer to the verification of the access token was not understood".to_owned(),
            retry_after: RETRY_AFTER,
        },
    }
}

/// The verification did not take place: too many at once, or it was broken off.
pub(super) fn not_verified() -> Refusal {
    Refusal::Unverified {
        description: "the access token could not be verified at this moment".to_owned(),
        retry_after: Duration::from_secs(1),
    }
}
