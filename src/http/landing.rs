//! `/`: the page for people who open this server's address in a browser.
//!
//! Behind the check of the Host header like everything else, and without a credential: it says nothing secret.

use std::sync::Arc;

use axum::{
    extract::State,
    response::Response,
    routing::{MethodRouter, get},
};

use super::{
    answer,
    drain::{Phase, Phases},
};
use crate::{
    config::Config,
    pages::{Landing, ServiceState, WaysIn},
    state::AppState,
};

#[derive(Clone)]
struct Shown {
    config: Arc<Config>,
    phases: Phases,
}

/// GET and HEAD; 405 for other methods.
pub(super) fn route(config: &Arc<Config>, phases: Phases) -> MethodRouter<AppState> {
    get(page).fallback(no_page).with_state(Shown { config: Arc::clone(config), phases })
}

async fn page(State(Shown { config, phases }): State<Shown>) -> Response {
    let state = match phases.current() {
        Phase::Serving => ServiceState::Serving,
        Phase::Leaving | Phase::Closing => ServiceState::ShuttingDown,
    };
    let landing = Landing {
        origin: config.public_url.as_str().trim_end_matches('/').to_owned(),
        serves_sse: config.enable_sse,
        is_public: !config.is_public_url_loopback(),
        ways: ways(&config),
        state,
        version: env!("CARGO_PKG_VERSION"),
    };
    landing.response()
}

async fn no_page(State(Shown { config, .. }): State<Shown>) -> Response {
    answer::only_a_page(&config.public_url)
}

fn ways(config: &Config) -> WaysIn {
    let is_single_user = config.intercom_access_token.is_some();
    WaysIn {
        sign_in: config.offers_sign_in(),
        intercom_at_sign_in: config.intercom_client_id.is_some(),
        pasted_token: config.accept_pasted_tokens,
        intercom_token: config.accept_intercom_tokens,
        access_key: is_single_user && config.access_key.is_some(),
        open: is_single_user && config.access_key.is_none(),
    }
}
