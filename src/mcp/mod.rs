//! The Model Context Protocol, every published revision on one endpoint. Knows no Intercom.
//!
//! A request's way: [`streamable_http`] reads headers and body ([`content`], [`headers`], [`jsonrpc`]),
//! [`protocol`] decides era and version, [`dispatch`] matches the method, [`tool_call`] runs a tool
//! within [`limits`] and a deadline, and the answer leaves as JSON or as an [`event_stream`].
//! `dispatch` and what it calls know no HTTP: the deprecated HTTP+SSE ([`sse`]) stands beside Streamable HTTP
//! on top of it.

mod access_log;
mod content;
pub mod dispatch;
mod event_stream;
mod headers;
mod icons;
mod instructions;
pub mod jsonrpc;
pub mod parting;
mod progress;
pub mod protocol;
pub mod sse;
pub mod streamable_http;
mod tool_call;

pub use instructions::INSTRUCTIONS;
