//! Grants: who lets which client read what, from the sign-in to the revocation.
//!
//! A grant is one record; codes and tokens point to it and hold Intercom's token, each sealed under itself. So a
//! grant is revoked by taking its record away, and nothing opens Intercom's token but what a client holds.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::{
    administration,
    audit::{self, Reason},
    kept::{self, AuthorizationRequest, Code, Found, Grant, Issue},
    rates::Rate,
    resources::Resources,
    verification::Verifications,
};
use crate::{
    clock::Clock,
    config::Config,
    intercom::{
        self,
        me::{Access, Identity},
    },
    secret::{
        ExposeSecret, SecretString, hex,
        token::{Purpose, stored_id},
        vault::Vault,
    },
    state::AppState,
    store::records::{self, Store},
};

/// How long a code can be exchanged (RFC 6749, section 4.1.2: ten minutes at most). A person may first have to allow
/// the browser to open the client.
const CODE_VALID: Duration = Duration::from_secs(5 * 60);
/// How long a code is remembered, so that its second use is known for one.
const CODE_REMEMBERED: Duration = Duration::from_secs(10 * 60);
/// How exactly it is known when a grant was last used.
const LAST_USED_WITHIN: Duration = Duration::from_secs(60 * 60);
/// How long a grant and its refresh tokens are remembered after their end, so that it can be said why they ended.
const END_REMEMBERED: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The grants of this server. Cheap to clone.
#[derive(Clone)]
pub struct Grants(pub(super) Arc<Parts>);

pub(super) struct Parts {
    pub(super) config: Arc<Config>,
    pub(super) clock: Clock,
    pub(super) store: Arc<dyn Store>,
    pub(super) vault: Vault,
    pub(super) intercom: intercom::Client,
    pub(super) resources: Resources,
    /// Refreshes of one grant: many at once are what clients do, many a minute for long are not.
    pub(super) refreshes: Rate<String>,
    pub(super) verifications: Verifications,
}

