//! A typed client of Intercom's REST API, version 2.16.
//!
//! [`Client`] has one method per question a tool asks; all of them go through one `send`
//! (`send.rs`), which authenticates, pins the API version, waits for the rate limit
//! (`rate_limit.rs`, `fair_queue.rs`), retries what may be retried and turns every failure into an
//! [`Error`] (`refusal.rs`).
//! Bodies are read leniently (`decode.rs`), because the vendor changes shapes between versions, and without what nobody
//! sees in their texts (`visible_json.rs`).

mod asked;
mod body;
mod client;
pub mod contact;
pub mod conversation;
mod decode;
mod error;
pub mod fair_queue;
mod hosts;
mod identify;
pub mod long_json;
pub mod me;
pub mod memory;
pub mod names;
pub mod oauth;
mod people;
pub mod rate_limit;
mod refusal;
pub mod search;
mod send;
pub mod visible_json;

pub use client::{Call, Client, Person, Settings};
pub use error::Error;
