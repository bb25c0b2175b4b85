//! From a host's name to connections: every address that a name resolves to is checked, and the checked ones are dialled.
//!
//! The name is resolved once per fetch, and what is connected to is what that answer said. A name that changes its
//! address between check and use (DNS rebinding) gains nothing.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use async_trait::async_trait;
use reqwest::{
    Certificate,
    dns::{Addrs, Name, Resolve, Resolving},
};

use super::special_use;

/// Resolves the names of hosts.
#[async_trait]
pub trait Names: Send + Sync {
    /// All addresses of `host`.
    ///
    /// # Errors
    /// When it has none or they cannot be found out.
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// Where a checked address is connected to.
pub type Dial = Arc<dyn Fn(IpAddr) -> SocketAddr + Send + Sync>;

/// The parts of the network that a test replaces. The check of addresses is not among them: it holds for whatever
/// [`Network::names`] says, before [`Network::dial`] is asked.
#[derive(Clone)]
pub struct Network {
    /// Default: the system's resolver.
    pub names: Arc<dyn Names>,
    /// Default: the address itself, port 443.
    pub dial: Dial,
    /// Whose certificates are trusted. Default: those whom the system trusts.
    pub roots: Option<Vec<Certificate>>,
}

impl Default for Network {
    fn default() -> Self {
        Self { names: Arc::new(System), dial: Arc::new(|address| SocketAddr::new(address, 443)), roots: None }
    }
}

struct System;

#[async_trait]
impl Names for System {
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 443)).await?.map(|address| address.ip()).collect())
    }
}

/// What stands between the HTTP client and the network.
pub(super) struct Guard(pub(super) Network);

/// A name resolved to this special-use address, so that nothing was connected to.
#[derive(Debug)]
pub(super) struct NotPublic(pub(super) IpAddr);

impl fmt::Display for NotPublic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "resolves to {}, a special-use address", self.0)
    }
}

impl std::error::Error for NotPublic {}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let Network { names, dial, .. } = self.0.clone();
        Box::pin(async move {
            let addresses = names.addresses(name.as_str()).await?;
            // One bad address spoils all: a name that mixes them wants the bad one to be tried next.
            if let Some(address) = addresses.iter().find(|address| !special_use::is_public(**address)) {
                return Err(NotPublic(*address).into());
            }
            let checked: Vec<SocketAddr> = addresses.into_iter().map(|address| dial(address)).collect();
            Ok(Box::new(checked.into_iter()) as Addrs)
        })
    }
}
