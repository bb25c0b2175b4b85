//! The audit log: what happened to clients and grants, as lines of the tracing target `audit`.
//!
//! Every line has the grant's or the client's id, or both, and nothing that opens anything.

use super::failures::Source;

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

pub(super) fn registered(client: &str, source: Source) {
    tracing::info!(target: "audit", client, %source, "client registered");
}

pub(super) fn approved(client: &str, source: Source) {
    tracing::info!(target: "audit", client, %source, "sign-in approved");
}

pub(super) fn pasted(client: &str, source: Source) {
    tracing::info!(target: "audit", client, %source, "token pasted instead of a sign-in at Intercom");
}

pub(super) fn denied(client: &str, reason: &str) {
    tracing::info!(target: "audit", client, reason, "sign-in denied");
}

pub(super) fn issued(grant: &str, client: &str, workspace: Option<&str>) {
    tracing::info!(target: "audit", grant, client, workspace, "grant issued");
}

pub(super) fn exchanged(grant: &str, client: &str) {
    tracing::info!(target: "audit", grant, client, "authorization code exchanged");
}

pub(super) fn refreshed(grant: &str, client: &str) {
    tracing::info!(target: "audit", grant, client, "tokens refreshed");
}

pub(super) fn repeated(grant: &str, client: &str) {
    tracing::info!(target: "audit", grant, client, "a used refresh token was presented within its grace: the same tokens");
}

pub(super) fn reuse_seen(grant: &str, client: &str) {
    tracing::warn!(target: "audit", grant, client, "a used refresh token was presented after its grace");
}

pub(super) fn replay_seen(grant: &str, client: &str) {
    tracing::warn!(target: "audit", grant, client, "a used authorization code was presented");
}

pub(super) fn revoked(grant: &str, client: &str, reason: Reason) {
    tracing::info!(target: "audit", grant, client, reason = reason.as_str(), "grant revoked");
}

pub(super) fn uninstall_noticed(workspace: &str, source: Source) {
    tracing::info!(target: "audit", workspace, %source, "told of an uninstall: grants of the workspace are verified");
}
