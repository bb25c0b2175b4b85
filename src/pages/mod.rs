//! What a person sees in a browser: consent, failure, success, and the landing page.
//!
//! View types and templates only (askama, compiled in); what is shown, and when, is decided by `oauth` and `http`.
//! Whatever a stranger may have written (a client's name, an address) is taken as it came: `text.rs` makes it
//! presentable, the templates escape it. `response.rs` has the headers. No page needs a script; the landing page has
//! one, for its copy buttons. Nothing is loaded from anywhere.

mod address;
mod consent;
mod failure;
mod install;
mod landing;
mod response;
mod success;
mod text;

pub use self::{
    address::ReturnAddress,
    consent::{Consent, Destination, Identity, NameRemark, RegionOption, SignIn},
    failure::{Failure, Return},
    landing::{Landing, ServiceState, WaysIn},
    success::Success,
};
