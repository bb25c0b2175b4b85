//! The HTTP surface over real sockets: who and what is let in, and how the server ends.

mod bodies;
mod connections;
mod credentials;
mod drain;
pub(crate) mod fake_intercom;
mod hosts;
mod origins;
pub(crate) mod raw;
mod refusal_log;
mod routes;
mod single_user;
mod sources;
mod sse;
pub(crate) mod stream;
mod verdicts;

use std::net::SocketAddr;

use intercom_mcp::{clock::Clock, config::Config, state::AppState};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use fake_intercom::FakeIntercom;
use raw::{Answer, Connection};

/// A running server whose clock stands still, and the Intercom it talks to.
pub(crate) struct App {
    pub(crate) address: SocketAddr,
    pub(crate) clock: Clock,
    pub(crate) intercom: FakeIntercom,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<std::io::Result<()>>,
}

impl App {
    async fn start(configure: impl FnOnce(&mut Config)) -> Self {
        let clock = Clock::hand_set("2026-03-01T12:00:00Z".parse().unwrap());
        Self::start_at(clock, configure).await
    }

    /// With another clock, for what waits inside the client of Intercom.
    async fn start_at(clock: Clock, configure: impl FnOnce(&mut Config)) -> Self {
        Self::start_changed(clock, configure, |_| {}).await
    }

    /// With other parts than the configuration makes.
    pub(crate) async fn start_changed(
        clock: Clock,
        configure: impl FnOnce(&mut Config),
        change: impl FnOnce(&mut AppState),
    ) -> Self {
        let intercom = FakeIntercom::start().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut config = Config::for_loopback(address);
        config.intercom_api_url = Some(intercom.url());
        configure(&mut config);
        let mut state = AppState::new(config, clock.clone()).unwrap();
        change(&mut state);
        let (stop, stopped) = oneshot::channel();
        let shutdown = async move {
            let _ = stopped.await;
        };
        let served = tokio::spawn(intercom_mcp::http::serve(listener, state, shutdown));
        Self { address, clock, intercom, stop: Some(stop), served }
    }

    pub(crate) async fn connect(&self) -> Connection {
        Connection::open(self.address).await
    }

    /// One request on a connection of its own; `Host` is added unless it is among `headers`.
    pub(crate) async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut connection = self.connect().await;
        connection.send(&self.head(method, path, headers, body.len())).await;
        connection.send(body).await;
        connection.answer().await
    }

    /// `ping`, which the protocol answers to everybody who is let in.
    async fn ping(&self, headers: &[(&str, &str)]) -> Answer {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/json"));
        self.request("POST", "/mcp", &headers, PING).await
    }

    async fn ping_as(&self, token: &str) -> Answer {
        self.ping(&[("authorization", &format!("Bearer {token}"))]).await
    }

    async fn ping_from(&self, forwarded_for: &str, token: &str) -> Answer {
        self.ping(&[("authorization", &format!("Bearer {token}")), ("x-forwarded-for", forwarded_for)]).await
    }

    pub(crate) fn head(&self, method: &str, path: &str, headers: &[(&str, &str)], body: usize) -> String {
        let mut head = format!("{method} {path} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head += &format!("host: {}\r\n", self.address);
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        if body > 0 {
            head += &format!("content-length: {body}\r\n");
        }
        head + "\r\n"
    }

    pub(crate) fn stop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
    }
}

pub(crate) const PING: &str = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
