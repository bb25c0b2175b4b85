//! Who may ask: today the resource server's check of the bearer; the authorization server joins later.
//!
//! [`bearer`] reads a credential, [`authenticator`] holds the table of the credentials that are taken,
//! [`refusal`] is what anybody else gets (RFC 6750).

mod admission;
pub mod authenticator;
pub mod bearer;
pub mod client_metadata;
pub mod client_name;
pub(crate) mod expiring;
pub mod failures;
mod own_token;
pub mod redirect_uri;
pub mod refusal;
mod reports;
mod verdicts;
