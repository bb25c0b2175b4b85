//! A server on port 0 with nothing but the endpoints of both transports. In place of the bearer layer, whoever sends
//! `Authorization: Bearer <name>` is the principal `<name>`, and `single-user` the single user.

use std::{net::SocketAddr, sync::Arc};

use axum::{extract::Request, middleware::Next};
use intercom_mcp::{
    clock::Clock,
    config::Config,
    intercom::me::{Access, Workspace},
    mcp::{sse, streamable_http},
    oauth::bearer::{Credential, Principal},
    region::Region,
    state::AppState,
    store::mailbox::Mailbox,
};
use jiff::{Timestamp, tz::TimeZone};
use tokio::sync::watch;

use super::{
    peer::{Post, Reply},
    stubs::{self, Gauge},
};

pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) clock: Clock,
    pub(super) gauge: Gauge,
    pub(super) mailbox: Arc<dyn Mailbox>,
    /// Set to true, it ends the event streams of HTTP+SSE.
    pub(super) closing: watch::Sender<bool>,
}

impl Server {
    /// A server that serves the stubs.
    pub(super) async fn start() -> Self {
        Self::start_with(1, |_| {}).await
    }

    /// A server whose `meet` wants `parties` calls, with a changed configuration.
    pub(super) async fn start_with(parties: usize, configure: impl FnOnce(&mut Config)) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let clock = Clock::hand_set(Timestamp::constant(1_800_000_000, 0));
        let mut config = Config::for_loopback(address);
        configure(&mut config);
        let mut state = AppState::new(config, clock.clone()).unwrap();
        let (tools, gauge) = stubs::tools(parties);
        state.tools = Arc::new(tools);
        let mailbox = state.mailbox.clone();
        let closing = watch::Sender::new(false);
        let told = closing.subscribe();
        let sse = sse::routes(sse::Closing::when(move || {
            let mut told = told.clone();
            async move { told.wait_for(|closing| *closing).await.map(|_| ()).unwrap_or_default() }
        }));
        let routes = streamable_http::routes().merge(sse);
        let router = routes.layer(axum::middleware::from_fn(authenticate)).with_state(state);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, clock, gauge, mailbox, closing }
    }

    /// Sends a request on a connection of its own and reads the answer to its end.
    pub(super) async fn send(&self, post: &Post) -> Reply {
        post.open(self.address).await.reply().await
    }

    /// Every case with its answer, for a snapshot.
    pub(super) async fn table(&self, cases: &[(&str, Post)]) -> String {
        let mut table = String::new();
        for (behaviour, post) in cases {
            let reply = self.send(post).await;
            table.push_str(&format!("# {behaviour}\n{post}\n{reply}\n\n"));
        }
        table
    }
}

async fn authenticate(mut request: Request, next: Next) -> axum::response::Response {
    let authorization = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let name = authorization.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or("nobody").to_owned();
    let credential = if name == "single-user" { Credential::SingleUser } else { Credential::IntercomToken };
    let access = Access {
        principal: name.as_str().into(),
        person: Some(name.as_str().into()),
        budget_key: name.as_str().into(),
        token: name.into(),
        region: Region::Us,
        workspace: Workspace { id: None, name: None, timezone: TimeZone::UTC },
    };
    request.extensions_mut().insert(Principal { access: Arc::new(access), credential });
    next.run(request).await
}
