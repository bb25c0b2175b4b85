//! How many bytes of requests are held at the same time: of one source, of one principal, and in all.
//!
//! Before a body is read its bytes are reserved, and they are given back when nothing of the request is used any
//! more. What comes without a credential, and what comes with one, is counted apart: strangers cannot take the room of
//! those who are signed in.
//!
//! | | of one | in all |
//! |---|---|---|
//! | sources (no credential) | 2 MiB | 64 MiB |
//! | principals | 8 MiB | 128 MiB |
//!
//! A request that finds no room waits for its turn, behind those that came before it; not for long, since what waits
//! takes room as well, in the connection's own buffers.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::oauth::failures::Source;

/// Bytes that are counted as one.
const UNIT: u64 = 1024;
/// How long a request waits for its turn.
const TURN: Duration = Duration::from_secs(5);
/// Requests of one owner that wait for their turn, at most.
const MAX_WAITING_OF_ONE: usize = 64;
/// Requests that wait for their turn in one of the two counts, at most.
const MAX_WAITING: usize = 1_024;

const MIB: u64 = 1024 * 1024;

/// Whose bytes they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// Of a caller without a credential, or whose credential is in the body.
    Source(Source),
    /// Of a caller who is known.
    Principal(Arc<str>),
}

/// The room for requests' bytes. Cheap to clone; clones share it.
#[derive(Clone)]
pub struct Budget {
    strangers: Arc<Pool>,
    principals: Arc<Pool>,
}

struct Pool {
    all: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// Units that one owner may have.
    share: u32,
    owners: Mutex<HashMap<Owner, Weak<Share>>>,
}

/// What one owner may have. Lives as long as the owner has or wants some of it.
struct Share {
    owner: Owner,
    pool: Arc<Pool>,
    units: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// Room that is reserved, until it is dropped.
pub struct Reservation {
    share: Arc<Share>,
    units: u32,
    of_owner: OwnedSemaphorePermit,
    of_all: OwnedSemaphorePermit,
}

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
        Self { strangers: Pool::of(2 * MIB, 64 * MIB), principals: Pool::of(8 * MIB, 128 * MIB) }
    }
}

impl Budget {
    /// Room for `bytes` of `owner`, if there is some and nobody waits for it.
    ///
    /// # Errors
    /// When there is none.
    pub fn reserve_now(&self, owner: Owner, bytes: u64) -> Result<Reservation, Full> {
        self.share(owner).reserve_now(units(bytes))
    }

    /// Room for `bytes` of `owner`; waits for it, but not for long.
    ///
    /// # Errors
    /// When the owner's turn did not come, or too many wait for theirs.
    pub async fn reserve(&self, owner: Owner, bytes: u64) -> Result<Reservation, Full> {
        let share = self.share(owner);
        let units = units(bytes);
        match share.reserve_now(units) {
            Err(Full::OfOwner | Full::OfAll) => share.wait_for(units).await,
            decided => decided,
        }
    }

    fn share(&self, owner: Owner) -> Arc<Share> {
        let pool = match owner {
            Owner::Source(_) => &self.strangers,
            Owner::Principal(_) => &self.principals,
        };
        pool.share(owner)
    }
}

impl Pool {
    fn of(share: u64, all: u64) -> Arc<Self> {
        let all = Arc::new(Semaphore::new(units(all) as usize));
        Arc::new(Self { all, waiting: AtomicUsize::new(0), share: units(share), owners: Mutex::default() })
    }

    fn share(self: &Arc<Self>, owner: Owner) -> Arc<Share> {
        let mut owners = self.owners();
        if let Some(share) = owners.get(&owner).and_then(Weak::upgrade) {
            return share;
        }
        let units = Arc::new(Semaphore::new(self.share as usize));
        let share =
            Arc::new(Share { owner: owner.clone(), pool: Arc::clone(self), units, waiting: AtomicUsize::new(0) });
        owners.insert(owner, Arc::downgrade(&share));
        share
    }

    fn owners(&self) -> MutexGuard<'_, HashMap<Owner, Weak<Share>>> {
        self.owners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    fn reserve_now(self: &Arc<Self>, units: u32) -> Result<Reservation, Full> {
        if units > self.pool.share {
            return Err(Full::Never);
        }
        let of_owner = Arc::clone(&self.units).try_acquire_many_owned(units).map_err(|_| Full::OfOwner)?;
        let of_all = Arc::clone(&self.pool.all).try_acquire_many_owned(units).map_err(|_| Full::OfAll)?;
        Ok(self.reserved(units, of_owner, of_all))
    }

    /// First the owner's own turn, then that among all: one owner with much to send delays nobody else.
    async fn wait_for(self: &Arc<Self>, units: u32) -> Result<Reservation, Full> {
        let _waits = Waits::begin(&self.waiting, MAX_WAITING_OF_ONE).ok_or(Full::OfOwner)?;
        let of_owner = timeout(TURN, Arc::clone(&self.units).acquire_many_owned(units)).await;
        let of_owner = of_owner.ok().and_then(Result::ok).ok_or(Full::OfOwner)?;
        let _waits_among_all = Waits::begin(&self.pool.waiting, MAX_WAITING).ok_or(Full::OfAll)?;
        let of_all = timeout(TURN, Arc::clone(&self.pool.all).acquire_many_owned(units)).await;
        let of_all = of_all.ok().and_then(Result::ok).ok_or(Full::OfAll)?;
        Ok(self.reserved(units, of_owner, of_all))
    }

    fn reserved(
        self: &Arc<Self>,
        units: u32,
        of_owner: OwnedSemaphorePermit,
        of_all: OwnedSemaphorePermit,
    ) -> Reservation {
        Reservation { share: Arc::clone(self), units, of_owner, of_all }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut owners = self.pool.owners();
        // Meanwhile the owner may have got a share anew.
        if owners.get(&self.owner).is_some_and(|share| share.strong_count() == 0) {
            owners.remove(&self.owner);
        }
    }
}

impl Reservation {
    /// Makes it one for `bytes`. Takes what is missing without waiting, since whoever holds some must not wait for
    /// more, and gives back what is not needed if that is more than `slack` bytes.
    ///
    /// # Errors
    /// When there is no room for more.
    pub fn resize(&mut self, bytes: u64, slack: u64) -> Result<(), Full> {
        let wanted = units(bytes);
        if wanted > self.share.pool.share {
            return Err(Full::Never);
        }
        if wanted > self.units {
            let more = self.share.reserve_now(wanted - self.units)?;
            self.of_owner.merge(more.of_owner);
            self.of_all.merge(more.of_all);
            self.units = wanted;
        } else if u64::from(self.units - wanted) * UNIT > slack {
            let spare = (self.units - wanted) as usize;
            drop((self.of_owner.split(spare), self.of_all.split(spare)));
            self.units = wanted;
        }
        Ok(())
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

fn units(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT).max(1)).unwrap_or(u32::MAX)
}
