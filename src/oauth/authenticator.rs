//! The table of the credentials that are taken (design, "Credentials and principals").
//!
//! - `Bearer imcp_at_…`                               → a sign-in's access token; never tried upstream
//! - single-user mode: `Bearer <ACCESS_KEY>`, or nothing where no key is set → the server's own token
//! - `Bearer <anything else>`, if ACCEPT_INTERCOM_TOKENS → an Intercom token, verified with `GET /me`
//! - anything else                                    → 401; what is no credential of any form → 400
//!
//! Looks at headers only, so that a caller is answered before its body is read.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::http::HeaderMap;
use futures_util::{FutureExt, future::BoxFuture};

use super::{
    admission::{self, Candidate},
    audit,
    bearer::{Credential, Presented, Principal},
    failures::{Attempt, Failures, Source},
    grants::Grants,
    own_token::OwnToken,
    refusal::Refusal,
    verdicts::{Standing, Verdict, Verdicts},
};
use crate::{
    clock::Clock,
    config::Config,
    intercom,
    secret::{self, Digest, Digester, ExposeSecret, SecretString, token::OURS},
    state::AppState,
};

/// Finds out who is asking. Cheap to clone; clones share what they know.
#[derive(Clone)]
pub struct Authenticator(Arc<Shared>);

struct Shared {
    config: Arc<Config>,
    clock: Clock,
    intercom: intercom::Client,
    digester: Digester,
    own_token: Option<OwnToken>,
    /// Those of sign-in, where there is one.
    grants: Option<Grants>,
    verdicts: Mutex<Verdicts>,
    failures: Failures,
}

impl Authenticator {
    /// An authenticator that knows nobody yet; `digester` is its own.
    pub fn new(state: &AppState, digester: Digester) -> Self {
        let own_token = state
            .config
            .intercom_access_token
            .as_ref()
            .map(|token| OwnToken::new(token.clone(), digester.digest(token.expose_secret()), state));
        Self(Arc::new(Shared {
            config: Arc::clone(&state.config),
            clock: state.clock.clone(),
            intercom: state.intercom.clone(),
            digester,
            own_token,
            grants: state.config.offers_sign_in().then(|| Grants::new(state)),
            verdicts: Mutex::new(Verdicts::new()),
            failures: Failures::new(state.clock.clone()),
        }))
    }

    /// Who sends a request with these headers from `source`.
    ///
    /// # Errors
    /// The refusal to answer with.
    pub async fn authenticate(&self, headers: &HeaderMap, source: Source) -> Result<Principal, Refusal> {
        let presented = Presented::from_headers(headers);
        let outcome = match &self.0.own_token {
            Some(own_token) if self.is_single_user(&presented) => {
                own_token.access().await.map(|access| Principal { access, credential: Credential::SingleUser })
            }
            _ => self.direct(presented, source).await,
        };
        if let Err(refusal) = &outcome {
            audit::not_let_in(refusal);
        }
        outcome
    }

    /// Lets nobody in any more with a token that Intercom has refused since: a sign-in is revoked, a verdict dropped.
    pub async fn forget(&self, principal: &Principal) {
        match (principal.credential, &self.0.grants) {
            (Credential::IntercomToken, _) => self.0.verdicts().forget(&principal.access.principal),
            (Credential::Grant, Some(grants)) => {
                // One answer may be a mishap of Intercom's, and what is revoked has to be signed in to again.
                if let Err(error) = grants.revoke_if_dead(&principal.access).await {
                    tracing::error!(%error, grant = &*principal.access.principal, "a grant was not revoked");
                }
            }
            (Credential::Grant, None) | (Credential::SingleUser, _) => {}
        }
    }

    /// Whether a sign-in that was let in has ended since. A store that cannot be asked does not end it.
    pub async fn is_revoked(&self, principal: &Principal) -> bool {
        match (principal.credential, &self.0.grants) {
            (Credential::Grant, Some(grants)) => matches!(grants.get(&principal.access.principal).await, Ok(None)),
            _ => false,
        }
    }

    /// Whether what was presented opens the server's own token. The right key passes even from a source
    /// that failed too often: otherwise one mistyped client would lock out everybody behind its proxy.
    fn is_single_user(&self, presented: &Presented) -> bool {
        match (&self.0.config.access_key, presented) {
            (Some(key), Presented::Token(token)) => secret::equal(key.expose_secret(), token.expose_secret()),
            (Some(_), Presented::Nothing(_) | Presented::OtherScheme(_) | Presented::Malformed(_)) => false,
            (None, Presented::Nothing(_)) => true,
            // A client that sends a credential takes it for checked, and takes the server for another one.
            (None, Presented::Token(_) | Presented::OtherScheme(_) | Presented::Malformed(_)) => false,
        }
    }

