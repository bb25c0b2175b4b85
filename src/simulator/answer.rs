//! An answer before it is written, and how a fault breaks the writing of it.

use std::io;

use axum::{
    body::{Body, Bytes},
    http::{
        HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, LINK, LOCATION},
    },
};
use futures_util::{StreamExt, stream};
use serde_json::Value;

use super::{error::Refusal, fault::FaultRequest};

/// What goes back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    pub(super) fn json(status: StatusCode, value: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", value.to_string())
    }

    /// A text as it is: HTML if it begins with `<`, else JSON, whole or not.
    pub(super) fn text(status: StatusCode, text: &str) -> Self {
        let content_type =
            if text.trim_start().starts_with('<') { "text/html" } else { "application/json; charset=utf-8" };
        Self::new(status, content_type, text.to_owned())
    }

    pub(super) fn new(status: StatusCode, content_type: &'static str, body: String) -> Self {
        let mut answer = Self::empty(status);
        answer.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        answer.body = body.into();
        answer
    }

    /// Without a body.
    pub(super) fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// 302 to a URL.
    pub(super) fn redirect(location: &url::Url) -> Self {
        let mut answer = Self::empty(StatusCode::FOUND);
        let location = HeaderValue::from_str(location.as_str()).expect("a serialized URL is ASCII");
        answer.headers.insert(LOCATION, location);
        answer
    }

    pub(super) fn refused(refusal: &Refusal, request_id: &str) -> Self {
        let mut answer = Self::json(refusal.status, &refusal.body(request_id));
        let link = refusal.canonical.as_ref().map(|id| format!("</contacts/{id}>; rel=\"canonical\""));
        if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
            answer.headers.insert(LINK, link);
        }
        answer
    }

    /// With another header, in place of one of that name.
    pub(super) fn with(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.insert(name, HeaderValue::from_static(value));
        self
    }

    pub(super) fn into_response(self, fault: Option<&FaultRequest>) -> Response<Body> {
        let body = match fault {
            Some(fault) if fault.drop_connection => broken(None),
            Some(fault) if fault.truncate_body => broken(Some(self.body.slice(..self.body.len() / 2))),
            _ => Body::from(self.body.clone()),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        if fault.is_some_and(|fault| fault.truncate_body) {
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(self.body.len()));
        }
        response
    }
}

/// A body that fails: at once, so that hyper closes the connection before it has written the head, or after a piece.
fn broken(piece: Option<Bytes>) -> Body {
    let flush = piece.is_some();
    let failure = stream::once(async move {
        if flush {
            // Hyper sends what it has written when the body has nothing for it yet.
            tokio::task::yield_now().await;
        }
        Err(io::Error::other("the connection breaks, as the fault asks"))
    });
    Body::from_stream(stream::iter(piece.map(Ok)).chain(failure))
}
