//! Client ID metadata documents: a stranger's HTTPS server on loopback, and a network that leads to it.

mod addresses;
mod caching;
mod content;
mod fallbacks;
mod fetching;
mod records;
pub(crate) mod sign_in;
mod site;

use std::{
    collections::VecDeque,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use intercom_mcp::{
    clock::Clock,
    config::Config,
    oauth::{
        client_metadata::{
            Document, DocumentError, Documents,
            network::{Names, Network},
        },
        failures::Source,
    },
};
use serde_json::{Value, json};

use self::{
    records::Records,
    site::{Play, Site},
};
use crate::harness::START;

/// The client of most tests, and the two well-known ones.
const ID: &str = "https://client.example.com/oauth/client.json";
const CLAUDE: &str = "https://claude.ai/oauth/mcp-oauth-client-metadata";
const CLAUDE_CODE: &str = "https://claude.ai/oauth/claude-code-client-metadata";
/// An address of the public internet, which every name resolves to at first.
const PUBLIC: &str = "93.184.216.34";
/// What a fetch may take.
const TIME: Duration = Duration::from_secs(5);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A server's view of the world: names, the site that every address leads to, its store and its clock.
struct World {
    clock: Clock,
    names: Arc<Directory>,
    dialled: Arc<Mutex<Vec<IpAddr>>>,
    site: Site,
    store: Arc<Records>,
    config: Config,
    documents: Documents,
}

impl World {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = Clock::hand_set(START.parse().unwrap());
        let mut config = Config::for_loopback("127.0.0.1:0".parse().unwrap());
        change(&mut config);
        let site = Site::start().await;
        let names = Arc::new(Directory::default());
        names.set([vec![PUBLIC]]);
        let dialled = Arc::default();
        let store = Arc::new(Records::new(clock.clone()));
        let network = network(&names, &dialled, &site);
        let documents = Documents::with(network, &config, store.clone(), clock.clone()).unwrap();
        let world = Self { clock, names, dialled, site, store, config, documents };
        world.site.play(Play::document(&document(ID)));
        world
    }

    /// The same server after a restart: only the store is left.
    fn restart(&mut self) {
        let network = network(&self.names, &self.dialled, &self.site);
        self.documents = Documents::with(network, &self.config, self.store.clone(), self.clock.clone()).unwrap();
    }

    async fn get(&self, id: &str) -> Result<Document, DocumentError> {
        self.get_from("198.51.100.7", id).await
    }

    async fn get_from(&self, source: &str, id: &str) -> Result<Document, DocumentError> {
        let source: IpAddr = source.parse().unwrap();
        self.documents.get(id, Source::from(source)).await
    }

    /// Asks for a document whose server never comes to an end, and lets the time for it pass.
    async fn get_too_slow(&self, id: &str, has_stalled: impl Future<Output = ()>) -> DocumentError {
        let pass = async {
            has_stalled.await;
            self.clock.advance(TIME);
        };
        tokio::join!(self.get(id), pass).0.unwrap_err()
    }

    /// What was connected to since the last call.
    fn dialled(&self) -> Vec<String> {
        std::mem::take(&mut *self.dialled.lock().unwrap()).iter().map(IpAddr::to_string).collect()
    }
}

/// A network in which every checked address leads to the site.
fn network(names: &Arc<Directory>, dialled: &Arc<Mutex<Vec<IpAddr>>>, site: &Site) -> Network {
    let (names, dialled, address) = (names.clone(), dialled.clone(), site.address);
    let dial = Arc::new(move |asked: IpAddr| -> SocketAddr {
        dialled.lock().unwrap().push(asked);
        address
    });
    Network { names, dial, roots: Some(vec![site.certificate()]) }
}

/// What names resolve to: one answer after the other, the last one again and again. No answer at all never comes.
#[derive(Default)]
struct Directory {
    answers: Mutex<VecDeque<Vec<IpAddr>>>,
    asked: Mutex<Vec<String>>,
}

impl Directory {
    fn set<const N: usize>(&self, answers: [Vec<&str>; N]) {
        let parse = |answer: Vec<&str>| answer.into_iter().map(|address| address.parse().unwrap()).collect();
        *self.answers.lock().unwrap() = answers.into_iter().map(parse).collect();
    }

    /// The names asked for since the last call.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

#[async_trait]
impl Names for Directory {
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.lock().unwrap().push(host.to_owned());
        let answer = {
            let mut answers = self.answers.lock().unwrap();
            if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() }
        };
        match answer {
            Some(addresses) => Ok(addresses),
            None => std::future::pending().await,
        }
    }
}

/// A good document.
fn document(id: &str) -> Value {
    json!({
        "client_id": id,
        "client_name": "Example Client",
        "client_uri": "https://client.example.com/",
        "redirect_uris": ["https://client.example.com/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    })
}
