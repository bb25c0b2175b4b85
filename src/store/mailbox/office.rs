//! Who gets which reply: the decisions behind [`super::InProcess`], without locks and clocks.
//!
//! Whatever closes a stream leaves letters without a place, and [`Office::settle`] finds them one: a queue, the
//! owner's orphans, or none. An orphan never closes the stream it is handed to: it has to fit.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

use jiff::Timestamp;

use super::{
    AFTERLIFE, Address, Full, MAX_BYTES, MAX_BYTES_OF_AN_OWNER, MAX_WAITING, MAX_WAITING_BYTES, PERSONS_SHARE, Reply,
    session::{Letter, Queue, Requests, Session, Stream},
};
use crate::secret::Fingerprint;

/// Orphans of one owner that wait for a stream, at most.
const MAX_ORPHANS: usize = 64;
/// Their bytes, at most.
const MAX_ORPHAN_BYTES: usize = 4 * 1024 * 1024;
/// Sessions without a stream that are remembered of one owner, at most.
const MAX_GONE: usize = 1_000;

/// All sessions and their owners.
#[derive(Default)]
pub(super) struct Office {
    pub(super) sessions: HashMap<Arc<str>, Session>,
    owners: HashMap<Arc<str>, Owner>,
    /// How many streams each person has open.
    people: HashMap<Arc<str>, usize>,
    openings: u64,
    open: usize,
    /// Of everything that waits.
    bytes: usize,
    /// Orphans that were dropped so far.
    pub(super) dropped: u64,
    /// Streams that were closed so far because their readers did not keep up.
    pub(super) stalled: u64,
}

/// One principal's streams and what waits for the next.
#[derive(Default)]
struct Owner {
    /// Open streams, the newest last.
    streams: BTreeMap<u64, Arc<str>>,
    /// Sessions without a stream, the first to be forgotten first.
    gone: VecDeque<(Timestamp, Arc<str>)>,
    orphans: VecDeque<Letter>,
    orphan_bytes: usize,
    /// Of what waits for its open streams.
    bytes: usize,
}

/// Letters that lost their place, with their owners.
type Homeless = Vec<(Arc<str>, Letter)>;

impl Office {
    pub(super) fn open(
        &mut self,
        session: &str,
        owner: &str,
        person: &str,
        streams: usize,
        now: Timestamp,
    ) -> Result<Address, Full> {
        let (session, owner, person): (Arc<str>, Arc<str>, Arc<str>) = (session.into(), owner.into(), person.into());
        if self.open >= streams {
            return Err(Full::OfServer(streams));
        }
        if self.people.get(&person).is_some_and(|open| *open >= streams / PERSONS_SHARE) {
            return Err(Full::OfPerson(streams / PERSONS_SHARE));
        }
        *self.people.entry(person.clone()).or_default() += 1;
        let of_owner = self.owners.entry(owner.clone()).or_default();
        self.openings += 1;
        self.open += 1;
        let opened = self.openings;
        of_owner.streams.insert(opened, session.clone());
        let orphans = std::mem::take(&mut of_owner.orphans);
        self.bytes -= std::mem::take(&mut of_owner.orphan_bytes);
        let stream = Stream::Open(Queue::default());
        let entry = Session { owner: owner.clone(), person, opened, requests: Requests::default(), stream };
        self.sessions.insert(session.clone(), entry);
        self.settle(orphans.into_iter().map(|letter| (owner.clone(), letter)).collect(), now);
        Ok(Address { session, owner, opened })
    }

    pub(super) fn append(&mut self, address: &Address, reply: Reply, now: Timestamp) {
        let letter = Letter { reply, opened: address.opened, expires: None };
        let mut homeless = Homeless::new();
        let own = |office: &mut Self| office.queue(&address.session).is_some();
        if own(self) {
            homeless = self.make_room(&address.owner, letter.bytes(), now);
        }
        let pushed = match self.queue(&address.session) {
            Some(queue) => queue.push(letter, MAX_WAITING, MAX_WAITING_BYTES, now),
            None => Err(letter),
        };
        match pushed {
            Ok(bytes) => self.count(&address.owner, bytes),
            Err(letter) => {
                self.stalled += u64::from(own(self));
                homeless.extend(self.shut(&address.session, now));
                homeless.push((address.owner.clone(), letter));
            }
        }
        self.settle(homeless, now);
    }

