//! Codes become pairs of tokens; refresh tokens do in [`rotation`](super::rotation).
//!
//! Always in this order: the new records, then `replace` of the old one. Whatever is broken off in between leaves
//! records that nobody has the token of and that expire, and the old code or token works as before. Of several at
//! once one wins the `replace`, and the others get what it got, or nothing.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    audit::{self, Reason},
    grants::{Grants, Parts, Refused},
    kept::{self, AccessToken, Code, Found, Grant, Issue, RefreshToken},
};
use crate::secret::{
    self, ExposeSecret, SecretString,
    token::{Purpose, stored_id},
};

pub(super) const REVOKED: Refused = Refused::Invalid("the sign-in was revoked; sign in again");

/// What a client gets.
pub(super) struct Pair {
    pub(super) access: SecretString,
    pub(super) refresh: SecretString,
    pub(super) access_expires: Timestamp,
    pub(super) scope: String,
}

/// What a client presents together with its code.
pub(super) struct Presented<'a> {
    pub(super) client_id: &'a str,
    /// OAuth 2.1 has dropped it; who sends it must send the one of the authorization request.
    pub(super) redirect_uri: Option<&'a str>,
    pub(super) code_verifier: &'a str,
    pub(super) resource: Option<&'a str>,
}

impl Code {
    /// What Intercom's token is sealed for here.
    pub(super) const SEAL: &'static str = "code";
}

impl AccessToken {
    /// What Intercom's token is sealed for here.
    pub(super) const SEAL: &'static str = "access_token";
}

impl RefreshToken {
    /// What Intercom's token is sealed for here.
    pub(super) const SEAL: &'static str = "refresh_token";
}

impl Grants {
    /// Exchanges an authorization code (RFC 6749, section 4.1.3), once. A second time revokes what it gave.
    pub(super) async fn exchange(&self, code: &SecretString, presented: &Presented<'_>) -> Result<Pair, Refused> {
        let Parts { store, vault, clock, .. } = &*self.0;
        let id = stored_id(code.expose_secret());
        let unknown = Refused::Invalid("the authorization code is unknown or expired; sign in again");
        let Some(Found { content: record, version, expires }) = kept::get::<Code>(&**store, &id).await? else {
            return Err(unknown);
        };
        let issue = &record.issue;
        if record.is_used {
            return self.replayed(issue).await;
        }
        if clock.now() >= record.valid_until {
            return Err(unknown);
        }
        self.check(&record, presented)?;
        let Some(token) = vault.open(Code::SEAL, code, &issue.sealed) else { return Err(unknown) };
        let Some(grant) = self.get(&issue.grant).await? else { return Err(REVOKED) };
        let pair = self.mint(issue, &grant.content, &token).await?;
        // What is used up opens nothing any more.
        let spent = Issue { sealed: String::new(), ..issue.clone() };
        let used = Code { issue: spent, is_used: true, ..record.clone() };
        // Before the code is used up: what fails until then can be tried again.
        if !self.touch(&issue.grant, self.holds_until()).await? {
            return Err(REVOKED);
        }
        if !kept::replace(&**store, &id, version, &used, expires).await? {
            self.unmake(&pair).await?;
            return self.replayed(issue).await;
        }
        audit::exchanged(&issue.grant, &grant.content);
        Ok(pair)
    }

    /// What binds a code: its client, redirect URI, verifier and resource.
    fn check(&self, record: &Code, presented: &Presented<'_>) -> Result<(), Refused> {
        if presented.client_id != record.issue.client_id {
            return Err(Refused::Invalid("the authorization code was issued to another client"));
        }
        if presented.redirect_uri.is_some_and(|uri| uri != record.redirect_uri) {
            return Err(Refused::Invalid("`redirect_uri` is not the one of the authorization request"));
        }
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(presented.code_verifier.as_bytes()));
        if !secret::equal(&challenge, &record.code_challenge) {
            return Err(Refused::Invalid("`code_verifier` does not fit the `code_challenge` of the sign-in"));
        }
        self.check_resource(&record.issue, presented.resource)
    }

    /// RFC 8707, section 2.2: what is asked for must be what was granted.
    pub(super) fn check_resource(&self, issue: &Issue, asked: Option<&str>) -> Result<(), Refused> {
        let Some(asked) = asked else { return Ok(()) };
        match self.0.resources.find(asked) {
            Some(asked) if asked == issue.resource => Ok(()),
            // Who asked for none was granted all of this server.
            Some(_) if issue.resource == self.0.resources.issuer() => Ok(()),
            _ => Err(Refused::Target),
        }
    }

    async fn replayed(&self, issue: &Issue) -> Result<Pair, Refused> {
        audit::replay_seen(&issue.grant, &issue.client_id);
        self.revoke(&issue.grant, Reason::CodeReplayed).await?;
        Err(Refused::Invalid("the authorization code was used before; what it gave is revoked, sign in again"))
    }

    /// A new pair with its records. Neither token outlives the grant's end.
    pub(super) async fn mint(&self, issue: &Issue, grant: &Grant, token: &SecretString) -> Result<Pair, Refused> {
        let Parts { store, vault, clock, config, .. } = &*self.0;
        let (access, refresh) = (Purpose::Access.token()?, Purpose::Refresh.token()?);
        let sealed = |purpose, under| vault.seal(purpose, under, token.expose_secret());
        let record = RefreshToken {
            issue: Issue { sealed: sealed(RefreshToken::SEAL, &refresh)?, ..issue.clone() },
            rotation: None,
        };
        let refresh_expires = self.refresh_remembered(grant);
        kept::put(&**store, &stored_id(refresh.expose_secret()), &record, refresh_expires).await?;
        let record = AccessToken { issue: Issue { sealed: sealed(AccessToken::SEAL, &access)?, ..issue.clone() } };
        let access_expires = clock.after(config.access_token_lifetime).min(self.ends_at(grant));
        kept::put(&**store, &stored_id(access.expose_secret()), &record, access_expires).await?;
        Ok(Pair { access, refresh, access_expires, scope: issue.scope.clone() })
    }

    /// Takes back a pair that nobody has seen.
    pub(super) async fn unmake(&self, pair: &Pair) -> Result<(), Refused> {
        let store = &*self.0.store;
        kept::take::<RefreshToken>(store, &stored_id(pair.refresh.expose_secret())).await?;
        kept::take::<AccessToken>(store, &stored_id(pair.access.expose_secret())).await?;
        Ok(())
    }
}
