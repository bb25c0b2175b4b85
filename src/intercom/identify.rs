//! Who a token is, and where (intercom.md, section 5: regions).
//!
//! - the region is configured, or one host serves all → `GET /me` there
//! - else `GET /me` at the US host, which attempts to route to the right region: the answer names it
//! - that says the token is dead → the other regions are asked, once each
//! - that says the permission for `/me` is missing → valid but unnamed; one cheap read per region tells
//!   which of them knows it

use super::{
    Error,
    asked::Asked,
    me::{Identity, Me},
    rate_limit::Claim,
    send::{Caller, Sender},
};
use crate::{
    compute::Stop,
    region::Region,
    secret::{Digest, SecretString},
};

/// A token whose owner is asked for.
pub(super) struct Question<'a> {
    pub(super) sender: &'a Sender,
    pub(super) token: &'a SecretString,
    /// Stands for the token in the queues, as it belongs to no principal yet.
    pub(super) key: Digest,
    /// Under which key the rate limit is counted; `key` where the workspace is not known.
    pub(super) budget_key: &'a Digest,
    pub(super) deadline: jiff::Timestamp,
}

impl Question<'_> {
    /// The algorithm of this module; `configured` is the region when it is not to be found out.
    pub(super) async fn answer(&self, configured: Option<Region>) -> Result<Identity, Error> {
        let first = configured.unwrap_or(Region::Us);
        let everywhere = configured.is_none() && !self.sender.hosts.single();
        match self.me(first).await {
            Ok(me) => {
                let region = configured.or(me.region).unwrap_or(first);
                Ok(Identity { region, me: Some(me) })
            }
            Err(Error::MissingPermission { .. }) if everywhere => {
                Ok(Identity { region: self.region_of_unnamed().await?, me: None })
            }
            Err(Error::MissingPermission { .. }) => Ok(Identity { region: first, me: None }),
            Err(dead @ Error::DeadToken { .. }) if everywhere => self.elsewhere(first, dead).await,
            Err(error) => Err(error),
        }
    }

    async fn me(&self, region: Region) -> Result<Me, Error> {
        self.sender.send(&self.caller(region), Asked::Me, None).await?.found()?.object(&Stop::default())
    }

    /// The other regions. One that cannot be asked might have known the token: then nobody can say
    /// that it is dead.
    async fn elsewhere(&self, tried: Region, dead: Error) -> Result<Identity, Error> {
        let mut verdict = dead;
        for region in Region::ALL.into_iter().filter(|region| *region != tried) {
            match self.me(region).await {
                Ok(me) => return Ok(Identity { region, me: Some(me) }),
                Err(Error::MissingPermission { .. }) => return Ok(Identity { region, me: None }),
                Err(Error::DeadToken { .. }) => {}
                Err(error) => verdict = error,
            }
        }
        Err(verdict)
    }

    async fn region_of_unnamed(&self) -> Result<Region, Error> {
        let mut verdict = None;
        for region in Region::ALL {
            match self.sender.send(&self.caller(region), Asked::AnyConversation, None).await {
                Err(Error::DeadToken { .. }) => {}
                Err(
                    error @ (Error::Unreachable { .. }
                    | Error::TimedOut { .. }
                    | Error::Unavailable { .. }
                    | Error::Busy { .. }
                    | Error::RateLimited { .. }
                    | Error::NotUnderstood { .. }),
                ) => verdict = Some(error),
                // Any other answer shows that the token is known there.
                Ok(_)
                | Err(
                    Error::MissingPermission { .. }
                    | Error::PlanRestricted { .. }
                    | Error::NotFound { .. }
                    | Error::Refused { .. },
                ) => return Ok(region),
            }
        }
        verdict.map_or(Ok(Region::Us), Err)
    }

    fn caller(&self, region: Region) -> Caller<'_> {
        let claim = Claim { principal: &self.key, budget_key: self.budget_key, deadline: self.deadline, on_wait: None };
        Caller { token: self.token, region, claim, held: None }
    }
}
