//! Where a request comes from: its peer, or what trusted proxies say of it.
//!
//! A proxy appends the address it was called from to a list in a header. The list is read from its end, as long as
//! the one who wrote an entry is trusted (TRUSTED_PROXIES); what stands before that, anybody may have made up, so
//! that nothing in it may change how the rest is read: it is read as bytes, an entry at a time.
//!
//! Which header that is, the operator says (FORWARDED_HEADER) and no request: proxies write one of the two and pass
//! the other on as the visitor sent it.

use std::net::{IpAddr, SocketAddr};

use ::http::HeaderMap;
use ipnet::IpNet;

use super::forwarded;
use crate::config::ForwardedHeader;

/// What is believed of where requests come from.
#[derive(Clone, Debug)]
pub(super) struct Proxies {
    /// Those that are trusted.
    pub(super) trusted: Vec<IpNet>,
    /// Where they write whom they were called from.
    pub(super) header: ForwardedHeader,
}

impl Proxies {
    /// The address nearest to `peer` that is no trusted proxy.
    pub(super) fn source(&self, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
        // An address of the kind ::ffff:10.0.0.1 is what a dual-stack listener sees of 10.0.0.1.
        let mut source = peer.to_canonical();
        for entry in self.entries(headers) {
            if !self.is_trusted(source) {
                break;
            }
            // What a proxy wrote and cannot be read leaves that proxy as the source.
            let Some(address) = entry else { break };
            source = address.to_canonical();
        }
        source
    }

    fn is_trusted(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }

    /// The list, the last entry first; `None` is an entry that names no address.
    fn entries<'a>(&self, headers: &'a HeaderMap) -> Box<dyn Iterator<Item = Option<IpAddr>> + 'a> {
        // Several lines are one list (RFC 9110, section 5.3). Its empty elements count for nothing (section 5.6.1.2).
        let lines = |name| {
            let lines: Vec<&[u8]> = headers.get_all(name).iter().map(::http::HeaderValue::as_bytes).collect();
            lines.into_iter().rev()
        };
        let is_there = |entry: &&[u8]| !entry.trim_ascii().is_empty();
        match self.header {
            ForwardedHeader::XForwardedFor => {
                let entries = lines("x-forwarded-for").flat_map(|line| line.rsplit(|byte| *byte == b','));
                Box::new(entries.filter(is_there).map(address))
            }
            ForwardedHeader::Forwarded => {
                let elements = lines("forwarded").flat_map(forwarded::elements_from_the_end);
                Box::new(elements.filter(is_there).map(forwarded::address))
            }
        }
    }
}

/// `1.2.3.4`, `2001:db8::1`, and with a port: `1.2.3.4:567`, `[2001:db8::1]:567`.
fn address(entry: &[u8]) -> Option<IpAddr> {
    let entry = str::from_utf8(entry.trim_ascii()).ok()?;
    let bare = entry.strip_prefix('[').and_then(|entry| entry.strip_suffix(']')).unwrap_or(entry);
    bare.parse().ok().or_else(|| entry.parse().map(|address: SocketAddr| address.ip()).ok())
}
