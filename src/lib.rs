//! A remote MCP server between AI clients and Intercom.
//!
//! Downstream it speaks the Model Context Protocol over Streamable HTTP and HTTP+SSE; upstream Intercom's REST API.
//! The path of a `tools/call`: [`http`] (routes and layers) → [`oauth::bearer`] (who is asking) →
//! [`mcp::streamable_http`] or [`mcp::sse`] (era, protocol version, JSON-RPC) → [`mcp::dispatch`] → [`tools`] →
//! [`query`] (for `search`) → [`intercom::Client`] → and back. What a person sees in a browser is in [`pages`].
//!
//! Imports go down only; `tests/integration/layers.rs` holds the table and enforces it.

pub mod clock;
pub mod commands;
pub mod compute;
pub mod config;
pub mod html;
pub mod http;
pub mod intercom;
pub mod json_values;
pub mod mcp;
pub mod oauth;
pub mod pages;
pub mod query;
pub mod region;
pub mod scheme;
pub mod secret;
pub mod shares;
pub mod simulator;
pub mod state;
pub mod store;
pub mod telemetry;
pub mod text;
pub mod tools;
pub mod web_address;
