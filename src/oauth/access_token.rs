//! The resource server's check of an access token of ours (RFC 6750), and the revocation of tokens (RFC 7009).

use std::{sync::Arc, time::Duration};

use super::{
    administration, admission,
    audit::Reason,
    grants::{Grants, Parts, Refused},
    kept::{self, AccessToken, Found, Grant, Issue, RefreshToken},
    refusal::Refusal,
};
use crate::{
    intercom::me::Access,
    secret::{
        ExposeSecret, SecretString,
        token::{Purpose, stored_id},
    },
    store::records::Error,
};

/// How long a client waits before it asks again, when the store has failed.
const RETRY_AFTER: Duration = Duration::from_secs(2);

impl Grants {
    /// What the bearer of an access token may use.
    ///
    /// # Errors
    /// The refusal to answer with: 401 for a token that opens nothing, 403 for a workspace that is not allowed any
    /// more, 503 when the store or Intercom cannot be asked.
    pub async fn access(&self, token: &SecretString) -> Result<Arc<Access>, Refusal> {
        self.find_access(token).await.map_err(|refused| match refused {
            Refused::Invalid(description) => Refusal::invalid_token(description),
            Refused::Target => Refusal::invalid_token("the access token was issued for another server"),
            Refused::Store(_) | Refused::Randomness(_) | Refused::TooOften(_) => {
                tracing::error!(error = %refused, cause = ?std::error::Error::source(&refused), "a token was not checked");
                Refusal::Unverified { description: refused.to_string(), retry_after: RETRY_AFTER }
            }
        })?
    }

    async fn find_access(&self, token: &SecretString) -> Result<Result<Arc<Access>, Refusal>, Refused> {
        let Parts { store, vault, config, resources, .. } = &*self.0;
        let invalid = Refused::Invalid("the access token is unknown, expired or revoked; refresh it or sign in again");
        if !Purpose::Access.fits(token.expose_secret()) {
            return Err(invalid);
        }
        let found = kept::get::<AccessToken>(&**store, &stored_id(token.expose_secret())).await?;
        let Some(Found { content: AccessToken { issue }, .. }) = found else { return Err(invalid) };
        if !resources.includes(&issue.resource) {
            return Err(Refused::Target);
        }
        let Some(grant) = self.get(&issue.grant).await? else { return Err(invalid) };
        let Some(intercom_token) = vault.open(AccessToken::SEAL, token, &issue.sealed) else { return Err(invalid) };
        let workspace = grant.content.workspace();
        if let Some(allowed) = &config.allowed_workspaces
            && let Err(refusal) = admission::check(&workspace, allowed)
        {
            return Ok(Err(refusal));
        }
        self.confirm(&issue.grant, &grant, &intercom_token).await?;
        self.touch_rarely(&issue.grant, &grant).await;
        let budget_key = match &workspace.id {
            Some(id) => Grant::budget_key(id),
            None => issue.grant.as_str().into(),
        };
        Ok(Ok(Arc::new(Access {
            principal: issue.grant.as_str().into(),
            person: grant.content.person(&issue.grant),
            budget_key,
            token: intercom_token,
            region: grant.content.region,
            workspace,
        })))
    }

    /// Revokes the grant of an access or refresh token (RFC 7009, section 2.1). Of an unknown token nothing is said.
    pub(super) async fn revoke_by(&self, token: &SecretString, client_id: Option<&str>) -> Result<(), Refused> {
        let Some((issue, purpose)) = self.issue_of(token).await? else { return Ok(()) };
        if client_id.is_some_and(|client_id| client_id != issue.client_id) {
            return Err(Refused::Invalid("the token was issued to another client"));
        }
        let grant = self.get(&issue.grant).await?;
        if self.revoke(&issue.grant, Reason::Client).await?
            && let Some(grant) = grant
            && self.0.config.uninstall_on_last_revoke
            // That would be an app of the person's own.
            && !grant.content.is_pasted
            && let Some(intercom_token) = self.0.vault.open(purpose, token, &issue.sealed)
        {
            self.uninstall_if_last(&grant.content, &intercom_token).await?;
        }
        Ok(())
    }

    async fn issue_of(&self, token: &SecretString) -> Result<Option<(Issue, &'static str)>, Error> {
        let (text, store) = (token.expose_secret(), &*self.0.store);
        let id = stored_id(text);
        if Purpose::Access.fits(text) {
            let found = kept::get::<AccessToken>(store, &id).await?;
            Ok(found.map(|found| (found.content.issue, AccessToken::SEAL)))
        } else if Purpose::Refresh.fits(text) {
            let found = kept::get::<RefreshToken>(store, &id).await?;
            Ok(found.map(|found| (found.content.issue, RefreshToken::SEAL)))
        } else {
            Ok(None)
        }
    }

    /// Takes the app out of a workspace of which no grant is left. What Intercom says to it goes to the log: the
    /// revocation stands anyway.
    async fn uninstall_if_last(&self, revoked: &Grant, token: &SecretString) -> Result<(), Error> {
        let Some(workspace) = &revoked.workspace_id else { return Ok(()) };
        if administration::has_grant_of(&*self.0.store, workspace).await? {
            return Ok(());
        }
        match self.0.intercom.uninstall(token, revoked.region).await {
            Ok(()) => tracing::info!(target: "audit", workspace, "uninstalled from the workspace at Intercom"),
            Err(error) => tracing::warn!(workspace, %error, "the app could not be uninstalled from the workspace"),
        }
        Ok(())
    }
}
