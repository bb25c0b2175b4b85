//! Who may ask: the resource server's check of the bearer, and the authorization server in front of Intercom's.
//!
//! [`bearer`] reads a credential, [`authenticator`] holds the table of the credentials that are taken,
//! [`refusal`] is what anybody else gets (RFC 6750). [`server`] has the endpoints of sign-in and their order,
//! [`grants`] what comes out of one.

mod access_token;
pub mod administration;
mod admission;
mod admit;
pub(crate) mod audit;
pub mod authenticator;
mod authorize;
pub mod bearer;
mod browser;
mod callback;
mod client;
pub mod client_metadata;
mod client_name;
mod consent;
pub(crate) mod expiring;
pub mod failures;

pub mod grants;
mod issuance;
pub mod kept;
pub(crate) mod levels;
pub mod metadata;
mod own_token;
mod parameters;
mod paste;
mod rates;
pub mod redirect_uri;
pub mod refusal;
mod registration;
pub mod resources;
mod revocation;
mod rotation;
pub mod server;
pub mod site;
mod source;
mod token;
mod uninstalled;
mod unused_registrations;
mod verdicts;
mod verification;

pub use audit::{Audit, Reason};
