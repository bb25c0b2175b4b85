//! Calls per fixed window of ten seconds, as Intercom distributes its limit per minute.

use std::{collections::HashMap, sync::Mutex};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

const WINDOW_SECONDS: i64 = 10;

/// One window per app (a token is an app of its own).
#[derive(Debug, Default)]
pub(super) struct Windows(Mutex<HashMap<&'static str, (i64, u32)>>);

/// What the limiter says about a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    pub(super) limit: u32,
    pub(super) remaining: u32,
    /// Unix seconds at which the window ends.
    pub(super) reset: i64,
    pub(super) exceeded: bool,
}

impl Windows {
    /// Counts a call of `app` at `now` (unix seconds).
    pub(super) fn count(&self, app: &'static str, limit: u32, now: i64) -> Budget {
        let mut windows = self.0.lock().expect("nobody panics while holding the windows");
        let window = now.div_euclid(WINDOW_SECONDS);
        let (current, used) = windows.entry(app).or_insert((window, 0));
        if *current != window {
            (*current, *used) = (window, 0);
        }
        *used = used.saturating_add(1);
        Budget { limit, remaining: limit.saturating_sub(*used), reset: Self::reset(now), exceeded: *used > limit }
    }

    /// The end of the window that `now` lies in.
    pub(super) fn reset(now: i64) -> i64 {
        (now.div_euclid(WINDOW_SECONDS) + 1) * WINDOW_SECONDS
    }

    /// Forgets every call.
    pub(super) fn clear(&self) {
        self.0.lock().expect("nobody panics while holding the windows").clear();
    }
}

impl Budget {
    /// Adds `X-RateLimit-Limit`, `-Remaining` and `-Reset`.
    pub(super) fn write(self, headers: &mut HeaderMap) {
        for (name, value) in [
            ("x-ratelimit-limit", i64::from(self.limit)),
            ("x-ratelimit-remaining", i64::from(self.remaining)),
            ("x-ratelimit-reset", self.reset),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}
