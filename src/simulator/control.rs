//! `/_simulator/…`: what tests and people ask and tell the simulator itself. Never counted, never authenticated.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard},
};

use axum::http::{HeaderMap, Method, StatusCode, header::AUTHORIZATION};
use serde_json::{Map, Value, json};

use super::{
    fault::{Fault, FaultRequest},
    oauth::{self, Installations},
    route::Target,
    token::{Token, bearer},
};

/// How many requests are remembered.
const REMEMBERED: usize = 1_000;

/// What was asked so far, and what is to go wrong.
#[derive(Debug, Default)]
pub(super) struct Control(Mutex<Ledger>);

#[derive(Debug, Default)]
struct Ledger {
    /// Method and route template → how often.
    requests: BTreeMap<String, u64>,
    rate_limited: u64,
    faults: Vec<Fault>,
    remembered: VecDeque<Value>,
    /// The number of the first remembered request.
    first: u64,
}

/// A request as it came in.
pub(super) struct Received<'a> {
    pub(super) method: &'a Method,
    pub(super) target: &'a Target,
    pub(super) query: &'a str,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
}

impl Received<'_> {
    /// What the log shows of it: no token, code or secret.
    fn remembered(&self, installations: &Installations) -> Value {
        // By the path alone: a request with a wrong method carries the same secrets.
        let secret = self.target.path.starts_with("/auth/");
        let body = match serde_json::from_slice(self.body) {
            _ if secret => oauth::masked(self.body),
            Ok(value) => value,
            Err(_) => String::from_utf8_lossy(self.body).into_owned().into(),
        };
        json!({
            "method": self.method.as_str(),
            "region": self.target.region,
            "path": self.target.path,
            "query": if secret && !self.query.is_empty() { "***" } else { self.query },
            "headers": remembered_headers(self.headers, installations),
            "body": body,
            "status": null,
        })
    }
}

impl Control {
    /// Counts a request and remembers it; returns its number.
    pub(super) fn begin(&self, received: &Received<'_>, installations: &Installations) -> u64 {
        let remembered = received.remembered(installations);
        let mut ledger = self.ledger();
        *ledger.requests.entry(format!("{} {}", received.method, received.target.template)).or_default() += 1;
        ledger.remembered.push_back(remembered);
        if ledger.remembered.len() > REMEMBERED {
            ledger.remembered.pop_front();
            ledger.first += 1;
        }
        ledger.first + ledger.remembered.len() as u64 - 1
    }

    /// Notes the answer's status on the request of that number.
    pub(super) fn end(&self, number: u64, status: StatusCode) {
        let mut ledger = self.ledger();
        if status == StatusCode::TOO_MANY_REQUESTS {
            ledger.rate_limited += 1;
        }
        let index = number.checked_sub(ledger.first).and_then(|index| usize::try_from(index).ok());
        if let Some(request) = index.and_then(|index| ledger.remembered.get_mut(index)) {
            request["status"] = status.as_u16().into();
        }
    }

    /// The fault for this request, used up by one time.
    pub(super) fn take_fault(&self, method: &Method, target: &Target) -> Option<FaultRequest> {
        let faults = &mut self.ledger().faults;
        let index = faults.iter().position(|fault| fault.concerns(method, target))?;
        let request = faults[index].take();
        if faults[index].is_used_up() {
            faults.remove(index);
        }
        Some(request)
    }

    pub(super) fn add_fault(&self, fault: Fault) {
        self.ledger().faults.push(fault);
    }

    /// `{"requests":{"GET /me":1},"rate_limited":0}`.
    pub(super) fn stats(&self) -> Value {
        let ledger = self.ledger();
        json!({ "requests": ledger.requests, "rate_limited": ledger.rate_limited })
    }

    pub(super) fn requests_total(&self) -> u64 {
        self.ledger().requests.values().sum()
    }

    /// The last requests, oldest first.
    pub(super) fn requests(&self) -> Vec<Value> {
        self.ledger().remembered.iter().cloned().collect()
    }

    /// Forgets requests, counts and faults.
    pub(super) fn reset(&self) {
        let mut ledger = self.ledger();
        // Requests still under way keep their numbers, which must not point at newer ones.
        let first = ledger.first + ledger.remembered.len() as u64;
        *ledger = Ledger { first, ..Ledger::default() };
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().expect("nobody panics while holding the ledger")
    }
}

fn remembered_headers(headers: &HeaderMap, installations: &Installations) -> Map<String, Value> {
    let value = |name: &str, value: &str| match name {
        _ if name != AUTHORIZATION.as_str() => value.to_owned(),
        _ => match bearer(value).map(|credential| Token::known(credential, installations)) {
            Some(Some(token)) => format!("Bearer {}", token.name),
            Some(None) => "Bearer ***".to_owned(),
            None => "***".to_owned(),
        },
    };
    let headers = headers.iter();
    headers
        .map(|(name, of)| (name.to_string(), value(name.as_str(), &String::from_utf8_lossy(of.as_bytes())).into()))
        .collect()
}
