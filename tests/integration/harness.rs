//! A whole product per test: the server on a port of its own, the simulator as Intercom on another.
//!
//! [`App::start`] gives both with a hand-set clock at [`START`]; [`App::with`] changes what is configured
//! or played first. An actor is a token: `app.tool("demo-us", "search", json!({…}))`.

use std::net::SocketAddr;

use intercom_mcp::{
    clock::Clock,
    config::Config,
    http,
    simulator::{Options, Simulator},
    state::AppState,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

/// When tests take place: a Wednesday noon, UTC.
pub(crate) const START: &str = "2026-03-18T12:00:00Z";

/// A running server and its Intercom. Both stop when it is dropped.
pub(crate) struct App {
    pub(crate) address: SocketAddr,
    pub(crate) simulator_address: SocketAddr,
    pub(crate) simulator: Simulator,
    pub(crate) clock: Clock,
    pub(crate) client: reqwest::Client,
    /// What the server's handlers share: its store, its keys, its configuration.
    pub(crate) state: AppState,
    stop: Option<oneshot::Sender<()>>,
}

impl App {
    /// Everything as by default, a small workspace.
    pub(crate) async fn start() -> Self {
        Self::with(|_, _| {}).await
    }

    /// With changes to the configuration and to what the simulator plays.
    pub(crate) async fn with(change: impl FnOnce(&mut Config, &mut Options)) -> Self {
        let clock = Clock::hand_set(START.parse().unwrap());
        Self::with_clock(clock, change).await
    }

    /// With a clock of the test's own.
    pub(crate) async fn with_clock(clock: Clock, change: impl FnOnce(&mut Config, &mut Options)) -> Self {
        let simulator_listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (simulator_address, address) = (simulator_listener.local_addr().unwrap(), listener.local_addr().unwrap());
        let mut options = Options { conversations: 300, contacts: 150, ..Options::default() };
        let mut config = Config::for_loopback(address);
        config.intercom_api_url = Some(format!("http://{simulator_address}/{{region}}"));
        change(&mut config, &mut options);

        let simulator = Simulator::new(&options, clock.clone());
        let routes = simulator.router();
        tokio::spawn(async move { axum::serve(simulator_listener, routes).await });
        let state = AppState::new(config, clock.clone()).unwrap();
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(http::serve(listener, state.clone(), async move {
            let _ = stopped.await;
        }));
        Self { address, simulator_address, simulator, clock, client: reqwest_client(), state, stop: Some(stop) }
    }

    /// The address of the MCP endpoint.
    pub(crate) fn mcp(&self) -> String {
        format!("http://{}/mcp", self.address)
    }

    /// Sends a JSON-RPC message as `token`; status and body (null when empty).
    pub(crate) async fn post(&self, token: &str, message: &Value) -> (u16, Value) {
        let response = self
            .client
            .post(self.mcp())
            .bearer_auth(token)
            .header("accept", "application/json, text/event-stream")
            .json(message)
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        let body = response.bytes().await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    /// Calls a tool as `token`: the result object of `tools/call`.
    pub(crate) async fn call(&self, token: &str, tool: &str, arguments: Value) -> Value {
        let params = json!({"name": tool, "arguments": arguments});
        let (status, mut body) =
            self.post(token, &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})).await;
        assert_eq!(status, 200, "{body}");
        body["result"].take()
    }

    /// Calls a tool that must succeed: its structured content.
    pub(crate) async fn tool(&self, token: &str, tool: &str, arguments: Value) -> Value {
        let mut result = self.call(token, tool, arguments.clone()).await;
        assert_ne!(result["isError"], true, "{tool} {arguments}: {result}");
        let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(text, result["structuredContent"], "both forms say the same");
        result["structuredContent"].take()
    }

    /// Calls a tool that must fail: what the model reads.
    pub(crate) async fn tool_error(&self, token: &str, tool: &str, arguments: Value) -> String {
        let result = self.call(token, tool, arguments.clone()).await;
        assert_eq!(result["isError"], true, "{tool} {arguments}: {result}");
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// How often the simulator was asked, by route template.
    pub(crate) async fn upstream_calls(&self) -> Value {
        self.control("GET", "stats", Value::Null).await["requests"].take()
    }

    /// Tells the simulator to fail; see `POST /_simulator/faults`.
    pub(crate) async fn fault(&self, fault: Value) {
        self.control("POST", "faults", fault).await;
    }

    /// Forgets faults, counts and requests.
    pub(crate) async fn reset_simulator(&self) {
        self.control("POST", "reset", Value::Null).await;
    }

    async fn control(&self, method: &str, what: &str, body: Value) -> Value {
        let url = format!("http://{}/_simulator/{what}", self.simulator_address);
        let request = self.client.request(method.parse().unwrap(), url).json(&body);
        request.send().await.unwrap().json().await.unwrap_or(Value::Null)
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

/// A plain client that follows no redirect and keeps nothing back.
pub(crate) fn reqwest_client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}
