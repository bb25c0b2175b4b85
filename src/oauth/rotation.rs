//! Refresh tokens become pairs of tokens, each of them once (OAuth 2.1, section 4.3).
//!
//! The pair that a refresh token gave is kept for REFRESH_GRACE, sealed under it, in a record of its own; then that
//! expires. What stays of the used token says only that it was used, so that the one who has the database, the
//! server's key and an old token finds no way from there to those that are good.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    audit::{self, Reason},
    grants::{Grants, Parts, Refused, new_id},
    issuance::{Pair, REVOKED},
    kept::{self, Found, Grant, Issue, RefreshToken, Rotation, Successor},
};
use crate::secret::{ExposeSecret, SecretString, token::stored_id};

/// What a moment of the store is exact to: the grace includes its last one.
const EXACT_TO: Duration = Duration::from_millis(1);
const NOT_OPENED: Refused =
    Refused::Invalid("the refresh token cannot be opened with this server's key; sign in again");

/// A pair as it is sealed under the refresh token that gave it.
#[derive(Serialize, Deserialize)]
struct SealedPair {
    access: String,
    refresh: String,
    access_expires: Timestamp,
}

impl Successor {
    /// What a pair is sealed for here.
    const SEAL: &'static str = "successor";
}

impl Grants {
    /// Rotates a refresh token (OAuth 2.1, section 4.3). For REFRESH_GRACE the old one gives the same pair again;
    /// after that its use revokes the grant.
    pub(super) async fn refresh(
        &self,
        token: &SecretString,
        client_id: &str,
        resource: Option<&str>,
    ) -> Result<Pair, Refused> {
        let Parts { store, vault, clock, .. } = &*self.0;
        let id = stored_id(token.expose_secret());
        loop {
            let Some(found) = kept::get::<RefreshToken>(&**store, &id).await? else {
                return Err(Refused::Invalid("the refresh token is unknown or expired; sign in again"));
            };
            let Found { content: record, version, expires } = found;
            let issue = &record.issue;
            if client_id != issue.client_id {
                return Err(Refused::Invalid("the refresh token was issued to another client"));
            }
            if !self.0.resources.includes(&issue.resource) {
                return Err(Refused::Invalid("the sign-in was for another address of this server; sign in again"));
            }
            self.check_resource(issue, resource)?;
            let Some(grant) = self.get(&issue.grant).await? else { return self.gone(issue).await };
            if let Some(rotation) = &record.rotation {
                return self.again(token, issue, rotation, &grant.content).await;
            }
            self.0.refreshes.count(issue.grant.clone(), clock).map_err(Refused::TooOften)?;
            let Some(intercom_token) = vault.open(RefreshToken::SEAL, token, &issue.sealed) else {
                return Err(NOT_OPENED);
            };
            self.confirm(&issue.grant, &grant, &intercom_token).await?;
            self.confirm_hourly(&issue.grant, &grant, &intercom_token).await?;
            if !self.touch(&issue.grant, self.holds_until()).await? {
                return Err(REVOKED);
            }
            let pair = self.mint(issue, &grant.content, &intercom_token).await?;
            let kept_as = self.keep(&pair, token).await?;
            let rotation = Rotation { at: clock.now(), kept_as: Some(kept_as.clone()) };
            // To be known for used it needs no seal.
            let used = Issue { sealed: String::new(), ..issue.clone() };
            let rotated = RefreshToken { issue: used, rotation: Some(rotation) };
            if kept::replace(&**store, &id, version, &rotated, expires).await? {
                audit::refreshed(&issue.grant, &grant.content);
                return Ok(pair);
            }
            // Another request with the same token was quicker; its pair is the one.
            self.unmake(&pair).await?;
            kept::take::<Successor>(&**store, &kept_as).await?;
        }
    }

    /// The answer where the grant does not hold any more.
    async fn gone(&self, issue: &Issue) -> Result<Pair, Refused> {
        let Some(grant) = self.ended(&issue.grant).await? else { return Err(REVOKED) };
        self.0.refreshes.count(issue.grant.clone(), &self.0.clock).map_err(Refused::TooOften)?;
        audit::ended(&issue.grant, &grant);
        Err(Refused::Invalid("the sign-in has reached its end (GRANT_LIFETIME after it was given); sign in again"))
    }

    /// Keeps a pair for the grace, sealed under the token that gave it; returns the id of its record.
    async fn keep(&self, pair: &Pair, token: &SecretString) -> Result<String, Refused> {
        let Parts { store, vault, clock, config, .. } = &*self.0;
        let pair = SealedPair {
            access: pair.access.expose_secret().to_owned(),
            refresh: pair.refresh.expose_secret().to_owned(),
            access_expires: pair.access_expires,
        };
        let pair = SecretString::from(serde_json::to_string(&pair).unwrap_or_default());
        let record = Successor { sealed: vault.seal(Successor::SEAL, token, pair.expose_secret())? };
        let (id, expires) = (new_id()?, clock.after(config.refresh_grace.saturating_add(EXACT_TO)));
        kept::put(&**store, &id, &record, expires).await?;
        Ok(id)
    }

    /// The pair that a used refresh token gave, if that was only just.
    async fn again(
        &self,
        token: &SecretString,
        issue: &Issue,
        rotation: &Rotation,
        grant: &Grant,
    ) -> Result<Pair, Refused> {
        let Parts { store, vault, clock, config, .. } = &*self.0;
        // A clock that was set back makes it negative, which is no reuse by itself.
        let since = clock.now().duration_since(rotation.at);
        if since > SignedDuration::try_from(config.refresh_grace).unwrap_or(SignedDuration::MAX) {
            return self.reused(issue, grant).await;
        }
        let Some(kept_as) = &rotation.kept_as else {
            return Err(Refused::Invalid("the refresh token was used before this server was updated; sign in again"));
        };
        // It expires with the grace: where it is gone, the grace is over, whatever the clock has been set to.
        let Some(found) = kept::get::<Successor>(&**store, kept_as).await? else {
            return self.reused(issue, grant).await;
        };
        let pair = vault.open(Successor::SEAL, token, &found.content.sealed);
        let pair = pair.and_then(|text| serde_json::from_str::<SealedPair>(text.expose_secret()).ok());
        let SealedPair { access, refresh, access_expires } = pair.ok_or(NOT_OPENED)?;
        audit::repeated(&issue.grant, grant);
        Ok(Pair { access: access.into(), refresh: refresh.into(), access_expires, scope: issue.scope.clone() })
    }

    async fn reused(&self, issue: &Issue, grant: &Grant) -> Result<Pair, Refused> {
        audit::reuse_seen(&issue.grant, grant);
        self.revoke(&issue.grant, Reason::RefreshReused).await?;
        Err(Refused::Invalid("the refresh token was used before; the sign-in is revoked, sign in again"))
    }
}
