//! The authorization server.

mod administration;
mod answer;
mod authorization_requests;
mod browser;
mod callback;
mod challenges;
mod client;
mod client_documents;
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
