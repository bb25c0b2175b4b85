//! The authorization server.

mod client_documents;
mod redirect_uris;
