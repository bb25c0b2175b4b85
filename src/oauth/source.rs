//! Where a request comes from, as limits count it.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr},
};

use ipnet::IpNet;

/// What one subscriber of IPv6 has to itself in any case.
const SUBSCRIBER: u8 = 64;
/// What one site may have (RFC 6177, section 2): 65,536 times as much.
const SITE: u8 = 48;

/// An IPv4 address, or a network of IPv6 addresses: a /64, and the /48 around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source(IpNet);

impl Source {
    /// The /48 of a /64; nothing is wider than an IPv4 address or a /48.
    pub(crate) fn site(&self) -> Option<Self> {
        match self.0 {
            IpNet::V6(network) if network.prefix_len() > SITE => Some(Self(network_of(network.addr().into(), SITE))),
            IpNet::V4(_) | IpNet::V6(_) => None,
        }
    }
}

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            address @ IpAddr::V4(_) => address.into(),
            IpAddr::V6(address) => match address.segments() {
                // An IPv4 address as a translator writes it (RFC 6052, section 2.1).
                [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
                    let bits = (u32::from(high) << 16) | u32::from(low);
                    IpAddr::from(Ipv4Addr::from_bits(bits)).into()
                }
                _ => network_of(address.into(), SUBSCRIBER),
            },
        })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpNet::V4(network) => write!(formatter, "{}", network.addr()),
            IpNet::V6(network) => write!(formatter, "{network}"),
        }
    }
}

fn network_of(address: IpAddr, length: u8) -> IpNet {
    // No prefix of ours is longer than an address.
    IpNet::new(address, length).map_or_else(|_| address.into(), |network| network.trunc())
}