/// Why nothing was done with a code or a token.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum Refused {
    /// It opens nothing: unknown, expired, revoked, used, or somebody else's.
    #[error("{0}")]
    Invalid(&'static str),
    /// Too often: how long to wait.
    #[error("the sign-in was refreshed too often within the minute")]
    TooOften(Duration),
    /// It is for another resource (RFC 8707, section 2).
    #[error("`resource` is not one that this was issued for")]
    Target,
    /// The store failed; the same request may work a little later.
    #[error("sign-ins cannot be read or stored at this moment")]
    Store(#[from] records::Error),
    /// The system gives no randomness.
    #[error("no token can be made at this moment")]
    Randomness(#[from] getrandom::Error),
}

impl Grants {
    /// The grants in the store of `state`.
    pub fn new(state: &AppState) -> Self {
        Self(Arc::new(Parts {
            config: Arc::clone(&state.config),
            clock: state.clock.clone(),
            store: Arc::clone(&state.store),
            vault: state.vault.clone(),
            intercom: state.intercom.clone(),
            resources: Resources::new(&state.config.public_url),
            refreshes: Rate::per_minute(30, 100_000),
            verifications: Verifications::new(),
        }))
    }

    /// Grants what was approved and Intercom has confirmed; gives the code for the client.
    pub(super) async fn create(
        &self,
        request: &AuthorizationRequest,
        token: &SecretString,
        identity: Identity,
        is_pasted: bool,
    ) -> Result<SecretString, Refused> {
        let Parts { clock, store, vault, .. } = &*self.0;
        let now = clock.now();
        let (teammate_id, teammate, workspace) =
            identity.me.map(|me| (me.id, me.name, me.workspace)).unwrap_or_default();
        let grant = Grant {
            client_id: request.client_id.clone(),
            client_name: request.client_name.clone(),
            workspace_id: workspace.id.as_deref().map(str::to_owned),
            workspace_name: workspace.name.as_deref().map(str::to_owned),
            region: identity.region,
            timezone: workspace.timezone.iana_name().map(str::to_owned),
            teammate_id,
            teammate,
            is_pasted,
            created_at: now,
            last_used: now,
            verified_at: now,
        };
        let id = new_id()?;
        let code = Purpose::Code.token()?;
        let record = Code {
            issue: Issue {
                grant: id.clone(),
                client_id: request.client_id.clone(),
                resource: request.resource.clone(),
                scope: request.scope.clone(),
                sealed: vault.seal(Code::SEAL, &code, token.expose_secret())?,
            },
            redirect_uri: request.redirect_uri.clone(),
            code_challenge: request.code_challenge.clone(),
            valid_until: clock.after(CODE_VALID),
            is_used: false,
        };
        let remembered = clock.after(CODE_REMEMBERED);
        // It lives as long as the code at first: what nobody exchanges leaves nothing behind.
        kept::put(&**store, &id, &grant, remembered).await?;
        kept::put(&**store, &stored_id(code.expose_secret()), &record, remembered).await?;
        audit::issued(&id, &grant);
        Ok(code)
    }

    /// The grant, if it was not revoked, has not expired and has not reached its end.
    pub(super) async fn get(&self, id: &str) -> Result<Option<Found<Grant>>, records::Error> {
        let found: Option<Found<Grant>> = kept::get(&*self.0.store, id).await?;
        Ok(found.filter(|found| self.0.clock.now() < self.ends_at(&found.content)))
    }

    /// The grant, if it has reached its end. Such a one stays until it expires: a clock that is ahead must not remove
    /// what is good.
    pub(super) async fn ended(&self, id: &str) -> Result<Option<Grant>, records::Error> {
        let found: Option<Found<Grant>> = kept::get(&*self.0.store, id).await?;
        Ok(found.map(|found| found.content).filter(|grant| self.0.clock.now() >= self.ends_at(grant)))
    }

    /// When a grant ends, however often it is used: GRANT_LIFETIME after the sign-in.
    pub(super) fn ends_at(&self, grant: &Grant) -> Timestamp {
        later(grant.created_at, self.0.config.grant_lifetime)
    }

    /// Until when a refresh token of the grant is remembered that is issued now.
    pub(super) fn refresh_remembered(&self, grant: &Grant) -> Timestamp {
        let Parts { clock, config, .. } = &*self.0;
        clock.after(config.refresh_token_lifetime).min(later(self.ends_at(grant), END_REMEMBERED))
    }

    /// Ends a grant and with it all its tokens; says whether there was one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn revoke(&self, id: &str, reason: Reason) -> Result<bool, records::Error> {
        let (store, id) = (Arc::clone(&self.0.store), id.to_owned());
        // A task of its own: whoever asked for it may be gone before it is done.
        let revocation =
            tokio::spawn(audit::carried(async move { administration::revoke(&*store, &id, reason).await }));
        revocation.await.unwrap_or_else(|_| Err(records::Error::Unavailable("the server ends".to_owned())))
    }

    /// Until when a grant holds that is used now.
    pub(super) fn holds_until(&self) -> Timestamp {
        let Parts { clock, config, .. } = &*self.0;
        clock.after(config.refresh_token_lifetime.max(config.access_token_lifetime))
    }

    /// Notes that a grant was used, and keeps it until `expires`. False if it was revoked meanwhile.
    pub(super) async fn touch(&self, id: &str, expires: Timestamp) -> Result<bool, records::Error> {
        // Another request may do the same in this moment; a revocation must win over both.
        while let Some(Found { mut content, version, expires: before }) = self.get(id).await? {
            let now = self.0.clock.now();
            content.last_used = now;
            // What a clock that was ahead has noted is counted from now, at the latest.
            content.created_at = content.created_at.min(now);
            content.verified_at = content.verified_at.min(now);
            let expires = expires.max(before).min(later(self.ends_at(&content), END_REMEMBERED));
            if kept::replace(&*self.0.store, id, version, &content, expires).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The same where a grant was only read with, and not more often than it is worth.
    pub(super) async fn touch_rarely(&self, id: &str, found: &Found<Grant>) {
        let now = self.0.clock.now();
        if now.duration_since(found.content.last_used).unsigned_abs() >= LAST_USED_WITHIN {
            self.note(id, found, Grant { last_used: now, ..found.content.clone() }).await;
        }
    }

    /// Changes what is only nice to know: whoever was quicker knows it as well, and a full disk keeps nobody from
    /// reading.
    async fn note(&self, id: &str, found: &Found<Grant>, grant: Grant) {
        if let Err(cause) = kept::replace(&*self.0.store, id, found.version, &grant, found.expires).await {
            tracing::warn!(%cause, grant = id, "when a grant was used was not noted");
        }
    }

    /// Revokes a grant whose token Intercom has refused, if it does so again when asked whose it is.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn revoke_if_dead(&self, access: &Access) -> Result<(), records::Error> {
        match self.0.intercom.identify(&access.token).await {
            Err(intercom::Error::DeadToken { .. }) => {
                self.revoke(&access.principal, Reason::TokenDead).await.map(|_| ())
            }
            Ok(_) | Err(_) => Ok(()),
        }
    }
}

/// `duration` after a moment; saturates at the end of representable time.
fn later(moment: Timestamp, duration: Duration) -> Timestamp {
    SignedDuration::try_from(duration)
        .ok()
        .and_then(|duration| moment.checked_add(duration).ok())
        .unwrap_or(Timestamp::MAX)
}

/// 128 random bits in hex: nobody meets another's, and people can copy it.
pub(super) fn new_id() -> Result<String, getrandom::Error> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits)?;
    Ok(hex(&bits))
}
