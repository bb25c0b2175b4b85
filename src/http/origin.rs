//! Which web pages may call this server: the check of `Origin` that MCP's Streamable HTTP transport demands,
//! and CORS (Fetch standard, "HTTP-CORS protocol") for the pages that pass it.

use std::sync::Arc;

use ::http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
    },
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use url::Url;

use super::{answer, host::LOOPBACK_NAMES};
use crate::{config::Config, web_address};

const PREFLIGHT: [(HeaderName, HeaderValue); 3] = [
    (ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, DELETE, OPTIONS")),
    (
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "authorization, content-type, accept, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name, \
             last-event-id",
        ),
    ),
    (ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("3600")),
];

/// Accepted origins: PUBLIC_URL's, ALLOWED_ORIGINS, and loopback ones when bound to loopback.
#[derive(Clone)]
pub(super) struct AcceptedOrigins {
    /// As browsers write them: lower case, no default port, no slash.
    origins: Arc<[String]>,
    loopback: bool,
}

impl AcceptedOrigins {
    pub(super) fn new(config: &Config) -> Self {
        let public = config.public_url.origin().ascii_serialization();
        // `null`, which every sandboxed frame sends, is no origin and cannot be allowed.
        let allowed = config.allowed_origins.iter().filter_map(|origin| normal(origin.trim_end_matches('/')));
        let origins = std::iter::once(public).chain(allowed.map(|(origin, _)| origin)).collect();
        Self { origins, loopback: config.bind_addr.ip().is_loopback() }
    }

    fn accept(&self, origin: &HeaderValue) -> bool {
        let Some((origin, url)) = origin.to_str().ok().and_then(normal) else { return false };
        let is_loopback = || {
            matches!(url.scheme(), "http" | "https")
                && url.host_str().is_some_and(|host| LOOPBACK_NAMES.contains(&host))
        };
        self.origins.contains(&origin) || (self.loopback && is_loopback())
    }
}

/// An origin as browsers write it, or `None`. A path, a user or a query would make it none, whatever its
/// beginning looks like.
fn normal(text: &str) -> Option<(String, Url)> {
    let url = web_address::parse(text)?;
    let origin = match url.origin() {
        // Browsers write other schemes, such as `vscode-webview:`, as they stand.
        url::Origin::Opaque(_) => url.as_str().trim_end_matches('/').to_ascii_lowercase(),
        origin => origin.ascii_serialization(),
    };
    let is_bare = url.has_host() && matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    (is_bare && url.username().is_empty() && url.password().is_none() && !text.ends_with('/')).then_some((origin, url))
}

/// No `Origin` is fine: clients that are no browsers send none. An accepted one gets CORS headers on every
/// answer, and its preflight is answered here. Any other is 403.
pub(super) async fn check(State(origins): State<AcceptedOrigins>, request: Request, next: Next) -> Response {
    let mut values = request.headers().get_all(ORIGIN).iter();
    let origin = values.next().cloned();
    let accepted = values.next().is_none() && origin.as_ref().is_none_or(|origin| origins.accept(origin));
    let mut response = if !accepted {
        answer::invalid_request(
            StatusCode::FORBIDDEN,
            "the Origin header names no page that may call this server; its operator can add one to ALLOWED_ORIGINS",
        )
    } else if origin.is_some() && request.method() == Method::OPTIONS {
        let mut response = StatusCode::NO_CONTENT.into_response();
        response.headers_mut().extend(PREFLIGHT);
        response
    } else {
        next.run(request).await
    };
    if let (true, Some(origin)) = (accepted, origin) {
        allow(response.headers_mut(), origin);
    }
    // A cache must not give one page the answer that names another.
    response.headers_mut().append(VARY, HeaderValue::from_static("origin"));
    response
}

/// Without credentials: cookies are no way to authenticate here.
fn allow(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("mcp-session-id, www-authenticate"));
}
