//! `healthcheck`: whether the server on this host answers, for containers that have no curl.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use super::{environment::Environment, failure::Failure};
use crate::config;

/// Shorter than the timeout that container engines give a check by default (30 s), and long enough for a busy host.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Asks `/healthz` on `BIND_ADDR`.
pub(super) async fn run() -> Result<(), Failure> {
    let environment = Environment::read()?;
    let address = dialable(config::read_bind_addr(&|variable| environment.get(variable))?);
    let url = format!("http://{address}/healthz");
    let client = reqwest::Client::builder()
        // Plain HTTP to this host: neither a proxy nor certificates have a part in it.
        .no_proxy()
        .tls_certs_only([])
        .timeout(TIMEOUT)
        .build()
        .map_err(|error| Failure::new(format!("no HTTP client can be made: {error}")))?;
    match client.get(&url).send().await {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(Failure::new(format!("`{url}` answered {}; expected 200", answer.status().as_u16()))),
        Err(error) if error.is_timeout() => {
            Err(Failure::new(format!("`{url}` did not answer within {} s", TIMEOUT.as_secs())))
        }
        Err(_) => Err(Failure::new(format!("nobody answers at `{url}`"))),
    }
}

/// Loopback instead of "all interfaces", which can be listened on but not dialled everywhere.
fn dialable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
