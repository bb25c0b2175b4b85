//! Redirect URIs: which a client may have, and which of its own an authorization request may name.
//!
//! - https          → any host; the consent page names it
//! - http           → `localhost`, `127.0.0.1` and `[::1]` only (RFC 8252, section 7.3)
//! - private-use    → schemes that are a registered domain backwards (RFC 8252, section 7.1), two addresses of known
//!   clients, and those of ALLOWED_REDIRECT_URIS
//! - anything else  → refused, and what a browser or the system acts on itself is, even where it is listed
//!
//! REDIRECT_POLICY `allowlist` takes what `redirect_uri/allowlist.rs` lists and nothing more. URIs are compared as
//! strings, but for the port of loopback (`redirect_uri/loopback.rs`). Pure: no IO.

mod allowlist;
mod loopback;
mod unacceptable;

use std::net::Ipv4Addr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use self::loopback::Loopback;
pub use self::{loopback::HOSTS as LOOPBACK_HOSTS, unacceptable::Unacceptable};
use super::site;
use crate::{config::RedirectPolicy, scheme, web_address};

/// Bytes of a redirect URI, at most.
pub const MAX_LENGTH: usize = 2048;

/// Private-use addresses of clients whose schemes are no domain: Cursor's and Claude's desktop app.
const KNOWN_APPS: [&str; 2] =
    ["cursor://anysphere.cursor-mcp/oauth/callback", "claude://claude.ai/mcp-auth-callback/sdk"];

/// Parameters of our answers (RFC 6749, section 4.1.2; RFC 9207): a URI that has them already would give a client two.
const OURS: [&str; 6] = ["code", "state", "iss", "error", "error_description", "error_uri"];

/// What needs no encoding in a query's value (RFC 3986, section 2.3). A space becomes `%20`, which every decoder of
/// forms and of URIs reads alike.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A redirect URI that may be redirected to, once it is known to be the client's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    uri: String,
    target: Target,
}

/// Where a redirect leads, as the consent page tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a site.
    Web {
        /// Its host, in lower case and ASCII, without the port.
        host: String,
    },
    /// To a program on the computer of whoever signs in.
    Loopback {
        /// Its host, without the port.
        host: String,
    },
    /// To an app that has claimed a private-use scheme.
    App {
        /// The whole address.
        address: String,
    },
}

/// Whether a client may have this redirect URI. `allowed` is ALLOWED_REDIRECT_URIS.
///
/// # Errors
/// The first reason why not.
pub fn acceptable(uri: &str, policy: RedirectPolicy, allowed: &[String]) -> Result<Redirect, Unacceptable> {
    check_characters(uri)?;
    let url = web_address::parse(uri).ok_or(Unacceptable::NotAUri)?;
    let (scheme, rest) = uri.split_once(':').ok_or(Unacceptable::NotAUri)?;
    check_authority(url.scheme(), rest)?;
    if let Some(name) = url.query_pairs().find_map(|(name, _)| OURS.into_iter().find(|ours| **ours == *name)) {
        return Err(Unacceptable::Parameter(name));
    }
    let target = match url.scheme() {
        "https" => web(&url).ok_or(Unacceptable::NotAUri)?,
        "http" => Target::Loopback { host: Loopback::parse(uri).ok_or(Unacceptable::PlainHttp)?.host.to_owned() },
        // What a URL's parser makes of a scheme is in lower case.
        lower if scheme::is_of_the_system(lower) => return Err(Unacceptable::SystemScheme(scheme.to_owned())),
        lower if is_app(lower, uri, allowed) => Target::App { address: uri.to_owned() },
        _ => return Err(Unacceptable::Scheme(scheme.to_owned())),
    };
    match policy {
        RedirectPolicy::Allowlist if !allowlist::covers(allowed, uri) => Err(Unacceptable::NotListed),
        RedirectPolicy::Allowlist | RedirectPolicy::Open => Ok(Redirect { uri: uri.to_owned(), target }),
    }
}

/// Whether a browser may be sent there without a person's decision: to their own machine, or where a client that is
/// known lives. `allowed` is ALLOWED_REDIRECT_URIS.
pub fn is_known(uri: &str, allowed: &[String]) -> bool {
    let listed = |allowed| acceptable(uri, RedirectPolicy::Allowlist, allowed).is_ok();
    let is_local = |redirect: Redirect| !matches!(redirect.target, Target::Web { .. });
    // An empty list stands for the known clients.
    acceptable(uri, RedirectPolicy::Open, allowed).is_ok_and(is_local) || listed(&[]) || listed(allowed)
}

/// Whether the operator lists it: `allowed` is ALLOWED_REDIRECT_URIS.
pub fn is_listed(uri: &str, allowed: &[String]) -> bool {
    !allowed.is_empty() && allowlist::covers(allowed, uri)
}

