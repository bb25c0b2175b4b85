//! An Intercom that only knows `GET /me`, and whose answers a test can hold back and count.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;
use tokio::{net::TcpListener, sync::watch};

pub(crate) struct FakeIntercom {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    asked: AtomicUsize,
    answering: watch::Sender<bool>,
    arrived: watch::Sender<usize>,
}

impl FakeIntercom {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            asked: AtomicUsize::new(0),
            answering: watch::Sender::new(true),
            arrived: watch::Sender::new(0),
        });
        let router = Router::new().route("/me", get(me)).fallback(revoked).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often `/me` was asked.
    pub(crate) fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// Holds back every answer until [`FakeIntercom::release`].
    pub(crate) fn hold(&self) {
        self.shared.answering.send_replace(false);
    }

    pub(crate) fn release(&self) {
        self.shared.answering.send_replace(true);
    }

    /// Returns once `/me` was asked `times` in all.
    pub(crate) async fn has_been_asked(&self, times: usize) {
        self.shared.arrived.subscribe().wait_for(|arrived| *arrived >= times).await.unwrap();
    }
}

/// The token's first word says how Intercom takes it.
async fn me(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let asked = shared.asked.fetch_add(1, Ordering::SeqCst) + 1;
    shared.arrived.send_replace(asked);
    shared.answering.subscribe().wait_for(|answering| *answering).await.unwrap();
    let token = headers["authorization"].to_str().unwrap().strip_prefix("Bearer ").unwrap();
    match token.split('-').next().unwrap() {
        "alpha" => named("alpha1"),
        "beta" => named("beta1"),
        "gamma" => named("gamma1"),
        "delta" => named("delta1"),
        "epsilon" => named("epsilon1"),
        "down" => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        "unnamed" => error(StatusCode::FORBIDDEN, "forbidden"),
        _ => error(StatusCode::UNAUTHORIZED, "unauthorized"),
    }
}

async fn revoked() -> Response {
    error(StatusCode::UNAUTHORIZED, "token_revoked")
}

fn error(status: StatusCode, code: &str) -> Response {
    let errors = json!([{ "code": code, "message": "In Intercom's words" }]);
    (status, Json(json!({ "type": "error.list", "request_id": "r1", "errors": errors }))).into_response()
}

fn named(workspace: &str) -> Response {
    Json(json!({
        "type": "admin", "id": "1", "name": "Ada", "email": "ada@example.com", "email_verified": true,
        "app": { "type": "app", "id_code": workspace, "name": "Example", "region": "US", "timezone": "Europe/Paris",
            "created_at": 1_600_000_000, "identity_verification": false },
    }))
    .into_response()
}
