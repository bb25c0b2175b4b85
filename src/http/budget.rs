//! How many bytes of requests are held at the same time: of one source or sign-in, of the site or the person around
//! it, and in all.
//!
//! Before a body is read its bytes are reserved, and they are given back when nothing of the request is used any
//! more. What comes without a credential, and what comes with one, is counted apart: strangers cannot take the room of
//! those who are signed in.
//!
//! | | of one | of the wider one | in all | kept besides |
//! |---|---|---|---|---|
//! | sources (no credential) | 2 MiB | 8 MiB of a /48 | 32 MiB | 32 MiB |
//! | sign-ins and tokens | 8 MiB | 24 MiB of a person | 96 MiB | 32 MiB |
//!
//! What is in all may be used up by a few who hold as much as they may. For everybody else something is kept: once the
//! room in all is used up, each person, IPv4 address and /48 gets 96 KiB of what is kept, enough for a body of 64 KiB, so
//! that only hundreds of them keep others out.
//!
//! A request that finds no room waits for its turn, behind those that came before it; not for long, since what waits
//! takes room as well, in the connection's own buffers.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{AcquireError, OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::{oauth::failures::Source, shares::Shares};

/// Bytes that are counted as one.
const UNIT: u64 = 1024;
/// How long a request waits for its turn.
const TURN: Duration = Duration::from_secs(5);
/// Requests of one owner that wait for their turn, at most.
const MAX_WAITING_OF_ONE: usize = 64;
/// Requests that wait for their turn in one of the two counts, at most.
const MAX_WAITING: usize = 1_024;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// What each may have of what is kept: the longest body of parameters, and what it becomes when it is read.
const OF_KEPT: u64 = 96 * KIB;

/// Whose bytes they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Of a caller without a credential, or whose credential is in the body.
    Source(Source),
    /// Of a caller who is known.
    Principal {
        /// The sign-in, or the token.
        principal: Arc<str>,
        /// The teammate behind the sign-in.
        person: Arc<str>,
    },
}

/// What bytes are counted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// An IPv4 address, a /64 or a /48.
    Source(Source),
    Principal(Arc<str>),
    Person(Arc<str>),
}

/// The room for requests' bytes. Cheap to clone; clones share it.
#[derive(Clone)]
pub struct Budget {
    strangers: Arc<Pool>,
    principals: Arc<Pool>,
}

struct Pool {
    /// Units that one owner may have.
    one: u32,
    /// Units that the wider one around it may have.
    wider: u32,
    all: Arc<Semaphore>,
    /// What is kept for those who hold none, in addition to `all`.
    kept: Arc<Semaphore>,
    waiting: AtomicUsize,
    shares: Shares<Key, Share>,
}

/// What one may have.
struct Share {
    units: Arc<Semaphore>,
    /// What it may have of what is kept.
    kept: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
}

/// What an owner may have, of its own and of the wider one around it.
#[derive(Clone)]
struct Room {
    pool: Arc<Pool>,
    own: Arc<Share>,
    wider: Option<Arc<Share>>,
}

/// Room that is reserved, until it is dropped.
pub struct Reservation {
    room: Room,
    pieces: Vec<Piece>,
}

/// So many units of each counter that they count under.
struct Piece(Vec<OwnedSemaphorePermit>);

/// Why there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// More than one owner may ever have.
    Never,
    /// The owner's other requests have it.
    OfOwner,
    /// Requests of many have it.
    OfAll,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            strangers: Pool::of(2 * MIB, 8 * MIB, 32 * MIB, 32 * MIB),
            principals: Pool::of(8 * MIB, 24 * MIB, 96 * MIB, 32 * MIB),
        }
    }
}

impl Budget {
    /// Room for `bytes` of `owner`, if there is some and nobody waits for it.
    ///
    /// # Errors
    /// When there is none.
    pub fn reserve_now(&self, owner: Owner, bytes: u64) -> Result<Reservation, Full> {
        let room = self.room(owner);
        let piece = room.take_now(units(bytes))?;
        Ok(Reservation { room, pieces: vec![piece] })
    }

    /// Room for `bytes` of `owner`; waits for it, but not for long.
    ///
    /// # Errors
    /// When the owner's turn did not come, or too many wait for theirs.
    pub async fn reserve(&self, owner: Owner, bytes: u64) -> Result<Reservation, Full> {
        let room = self.room(owner);
        let units = units(bytes);
        let piece = match room.take_now(units) {
            Err(Full::OfOwner | Full::OfAll) => room.wait_for(units).await?,
            decided => decided?,
        };
        Ok(Reservation { room, pieces: vec![piece] })
    }

    fn room(&self, owner: Owner) -> Room {
        let (pool, own, wider) = match owner {
            Owner::Source(source) => (&self.strangers, Key::Source(source), source.site().map(Key::Source)),
            Owner::Principal { principal, person } => {
                (&self.principals, Key::Principal(principal), Some(Key::Person(person)))
            }
        };
        let own = pool.shares.of(own, || Share::of(pool.one, MAX_WAITING_OF_ONE));
        let most_waiting = MAX_WAITING_OF_ONE * (pool.wider / pool.one) as usize;
        let wider = wider.map(|wider| pool.shares.of(wider, || Share::of(pool.wider, most_waiting)));
        Room { pool: Arc::clone(pool), own, wider }
    }
}

