//! One fetch of a client's metadata document: GET, once, within five seconds, at most 5 KB.
//!
//! No redirect is followed, no proxy of the environment used, nothing decompressed, no connection kept. Only 200 with
//! JSON counts. How long the answer may be kept follows its `Cache-Control` (RFC 9111) between bounds of our own.

use std::{error::Error, time::Duration};

use reqwest::{
    Response, StatusCode,
    header::{ACCEPT, ACCEPT_ENCODING, AGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName},
    redirect,
};

use super::{
    DocumentError,
    client_id::ClientId,
    network::{Guard, Network, NotPublic},
};
use crate::clock::Clock;

/// Bytes of a document, at most: what the draft recommends.
pub(super) const MAX_BODY: usize = 5 * 1024;
/// From the name's resolution to the last byte.
const TIME: Duration = Duration::from_secs(5);
/// How long a document is good without asking again: at least, at most, and if its server does not say.
const FRESH_AT_LEAST: Duration = Duration::from_secs(60);
const FRESH_AT_MOST: Duration = Duration::from_secs(24 * 60 * 60);
const FRESH_UNSAID: Duration = Duration::from_secs(5 * 60);

/// Fetches documents.
pub(super) struct Fetcher {
    http: reqwest::Client,
    clock: Clock,
}

/// What an address answered.
pub(super) struct Fetched {
    pub(super) body: Vec<u8>,
    pub(super) fresh_for: Duration,
}

impl Fetcher {
    pub(super) fn new(network: Network, clock: Clock) -> Result<Self, reqwest::Error> {
        // Somebody else may have installed a provider already; any will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("intercom-mcp/", env!("CARGO_PKG_VERSION")))
            .https_only(true)
            .http1_only()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            // A kept connection would outlive the check of its address.
            .pool_max_idle_per_host(0);
        if let Some(roots) = &network.roots {
            builder = builder.tls_certs_only(roots.clone());
        }
        Ok(Self { http: builder.dns_resolver(Guard(network)).build()?, clock })
    }

    /// Asks the address that is the client's id.
    pub(super) async fn fetch(&self, id: &ClientId) -> Result<Fetched, DocumentError> {
        let too_late = self.clock.sleep_until(self.clock.after(TIME));
        tokio::select! {
            biased;
            outcome = self.exchange(id) => outcome,
            () = too_late => Err(DocumentError::TimedOut),
        }
    }

    async fn exchange(&self, id: &ClientId) -> Result<Fetched, DocumentError> {
        let request = self.http.get(id.as_str()).header(ACCEPT, "application/json").header(ACCEPT_ENCODING, "identity");
        let mut response = request.send().await.map_err(|error| failure(&error))?;
        check(&response)?;
        let fresh_for = fresh_for(response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Fetched { body, fresh_for })
    }
}

/// What can be said before the body is read.
fn check(response: &Response) -> Result<(), DocumentError> {
    if response.status() != StatusCode::OK {
        return Err(DocumentError::Status(response.status().as_u16()));
    }
    let headers = response.headers();
    let media_type = text(headers, &CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json = media_type == "application/json"
        || media_type.strip_prefix("application/").is_some_and(|subtype| subtype.ends_with("+json"));
    if !is_json {
        return Err(DocumentError::invalid("its `Content-Type` is not `application/json`"));
    }
    if !matches!(text(headers, &CONTENT_ENCODING).to_ascii_lowercase().as_str(), "" | "identity") {
        return Err(DocumentError::invalid("it is compressed, which was not asked for"));
    }
    match response.content_length() {
        Some(length) if length > MAX_BODY as u64 => Err(too_large()),
        _ => Ok(()),
    }
}

fn too_large() -> DocumentError {
    DocumentError::invalid("it is larger than 5 KB")
}

/// Why no answer came. Everything but a time-out and a refusal of ours is one thing to those outside: what answers
/// on which of our network's addresses is none of their business.
fn failure(error: &reqwest::Error) -> DocumentError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    let mut last = String::new();
    while let Some(current) = cause {
        if let Some(NotPublic(address)) = current.downcast_ref() {
            return DocumentError::NotPublic { address: *address };
        }
        last = current.to_string();
        cause = current.source();
    }
    if error.is_timeout() { DocumentError::TimedOut } else { DocumentError::Unreachable { cause: last } }
}

/// RFC 9111, section 5.2.2, between our bounds.
fn fresh_for(headers: &HeaderMap) -> Duration {
    let directives = headers.get_all(CACHE_CONTROL).iter().filter_map(|line| line.to_str().ok());
    let mut fresh_for = FRESH_UNSAID;
    for directive in directives.flat_map(|line| line.split(',')) {
        let directive = directive.trim().to_ascii_lowercase();
        match directive
            .split_once('=')
            .map_or((directive.as_str(), ""), |(name, value)| (name, value.trim_matches('"')))
        {
            ("no-store" | "no-cache", _) => return FRESH_AT_LEAST,
            ("max-age", seconds) => {
                let age = text(headers, &AGE).parse().unwrap_or(0);
                let seconds = seconds.parse::<u64>().unwrap_or(0).saturating_sub(age);
                fresh_for = Duration::from_secs(seconds);
            }
            _ => {}
        }
    }
    fresh_for.clamp(FRESH_AT_LEAST, FRESH_AT_MOST)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().trim()
}
