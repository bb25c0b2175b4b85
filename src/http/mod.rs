//! The route table, the layers around it, health, and the listener.

mod answer;
pub mod answer_body;
mod authentication;
mod authority;
mod body;
mod body_kind;
pub mod budget;
pub mod connections;
mod drain;
mod forwarded;
mod headers;
mod health;
mod host;
mod in_flight;
mod landing;
mod origin;
mod request;
pub mod requests;
mod serve;
mod socket;
mod source;

use std::sync::Arc;

use axum::{
    Router,
    extract::{OriginalUri, State},
    middleware::{from_fn, from_fn_with_state, map_response, map_response_with_state},
    response::Response,
    routing::get,
};
use budget::Budget;
use requests::Requests;
pub use serve::{serve, serve_with};
use source::Proxies;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    config::Config,
    mcp,
    oauth::{Audit, authenticator::Authenticator, resources::Resources, server::AuthorizationServer},
    state::AppState,
};

/// Every route, with every layer; those of `sign_in`, if there is one. `phases` tell when the server is about to end.
fn routes(state: AppState, phases: drain::Phases, sign_in: Option<AuthorizationServer>, audit: Audit) -> Router {
    let proxies =
        Arc::new(Proxies { trusted: state.config.trusted_proxies.clone(), header: state.config.forwarded_header });
    let authentication = authentication::Layer {
        authenticator: Authenticator::new(&state, state.digester.clone()),
        resources: sign_in.is_some().then(|| Resources::new(&state.config.public_url)),
        proxies: Arc::clone(&proxies),
        audit: audit.clone(),
    };
    let requests = requests::Layer {
        requests: Requests::new(state.config.trusted_proxies.clone().into()),
        proxies: Arc::clone(&proxies),
    };
    let budget = Budget::default();
    // Outermost first. Each stands where it stands for a reason:
    let around_everything = ServiceBuilder::new()
        // whatever a request is, it takes room
        .layer(from_fn_with_state(requests, requests::count))
        // a draining server takes no new work, whoever asks
        .layer(from_fn_with_state(phases.clone(), drain::refuse_when_closing))
        // a browser that was tricked into calling us (DNS rebinding) must not learn whether a credential is good
        .layer(from_fn_with_state(host::AcceptedHosts::new(&state.config), host::check));
    let around_protocol = ServiceBuilder::new()
        // preflights carry no credential, and refusals must be readable by the pages that are allowed to ask
        .layer(from_fn_with_state(origin::AcceptedOrigins::new(&state.config), origin::check))
        // innermost, since nothing outside it reads the body
        .layer(from_fn_with_state(budget.clone(), body::bound));
    // one layer up the body is untouched: who is asking is settled before any of it is read
    let authenticated = |routes: Router<AppState>| {
        routes
            .route_layer(from_fn(body::of_principal))
            .route_layer(from_fn_with_state(authentication.clone(), authentication::require))
    };
    let store = sign_in.is_some().then(|| Arc::clone(&state.store));
    let readiness = health::Readiness::new(phases.clone(), store, state.clock.clone());
    let sse = if state.config.enable_sse {
        let phases = phases.clone();
        let closing = mcp::sse::Closing::when(move || {
            let mut phases = phases.clone();
            async move { phases.closing().await }
        });
        authenticated(mcp::sse::routes(closing)).layer(map_response(mcp::sse::mark_deprecated))
    } else {
        Router::new()
    };
    let source = from_fn_with_state((proxies, audit), authentication::know_source);
    let endpoints = sign_in.as_ref().map(|sign_in| {
        let body = from_fn_with_state(body_kind::Kind::Parameters, body::of_source);
        sign_in.endpoints().route_layer(body).route_layer(source.clone())
    });
    // Not for the scripts of any page, whatever its origin: these look at `Origin` for themselves.
    let pages = sign_in.as_ref().map(|sign_in| {
        let body = from_fn_with_state(body_kind::Kind::Form, body::of_source);
        sign_in.pages().route_layer(body).route_layer(source).layer(from_fn_with_state(budget, body::bound))
    });
    let protocol = Router::new()
        .merge(authenticated(mcp::streamable_http::routes()))
        .merge(sse)
        .merge(endpoints.unwrap_or_default())
        .route("/", landing::route(&state.config, phases.clone()))
        .fallback(not_found)
        .layer(around_protocol)
        .merge(pages.unwrap_or_default())
        .layer(around_everything);
    Router::new()
        // health: asked by address, from inside, without a credential
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready).with_state(readiness))
        .method_not_allowed_fallback(answer::only_get)
        .merge(protocol)
        .layer(
            ServiceBuilder::new()
                // outermost, so that no answer goes without them
                .layer(map_response_with_state(headers::Secure::new(&state.config), headers::complete))
                .layer(from_fn_with_state(state.clock.clone(), request::span))
                // inside the span, so that the line about a panic says in which request
                .layer(CatchPanicLayer::custom(answer::panicked)),
        )
        .with_state(state)
}

/// Names the one endpoint that people look for under other paths.
async fn not_found(State(config): State<Arc<Config>>, OriginalUri(uri): OriginalUri) -> Response {
    answer::not_found(uri.path(), &config.public_url)
}
