//! A client id that is the address of a client's metadata document
//! (draft-ietf-oauth-client-id-metadata-document, "Client Identifier").
//!
//! https, a path, no `.` or `..` in it, no fragment, no user name. Stricter than the draft in three points: the port is
//! 443, so that nobody scans ports from here; the host is a name with a dot, since an IP address tells a person
//! nothing; and the id is written as a browser would write it, so that the host shown is the host asked.

use std::{fmt, sync::Arc};

use url::Host;

use super::DocumentError;
use crate::web_address;

/// Bytes of a client id, at most.
const MAX_LENGTH: usize = 1000;

/// A client id that may be asked for its document. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ClientId(Arc<str>);

impl ClientId {
    /// Checks what a client has sent as its id.
    pub(super) fn parse(text: &str) -> Result<Self, DocumentError> {
        check(text).map(|()| Self(text.into())).map_err(|reason| DocumentError::NotAnAddress { reason })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, in lower case and ASCII.
    pub(super) fn host(&self) -> &str {
        let after_scheme = self.0.strip_prefix("https://").unwrap_or(&self.0);
        after_scheme.split('/').next().unwrap_or_default()
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn check(text: &str) -> Result<(), &'static str> {
    if text.len() > MAX_LENGTH {
        return Err("it is longer than 1000 bytes");
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("it has characters that no URL may have");
    }
    let Some(url) = web_address::parse(text) else { return Err("it is no URL") };
    if url.scheme() != "https" {
        return Err("its scheme is not https");
    }
    if text.contains('#') {
        return Err("it has a fragment");
    }
    let after_scheme = text.strip_prefix("https://").ok_or("it does not begin with `https://`")?;
    let (authority, path) = after_scheme.split_once('/').ok_or("it has no path")?;
    if authority.contains('@') {
        return Err("it has a user name");
    }
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() {
        return Err("it has no path");
    }
    if path.split('/').any(is_dots) {
        return Err("its path has a `.` or `..` segment");
    }
    if url.port().is_some() || authority.contains(':') && !authority.starts_with('[') {
        return Err("it names a port; only https on its own port is asked");
    }
    match url.host() {
        Some(Host::Domain(name)) if is_full_name(name) => {}
        Some(Host::Domain(_)) => return Err("its host is no full domain name"),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => return Err("its host is an IP address, not a name"),
    }
    if url.as_str() != text {
        return Err("it is not in the form that a browser gives it, such as a host in lower case");
    }
    Ok(())
}

/// `.` and `..`, also percent-encoded: `%2e` is a dot to whoever normalizes.
fn is_dots(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

/// A name with a dot inside: `localhost` and the bare names of a local network are nobody's in public.
fn is_full_name(name: &str) -> bool {
    let labels = name.split('.').count();
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    labels > 1 && name.len() <= 253 && name.split('.').all(is_label)
}
