//! Sign-in is done, and the answer goes to an app.
//!
//! A redirect to an app's own scheme leaves the browser where it was, on a blank page: here the same address is a
//! `Refresh` and a link, below a sentence that says what happened. Works without a script.

use ::http::{HeaderValue, StatusCode, header::REFRESH};
use askama::Template;
use axum::response::Response;

use super::{
    address::ReturnAddress,
    response::{Holds, Nonce, respond},
};
use crate::text::name;

/// Sign-in is done.
#[derive(Clone, Debug)]
pub struct Success {
    /// What the client calls itself.
    pub client_name: String,
    /// Its redirect URI, with the answer; none shows the page without a link.
    pub address: Option<ReturnAddress>,
}

#[derive(Template)]
#[template(path = "success.html", config = "src/pages/askama.toml")]
struct Page<'a> {
    nonce: Nonce,
    client: Option<String>,
    address: Option<&'a str>,
}

impl Success {
    /// The page, 200, which opens the app at once where the browser lets it.
    pub fn response(&self) -> Response {
        let address = self.address.as_ref().map(ReturnAddress::as_str);
        let mut response = respond(StatusCode::OK, Holds::Text, |nonce| Page {
            nonce,
            client: name::shown(&self.client_name),
            address,
        });
        let refresh = address.and_then(|address| HeaderValue::try_from(format!("0; url={address}")).ok());
        if let Some(refresh) = refresh.filter(|_| response.status() == StatusCode::OK) {
            response.headers_mut().insert(REFRESH, refresh);
        }
        response
    }
}