    pub(super) fn offer(&mut self, address: &Address, line: String, now: Timestamp) {
        if !self.exceeds(&address.owner, line.len())
            && let Some(queue) = self.queue(&address.session)
        {
            let bytes = queue.offer(line, now);
            self.count(&address.owner, bytes);
        }
    }

    pub(super) fn take(&mut self, address: &Address, now: Timestamp) -> Option<String> {
        let line = self.queue(&address.session)?.pop(now)?;
        self.uncount(&address.owner, line.len());
        Some(line)
    }

    pub(super) fn close(&mut self, session: &Arc<str>, now: Timestamp) {
        let homeless = self.shut(session, now);
        self.settle(homeless, now);
    }

    /// The queue of a stream that is open.
    pub(super) fn queue(&mut self, session: &Arc<str>) -> Option<&mut Queue> {
        match &mut self.sessions.get_mut(session)?.stream {
            Stream::Open(queue) => Some(queue),
            Stream::Gone(_) => None,
        }
    }

    /// Forgets what has expired and closes the streams whose readers take nothing. Says whether there is
    /// anything left that may expire.
    pub(super) fn sweep(&mut self, now: Timestamp) -> bool {
        let stuck = |session: &Session| match &session.stream {
            Stream::Open(queue) => queue.stuck_since().is_some_and(|since| since + AFTERLIFE <= now),
            Stream::Gone(_) => false,
        };
        let stuck: Vec<_> =
            self.sessions.iter().filter(|(_, session)| stuck(session)).map(|(id, _)| id.clone()).collect();
        for session in stuck {
            self.stalled += 1;
            self.close(&session, now);
        }
        for owner in self.owners.values_mut() {
            while let Some((_, session)) = owner.gone.pop_front_if(|(until, _)| *until <= now) {
                self.sessions.remove(&session);
            }
            let before = (owner.orphans.len(), owner.orphan_bytes);
            owner.orphans.retain(|letter| letter.expires.is_some_and(|expires| expires > now));
            owner.orphan_bytes = owner.orphans.iter().map(Letter::bytes).sum();
            self.dropped += (before.0 - owner.orphans.len()) as u64;
            self.bytes -= before.1 - owner.orphan_bytes;
        }
        self.owners.retain(|_, owner| !owner.is_idle());
        self.bytes > 0 || self.owners.values().any(|owner| !owner.gone.is_empty())
    }

    /// Finds every letter a place: with the owner's newest stream, if it opened after the letter's own and has not
    /// used its id; else, if there is no such stream, among those that wait for one.
    fn settle(&mut self, homeless: Homeless, now: Timestamp) {
        for (owner, mut letter) in homeless {
            let expires = *letter.expires.get_or_insert(now + AFTERLIFE);
            let Some(request) = letter.reply.request.filter(|_| expires > now) else {
                self.dropped += 1;
                continue;
            };
            let newest = self.owners.get(&owner).and_then(|owner| owner.streams.last_key_value());
            match newest.filter(|(opened, _)| **opened > letter.opened).map(|(_, session)| session.clone()) {
                Some(session) => self.hand_over(&session, &owner, letter, request, now),
                None => self.hold(owner, letter),
            }
        }
    }

    fn hand_over(
        &mut self,
        session: &Arc<str>,
        owner: &Arc<str>,
        letter: Letter,
        request: Fingerprint,
        now: Timestamp,
    ) {
        let exceeds = self.exceeds(owner, letter.bytes());
        let newest = self.sessions.get_mut(session).filter(|newest| !exceeds && !newest.requests.may_hold(&request));
        let Some(Session { stream: Stream::Open(queue), .. }) = newest else {
            self.dropped += 1;
            return;
        };
        match queue.push(letter, MAX_ORPHANS, MAX_ORPHAN_BYTES, now) {
            Ok(bytes) => self.count(owner, bytes),
            Err(_) => self.dropped += 1,
        }
    }

    /// Closes the fullest streams until `bytes` more may wait for `owner`.
    fn make_room(&mut self, owner: &Arc<str>, bytes: usize, now: Timestamp) -> Homeless {
        let mut homeless = Homeless::new();
        while self.exceeds(owner, bytes) {
            let of_owner = self.owners.get(owner).map_or(0, |owner| owner.bytes);
            let is_owners = of_owner + bytes > MAX_BYTES_OF_AN_OWNER;
            let fullest = if is_owners { Some(owner.clone()) } else { self.fullest_owner() };
            let Some(session) = fullest.and_then(|owner| self.fullest_stream(&owner)) else { break };
            self.stalled += 1;
            homeless.extend(self.shut(&session, now));
        }
        homeless
    }

