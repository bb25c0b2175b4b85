//! A host and a port, as they stand in `Host`, in `:authority` and in an absolute request target (RFC 9110,
//! section 7.2; RFC 3986, section 3.2): one parser for all of them, which reads the text to its end or not at all.
//!
//! ```text
//! authority = ( name | "[" IPv6 address "]" ) [ ":" port ]
//! name      = 1*( letter | digit | "-" | "." | "_" )
//! port      = 1 to 65535, without a zero before it
//! ```
//!
//! A user, a percent sign, an empty port, a zone and whatever else URIs may have there make it none: no client writes
//! them, and what reads past them takes one host for another.

use std::net::Ipv6Addr;

/// A host and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Authority {
    /// In lower case; an IPv6 address in brackets, in its shortest form. A dot at the end of a name stays: to a
    /// browser `a.example.` is another origin than `a.example`.
    pub(super) name: String,
    /// `None` where none is written: the scheme's own.
    pub(super) port: Option<u16>,
}

impl Authority {
    /// Reads the whole text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (name, rest) = match text.strip_prefix('[') {
            Some(text) => {
                let (address, rest) = text.split_once(']')?;
                (format!("[{}]", address.parse::<Ipv6Addr>().ok()?), rest)
            }
            None => {
                let (name, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
                (is_name(name).then(|| name.to_ascii_lowercase())?, rest)
            }
        };
        let port = match rest.strip_prefix(':') {
            Some(port) => Some(read_port(port)?),
            None if rest.is_empty() => None,
            None => return None,
        };
        Some(Self { name, port })
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

fn read_port(text: &str) -> Option<u16> {
    // `parse` would take a plus sign.
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if is_number { text.parse().ok() } else { None }
}
