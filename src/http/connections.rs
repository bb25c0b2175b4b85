//! How many connections are held at the same time, and how many of them by one peer.
//!
//! Every connection costs a file descriptor, and so does every connection to Intercom. Who opens connections
//! and leaves them idle must run out before the server does, and before others find no place.
//!
//! A connection of HTTP/2 may hold as much unread as its window, and as many requests as its streams: it takes as many
//! places as HTTP/1 would for about the same.

use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use ipnet::IpNet;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    oauth::{
        failures::Source,
        levels::{Bounds, Held, Share},
    },
    state,
};

/// Connections, at most, however many descriptors there are: every event stream of HTTP+SSE holds one, and more
/// than those must find a place.
const MAX_CONNECTIONS: usize = 14_000;
/// Connections of one peer, at most.
const MAX_OF_A_PEER: usize = 1_000;
/// Places that a connection of HTTP/2 takes.
const PLACES_OF_HTTP2: usize = 16;

/// The places for connections. Cheap to clone; clones share them.
#[derive(Clone)]
pub struct Places(Arc<Shared>);

struct Shared {
    free: Arc<Semaphore>,
    of_a_peer: usize,
    trusted_proxies: Arc<[IpNet]>,
    peers: Held<Source>,
}

/// A place for one connection that is yet to come.
pub struct Free(Places, Option<OwnedSemaphorePermit>);

/// A connection's place; given back when dropped.
pub struct Place {
    places: Places,
    /// `None` for a trusted proxy, behind which many stand.
    peer: Option<Source>,
    _share: Option<Share<Source>>,
    _permit: Option<OwnedSemaphorePermit>,
    /// Further places, once it is known that the connection needs them; `None` in it if there were none.
    further: OnceLock<Option<Further>>,
}

struct Further {
    _shares: Vec<Share<Source>>,
    _permit: OwnedSemaphorePermit,
}

impl Places {
    /// Places for what this process may open. A quarter of its descriptors stays for connections to Intercom;
    /// one peer gets half of the places, and at most 1,000; a /48 of IPv6 gets four times as many, and at most three
    /// quarters of all.
    pub fn of_this_process(trusted_proxies: Arc<[IpNet]>) -> Self {
        Self::within(state::descriptors(), trusted_proxies)
    }

    /// The same for a given number of descriptors.
    pub fn within(descriptors: u64, trusted_proxies: Arc<[IpNet]>) -> Self {
        let usable = usize::try_from(descriptors / 4 * 3).unwrap_or(MAX_CONNECTIONS);
        let places = usable.clamp(2, MAX_CONNECTIONS);
        let counted = |places: usize| u32::try_from(places).unwrap_or(u32::MAX);
        let (of_a_peer, all) = (counted((places / 2).min(MAX_OF_A_PEER)), counted(places));
        let bounds = Bounds::new(of_a_peer, all);
        let wider = bounds.wider.min(all / 4 * 3).max(of_a_peer);
        Self(Arc::new(Shared {
            free: Arc::new(Semaphore::new(places)),
            of_a_peer: (places / 2).min(MAX_OF_A_PEER),
            trusted_proxies,
            peers: Held::new(Bounds { wider, ..bounds }),
        }))
    }

    /// Waits until there is a place; meanwhile connections wait in the kernel's queue.
    pub async fn free(&self) -> Free {
        // The semaphore is never closed; were it, connections would be served without a place.
        Free(self.clone(), Arc::clone(&self.0.free).acquire_owned().await.ok())
    }
}

impl Free {
    /// Gives the place to a connection from `peer`, or to nobody if that peer has as many as it may have.
    pub fn take(self, peer: IpAddr) -> Option<Place> {
        let Self(places, permit) = self;
        let address = peer.to_canonical();
        if places.0.trusted_proxies.iter().any(|network| network.contains(&address)) {
            return Some(Place { places, peer: None, _share: None, _permit: permit, further: OnceLock::new() });
        }
        let peer = Source::from(peer);
        let share = Some(places.0.peers.take(peer)?);
        Some(Place { places, peer: Some(peer), _share: share, _permit: permit, further: OnceLock::new() })
    }
}

impl Place {
    /// Takes the further places of a connection that turns out to speak HTTP/2. Says whether there were any; the answer
    /// stays the same for as long as the connection lasts.
    pub fn suffices_for_http2(&self) -> bool {
        self.further.get_or_init(|| self.further()).is_some()
    }

    fn further(&self) -> Option<Further> {
        let shared = &self.places.0;
        let wanted = (PLACES_OF_HTTP2 - 1).min(shared.of_a_peer.saturating_sub(1));
        let permit = Arc::clone(&shared.free).try_acquire_many_owned(u32::try_from(wanted).ok()?).ok()?;
        // What was taken before there were no more is given back.
        let shares = match self.peer {
            Some(peer) => (0..wanted).map(|_| shared.peers.take(peer)).collect::<Option<_>>()?,
            None => Vec::new(),
        };
        Some(Further { _shares: shares, _permit: permit })
    }
}