    /// Whether too much would wait. What is alone may be larger.
    fn exceeds(&self, owner: &Arc<str>, bytes: usize) -> bool {
        let of_owner = self.owners.get(owner).map_or(0, |owner| owner.bytes);
        (of_owner > 0 && of_owner + bytes > MAX_BYTES_OF_AN_OWNER) || (self.bytes > 0 && self.bytes + bytes > MAX_BYTES)
    }

    fn fullest_owner(&self) -> Option<Arc<str>> {
        let owners = self.owners.iter().filter(|(_, owner)| owner.bytes > 0);
        owners.max_by_key(|(_, owner)| owner.bytes).map(|(name, _)| name.clone())
    }

    fn fullest_stream(&self, owner: &Arc<str>) -> Option<Arc<str>> {
        let waiting = |session: &Arc<str>| match &self.sessions.get(session)?.stream {
            Stream::Open(queue) => Some(queue.bytes()).filter(|bytes| *bytes > 0),
            Stream::Gone(_) => None,
        };
        let streams = self.owners.get(owner)?.streams.values();
        streams.filter_map(|session| Some((waiting(session)?, session))).max().map(|(_, session)| session.clone())
    }

    /// Ends a session's stream; what waited for it and must not be lost comes back.
    fn shut(&mut self, session: &Arc<str>, now: Timestamp) -> Homeless {
        let until = now + AFTERLIFE;
        let Some(entry) = self.sessions.get_mut(session).filter(|entry| matches!(entry.stream, Stream::Open(_))) else {
            return Homeless::new();
        };
        let (owner, person, opened) = (entry.owner.clone(), entry.person.clone(), entry.opened);
        // No orphan goes to a session whose stream has gone, so that its requests are of no interest any more.
        entry.requests = Requests::default();
        let Stream::Open(queue) = std::mem::replace(&mut entry.stream, Stream::Gone(until)) else {
            return Homeless::new();
        };
        self.open -= 1;
        if let Some(open) = self.people.get_mut(&person) {
            *open -= 1;
            if *open == 0 {
                self.people.remove(&person);
            }
        }
        self.uncount(&owner, queue.bytes());
        queue.wake.notify_one();
        let of_owner = self.owners.entry(owner.clone()).or_default();
        of_owner.streams.remove(&opened);
        of_owner.gone.push_back((until, session.clone()));
        if of_owner.gone.len() > MAX_GONE
            && let Some((_, oldest)) = of_owner.gone.pop_front()
        {
            self.sessions.remove(&oldest);
        }
        queue.into_letters().map(|letter| (owner.clone(), letter)).collect()
    }

    /// Keeps a letter for the owner's next stream.
    fn hold(&mut self, owner: Arc<str>, letter: Letter) {
        let bytes = letter.bytes();
        if bytes > MAX_ORPHAN_BYTES || self.bytes + bytes > MAX_BYTES {
            self.dropped += 1;
            return;
        }
        let owner = self.owners.entry(owner).or_default();
        owner.orphan_bytes += bytes;
        self.bytes += bytes;
        owner.orphans.push_back(letter);
        while owner.orphans.len() > MAX_ORPHANS || owner.orphan_bytes > MAX_ORPHAN_BYTES {
            let Some(oldest) = owner.orphans.pop_front() else { break };
            owner.orphan_bytes -= oldest.bytes();
            self.bytes -= oldest.bytes();
            self.dropped += 1;
        }
    }

    fn count(&mut self, owner: &Arc<str>, bytes: usize) {
        self.bytes += bytes;
        self.owners.entry(owner.clone()).or_default().bytes += bytes;
    }

    fn uncount(&mut self, owner: &Arc<str>, bytes: usize) {
        self.bytes -= bytes;
        if let Some(owner) = self.owners.get_mut(owner) {
            owner.bytes -= bytes;
        }
    }
}

impl Owner {
    fn is_idle(&self) -> bool {
        self.streams.is_empty() && self.gone.is_empty() && self.orphans.is_empty()
    }
}
