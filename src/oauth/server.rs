//! The authorization server: what its endpoints share, and where they are.
//!
//! The person's way: [`authorize`](super::authorize) shows who asks, [`consent`](super::consent) takes the decision,
//! Intercom's page follows, [`callback`](super::callback) takes its answer, and the client gets a code. The client's
//! way: `/register` (or a metadata document) before that, `/token` after it, `/revoke` at the end.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    http::{
        HeaderValue, StatusCode,
        header::{ALLOW, LOCATION},
    },
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};

use super::{
    authorize,
    browser::Cookies,
    callback,
    client::Clients,
    client_metadata::Documents,
    consent,
    failures::Source,
    grants::Grants,
    kept::AuthorizationRequest,
    metadata,
    rates::Rate,
    redirect_uri::{self, Target},
    refusal, registration,
    resources::Resources,
    revocation, token, uninstalled,
};
use crate::{
    clock::Clock,
    config::Config,
    intercom::{self, oauth::App},
    pages::{Failure, Return, ReturnAddress, Success},
    secret::vault::Vault,
    state::AppState,
    store::records::Store,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a client waits before it asks again, when the store has failed.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// The authorization server in front of Intercom's. Cheap to clone.
#[derive(Clone)]
pub struct AuthorizationServer(pub(super) Arc<Parts>);

pub(super) struct Parts {
    pub(super) config: Arc<Config>,
    pub(super) clock: Clock,
    pub(super) store: Arc<dyn Store>,
    pub(super) vault: Vault,
    pub(super) intercom: intercom::Client,
    /// Intercom's app; without it people can only paste a token.
    pub(super) app: Option<App>,
    pub(super) resources: Resources,
    pub(super) clients: Clients,
    pub(super) grants: Grants,
    pub(super) cookies: Cookies,
    /// New ones; whoever registers again with the same metadata costs nothing.
    pub(super) registrations: [Rate<Source>; 2],
    pub(super) approvals: Rate<Source>,
    /// Those that open nothing.
    pub(super) pasted_tokens: Rate<Source>,
    pub(super) notices: Rate<Source>,
}

impl AuthorizationServer {
    /// The server that `state` configures; it knows the clients with metadata documents by `documents`.
    pub fn new(state: &AppState, documents: Documents) -> Self {
        let config = Arc::clone(&state.config);
        let resources = Resources::new(&config.public_url);
        let app = match (&config.intercom_client_id, &config.intercom_client_secret) {
            (Some(client_id), Some(client_secret)) => config.public_url.join("/callback").ok().map(|redirect_url| {
                App { client_id: client_id.clone(), client_secret: client_secret.clone(), redirect_url }
            }),
            _ => None,
        };
        Self(Arc::new(Parts {
            clock: state.clock.clone(),
            store: Arc::clone(&state.store),
            vault: state.vault.clone(),
            intercom: state.intercom.clone(),
            app,
            resources,
            clients: Clients::new(Arc::clone(&state.store), state.clock.clone(), documents),
            grants: Grants::new(state),
            cookies: Cookies { is_secure: config.public_url.scheme() == "https" },
            // None in all: strangers would reach it and keep new clients out. What is stored is bounded instead.
            registrations: [Rate::per_minute(20, u32::MAX), Rate::new(DAY, 500, u32::MAX)],
            // One address may stand for all people of an office. In all, by 1,500 sources: 6,600 a minute, of which 100 MB
            // are stored for ten.
            approvals: Rate::per_minute(30, 1_500),
            pasted_tokens: Rate::per_minute(10, 300),
            // None in all: strangers would reach it and keep Intercom's own out. What a notice costs is bounded instead.
            notices: Rate::per_minute(10, u32::MAX),
            config,
        }))
    }

    /// What the browser of a person asks for.
    pub fn pages<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new()
            .route("/authorize", only("GET, POST", get(authorize::show).post(consent::decide)))
            .route("/callback", only("GET", get(callback::answered)))
            .with_state(self.clone())
    }

    /// What clients and Intercom ask for.
    pub fn endpoints<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new()
            .route("/register", only("POST", post(registration::register)))
            .route("/token", only("POST", post(token::issue)))
            .route("/revoke", only("POST", post(revocation::revoke)))
            .route("/intercom/uninstalled", only("POST", post(uninstalled::notice)))
            .with_state(self.clone())
            .merge(metadata::routes(&self.0.resources))
    }

    /// Sends the browser back to the client with an answer (RFC 6749, sections 4.1.2 and 4.1.2.1), which names this
    /// server (RFC 9207, section 2).
    pub(super) fn back(&self, request: &AuthorizationRequest, answer: &[(&str, &str)]) -> Response {
        let Some((target, address)) = self.answer_address(request, answer) else {
            let found = "The operator of this server has changed which clients may be signed in to.";
            let next = "Ask the operator, or connect anew from your client.";
            return page(StatusCode::BAD_REQUEST, "The client's address is not accepted any more", found, next);
        };
        let is_granted = answer.iter().any(|(name, _)| *name == "code");
        if is_granted && matches!(target, Target::App { .. }) {
            // The browser stays here when it opens an app.
            let client_name = request.client_name.clone();
            return Success { client_name, address: ReturnAddress::new(&address) }.response();
        }
        redirect_to(&address)
    }

    /// Sends the browser back with an error; `description` is for the developer of the client. For what happens after a
    /// person has decided.
    pub(super) fn back_with_error(&self, request: &AuthorizationRequest, error: &str, description: &str) -> Response {
        self.back(request, &[("error", error), ("error_description", description)])
    }

    /// The same for a request that nobody has seen yet. Anybody can register any site: a browser goes by itself only to
    /// those that are known, and to others by a link that names them (RFC 9700, section 4.11.2).
    pub(super) fn refuse_request(&self, request: &AuthorizationRequest, error: &str, description: &str) -> Response {
        let config = &self.0.config;
        if redirect_uri::is_known(&request.redirect_uri, &config.allowed_redirect_uris) {
            return self.back_with_error(request, error, description);
        }
        let found = format!("The client asked for something that this server does not do: {description} (`{error}`).");
        let next = "Go back to your client and connect anew. If it happens again, tell the client's developers.";
        let title = "This request is not valid".to_owned();
        let failure = Failure { title, found, next: next.to_owned(), back: None };
        match self.way_back(request, &[("error", error), ("error_description", description)]) {
            Some(back) => failure.with_return(back).response(StatusCode::BAD_REQUEST),
            None => failure.response(StatusCode::BAD_REQUEST),
        }
    }

    /// A link to the client with an answer.
    pub(super) fn way_back(&self, request: &AuthorizationRequest, answer: &[(&str, &str)]) -> Option<Return> {
        let address = ReturnAddress::new(&self.answer_address(request, answer)?.1)?;
        Some(Return { client_name: request.client_name.clone(), address })
    }

    /// The redirect URI with an answer, and where it leads.
    fn answer_address(&self, request: &AuthorizationRequest, answer: &[(&str, &str)]) -> Option<(Target, String)> {
        let config = &self.0.config;
        let (uri, allowed) = (&request.redirect_uri, &config.allowed_redirect_uris);
        let redirect = redirect_uri::acceptable(uri, config.redirect_policy, allowed).ok()?;
        let state = request.state.as_deref().map(|state| ("state", state));
        let issuer = ("iss", self.0.resources.issuer());
        // A code is in these characters anyway.
        let answer: Vec<_> = answer.iter().map(|(name, value)| (*name, refusal::legal(value))).collect();
        let answer = answer.iter().map(|(name, value)| (*name, &**value));
        let address = redirect.with(answer.chain(state).chain([issuer]));
        Some((redirect.target().clone(), address))
    }

    /// 503 for a client, when the store has failed; `cause` goes to the log.
    pub(super) fn store_failed(&self, what: &str, cause: &dyn std::error::Error) -> Response {
        tracing::error!(%cause, "{what}");
        let description = "sign-ins cannot be read or stored at this moment; try again";
        refusal::error_until(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", description, RETRY_AFTER)
    }

    /// 503 for a person, likewise.
    pub(super) fn store_failed_page(&self, what: &str, cause: &dyn std::error::Error) -> Response {
        tracing::error!(%cause, "{what}");
        let found = "This server could not read or store what it has to remember of a sign-in.";
        page(StatusCode::SERVICE_UNAVAILABLE, "Sign-in is not possible at this moment", found, "Try again in a moment.")
    }
}

/// Names the methods of a route where another is used.
pub(super) fn only<S: Clone + Send + Sync + 'static>(methods: &'static str, route: MethodRouter<S>) -> MethodRouter<S> {
    route.fallback(async move || {
        let description = format!("only `{methods}` is answered here");
        let mut response = refusal::error(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", &description);
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
        response
    })
}

/// 303, so that no browser repeats a form there (RFC 9110, section 15.4.4).
pub(super) fn redirect_to(address: &str) -> Response {
    let Ok(address) = HeaderValue::try_from(address) else {
        let next = "Connect anew from your client.";
        return page(StatusCode::BAD_REQUEST, "The browser cannot be sent on", "The next address is not valid.", next);
    };
    let referrer = [("referrer-policy", "no-referrer")];
    (StatusCode::SEE_OTHER, [(LOCATION, address)], referrer).into_response()
}

/// A page that says what went wrong.
pub(super) fn page(status: StatusCode, title: &str, found: &str, next: &str) -> Response {
    Failure { title: title.to_owned(), found: found.to_owned(), next: next.to_owned(), back: None }.response(status)
}
