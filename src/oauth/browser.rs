//! What binds a sign-in to one browser: cookies that no other site can set or read.
//!
//! On https their names begin with `__Host-`, which no subdomain and no plain page can set (RFC 6265bis, section
//! 4.1.3). On loopback http browsers refuse that prefix, and a plain name serves.

use axum::http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
};

use crate::secret::token::{is_random, random};

/// How long a sign-in may take, from the page to the answer: seconds.
pub(super) const LIFETIME: u64 = 600;

/// Which cookies this server sets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cookies {
    pub(super) is_secure: bool,
}

/// A cookie of this server.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cookie<'a> {
    /// Proves that a form is answered by the browser that it was shown to.
    Form,
    /// Proves that the answer of Intercom comes to the browser that was sent there; one for each sign-in, named by
    /// what the sign-in is stored under.
    SignIn(&'a str),
}

impl Cookies {
    fn name(self, cookie: Cookie<'_>) -> String {
        let prefix = if self.is_secure { "__Host-" } else { "" };
        match cookie {
            Cookie::Form => format!("{prefix}imcp_form"),
            Cookie::SignIn(id) => format!("{prefix}imcp_sign_in_{}", id.get(..16).unwrap_or_default()),
        }
    }

    /// The value that the browser has sent, if it has the form of ours and came once. Cookies of others on the same host
    /// may hold anything.
    pub(super) fn get<'a>(self, headers: &'a HeaderMap, cookie: Cookie<'_>) -> Option<&'a str> {
        let name = self.name(cookie);
        let pairs = headers.get_all(COOKIE).iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
        let pairs = pairs.filter_map(|pair| str::from_utf8(pair).ok()?.trim().split_once('='));
        let mut values = pairs.filter(|(other, _)| *other == name).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (Some(value), None) if is_random(value) => Some(value),
            _ => None,
        }
    }

    /// A new value.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub(super) fn value() -> Result<String, getrandom::Error> {
        random()
    }

    /// Sets the cookie for as long as a sign-in may take.
    pub(super) fn set(self, headers: &mut HeaderMap, cookie: Cookie<'_>, value: &str) {
        self.write(headers, cookie, value, LIFETIME);
    }

    /// Makes the browser forget it.
    pub(super) fn clear(self, headers: &mut HeaderMap, cookie: Cookie<'_>) {
        self.write(headers, cookie, "", 0);
    }

    fn write(self, headers: &mut HeaderMap, cookie: Cookie<'_>, value: &str, seconds: u64) {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let name = self.name(cookie);
        // Lax: it has to come along when Intercom sends the browser back.
        let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        if let Ok(text) = HeaderValue::try_from(text) {
            headers.append(SET_COOKIE, text);
        }
    }
}