    async fn direct(&self, presented: Presented, source: Source) -> Result<Principal, Refusal> {
        let token = match presented {
            Presented::Token(token) => token,
            Presented::Nothing(found) | Presented::OtherScheme(found) => {
                let description = format!("{found}; {}", self.form());
                return Err(Refusal::Unauthorized { presented: false, description });
            }
            Presented::Malformed(found) => {
                let description = format!("found {found}; {}", self.form());
                return self.fail(source, Refusal::Malformed { description });
            }
        };
        if token.expose_secret().starts_with(OURS)
            && let Some(grants) = &self.0.grants
        {
            // Nobody guesses 256 bits, and no failure is counted: behind one address of a vendor's cloud the tokens of
            // many people expire.
            let access = grants.access(&token).await?;
            return Ok(Principal { access, credential: Credential::Grant });
        }
        if token.expose_secret().starts_with(OURS) {
            let description =
                format!("this token was issued by sign-in, which this server does not offer; {}", self.form());
            return self.fail(source, Refusal::invalid_token(description));
        }
        if !self.0.config.accept_intercom_tokens {
            let description = format!("the token is not one this server takes; {}", self.form());
            return self.fail(source, Refusal::invalid_token(description));
        }
        let access = self.verify(token, source).await?;
        Ok(Principal { access, credential: Credential::IntercomToken })
    }

    /// A refusal for which nobody had to be asked.
    fn fail<T>(&self, source: Source, refusal: Refusal) -> Result<T, Refusal> {
        let attempt = self.0.failures.attempt(source)?;
        let outcome = Err(refusal);
        attempt.end(&outcome);
        outcome
    }

    async fn verify(&self, token: SecretString, source: Source) -> Verdict {
        let digest = self.0.digester.digest(token.expose_secret());
        let (flight, attempt) = {
            let mut verdicts = self.0.verdicts();
            let flight = verdicts.flight(&digest);
            let attempt = match verdicts.standing(&digest, self.0.clock.now()) {
                Standing::Holds(verdict @ Ok(_)) => return verdict,
                Standing::Holds(Err(refusal)) => return self.fail(source, refusal),
                Standing::Known => self.0.failures.attempt_of_known(source),
                Standing::Unknown if flight.is_some() => self.0.failures.attempt_under_way(source)?,
                Standing::Unknown => self.0.failures.attempt_at_intercom(source)?,
            };
            match flight {
                Some(flight) => (flight, Some(attempt)),
                None => {
                    let unknown_from = (!attempt.is_of_known()).then_some(source);
                    let begin = || self.begin(token, Arc::clone(&digest), attempt);
                    (verdicts.begin_flight(&digest, unknown_from, begin).ok_or_else(admission::not_verified)?, None)
                }
            }
        };
        let verdict = flight.await;
        // The flight itself ends the attempt of whoever began it, even when that request has gone away.
        if let Some(attempt) = attempt {
            attempt.end(&verdict);
        }
        verdict
    }

    /// Starts to ask Intercom, in a task of its own.
    fn begin(&self, token: SecretString, digest: Digest, attempt: Attempt) -> BoxFuture<'static, Verdict> {
        let shared = Arc::clone(&self.0);
        let verification = tokio::spawn(audit::carried(async move {
            let too_late = shared.clock.sleep_until(shared.clock.after(shared.config.intercom_timeout));
            let verdict = tokio::select! {
                biased;
                turn = attempt.turn() => {
                    let verdict = shared.ask(token, &digest).await;
                    drop(turn);
                    verdict
                }
                () = too_late => Err(admission::not_verified()),
            };
            shared.verdicts().settle(digest, &verdict, &shared.clock);
            attempt.end(&verdict);
            verdict
        }));
        verification.map(|outcome| outcome.unwrap_or_else(|_| Err(admission::not_verified()))).boxed()
    }

    /// The credentials that this server takes, as a caller has to write them.
    fn form(&self) -> &'static str {
        if self.0.grants.is_some() {
            return match self.0.config.accept_intercom_tokens {
                true => "sign in (OAuth), or send `Authorization: Bearer <Intercom access token>`",
                false => "sign in (OAuth)",
            };
        }
        let has_key = self.0.own_token.is_some() && self.0.config.access_key.is_some();
        if self.0.own_token.is_some() && !has_key && !self.0.config.accept_intercom_tokens {
            return "this server takes no credential; send no `Authorization` header";
        }
        match (has_key, self.0.config.accept_intercom_tokens) {
            (true, true) => "send `Authorization: Bearer <access key of this server, or Intercom access token>`",
            (true, false) => "send `Authorization: Bearer <access key of this server>`",
            (false, true) => "send `Authorization: Bearer <Intercom access token>`",
            (false, false) => "this server takes neither Intercom access tokens nor an access key",
        }
    }
}

impl Shared {
    async fn ask(&self, token: SecretString, digest: &Digest) -> Verdict {
        match self.intercom.identify(&token).await {
            Ok(identity) => {
                let candidate = Candidate { token, principal: Arc::clone(digest), budget_key: Arc::clone(digest) };
                candidate.admit(identity, &self.config)
            }
            Err(error) => {
                let said = error.to_string();
                let refusal = admission::refusal(error);
                audit::not_verified(&refusal, &said);
                Err(refusal)
            }
        }
    }

    fn verdicts(&self) -> MutexGuard<'_, Verdicts> {
        self.verdicts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
