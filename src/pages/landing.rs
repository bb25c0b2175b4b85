//! The page at `/`: what this server is, its addresses, how clients are connected, how people sign in.
//!
//! Says nothing that a stranger may not know: addresses and ways in are what the protocol's own metadata and
//! challenges say as well. The only page with a script, which shows and serves the copy buttons.

use ::http::StatusCode;
use askama::Template;
use axum::response::Response;

use super::{
    install::{self, Client, Credential},
    response::{Holds, Nonce, respond},
};

/// What the landing page says.
#[derive(Clone, Debug)]
pub struct Landing {
    /// `PUBLIC_URL` without a slash at its end.
    pub origin: String,
    /// Whether `/sse` is served.
    pub serves_sse: bool,
    /// Whether others than this computer can reach it.
    pub is_public: bool,
    /// How one gets in.
    pub ways: WaysIn,
    /// Whether it takes calls.
    pub state: ServiceState,
    /// The server's version.
    pub version: &'static str,
}

/// How one gets in; what is true at the same time follows from the configuration.
#[derive(Clone, Copy, Debug, Default)]
pub struct WaysIn {
    /// People sign in by OAuth.
    pub sign_in: bool,
    /// Sign-in leads to Intercom.
    pub intercom_at_sign_in: bool,
    /// The sign-in page takes an Intercom access token.
    pub pasted_token: bool,
    /// A client may send a person's own Intercom access token.
    pub intercom_token: bool,
    /// A client may send the key that the operator gave.
    pub access_key: bool,
    /// No credential is asked for.
    pub open: bool,
}

/// Whether the service takes calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceState {
    /// It does.
    Serving,
    /// It is about to end.
    ShuttingDown,
}

#[derive(Template)]
#[template(path = "landing.html", config = "src/pages/askama.toml")]
struct Page<'a> {
    nonce: Nonce,
    landing: &'a Landing,
    endpoint: String,
    event_endpoint: String,
    clients: Vec<Client>,
    is_serving: bool,
}

impl Landing {
    /// The page, 200.
    pub fn response(&self) -> Response {
        respond(StatusCode::OK, Holds::Script, |nonce| Page {
            nonce,
            landing: self,
            endpoint: self.endpoint(),
            event_endpoint: format!("{}/sse", self.origin),
            clients: install::clients(self),
            is_serving: self.state == ServiceState::Serving,
        })
    }

    /// Where clients connect.
    pub(super) fn endpoint(&self) -> String {
        format!("{}/mcp", self.origin)
    }
}

impl WaysIn {
    /// What a client has to send where it cannot sign in.
    pub(super) fn credential(self) -> Option<Credential> {
        if self.sign_in || self.open {
            None
        } else if self.access_key {
            Some(Credential { placeholder: "YOUR_ACCESS_KEY", name: "access key" })
        } else {
            Some(Credential { placeholder: "YOUR_INTERCOM_ACCESS_TOKEN", name: "Intercom access token" })
        }
    }

    fn none(self) -> bool {
        !(self.sign_in || self.intercom_token || self.access_key || self.open)
    }
}
