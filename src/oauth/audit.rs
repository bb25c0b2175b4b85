//! The audit log: what happened to clients and grants, as lines of the tracing target `audit`.
//!
//! Every line has the source and the id of the request that it came of, the grant's or the client's id, or both, and
//! where it is known the person: the teammate's id, never a name or an address. Nothing in it opens anything.
//!
//! What is a person's own (a grant is issued, exchanged, refreshed, revoked) is a line each; what a stranger can cause
//! is counted (`tally.rs`).

mod cause;
mod event;
mod tally;

pub use cause::Audit;
pub(crate) use cause::carried;
use event::{Event, Kind};

use super::{client_metadata::Documents, kept::Grant, refusal::Refusal};
use crate::intercom::me::Identity;

/// Characters of an address, at most, under which a client is known.
const MAX_ADDRESS: usize = 200;

/// Why a grant is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Its client asked for it (RFC 7009).
    Client,
    /// An operator did, on the command line.
    Operator,
    /// An authorization code came a second time (RFC 6749, section 4.1.2).
    CodeReplayed,
    /// A refresh token came again after its grace (RFC 9700, section 4.14.2).
    RefreshReused,
    /// Intercom accepts its token no more.
    TokenDead,
}

impl Reason {
    fn as_str(self) -> &'static str {
        match self {
            Self::Client => "the client revoked it",
            Self::Operator => "an operator revoked it",
            Self::CodeReplayed => "its authorization code was presented twice",
            Self::RefreshReused => "a refresh token was reused after its grace",
            Self::TokenDead => "Intercom does not accept its token any more",
        }
    }
}

pub(super) fn registered(client: &str) {
    count(Kind::Registered, Event { client: Some(client.to_owned()), ..Event::here() });
}

pub(super) fn approved(client: &str) {
    count(Kind::Approved, Event { client: Some(client.to_owned()), ..Event::here() });
}

pub(super) fn pasted(client: &str) {
    count(Kind::Pasted, Event { client: Some(client.to_owned()), ..Event::here() });
}

/// Before anybody knows whose sign-in it is.
pub(super) fn denied(client: &str, reason: &str) {
    let (client, reason) = (Some(client.to_owned()), Some(reason.to_owned()));
    count(Kind::Denied, Event { client, reason, ..Event::here() });
}

/// To somebody whom Intercom has named, perhaps.
pub(super) fn denied_to(identity: &Identity, client: &str, reason: &str) {
    let (person, workspace) = match &identity.me {
        Some(me) => (me.id.clone(), me.workspace.id.as_deref().map(str::to_owned)),
        None => (None, None),
    };
    let (client, reason) = (Some(client.to_owned()), Some(reason.to_owned()));
    count(Kind::Denied, Event { client, person, workspace, reason, ..Event::here() });
}

pub(super) fn uninstall_noticed(workspace: &str) {
    count(Kind::UninstallNoticed, Event { workspace: Some(workspace.to_owned()), ..Event::here() });
}

/// `/token` or `/revoke` was answered with an error; `client` is what was sent as the client's id.
pub(super) fn token_refused(client: Option<&str>, reason: &str) {
    let (client, reason) = (client.map(shown), Some(reason.to_owned()));
    count(Kind::TokenRefused, Event { client, reason, ..Event::here() });
}

/// A request was answered with `refusal`.
pub(super) fn not_let_in(refusal: &Refusal) {
    let (status, reason) = match refusal {
        Refusal::Unauthorized { presented: false, description } => ("401 without a credential", &**description),
        Refusal::Unauthorized { presented: true, description } => ("401", &**description),
        Refusal::Malformed { description } => ("400", &**description),
        Refusal::WorkspaceNotAllowed { description } => ("403", &**description),
        Refusal::TooManyFailures { is_in_all: false, .. } => {
            ("429", "too many failed or unfinished attempts to authenticate")
        }
        Refusal::TooManyFailures { is_in_all: true, .. } => {
            ("429", "too many attempts to authenticate failed in all, and none from there was good lately")
        }
        // Said where Intercom's answer is known.
        Refusal::Unverified { .. } => return,
    };
    count(Kind::NotLetIn(status), Event { reason: Some(reason.to_owned()), ..Event::here() });
}

/// Intercom could not be asked about a token, and `said` why.
pub(super) fn not_verified(refusal: &Refusal, said: &str) {
    if matches!(refusal, Refusal::Unverified { .. }) {
        count(Kind::NotVerified, Event { reason: Some(said.to_owned()), ..Event::here() });
    }
}

pub(super) fn issued(grant: &str, content: &Grant) {
    of(grant, content).write_own("grant issued");
}

pub(super) fn exchanged(grant: &str, content: &Grant) {
    of(grant, content).write_own("authorization code exchanged");
}

pub(super) fn refreshed(grant: &str, content: &Grant) {
    of(grant, content).write_own("tokens refreshed");
}

pub(super) fn repeated(grant: &str, content: &Grant) {
    count(Kind::Repeated, of(grant, content));
}

pub(super) fn reuse_seen(grant: &str, content: &Grant) {
    of(grant, content).warn_own("a used refresh token was presented after its grace");
}

/// The grant may be gone.
pub(super) fn replay_seen(grant: &str, client: &str) {
    let (grant, client) = (Some(grant.to_owned()), Some(client.to_owned()));
    count(Kind::CodeReplayed, Event { grant, client, ..Event::here() });
}

pub(super) fn ended(grant: &str, content: &Grant) {
    Event { reason: Some("it has held for GRANT_LIFETIME".to_owned()), ..of(grant, content) }.write_own("grant ended");
}

pub(super) fn revoked(grant: &str, content: &Grant, reason: Reason) {
    Event { reason: Some(reason.as_str().to_owned()), ..of(grant, content) }.write_own("grant revoked");
}

/// What is known of a grant's person.
fn of(grant: &str, content: &Grant) -> Event {
    Event {
        grant: Some(grant.to_owned()),
        client: Some(content.client_id.clone()),
        workspace: content.workspace_id.clone(),
        person: content.teammate_id.clone(),
        ..Event::here()
    }
}

fn count(kind: Kind, event: Event) {
    match cause::current() {
        Some(cause) => cause.tallies.count(kind, event),
        None => event.write(kind),
    }
}

/// What a stranger sent as a client's id, if it has the form of one: an address without what may be secret in it.
fn shown(client: &str) -> String {
    let is_ours =
        client.len() <= MAX_ADDRESS && client.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_ours && client.starts_with(super::client::REGISTERED) {
        return client.to_owned();
    }
    if Documents::is_address(client) && !client.contains('@') {
        return client.split(['?', '#']).next().unwrap_or_default().chars().take(MAX_ADDRESS).collect();
    }
    "of no form that this server knows".to_owned()
}
