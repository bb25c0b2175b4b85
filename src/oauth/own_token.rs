//! The server's own Intercom token: single-user mode.
//!
//! It is identified at the first request and kept. Until Intercom has named it, callers get provisional
//! access, so that `initialize` works and it is the tool call that says what is wrong with
//! INTERCOM_ACCESS_TOKEN:
//!
//! - named                             → full access, or 403 if ALLOWED_WORKSPACES leaves it out
//! - dead                              → provisional: it opens nothing anyway
//! - Intercom silent, no list          → provisional
//! - Intercom silent, a list           → 503: the workspace is not known to be on it
//!
//! A refused token is tried again by the first request after 30 s, a silent Intercom when it said, or after 5 s.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::FutureExt;

use super::{
    admission::{self, Candidate},
    refusal::Refusal,
    verdicts::{Flight, Verdict},
};
use crate::{
    clock::{Clock, Span},
    config::Config,
    intercom::{
        self,
        me::{Access, Workspace},
    },
    region::Region,
    secret::{Digest, SecretString},
    state::AppState,
};

const REFUSED_FOR: Duration = Duration::from_secs(30);
/// How long a request waits for Intercom to name the token: clients give `initialize` about ten seconds.
const PATIENCE: Duration = Duration::from_secs(4);

/// The token, and what is known of it.
pub(super) struct OwnToken(Arc<Shared>);

struct Shared {
    token: SecretString,
    budget_key: Digest,
    config: Arc<Config>,
    clock: Clock,
    intercom: intercom::Client,
    knowledge: Mutex<Knowledge>,
}

enum Knowledge {
    Nothing,
    Flight(Flight),
    Named(Arc<Access>),
    Failed { refusal: Refusal, kept: Span },
}

impl OwnToken {
    pub(super) fn new(token: SecretString, budget_key: Digest, state: &AppState) -> Self {
        Self(Arc::new(Shared {
            token,
            budget_key,
            config: Arc::clone(&state.config),
            clock: state.clock.clone(),
            intercom: state.intercom.clone(),
            knowledge: Mutex::new(Knowledge::Nothing),
        }))
    }

    /// What a caller may use.
    pub(super) async fn access(&self) -> Verdict {
        let shared = &self.0;
        let flight = {
            let mut knowledge = shared.knowledge.lock().unwrap_or_else(PoisonError::into_inner);
            match &*knowledge {
                Knowledge::Named(access) => return Ok(Arc::clone(access)),
                Knowledge::Failed { refusal, kept } if kept.holds(shared.clock.now()) => {
                    return shared.provisional(refusal.clone());
                }
                Knowledge::Flight(flight) if flight.peek().is_none() => flight.clone(),
                Knowledge::Nothing | Knowledge::Flight(_) | Knowledge::Failed { .. } => {
                    let flight = self.begin();
                    *knowledge = Knowledge::Flight(flight.clone());
                    flight
                }
            }
        };
        let verdict = tokio::select! {
            verdict = flight => verdict,
            () = shared.clock.sleep_until(shared.clock.after(PATIENCE)) => Err(admission::not_verified()),
        };
        verdict.or_else(|refusal| shared.provisional(refusal))
    }

    fn begin(&self) -> Flight {
        let shared = Arc::clone(&self.0);
        let verification = tokio::spawn(async move {
            let verdict = match shared.intercom.identify(&shared.token).await {
                Ok(identity) => shared.candidate().admit(identity, &shared.config),
                Err(error) => {
                    tracing::warn!(%error, "INTERCOM_ACCESS_TOKEN could not be identified");
                    Err(admission::refusal(error))
                }
            };
            *shared.knowledge.lock().unwrap_or_else(PoisonError::into_inner) = match &verdict {
                Ok(access) => Knowledge::Named(Arc::clone(access)),
                Err(refusal) => {
                    let wait = match refusal {
                        Refusal::Unverified { retry_after, .. } => *retry_after,
                        _ => REFUSED_FOR,
                    };
                    Knowledge::Failed { refusal: refusal.clone(), kept: shared.clock.span(wait) }
                }
            };
            verdict
        });
        verification.map(|outcome| outcome.unwrap_or_else(|_| Err(admission::not_verified()))).boxed().shared()
    }
}

impl Shared {
    fn candidate(&self) -> Candidate {
        Candidate {
            token: self.token.clone(),
            principal: "single-user".into(),
            budget_key: Arc::clone(&self.budget_key),
        }
    }

    fn provisional(&self, refusal: Refusal) -> Verdict {
        let lets_in = match &refusal {
            Refusal::Unauthorized { .. } => true,
            Refusal::Unverified { .. } => self.config.allowed_workspaces.is_none(),
            Refusal::Malformed { .. } | Refusal::WorkspaceNotAllowed { .. } | Refusal::TooManyFailures { .. } => false,
        };
        if !lets_in {
            return Err(refusal);
        }
        let Candidate { token, principal, budget_key } = self.candidate();
        let region = self.config.intercom_region.unwrap_or(Region::Us);
        Ok(Arc::new(Access { principal, person: None, budget_key, token, region, workspace: Workspace::default() }))
    }
}
