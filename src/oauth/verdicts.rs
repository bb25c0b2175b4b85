//! What Intercom said of tokens lately, so that not every request asks it again.
//!
//! - accepted     → holds 60 s; for an hour after that the token is known, and may be verified again even
//!   from a source that failed too often
//! - refused      → holds 30 s
//! - no answer    → never kept
//!
//! Tokens are known by their keyed digest only. Verifications of one token that happen at the same time are
//! one, a flight of its own task: it goes on when the request that began it goes away.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture, future::Shared};
use jiff::Timestamp;

use super::{expiring::Expiring, failures::Source, levels::Key, refusal::Refusal};
use crate::{clock::Clock, intercom::me::Access, secret::Digest};

const ACCEPTED_FOR: Duration = Duration::from_secs(60);
const KNOWN_FOR: Duration = Duration::from_secs(3600);
const REFUSED_FOR: Duration = Duration::from_secs(30);
/// Entries of each kind. They are apart so that a flood of bad tokens cannot push out the good ones.
const MAX_OF_A_KIND: usize = 5_000;
/// Flights of tokens of which nothing is known. When there are as many, each address and /48 goes on to an equal share of
/// them, so that only as many keep somebody new out; of N they are `MAX_UNKNOWN · (1 + ln(N · 30 / MAX_UNKNOWN))` at
/// most, since one address has thirty attempts.
const MAX_UNKNOWN: usize = 192;
/// Flights of known tokens, apart, so that a flood of unknown ones cannot keep them out.
const MAX_KNOWN: usize = 256;

/// What is known of a token after Intercom was asked.
pub(super) type Verdict = Result<Arc<Access>, Refusal>;
/// A verification under way.
pub(super) type Flight = Shared<BoxFuture<'static, Verdict>>;

/// Verdicts and flights, by the token's digest.
pub(super) struct Verdicts {
    accepted: Expiring<Digest, (Arc<Access>, Timestamp)>,
    refused: Expiring<Digest, Refusal>,
    flights: HashMap<Digest, UnderWay>,
}

struct UnderWay {
    flight: Flight,
    /// Where the token came from, the address or the /48; `None` for a known one.
    unknown_from: Option<Source>,
}

/// What is known of a token before Intercom is asked.
pub(super) enum Standing {
    /// A verdict that still holds.
    Holds(Verdict),
    /// It was accepted within the hour.
    Known,
    /// Nothing.
    Unknown,
}

impl Verdicts {
    pub(super) fn new() -> Self {
        Self {
            accepted: Expiring::new(KNOWN_FOR, MAX_OF_A_KIND),
            refused: Expiring::new(REFUSED_FOR, MAX_OF_A_KIND),
            flights: HashMap::new(),
        }
    }

    pub(super) fn standing(&mut self, digest: &Digest, now: Timestamp) -> Standing {
        if let Some((refusal, _)) = self.refused.get(digest, now) {
            return Standing::Holds(Err(refusal.clone()));
        }
        match self.accepted.get(digest, now) {
            Some(((access, holds_until), _)) if *holds_until > now => Standing::Holds(Ok(Arc::clone(access))),
            Some(_) => Standing::Known,
            None => Standing::Unknown,
        }
    }

    /// The flight for `digest` that is under way.
    pub(super) fn flight(&self, digest: &Digest) -> Option<Flight> {
        // A flight that has landed and is still here was broken off before it could settle.
        let under_way = self.flights.get(digest)?;
        under_way.flight.peek().is_none().then(|| under_way.flight.clone())
    }

    /// The flight that `begin` starts, of a token that is known or comes from `unknown_from`; `None` when there are too
    /// many already.
    pub(super) fn begin_flight(
        &mut self,
        digest: &Digest,
        unknown_from: Option<Source>,
        begin: impl FnOnce() -> BoxFuture<'static, Verdict>,
    ) -> Option<Flight> {
        self.flights.retain(|_, under_way| under_way.flight.peek().is_none());
        let unknown_from = unknown_from.map(|source| source.wider().unwrap_or(source));
        if !self.has_room(unknown_from) {
            return None;
        }
        let flight = begin().shared();
        self.flights.insert(Arc::clone(digest), UnderWay { flight: flight.clone(), unknown_from });
        Some(flight)
    }

    fn has_room(&self, unknown_from: Option<Source>) -> bool {
        let unknown = || self.flights.values().filter_map(|under_way| under_way.unknown_from);
        let all = unknown().count();
        let Some(source) = unknown_from else { return self.flights.len() - all < MAX_KNOWN };
        let sharers: HashSet<Source> = unknown().chain([source]).collect();
        let own = unknown().filter(|other| *other == source).count();
        all < MAX_UNKNOWN || own < MAX_UNKNOWN / sharers.len()
    }

    /// Ends the flight of `digest` and keeps its verdict, if it is one.
    pub(super) fn settle(&mut self, digest: Digest, verdict: &Verdict, clock: &Clock) {
        self.flights.remove(&digest);
        match verdict {
            Ok(access) => {
                let holds_until = clock.after(ACCEPTED_FOR);
                self.accepted.insert(digest, (Arc::clone(access), holds_until), clock);
            }
            Err(refusal) if refusal.is_verdict() => {
                self.accepted.remove(&digest);
                self.refused.insert(digest, refusal.clone(), clock);
            }
            Err(_) => {}
        }
    }

    /// Drops the good verdict on a token that Intercom has refused since.
    pub(super) fn forget(&mut self, digest: &Digest) {
        self.accepted.remove(digest);
    }
}
