//! A request's way through the simulator: remembered, perhaps struck by a fault, authenticated, counted, answered.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::{
    Json, Router,
    body::{Body, Bytes, to_bytes},
    extract::{DefaultBodyLimit, Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
        header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
    },
    response::IntoResponse,
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{
    Inner, Simulator,
    answer::Answer,
    control::Received,
    endpoint::Call,
    error::Refusal,
    fault::{Fault, FaultRequest},
    oauth::{self, SignIn},
    rate_limit::{Budget, Windows},
    route::{Endpoint, Route, Target},
    token::Token,
    version::Version,
};

/// Bytes of a request's body, at most.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// Bytes of a fault, at most, with the answer that it plays: more than a client of Intercom's has any use for.
const LARGEST_FAULT: usize = 64 * 1024 * 1024;

/// Numbers the requests, from which their ids come.
#[derive(Debug, Default)]
pub(super) struct RequestIds(AtomicU64);

impl RequestIds {
    fn next(&self) -> String {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        // A UUID in form, as the description says; the order of requests can be read from it.
        format!("51d0c0de-0000-4000-8000-{number:012x}")
    }
}

/// The simulator's own paths, and Intercom's on every other.
pub(super) fn routes(simulator: Simulator) -> Router {
    Router::new()
        .route("/_simulator/stats", get(stats))
        .route("/_simulator/requests", get(requests))
        .route("/_simulator/reset", post(reset))
        .route("/_simulator/faults", post(faults).layer(DefaultBodyLimit::max(LARGEST_FAULT)))
        .fallback(api)
        .with_state(simulator)
}

async fn stats(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.0.control.stats())
}

async fn requests(State(simulator): State<Simulator>) -> Json<Value> {
    Json(json!({ "requests": simulator.0.control.requests() }))
}

async fn reset(State(simulator): State<Simulator>) -> StatusCode {
    simulator.reset();
    StatusCode::NO_CONTENT
}

async fn faults(State(simulator): State<Simulator>, body: Bytes) -> Response<Body> {
    match Fault::parse(&body) {
        Ok(fault) => {
            simulator.0.control.add_fault(fault);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(sentence) => (StatusCode::BAD_REQUEST, Json(json!({ "error": sentence }))).into_response(),
    }
}

async fn api(State(simulator): State<Simulator>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_BODY).await.unwrap_or_default();
    let target = Target::of(&head.method, head.uri.path());
    let inner = &simulator.0;
    let request_id = inner.request_ids.next();
    let received = Received {
        method: &head.method,
        target: &target,
        query: head.uri.query().unwrap_or_default(),
        headers: &head.headers,
        body: &body,
    };
    let number = inner.control.begin(&received, &inner.installations);
    let fault = inner.control.take_fault(&head.method, &target);

    if let Some(fault) = &fault {
        tokio::time::sleep(fault.delay()).await;
    }
    if !inner.options.latency.is_zero() {
        tokio::time::sleep(inner.options.latency).await;
    }
    let mut answer = match &fault {
        Some(fault) if !fault.passes_on() => simulator.faulty_answer(fault, &request_id),
        _ => simulator.answer(&received, &request_id),
    };
    answer.headers.insert("x-request-id", HeaderValue::from_str(&request_id).expect("a UUID is a header value"));
    answer.headers.extend(fault.iter().flat_map(FaultRequest::headers).map(|(name, value)| (Some(name), value)));
    inner.control.end(number, answer.status);
    answer.into_response(fault.as_ref())
}

impl Simulator {
    fn answer(&self, received: &Received<'_>, request_id: &str) -> Answer {
        let Received { target, query, body, .. } = *received;
        let Inner { installations, clock, .. } = &*self.0;
        let content_type = text(received.headers, &CONTENT_TYPE);
        let answered = match target.route {
            Some(Route::SignInPage) => Ok(self.sign_in(target.region).show(query)),
            Some(Route::SignInForm) => Ok(self.sign_in(target.region).approve(content_type, body)),
            Some(Route::Exchange) => oauth::exchange(installations, clock, content_type, body),
            Some(Route::Uninstall | Route::Api(..)) | None => return self.call(received, request_id),
        };
        answered.unwrap_or_else(|refusal| Answer::refused(&refusal, request_id))
    }

