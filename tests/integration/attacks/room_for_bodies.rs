//! One person, one site or a few addresses that never finish their bodies: everybody else's are still read.

use std::net::SocketAddr;

use bytes::Bytes;
use futures_util::{StreamExt, stream::FuturesUnordered};
use h2::{SendStream, client::ResponseFuture};
use intercom_mcp::{clock::Clock, config::Config};
use tokio::time::timeout;

use super::unfinished_bodies::{Http2, PATIENCE, STREAMS};
use crate::{
    harness::START,
    http::{self, PING},
    oauth::client::app_with,
};

/// Who sends: somebody with a credential or a stranger.
#[derive(Clone)]
struct Sender {
    token: Option<String>,
    address: String,
}

/// What holds the room, until it is dropped.
struct Flood {
    answers: FuturesUnordered<ResponseFuture>,
    bodies: Vec<SendStream<Bytes>>,
}

impl Flood {
    /// So many bodies of each sender, none of which ends.
    async fn begin(address: SocketAddr, senders: &[Sender], of_each: usize) -> Self {
        let (answers, mut bodies) = (FuturesUnordered::new(), Vec::new());
        let all: Vec<&Sender> = senders.iter().flat_map(|sender| vec![sender; of_each]).collect();
        for some in all.chunks(STREAMS) {
            let connection = Http2::connect(address).await;
            for sender in some {
                let path = if sender.token.is_some() { "/mcp" } else { "/token" };
                let (answer, body) = connection.begin(address, path, sender.token.as_deref(), &sender.address).await;
                answers.push(answer);
                bodies.push(body);
            }
        }
        Self { answers, bodies }
    }

    /// Waits until one of it is refused: then there is no room left for it.
    async fn takes_hold(&mut self) -> u16 {
        let first = timeout(PATIENCE, self.answers.next()).await.expect("every body waits").unwrap().unwrap();
        first.status().as_u16()
    }
}

fn behind_a_proxy(config: &mut Config) {
    config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
}

/// A server whose Intercom knows the tokens of `alpha`, `beta`, `gamma`, `delta` and `epsilon`, each a person, and lets
/// in those of `unnamed` without saying who they are.
async fn with_people() -> http::App {
    http::App::start_changed(Clock::hand_set(START.parse().unwrap()), behind_a_proxy, |_| {}).await
}

/// A person's tokens, all of one address: more than may wait for the person's room, if each has eight bodies.
fn tokens_of(person: &str) -> Vec<Sender> {
    let address = format!("198.51.100.{}", person.len());
    let token = |number: usize| Some(format!("{person}-{number}"));
    (0..32).map(|number| Sender { token: token(number), address: address.clone() }).collect()
}

fn strangers(addresses: impl Iterator<Item = String>) -> Vec<Sender> {
    addresses.map(|address| Sender { token: None, address }).collect()
}

/// The status of a ping of so many bytes.
async fn ping(app: &http::App, token: &str, bytes: usize) -> u16 {
    let authorization = format!("Bearer {token}");
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    let body = format!("{PING}{}", " ".repeat(bytes - PING.len()));
    app.request("POST", "/mcp", &headers, &body).await.status
}

#[tokio::test]
async fn sign_ins_of_one_person_never_take_everybodys_room() {
    let app = with_people().await;
    let mut flood = Flood::begin(app.address, &tokens_of("alpha"), 8).await;
    assert_eq!(flood.takes_hold().await, 429, "its own, and not everybody's");
    for number in 0..3 {
        assert_eq!(ping(&app, "beta", 1024 * 1024).await, 200, "{number}");
    }
    assert_eq!(ping(&app, "unnamed-1", 1024 * 1024).await, 200, "of whom nothing is known");
}

#[tokio::test]
async fn room_is_kept_for_small_bodies_of_others_when_a_few_people_take_all() {
    let app = with_people().await;
    let mut floods = Vec::new();
    for person in ["alpha", "beta", "gamma", "delta", "unnamed"] {
        let mut flood = Flood::begin(app.address, &tokens_of(person), 8).await;
        assert_eq!(flood.takes_hold().await, 429, "{person}");
        floods.push(flood);
    }
    for number in 0..3 {
        assert_eq!(ping(&app, "epsilon", 64 * 1024).await, 200, "{number}");
    }
}

/// The status of `/token` for a body that is whole.
async fn token_from(app: &crate::harness::App, source: &str) -> u16 {
    let request = app.client.post(format!("http://{}/token", app.address)).header("x-forwarded-for", source);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    request.body("grant_type=x".to_owned() + &"&a=b".repeat(20)).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn one_48_has_four_shares_of_the_room_for_strangers() {
    let app = app_with(|config, _| behind_a_proxy(config)).await;
    let networks = strangers((0..36).map(|network| format!("2001:db8:1:{network:x}::1")));
    let mut flood = Flood::begin(app.address, &networks, 28).await;
    assert_eq!(flood.takes_hold().await, 429, "its own, and not everybody's");
    for source in ["192.0.2.1", "2001:db8:2::1"] {
        let mut of_another = Flood::begin(app.address, &strangers([source.to_owned()].into_iter()), 2).await;
        for body in &mut of_another.bodies {
            body.send_data(Bytes::new(), true).unwrap();
        }
        assert_eq!(of_another.takes_hold().await, 400, "{source}");
    }
}

#[tokio::test]
async fn room_is_kept_for_small_bodies_when_some_addresses_take_all() {
    let app = app_with(|config, _| behind_a_proxy(config)).await;
    let addresses = strangers((0..72).map(|number| format!("198.51.100.{number}")));
    let mut flood = Flood::begin(app.address, &addresses, 28).await;
    assert_eq!(flood.takes_hold().await, 503, "there is no room at all");
    for number in 1..=50 {
        assert_eq!(token_from(&app, &format!("192.0.2.{number}")).await, 400, "{number}");
    }
    assert_eq!(token_from(&app, "2001:db8:2::1").await, 400);
}
