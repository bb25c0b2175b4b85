//! The authorization server.

mod redirect_uris;
