//! Which names this server answers to.
//!
//! A web page can point its own name at our address (DNS rebinding) and have the visitor's browser call us;
//! then `Host` still holds that name. The MCP transport asks for the check of `Origin`; this closes the
//! cases in which browsers send none.

use std::sync::Arc;

use ::http::{StatusCode, header::HOST};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use super::{answer, authority::Authority};
use crate::config::Config;

/// Names of this machine for itself; any port, as it may be mapped.
pub(super) const LOOPBACK_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Accepted values of `Host`: PUBLIC_URL's authority, ALLOWED_HOSTS, and loopback names when bound to loopback.
#[derive(Clone)]
pub(super) struct AcceptedHosts(Arc<[AcceptedHost]>);

struct AcceptedHost {
    /// In lower case; IPv6 addresses in brackets.
    name: String,
    port: AcceptedPort,
}

enum AcceptedPort {
    Any,
    Given(u16),
    /// A scheme's own: written out, or left out.
    Default(u16),
}

impl AcceptedHosts {
    pub(super) fn new(config: &Config) -> Self {
        let public_url = &config.public_url;
        let default_port = if public_url.scheme() == "https" { 443 } else { 80 };
        let public = AcceptedHost {
            name: public_url.host_str().unwrap_or_default().to_ascii_lowercase(),
            port: public_url.port().map_or(AcceptedPort::Default(default_port), AcceptedPort::Given),
        };
        // Without a port, any: it is the name that an attacker would have to own.
        let allowed = config.allowed_hosts.iter().filter_map(|entry| {
            let Authority { name, port } = Authority::parse(entry)?;
            let port = match port {
                // A scheme's own port is left out by those who call under that scheme.
                Some(port @ (80 | 443)) => AcceptedPort::Default(port),
                Some(port) => AcceptedPort::Given(port),
                None => AcceptedPort::Any,
            };
            Some(AcceptedHost { name, port })
        });
        let loopback = LOOPBACK_NAMES
            .into_iter()
            .filter(|_| config.bind_addr.ip().is_loopback())
            .map(|name| AcceptedHost { name: name.to_owned(), port: AcceptedPort::Any });
        Self(std::iter::once(public).chain(allowed).chain(loopback).collect())
    }

    /// Whether `text` names one of them, read as an [`Authority`].
    fn accept(&self, text: &str) -> bool {
        let Some(Authority { name, port }) = Authority::parse(text) else { return false };
        self.0.iter().any(|accepted| {
            let port_fits = match accepted.port {
                AcceptedPort::Any => true,
                AcceptedPort::Given(accepted) => port == Some(accepted),
                AcceptedPort::Default(accepted) => port.is_none_or(|port| port == accepted),
            };
            port_fits && name == accepted.name
        })
    }
}

/// 403 for any other name, more than one, or none.
pub(super) async fn check(State(hosts): State<AcceptedHosts>, request: Request, next: Next) -> Response {
    if is_accepted(&hosts, &request) {
        return next.run(request).await;
    }
    answer::invalid_request(
        StatusCode::FORBIDDEN,
        "the Host header names none of this server's names; its operator can add one to ALLOWED_HOSTS",
    )
}

/// HTTP/2 says the name in `:authority`, HTTP/1 in `Host`, an absolute request target in both: all must fit.
fn is_accepted(hosts: &AcceptedHosts, request: &Request) -> bool {
    let target = request.uri().authority();
    let mut headers = request.headers().get_all(HOST).iter();
    let header = headers.next();
    if headers.next().is_some() || (target.is_none() && header.is_none()) {
        return false;
    }
    target.is_none_or(|authority| hosts.accept(authority.as_str()))
        && header.is_none_or(|value| value.to_str().is_ok_and(|text| hosts.accept(text)))
}