/// Whether an authorization request of the client that has `registered` these may name `presented`.
pub fn matches(registered: &[String], presented: &str) -> bool {
    let presented_loopback = Loopback::parse(presented);
    registered.iter().any(|registered| {
        registered == presented
            || presented_loopback.is_some_and(|presented| {
                Loopback::parse(registered).is_some_and(|registered| registered.is_but_for_port(presented))
            })
    })
}

impl Redirect {
    /// The URI, as the client wrote it.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// Where it leads.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The URI with these parameters after those it has (RFC 6749, section 4.1.2). Names and values may be anything.
    pub fn with<'a>(&self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
        let mut uri = self.uri.clone();
        for (name, value) in pairs {
            match uri.split_once('?') {
                None => uri.push('?'),
                Some((_, query)) if query.is_empty() || query.ends_with('&') => {}
                Some(_) => uri.push('&'),
            }
            uri.extend(utf8_percent_encode(name, ENCODED));
            uri.push('=');
            uri.extend(utf8_percent_encode(value, ENCODED));
        }
        uri
    }
}

/// Only what RFC 3986 lets a URI have: with that, nothing can break out of a header, an attribute or a log line, and
/// no browser reads `\` as `/`.
fn check_characters(uri: &str) -> Result<(), Unacceptable> {
    if uri.len() > MAX_LENGTH {
        return Err(Unacceptable::TooLong(uri.len()));
    }
    for (index, character) in uri.char_indices() {
        match character {
            '#' => return Err(Unacceptable::Fragment),
            '%' if uri
                .as_bytes()
                .get(index + 1..index + 3)
                .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) => {}
            'a'..='z' | 'A'..='Z' | '0'..='9' => {}
            _ if "-._~:/?[]@!$&'()*+,;=".contains(character) => {}
            _ => return Err(Unacceptable::Character(character)),
        }
    }
    Ok(())
}

/// Looks at the text, since a URL's parser forgives what browsers do: `https:evil.example`, `https:///evil.example`.
fn check_authority(scheme: &str, rest: &str) -> Result<(), Unacceptable> {
    let authority = rest.strip_prefix("//").map(|rest| rest.split(['/', '?']).next().unwrap_or_default());
    match authority {
        Some(authority) if authority.contains('@') => Err(Unacceptable::UserInformation),
        None | Some("") if ["http", "https"].contains(&scheme) || rest.is_empty() => Err(Unacceptable::NotAUri),
        _ => Ok(()),
    }
}

fn web(url: &Url) -> Option<Target> {
    let host = url.host_str()?.to_owned();
    Some(if is_this_computer(&url.host()?) { Target::Loopback { host } } else { Target::Web { host } })
}

/// Names that systems give themselves in their own lists of hosts beside `localhost`, with a domain or without: those of
/// Debian, Fedora and Docker.
const OWN_NAMES: [&str; 7] =
    ["ip6-localhost", "ip6-loopback", "localhost4", "localhost6", "localdomain", "localdomain4", "localdomain6"];
const OWN_DOMAIN: &str = "docker.internal";

/// Whether a system connects to itself there: `localhost` and all below it, with the root's dot or without, loopback
/// and "this host on this network" (RFC 1122, section 3.2.1.3; RFC 6761, section 6.3; RFC 4291, section 2.5), and what
/// it has of its own beside these.
fn is_this_computer(host: &Host<&str>) -> bool {
    let is_own = |address: Ipv4Addr| address.is_loopback() || address.octets()[0] == 0;
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let last = name.rsplit('.').next().unwrap_or_default();
            let is_within_own =
                name.strip_suffix(OWN_DOMAIN).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            last == "localhost" || OWN_NAMES.contains(&last) || is_within_own
        }
        Host::Ipv4(address) => is_own(*address),
        // With an IPv4 address in its end, mapped or compatible; `::` and `::1` are such.
        Host::Ipv6(address) => address.to_ipv4().is_some_and(is_own) || address.is_loopback(),
    }
}

fn is_app(scheme: &str, uri: &str, allowed: &[String]) -> bool {
    is_reverse_domain(scheme) || KNOWN_APPS.contains(&uri) || allowed.iter().any(|allowed| allowed == uri)
}

/// Whether a scheme is the name of a domain that somebody has registered, backwards: `com.example` or `com.example.app`,
/// not `x-apple.systempreferences` nor `com.app.` (RFC 8252, section 7.1).
fn is_reverse_domain(scheme: &str) -> bool {
    let labels: Vec<&str> = scheme.split('.').rev().collect();
    labels.len() > 1 && labels.iter().all(|label| !label.is_empty()) && site::registrable(&labels.join(".")).is_some()
}
