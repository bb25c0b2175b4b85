//! `serve`: the server, configured by the environment.

use tokio::net::TcpListener;

use super::{environment::Environment, failure::Failure, private_memory, shutdown::Signals};
use crate::{
    clock::Clock,
    config::{Config, LogFormat, StoreUrl},
    http,
    state::AppState,
    telemetry,
};

/// Serves until SIGTERM or SIGINT, then drains; a second signal stops at once.
pub(super) async fn run() -> Result<(), Failure> {
    let config = Environment::read()?.config()?;
    start_telemetry(config.log_format, &config.log_filter)?;
    let signals = Signals::take(config.drain_delay.saturating_add(config.drain_timeout))?;
    let listener = TcpListener::bind(config.bind_addr)
        .await
        .map_err(|error| Failure::listen("BIND_ADDR", config.bind_addr, &error))?;
    let address = listener.local_addr().map_err(|error| Failure::listen("BIND_ADDR", config.bind_addr, &error))?;
    let config = config.listening_on(address);
    log_start(&config);
    serve_until_signal(listener, config, signals).await
}

/// Serves what `config` says on `listener` until a signal.
pub(super) async fn serve_until_signal(listener: TcpListener, config: Config, signals: Signals) -> Result<(), Failure> {
    if let Err(error) = private_memory::keep() {
        tracing::warn!(%error, "core dumps are not switched off: after a crash, tokens may stand in one");
    }
    // Every connection takes a file descriptor, and what the system gives at first is often little.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
    let state = AppState::new(config, Clock::system()).map_err(|error| Failure::new(error.to_string()))?;
    let served = http::serve(listener, state, signals.arrived()).await;
    served.map_err(|error| Failure::new(format!("the listener broke: {error}")))
}

/// Sends log lines to stderr from here on.
pub(super) fn start_telemetry(format: LogFormat, filter: &str) -> Result<(), Failure> {
    telemetry::install(filter, format == LogFormat::Json)
        .map_err(|error| Failure::new(format!("logging cannot be set up: {error}")))
}

/// What an operator wants to see in the first lines of a log.
fn log_start(config: &Config) {
    let public_url = config.public_url.as_str().trim_end_matches('/');
    let mode = match (&config.intercom_access_token, config.accept_intercom_tokens) {
        _ if config.offers_sign_in() && config.accept_intercom_tokens => {
            "people sign in, or clients send an Intercom token of their own as the bearer"
        }
        _ if config.offers_sign_in() => "people sign in",
        (Some(_), false) => "single-user: every client reads with the server's own Intercom token",
        (Some(_), true) => "single-user, and clients may send Intercom tokens of their own",
        (None, _) => "clients send an Intercom token of their own as the bearer",
    };
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "listening on http://{}", config.bind_addr);
    tracing::info!("clients connect to {public_url}/mcp");
    tracing::info!("{mode}");
    if config.offers_sign_in() {
        match &config.intercom_client_id {
            Some(_) => tracing::info!("redirect URL to register at Intercom: {public_url}/callback"),
            None => tracing::info!("people sign in by pasting an Intercom access token"),
        }
        match &config.store_url {
            StoreUrl::Sqlite(path) => tracing::info!("sign-ins are stored in `{}`", path.display()),
            StoreUrl::Memory => tracing::warn!("`STORE_URL` is in memory: sign-ins are forgotten when the server ends"),
        }
    }
    if config.intercom_access_token.is_some() && config.access_key.is_none() {
        tracing::warn!("`ACCESS_KEY` is unset: every program on this machine may read the workspace");
    }
    match &config.allowed_workspaces {
        Some(ids) => tracing::info!("workspaces that may be read: {}", ids.join(", ")),
        None if config.is_public_url_loopback() => tracing::info!("workspaces that may be read: any"),
        None => tracing::warn!("`ALLOWED_WORKSPACES` is `*`: tokens of any Intercom workspace are accepted"),
    }
    if config.public_url.scheme() == "http" && !config.is_public_url_loopback() {
        tracing::warn!("`PUBLIC_URL` is `{public_url}`, without TLS: tokens cross the network in the clear");
    }
}
