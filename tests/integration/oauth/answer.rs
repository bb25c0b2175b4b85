//! What an endpoint answers, whole: its headers matter as much as its body.

use std::collections::BTreeMap;

use reqwest::header::HeaderMap;
use serde_json::Value;
use url::Url;

use super::browser::origin;
use crate::harness::App;

/// An answer that was read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    /// Of a form that is posted.
    pub(crate) async fn of_form(app: &App, path: &str, form: &[(&str, String)]) -> Self {
        Self::of(post(app, path, form)).await
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} and no JSON: {}", self.status, self.text))
    }

    /// The status, and the code of a JSON error that is not kept by caches.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let body = self.json();
        assert!(body["error_description"].as_str().is_some_and(|text| !text.is_empty()), "{body}");
        assert_eq!(self.header("cache-control"), Some("no-store"), "{body}");
        (self.status, body["error"].as_str().unwrap().to_owned())
    }
}

/// A form for an endpoint of `app`, to be changed before it is sent.
pub(crate) fn post(app: &App, path: &str, form: &[(&str, String)]) -> reqwest::RequestBuilder {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = app.client.post(format!("{}{path}", origin(app.address)));
    request.header("content-type", "application/x-www-form-urlencoded").body(body)
}

/// The parameters of an answer to a client, each once.
pub(crate) fn parameters(url: &Url) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (name, value) in url.query_pairs() {
        assert!(found.insert(name.to_string(), value.into_owned()).is_none(), "{name} stands there twice: {url}");
    }
    found
}

/// RFC 6749, section 4.1.2.1 and 5.2: the characters of an `error_description`.
pub(crate) fn is_description(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}
