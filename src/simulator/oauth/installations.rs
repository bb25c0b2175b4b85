//! Who connected the app: codes that wait for their exchange, and the tokens that were given for them.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use base64::prelude::{BASE64_STANDARD, Engine};
use jiff::Timestamp;

use crate::clock::Clock;

/// "The code will expire after about 5 minutes."
const CODE_LIFETIME: Duration = Duration::from_secs(5 * 60);
/// How many codes, and how many tokens, are remembered; the oldest go first.
const REMEMBERED: usize = 10_000;

/// Codes and tokens of the app in all workspaces.
#[derive(Debug, Default)]
pub(crate) struct Installations(Mutex<Ledger>);

#[derive(Debug, Default)]
struct Ledger {
    codes: Newest<Code>,
    tokens: Newest<Installation>,
}

#[derive(Debug)]
struct Code {
    region: &'static str,
    expires_at: Timestamp,
}

/// What stands behind a token that was given for a code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Installation {
    /// `US`, `EU` or `AU`: the region of its workspace.
    pub(crate) region: &'static str,
    /// Whether the app was removed from the workspace since.
    pub(crate) revoked: bool,
}

impl Installations {
    /// A fresh code for that region's workspace.
    pub(super) fn issue_code(&self, region: &'static str, clock: &Clock) -> String {
        let code = random_code();
        let expires_at = clock.after(CODE_LIFETIME);
        self.ledger().codes.insert(code.clone(), Code { region, expires_at });
        code
    }

    /// Exchanges a code for a fresh token; nothing if it is unknown, used or expired. A code is good once.
    pub(super) fn redeem(&self, code: &str, clock: &Clock) -> Option<String> {
        let mut ledger = self.ledger();
        let code = ledger.codes.take(code).filter(|code| clock.now() < code.expires_at)?;
        let token = random_token();
        ledger.tokens.insert(token.clone(), Installation { region: code.region, revoked: false });
        Some(token)
    }

    /// What stands behind a token; nothing if it was not given for a code.
    pub(crate) fn of(&self, token: &str) -> Option<Installation> {
        self.ledger().tokens.get(token).copied()
    }

    /// Removes the app from a region's workspace: all its tokens there are revoked, and codes for it are void.
    pub(crate) fn uninstall(&self, region: &str) {
        let mut ledger = self.ledger();
        ledger.codes.retain(|code| code.region != region);
        ledger.tokens.for_each(|token| token.revoked |= token.region == region);
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().expect("nobody panics while holding the ledger")
    }
}

/// The values that came in last, under their keys.
#[derive(Debug)]
struct Newest<T> {
    values: HashMap<String, T>,
    /// The last keys, those of taken values too, oldest first.
    order: VecDeque<String>,
}

impl<T> Default for Newest<T> {
    fn default() -> Self {
        Self { values: HashMap::new(), order: VecDeque::new() }
    }
}

impl<T> Newest<T> {
    fn insert(&mut self, key: String, value: T) {
        if self.order.len() == REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.values.remove(&oldest);
        }
        self.order.push_back(key.clone());
        self.values.insert(key, value);
    }

    fn get(&self, key: &str) -> Option<&T> {
        self.values.get(key)
    }

    fn take(&mut self, key: &str) -> Option<T> {
        self.values.remove(key)
    }

    fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.values.retain(|_, value| keep(value));
    }

    fn for_each(&mut self, change: impl Fn(&mut T)) {
        self.values.values_mut().for_each(change);
    }
}

/// A code with a `+`, a `/` and an `=` at its end: who does not encode it never succeeds by luck.
fn random_code() -> String {
    loop {
        let code = BASE64_STANDARD.encode(random::<32>());
        if code.contains('+') && code.contains('/') {
            return code;
        }
    }
}

/// `tok:` and random letters and digits, as Intercom's tokens are: their base64 begins with `dG9rO`.
fn random_token() -> String {
    let digits: String = random::<24>().iter().map(|byte| format!("{byte:02x}")).collect();
    BASE64_STANDARD.encode(format!("tok:{digits}"))
}

fn random<const BYTES: usize>() -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    bytes
}
