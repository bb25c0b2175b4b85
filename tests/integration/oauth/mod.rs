//! The authorization server.

mod administration;
pub(crate) mod answer;
mod authorization_requests;
pub(crate) mod browser;
mod callback;
mod challenges;
pub(crate) mod client;
pub(crate) mod client_documents;
mod codes;
mod consent;
mod discovery;
mod mishaps;
mod pasted_tokens;
mod redirect_uris;
mod refresh;
mod registration;
mod restart;
mod revocation;
mod sealing;
mod sign_in;
mod uninstall_notices;