    /// The app host of a region.
    fn sign_in(&self, region: Option<&'static str>) -> SignIn<'_> {
        let Inner { installations, clock, .. } = &*self.0;
        SignIn { installations, clock, workspace: &self.indexed(region.unwrap_or("US")).workspace, region }
    }

    /// What needs a token.
    fn call(&self, received: &Received<'_>, request_id: &str) -> Answer {
        let Inner { installations, windows, options, clock, .. } = &*self.0;
        let authorization = text(received.headers, &AUTHORIZATION);
        let token = match Token::authenticate(authorization, received.target.region, installations) {
            Ok(token) => token,
            Err(refusal) => return Answer::refused(&refusal, request_id),
        };
        let budget = windows.count(token.name, options.rate_limit, clock.now_seconds());
        let answered = self.authorized(token, budget, received);
        let mut answer = answered.unwrap_or_else(|refusal| Answer::refused(&refusal, request_id));
        budget.write(&mut answer.headers);
        answer
    }

    fn authorized(&self, token: &Token, budget: Budget, received: &Received<'_>) -> Result<Answer, Refusal> {
        if budget.exceeded {
            return Err(Refusal::rate_limited(budget.limit));
        }
        let headers = received.headers;
        if !accepts_json(text(headers, &ACCEPT)) {
            return Err(Refusal::not_acceptable());
        }
        if received.target.route == Some(Route::Uninstall) {
            return self.uninstall_by(token);
        }
        let version = Version::parse(text(headers, &HeaderName::from_static("intercom-version")))?;
        let Some(Route::Api(endpoint, id)) = &received.target.route else { return Err(Refusal::not_found()) };
        let indexed = self.indexed(token.region);
        if !indexed.workspace.plan_active && reads_conversations(*endpoint) {
            return Err(Refusal::plan_restricted());
        }
        token.authorize(*endpoint)?;
        let call = Call { indexed, options: &self.0.options, version, query: received.query, body: received.body };
        Ok(Answer::json(StatusCode::OK, &call.answer(*endpoint, id)?))
    }

    /// Only a token that the app was given stands for an installation; the others are for everybody.
    fn uninstall_by(&self, token: &Token) -> Result<Answer, Refusal> {
        if !token.is_installed() {
            return Err(Refusal::not_found());
        }
        self.uninstall(token.region);
        Ok(Answer::empty(StatusCode::OK))
    }

    fn faulty_answer(&self, fault: &FaultRequest, request_id: &str) -> Answer {
        let limit = self.0.options.rate_limit;
        let status = fault.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
        let mut answer = match &fault.body {
            None => Answer::refused(&Refusal::of_status(status, limit), request_id),
            Some(Value::String(text)) => Answer::text(status, text),
            Some(value) => Answer::json(status, value),
        };
        if status == StatusCode::TOO_MANY_REQUESTS {
            let reset = Windows::reset(self.0.clock.now_seconds());
            Budget { limit, remaining: 0, reset, exceeded: true }.write(&mut answer.headers);
        }
        answer
    }
}

/// The endpoints that a plan can lack.
fn reads_conversations(endpoint: Endpoint) -> bool {
    matches!(endpoint, Endpoint::SearchConversations | Endpoint::Conversations | Endpoint::Conversation)
}

/// Whether `Accept` takes JSON; without the header it does not, as the documentation of 406 says.
fn accepts_json(accept: Option<&str>) -> bool {
    let ranges = accept.into_iter().flat_map(|accept| accept.split(','));
    let mut names = ranges.map(|range| range.split(';').next().unwrap_or_default().trim());
    names.any(|name| matches!(name.to_ascii_lowercase().as_str(), "*/*" | "application/*" | "application/json"))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
