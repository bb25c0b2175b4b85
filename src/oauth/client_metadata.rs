//! Clients whose id is the address of a document about them (draft-ietf-oauth-client-id-metadata-document; MCP
//! authorization, "Client ID Metadata Documents").
//!
//! The address is chosen by strangers and asked by this server, hence the rules: which addresses
//! (`client_id.rs`, `special_use.rs`, `network.rs`), how they are asked (`fetch.rs`), how often (`limits.rs`), what is
//! believed (`document.rs`). What was believed is kept in memory as long as the document allows, one minute to a day.
//!
//! Where a fetch times out or is answered with 403, 429 or 5xx, in this order:
//!
//! - the last good fetch, from the store, at most seven days old
//! - the copy in `copies.rs`, if CLIENT_METADATA_FALLBACK
//!
//! Never after any other failure, such as 404, an invalid document, or our own limit. After 404 and 410 the last good
//! fetch is forgotten: the client has withdrawn it.

mod client_id;
mod copies;
mod document;
mod error;
mod fetch;
mod last_good;
mod limits;
pub mod network;
mod special_use;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared as SharedFuture},
};
use jiff::Timestamp;

use self::{
    client_id::ClientId, document::Rules, fetch::Fetcher, last_good::LastGood, limits::Limits, network::Network,
};
pub use self::{document::Document, error::DocumentError};
use super::{expiring::Expiring, failures::Source};
use crate::{clock::Clock, config::Config, store::records::Store};

/// Documents in memory, at most. None is larger than 5 KB.
const MAX_KEPT: usize = 1_000;
/// The longest that any is kept; most are kept shorter.
const KEPT_AT_MOST: Duration = Duration::from_secs(24 * 60 * 60);
/// How long what was used instead of a fetch is, so that a site in trouble is not asked for every sign-in.
const INSTEAD_FOR: Duration = Duration::from_secs(60);

/// The documents of clients. Cheap to clone; clones share what they know.
#[derive(Clone)]
pub struct Documents(Arc<Shared>);

struct Shared {
    fetcher: Fetcher,
    rules: Rules,
    last_good: LastGood,
    use_copies: bool,
    clock: Clock,
    known: Mutex<Known>,
}

struct Known {
    kept: Expiring<ClientId, (Document, Timestamp)>,
    flights: HashMap<ClientId, Flight>,
    limits: Limits,
}

/// A fetch under way. It is a task of its own, and goes on when the request that began it goes away.
type Flight = SharedFuture<BoxFuture<'static, Result<Document, DocumentError>>>;

impl Documents {
    /// Asks the real network.
    ///
    /// # Errors
    /// When TLS cannot be set up, such as for want of certificates.
    pub fn new(config: &Config, store: Arc<dyn Store>, clock: Clock) -> Result<Self, reqwest::Error> {
        Self::with(Network::default(), config, store, clock)
    }

    /// Asks another network, for tests. All rules hold for it as well.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn with(
        network: Network,
        config: &Config,
        store: Arc<dyn Store>,
        clock: Clock,
    ) -> Result<Self, reqwest::Error> {
        let known = Known {
            kept: Expiring::new(KEPT_AT_MOST, MAX_KEPT),
            flights: HashMap::new(),
            limits: Limits::new(clock.clone()),
        };
        Ok(Self(Arc::new(Shared {
            fetcher: Fetcher::new(network, clock.clone())?,
            rules: Rules { policy: config.redirect_policy, allowed: config.allowed_redirect_uris.clone() },
            last_good: LastGood::new(store, clock.clone()),
            use_copies: config.client_metadata_fallback,
            clock,
            known: Mutex::new(known),
        })))
    }

    /// Whether a client id is to be looked up here: it begins like an address. Ids that this server gives never do.
    pub fn is_address(client_id: &str) -> bool {
        let scheme = client_id.split_once(':').map(|(scheme, _)| scheme);
        scheme.is_some_and(|scheme| ["https", "http"].iter().any(|web| scheme.eq_ignore_ascii_case(web)))
    }

    /// The document of the client with this id, for a request from `source`.
    ///
    /// # Errors
    /// Why the client cannot be believed, or not now.
    pub async fn get(&self, client_id: &str, source: Source) -> Result<Document, DocumentError> {
        let id = ClientId::parse(client_id)?;
        let flight = {
            let mut known = self.0.known();
            let now = self.0.clock.now();
            match known.kept.get(&id, now) {
                Some(((document, good_until), _)) if *good_until > now => return Ok(document.clone()),
                _ => self.join(&mut known, id, source)?,
            }
        };
        flight.await
    }

    fn join(&self, known: &mut Known, id: ClientId, source: Source) -> Result<Flight, DocumentError> {
        // A flight that has landed and is still here was broken off before it could settle.
        known.flights.retain(|_, flight| flight.peek().is_none());
        if let Some(flight) = known.flights.get(&id) {
            return Ok(flight.clone());
        }
        let is_well_known = copies::copy_for(&id).is_some();
        known
            .limits
            .fetch(source, is_well_known)
            .map_err(|retry_after| DocumentError::TooManyFetches { retry_after })?;
        let (shared, fetched) = (Arc::clone(&self.0), id.clone());
        let task = tokio::spawn(async move { shared.look_up(fetched).await });
        let broken_off = || DocumentError::Unreachable { cause: "the fetch was broken off".to_owned() };
        let flight = task.map(move |outcome| outcome.unwrap_or_else(|_| Err(broken_off()))).boxed().shared();
        known.flights.insert(id, flight.clone());
        Ok(flight)
    }
}

impl Shared {
    /// Fetches, keeps what is good, and ends the flight.
    async fn look_up(&self, id: ClientId) -> Result<Document, DocumentError> {
        let outcome = self.fetch(&id).await;
        if let Err(error) = &outcome {
            tracing::info!(client.id = %id, cause = %error.cause(), "a client's metadata document was not had");
        }
        let mut known = self.known();
        known.flights.remove(&id);
        let (document, good_for) = outcome?;
        let good_until = self.clock.after(good_for);
        known.kept.insert(id, (document.clone(), good_until), &self.clock);
        Ok(document)
    }

    /// The document, and how long it is good.
    async fn fetch(&self, id: &ClientId) -> Result<(Document, Duration), DocumentError> {
        match self.fetcher.fetch(id).await {
            Ok(fetched) => {
                let document = document::read(id, &fetched.body, &self.rules)?;
                self.last_good.keep(id, fetched.body, || self.known().limits.store_new()).await;
                Ok((document, fetched.fresh_for))
            }
            Err(error) if error.is_passing() => {
                let (document, from) = self.instead(id).await.ok_or_else(|| error.clone())?;
                tracing::warn!(client.id = %id, cause = %error.cause(), "used {from} of a client's metadata document");
                Ok((document, INSTEAD_FOR))
            }
            Err(error) => {
                if error.is_withdrawn() {
                    self.last_good.forget(id).await;
                }
                Err(error)
            }
        }
    }

    /// What may be used where a fetch failed for a while, and what that is. It is read by the rules of today.
    async fn instead(&self, id: &ClientId) -> Option<(Document, &'static str)> {
        if let Some(body) = self.last_good.get(id).await
            && let Ok(document) = document::read(id, &body, &self.rules)
        {
            return Some((document, "the last good fetch"));
        }
        let copy = copies::copy_for(id).filter(|_| self.use_copies)?;
        document::read(id, copy, &self.rules).ok().map(|document| (document, "the copy that is built in"))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
