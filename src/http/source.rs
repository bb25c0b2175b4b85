//! Where a request comes from: its peer, or what trusted proxies say of it.
//!
//! `X-Forwarded-For` is a list to which every proxy appends the address it was called from. It is read from
//! its end, as long as the one who wrote an entry is trusted (TRUSTED_PROXIES); what stands before that,
//! anybody may have made up.

use std::net::{IpAddr, SocketAddr};

use ::http::HeaderMap;
use ipnet::IpNet;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address nearest to the peer that is no trusted proxy.
pub(super) fn of(headers: &HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    // An address of the kind ::ffff:10.0.0.1 is what a dual-stack listener sees of 10.0.0.1.
    let mut source = peer.to_canonical();
    let mut lines: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok()).collect();
    lines.reverse();
    for entry in lines.into_iter().flat_map(|line| line.rsplit(',')) {
        if !is_trusted(source) {
            break;
        }
        // What a proxy wrote and cannot be read leaves that proxy as the source.
        let Some(address) = address(entry.trim()) else { break };
        source = address.to_canonical();
    }
    source
}

/// `1.2.3.4`, `2001:db8::1`, and with a port: `1.2.3.4:567`, `[2001:db8::1]:567`.
fn address(entry: &str) -> Option<IpAddr> {
    let bare = entry.strip_prefix('[').and_then(|entry| entry.strip_suffix(']')).unwrap_or(entry);
    bare.parse().ok().or_else(|| entry.parse().map(|address: SocketAddr| address.ip()).ok())
}
