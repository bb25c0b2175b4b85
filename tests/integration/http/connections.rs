//! Places for connections: how many there are, and how many of them one peer gets.

use std::net::IpAddr;

use futures_util::FutureExt;
use intercom_mcp::http::connections::{Place, Places};

/// As many connections as find a place, up to `most`.
fn open(places: &Places, peer: &str, most: usize) -> Vec<Place> {
    let peer: IpAddr = peer.parse().unwrap();
    (0..most).map_while(|_| places.free().now_or_never()?.take(peer)).collect()
}

#[test]
fn descriptors_are_left_for_intercom_and_places_for_other_peers() {
    for (descriptors, of_a_peer, all) in
        [(0, 1, 2), (64, 24, 48), (1_024, 384, 768), (4_096, 1_000, 3_072), (u64::MAX, 1_000, 14_000)]
    {
        let places = Places::within(descriptors, [].into());
        let one = open(&places, "192.0.2.1", 20_000);
        assert_eq!(one.len(), of_a_peer, "{descriptors}");
        let others: Vec<Place> = (2..=20).flat_map(|host| open(&places, &format!("192.0.2.{host}"), 20_000)).collect();
        assert_eq!(one.len() + others.len(), all, "{descriptors}");
    }
}

#[test]
fn a_closed_connection_gives_its_place_back() {
    let places = Places::within(64, [].into());
    let mut held = open(&places, "192.0.2.1", 100);
    assert!(open(&places, "192.0.2.1", 1).is_empty());
    held.pop();
    assert_eq!(open(&places, "192.0.2.1", 100).len(), 1);
    drop(held);
    assert_eq!(open(&places, "192.0.2.1", 100).len(), 24);
}

#[test]
fn addresses_of_one_ipv6_network_are_one_peer() {
    let places = Places::within(64, [].into());
    let held = open(&places, "2001:db8:1:2::1", 100);
    assert_eq!(held.len(), 24);
    assert!(open(&places, "2001:db8:1:2:ffff::9", 100).is_empty());
    assert_eq!(open(&places, "2001:db8:2:2::1", 100).len(), 24);
}

#[test]
fn a_trusted_proxy_may_take_every_place() {
    let places = Places::within(64, ["10.0.0.0/8".parse().unwrap()].into());
    assert_eq!(open(&places, "::ffff:10.1.2.3", 100).len(), 48);
}
