//! Tests: the protocol on `/mcp`, over real sockets, with tools made for the purpose.
//!
//! Tables of requests and their answers are in the snapshots beside: one file per table, each case with the
//! behaviour it shows, what was sent, and all of what came back that matters.

#![expect(clippy::unwrap_used, reason = "a test that finds nothing there has failed")]

mod access_log;
mod batches;
mod calls;
mod concurrency;
mod event_streams;
mod headers;
mod jsonrpc;
mod lifecycle;
mod limits;
mod messages;
mod negotiation;
mod peer;
mod server;
mod shapes;
mod sse;
pub(crate) mod stubs;
