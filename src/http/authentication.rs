//! Puts the [`Principal`](crate::oauth::bearer::Principal) into a request's extensions, or answers for it.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use ::http::{Method, StatusCode};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{request::RequestId, source::Proxies};
use crate::oauth::{
    Audit,
    authenticator::Authenticator,
    failures::Source,
    metadata::resource_metadata,
    refusal::point_at,
    resources::{Resources, SCOPE},
};

/// What the layer needs.
#[derive(Clone)]
pub(super) struct Layer {
    pub(super) authenticator: Authenticator,
    /// This server's identifiers, where one can sign in.
    pub(super) resources: Option<Resources>,
    pub(super) proxies: Arc<Proxies>,
    pub(super) audit: Audit,
}

/// Lets those through whom the authenticator knows, and OPTIONS: it asks what a route takes and opens nothing.
pub(super) async fn require(State(layer): State<Layer>, request: Request, next: Next) -> Response {
    if request.method() == Method::OPTIONS {
        return next.run(request).await;
    }
    let (source, id) = (source(&request, &layer.proxies), id(&request));
    let audit = layer.audit.clone();
    audit.on_behalf_of(source, &id, authenticated(layer, source, request, next)).await
}

async fn authenticated(layer: Layer, source: Source, mut request: Request, next: Next) -> Response {
    let document = layer.resources.as_ref().map(|resources| resource_metadata(resources, request.uri().path()));
    let mut response = match layer.authenticator.authenticate(request.headers(), source).await {
        Ok(principal) => {
            request.extensions_mut().insert(principal);
            // A call that learns that Intercom has refused the token since says so.
            request.extensions_mut().insert(layer.authenticator);
            next.run(request).await
        }
        Err(refusal) => refusal.into_response(),
    };
    if let Some(document) = document
        && response.status() == StatusCode::UNAUTHORIZED
    {
        point_at(&document, SCOPE, &mut response);
    }
    response
}

/// Puts the [`Source`] into the extensions of a request that needs no credential, for the limits of its endpoint.
pub(super) async fn know_source(
    State((proxies, audit)): State<(Arc<Proxies>, Audit)>,
    mut request: Request,
    next: Next,
) -> Response {
    let (source, id) = (source(&request, &proxies), id(&request));
    request.extensions_mut().insert(source);
    audit.on_behalf_of(source, &id, next.run(request)).await
}

fn id(request: &Request) -> String {
    request.extensions().get::<RequestId>().map(|RequestId(id)| id.clone()).unwrap_or_default()
}

fn source(request: &Request, proxies: &Proxies) -> Source {
    // Without a listener (a router called in process) there is no peer; all such callers are one source.
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    proxies.source(request.headers(), peer).into()
}
