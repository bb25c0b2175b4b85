//! What went wrong, for the person in front of the browser.
//!
//! Also the only answer before a client and its redirect URI are known to be good: a redirect there could lead
//! anywhere (OAuth 2.1, "Open Redirectors").

use ::http::StatusCode;
use askama::Template;
use axum::response::Response;

use super::{
    address::ReturnAddress,
    response::{Holds, Nonce, respond},
    text::{self, Piece},
};
use crate::text::name;

/// One failure. Sentences may hold literals between backticks, and what the request said.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What happened, in a few words: the heading.
    pub title: String,
    /// What was found, and what was expected.
    pub found: String,
    /// What to do next.
    pub next: String,
    /// The way back to the client, once it is known to be the client's.
    pub back: Option<Return>,
}

/// A way back to the client.
#[derive(Clone, Debug)]
pub struct Return {
    /// What the client calls itself.
    pub client_name: String,
    /// Its redirect URI, with the answer.
    pub address: ReturnAddress,
}

#[derive(Template)]
#[template(path = "failure.html", config = "src/pages/askama.toml")]
struct Page<'a> {
    nonce: Nonce,
    title: String,
    found: Vec<Piece>,
    next: Vec<Piece>,
    /// Whom the link leads to, and its address.
    back: Option<(Option<String>, &'a str)>,
}

impl Failure {
    /// The workspace that was chosen at Intercom is not one of `ALLOWED_WORKSPACES`.
    pub fn workspace_not_allowed(workspace: &str) -> Self {
        Self {
            title: "This workspace may not be read here".to_owned(),
            found: format!("You signed in to the Intercom workspace `{workspace}`, which is not one of those that the \
                operator of this server allows. Nothing was connected."),
            next: "Sign in again and choose another workspace, or ask the operator to add this one to `ALLOWED_WORKSPACES`."
                .to_owned(),
            back: None,
        }
    }

    /// With a way back to the client.
    #[must_use]
    pub fn with_return(mut self, back: Return) -> Self {
        self.back = Some(back);
        self
    }

    /// The page, with `status`.
    pub fn response(&self, status: StatusCode) -> Response {
        respond(status, Holds::Text, |nonce| Page {
            nonce,
            title: text::title(&self.title).unwrap_or_else(|| "Something went wrong".to_owned()),
            found: text::prose(&self.found),
            next: text::prose(&self.next),
            back: self.back.as_ref().map(|back| (name::shown(&back.client_name), back.address.as_str())),
        })
    }
}
