//! Puts the [`Principal`](crate::oauth::bearer::Principal) into a request's extensions, or answers for it.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use ::http::Method;
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use ipnet::IpNet;

use super::source;
use crate::oauth::authenticator::Authenticator;

/// What the layer needs.
#[derive(Clone)]
pub(super) struct Layer {
    pub(super) authenticator: Authenticator,
    pub(super) trusted_proxies: Arc<[IpNet]>,
}

/// Lets those through whom the authenticator knows, and OPTIONS: it asks what a route takes and opens nothing.
pub(super) async fn require(State(layer): State<Layer>, mut request: Request, next: Next) -> Response {
    if request.method() == Method::OPTIONS {
        return next.run(request).await;
    }
    // Without a listener (a router called in process) there is no peer; all such callers are one source.
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    let source = source::of(request.headers(), peer, &layer.trusted_proxies);
    let principal = match layer.authenticator.authenticate(request.headers(), source.into()).await {
        Ok(principal) => principal,
        Err(refusal) => return refusal.into_response(),
    };
    request.extensions_mut().insert(principal);
    // A call that learns that Intercom has refused the token since says so.
    request.extensions_mut().insert(layer.authenticator);
    next.run(request).await
}
