//! How many requests are under way at the same time, and how many of them of one source: from their headers to the
//! last byte of their answers.
//!
//! Over HTTP/1 a connection has one at a time, and places for connections are counted already. Over HTTP/2 it has as
//! many as its streams, each with a task, headers and what waits for it: they are counted like connections.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use ::http::StatusCode;
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use ipnet::IpNet;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::source::Proxies;
use crate::oauth::{
    failures::Source,
    levels::{Bounds, Held, Share},
    refusal::error_until,
};

/// Requests under way, at most: all event streams of HTTP+SSE, and more than those.
const MAX_REQUESTS: usize = 16_000;
/// Of one source, at most.
const MAX_OF_A_SOURCE: usize = 1_000;
/// When to ask again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The requests under way. Cheap to clone; clones count together.
#[derive(Clone)]
pub struct Requests(Arc<Shared>);

struct Shared {
    trusted_proxies: Arc<[IpNet]>,
    most_of_a_source: usize,
    free: Arc<Semaphore>,
    sources: Held<Source>,
}

/// A request under way, until it is dropped.
pub struct UnderWay {
    /// `None` where a trusted proxy does not say for whom it asks.
    _share: Option<Share<Source>>,
    _permit: OwnedSemaphorePermit,
}

/// Why a request is not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// Its source has as many as it may have.
    OfSource,
    /// There are as many as there may be.
    OfServer,
}

impl Requests {
    /// None yet, and as many as a process bears.
    pub fn new(trusted_proxies: Arc<[IpNet]>) -> Self {
        Self::at_most(MAX_REQUESTS, MAX_OF_A_SOURCE, trusted_proxies)
    }

    /// The same with numbers of one's own.
    pub fn at_most(most: usize, most_of_a_source: usize, trusted_proxies: Arc<[IpNet]>) -> Self {
        let counted = |requests: usize| u32::try_from(requests).unwrap_or(u32::MAX);
        Self(Arc::new(Shared {
            trusted_proxies,
            most_of_a_source,
            free: Arc::new(Semaphore::new(most)),
            sources: Held::new(Bounds::new(counted(most_of_a_source), counted(most))),
        }))
    }

    /// Counts a request from `address`.
    ///
    /// # Errors
    /// When it may not be begun.
    pub fn begin(&self, address: IpAddr) -> Result<UnderWay, Full> {
        let permit = Arc::clone(&self.0.free).try_acquire_owned().map_err(|_| Full::OfServer)?;
        let is_proxy = self.0.trusted_proxies.iter().any(|network| network.contains(&address.to_canonical()));
        let share = if is_proxy { None } else { Some(self.0.sources.take(address.into()).ok_or(Full::OfSource)?) };
        Ok(UnderWay { _share: share, _permit: permit })
    }
}

/// What the layer needs.
#[derive(Clone)]
pub(super) struct Layer {
    pub(super) requests: Requests,
    pub(super) proxies: Arc<Proxies>,
}

/// Answers those that may not be begun. What is begun is handed on in the answer's extensions, for whoever knows when
/// its last byte has gone.
pub(super) async fn count(State(layer): State<Layer>, request: Request, next: Next) -> Response {
    // Without a listener (a router called in process) there is no peer; all such callers are one source.
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    match layer.requests.begin(layer.proxies.source(request.headers(), peer)) {
        Ok(under_way) => {
            let mut response = next.run(request).await;
            response.extensions_mut().insert(Arc::new(under_way));
            response
        }
        Err(Full::OfSource) => {
            let most = layer.requests.0.most_of_a_source;
            let description = format!("{most} requests from this address are under way, which is the limit");
            error_until(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", &description, RETRY_AFTER)
        }
        Err(Full::OfServer) => {
            let description = "as many requests are under way as this server takes";
            error_until(StatusCode::SERVICE_UNAVAILABLE, "too_many_requests", description, RETRY_AFTER)
        }
    }
}