impl Pool {
    fn of(one: u64, wider: u64, all: u64, kept: u64) -> Arc<Self> {
        Arc::new(Self {
            one: units(one),
            wider: units(wider),
            all: semaphore(units(all)),
            kept: semaphore(units(kept)),
            waiting: AtomicUsize::new(0),
            shares: Shares::default(),
        })
    }
}

impl Share {
    fn of(units: u32, most_waiting: usize) -> Self {
        Self {
            units: semaphore(units),
            kept: semaphore(self::units(OF_KEPT)),
            waiting: AtomicUsize::new(0),
            most_waiting,
        }
    }

    fn waits(&self) -> Result<Waits<'_>, Full> {
        Waits::begin(&self.waiting, self.most_waiting).ok_or(Full::OfOwner)
    }
}

impl Room {
    fn take_now(&self, units: u32) -> Result<Piece, Full> {
        if units > self.pool.one {
            return Err(Full::Never);
        }
        let mut permits = Vec::new();
        for share in self.shares() {
            permits.push(now(&share.units, units).ok_or(Full::OfOwner)?);
        }
        match now(&self.pool.all, units) {
            Some(of_all) => permits.push(of_all),
            None => {
                for kept in self.kept() {
                    permits.push(now(kept, units).ok_or(Full::OfAll)?);
                }
            }
        }
        Ok(Piece(permits))
    }

    /// First the owner's own turn, then that of the wider one, then that among all: one owner with much to send delays
    /// no other caller.
    async fn wait_for(&self, units: u32) -> Result<Piece, Full> {
        let mut missing = Full::OfOwner;
        let turn = timeout(TURN, async {
            let (mut permits, mut waits) = (Vec::new(), Vec::new());
            for share in self.shares() {
                waits.push(share.waits()?);
                let permit = Arc::clone(&share.units).acquire_many_owned(units).await;
                permits.push(permit.map_err(|_| Full::OfOwner)?);
            }
            missing = Full::OfAll;
            let _waits_among_all = Waits::begin(&self.pool.waiting, MAX_WAITING).ok_or(Full::OfAll)?;
            let of_all = tokio::select! {
                of_all = Arc::clone(&self.pool.all).acquire_many_owned(units) => of_all.map(|of_all| vec![of_all]),
                of_kept = self.wait_for_kept(units) => of_kept,
            };
            permits.extend(of_all.map_err(|_| Full::OfAll)?);
            Ok(Piece(permits))
        });
        let turn = turn.await;
        turn.unwrap_or(Err(missing))
    }

    async fn wait_for_kept(&self, units: u32) -> Result<Vec<OwnedSemaphorePermit>, AcquireError> {
        if units > self::units(OF_KEPT) {
            std::future::pending::<()>().await;
        }
        let mut permits = Vec::new();
        for kept in self.kept() {
            permits.push(Arc::clone(kept).acquire_many_owned(units).await?);
        }
        Ok(permits)
    }

    /// The owner's own, and the wider one's.
    fn shares(&self) -> impl Iterator<Item = &Share> {
        [&*self.own].into_iter().chain(self.wider.as_deref())
    }

    /// What the widest may have of what is kept, and all of that.
    fn kept(&self) -> [&Arc<Semaphore>; 2] {
        [&self.wider.as_ref().unwrap_or(&self.own).kept, &self.pool.kept]
    }
}

impl Reservation {
    /// Makes it one for `bytes`. Takes what is missing without waiting, since whoever holds some must not wait for
    /// more, and gives back what is not needed if that is more than `slack` bytes.
    ///
    /// # Errors
    /// When there is no room for more.
    pub fn resize(&mut self, bytes: u64, slack: u64) -> Result<(), Full> {
        let (held, wanted) = (self.pieces.iter().map(Piece::units).sum::<u32>(), units(bytes));
        if wanted > self.room.pool.one {
            return Err(Full::Never);
        }
        if wanted > held {
            self.pieces.push(self.room.take_now(wanted - held)?);
        } else if u64::from(held - wanted) * UNIT > slack {
            let mut spare = held - wanted;
            while let Some(last) = self.pieces.last_mut().filter(|_| spare > 0) {
                spare -= last.give_back(spare);
                if last.units() == 0 {
                    self.pieces.pop();
                }
            }
        }
        Ok(())
    }
}

impl Piece {
    fn units(&self) -> u32 {
        self.0.first().map_or(0, |permit| u32::try_from(permit.num_permits()).unwrap_or(u32::MAX))
    }

    /// Gives back as many as it has, up to `spare`; tells how many.
    fn give_back(&mut self, spare: u32) -> u32 {
        let units = spare.min(self.units());
        for permit in &mut self.0 {
            drop(permit.split(units as usize));
        }
        units
    }
}

/// One that waits, until it is dropped.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn begin(waiting: &'a AtomicUsize, most: usize) -> Option<Self> {
        let waits = Self(waiting);
        (waiting.fetch_add(1, Ordering::Relaxed) < most).then_some(waits)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn now(of: &Arc<Semaphore>, units: u32) -> Option<OwnedSemaphorePermit> {
    Arc::clone(of).try_acquire_many_owned(units).ok()
}

fn semaphore(units: u32) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(units as usize))
}

fn units(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT).max(1)).unwrap_or(u32::MAX)
}
