//! The tokens that the simulator knows, and what each may do: those that are always there, by their names, and
//! those that people gave the app by OAuth.

use super::{
    error::Refusal,
    oauth::{Installation, Installations},
    route::Endpoint,
};

/// A known token.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) name: &'static str,
    /// `US`, `EU` or `AU`.
    pub(super) region: &'static str,
    power: Power,
}

#[derive(Debug, PartialEq, Eq)]
enum Power {
    Everything,
    /// Without "Read conversations".
    NoConversations,
    /// Without "Read admins" and "Read one admin".
    NoAdmins,
    /// On a plan without an active subscription.
    NoPlan,
    Revoked,
}

const TOKENS: [Token; 7] = [
    Token { name: "demo-us", region: "US", power: Power::Everything },
    Token { name: "demo-eu", region: "EU", power: Power::Everything },
    Token { name: "demo-au", region: "AU", power: Power::Everything },
    Token { name: "demo-noscope", region: "US", power: Power::NoConversations },
    Token { name: "demo-noadmin", region: "US", power: Power::NoAdmins },
    Token { name: "demo-noplan", region: "US", power: Power::NoPlan },
    Token { name: "demo-revoked", region: "US", power: Power::Revoked },
];

/// What every token is that the app was given in a region: all share an app, and so a name and a rate limit.
const INSTALLED: [Token; 3] = [
    Token { name: "demo-us (oauth)", region: "US", power: Power::Everything },
    Token { name: "demo-eu (oauth)", region: "EU", power: Power::Everything },
    Token { name: "demo-au (oauth)", region: "AU", power: Power::Everything },
];

/// The same once the app was removed from that region's workspace.
const UNINSTALLED: [Token; 3] = [
    Token { name: "demo-us (oauth)", region: "US", power: Power::Revoked },
    Token { name: "demo-eu (oauth)", region: "EU", power: Power::Revoked },
    Token { name: "demo-au (oauth)", region: "AU", power: Power::Revoked },
];

impl Token {
    /// The known token behind a credential, revoked ones included.
    pub(super) fn known(credential: &str, installations: &Installations) -> Option<&'static Self> {
        let named = TOKENS.iter().find(|token| token.name == credential);
        named.or_else(|| {
            let Installation { region, revoked } = installations.of(credential)?;
            let tokens = if revoked { &UNINSTALLED } else { &INSTALLED };
            tokens.iter().find(|token| token.region == region)
        })
    }

    /// The token of an `Authorization` header, on the host of `host_region` (`None`: the US host, which routes
    /// every token to its region).
    pub(super) fn authenticate(
        authorization: Option<&str>,
        host_region: Option<&str>,
        installations: &Installations,
    ) -> Result<&'static Self, Refusal> {
        let credential = authorization.and_then(bearer).ok_or_else(Refusal::unauthorized)?;
        let token = Self::known(credential, installations).ok_or_else(Refusal::unauthorized)?;
        if host_region.is_some_and(|region| region != token.region) {
            return Err(Refusal::unauthorized());
        }
        if token.power == Power::Revoked {
            return Err(Refusal::token_revoked());
        }
        Ok(token)
    }

    /// Whether the app was given it by OAuth.
    pub(super) fn is_installed(&self) -> bool {
        INSTALLED.iter().any(|token| token.name == self.name)
    }

    /// Whether this token may ask that.
    pub(super) fn authorize(&self, endpoint: Endpoint) -> Result<(), Refusal> {
        use Endpoint::{Admin, Admins, Conversation, Conversations, Me, SearchConversations};
        match (&self.power, endpoint) {
            (Power::NoConversations, SearchConversations) => Err(Refusal::scope_missing("read_conversations")),
            (Power::NoConversations, Conversations | Conversation) => Err(Refusal::token_unauthorized()),
            (Power::NoAdmins, Me | Admins | Admin) => Err(Refusal::token_unauthorized()),
            (Power::NoPlan, SearchConversations | Conversations | Conversation) => Err(Refusal::plan_restricted()),
            _ => Ok(()),
        }
    }
}

/// The credential of a `Bearer` header; the scheme matches in any case.
pub(super) fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, credential) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(credential.trim())
}
