//! A request's way through the simulator: remembered, perhaps struck by a fault, authenticated, counted, answered.

use std::{
    io,
    sync::atomic::{AtomicU64, Ordering},
};

use axum::{
    Json, Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
        header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, LINK},
    },
    response::IntoResponse,
    routing::{get, post},
};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::{
    Simulator,
    endpoint::Call,
    error::Refusal,
    fault::{Fault, FaultRequest},
    rate_limit::{Budget, Windows},
    route::{Endpoint, Target},
    token::Token,
    version::Version,
};

/// Bytes of a request's body, at most.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

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
        .route("/_simulator/faults", post(faults))
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

/// An answer before it is written.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

async fn api(State(simulator): State<Simulator>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_BODY).await.unwrap_or_default();
    let target = Target::of(&head.method, head.uri.path());
    let query = head.uri.query().unwrap_or_default();
    let inner = &simulator.0;
    let request_id = inner.request_ids.next();
    let number = inner.control.begin(&head.method, &target, query, &head.headers, &body);
    let fault = inner.control.take_fault(&head.method, &target);

    if let Some(fault) = &fault {
        tokio::time::sleep(fault.delay()).await;
    }
    if !inner.options.latency.is_zero() {
        tokio::time::sleep(inner.options.latency).await;
    }
    let mut answer = match &fault {
        Some(fault) if !fault.passes_on() => simulator.faulty_answer(fault, &request_id),
        _ => simulator.answer(&head.headers, &target, query, &body, &request_id),
    };
    answer.headers.insert("x-request-id", HeaderValue::from_str(&request_id).expect("a UUID is a header value"));
    answer.headers.extend(fault.iter().flat_map(FaultRequest::headers).map(|(name, value)| (Some(name), value)));
    inner.control.end(number, answer.status);
    answer.into_response(fault.as_ref())
}

impl Simulator {
    fn answer(&self, headers: &HeaderMap, target: &Target, query: &str, body: &[u8], request_id: &str) -> Answer {
        let inner = &self.0;
        let token = match Token::authenticate(text(headers, &AUTHORIZATION), target.region) {
            Ok(token) => token,
            Err(refusal) => return Answer::refused(&refusal, request_id),
        };
        let budget = inner.windows.count(token.name, inner.options.rate_limit, inner.clock.now_seconds());
        let answered = self.authorized(token, budget, headers, target, query, body);
        let mut answer = match answered {
            Ok(value) => Answer::json(StatusCode::OK, &value),
            Err(refusal) => Answer::refused(&refusal, request_id),
        };
        budget.write(&mut answer.headers);
        answer
    }

    fn authorized(
        &self,
        token: &Token,
        budget: Budget,
        headers: &HeaderMap,
        target: &Target,
        query: &str,
        body: &[u8],
    ) -> Result<Value, Refusal> {
        if budget.exceeded {
            return Err(Refusal::rate_limited(budget.limit));
        }
        if !accepts_json(text(headers, &ACCEPT)) {
            return Err(Refusal::not_acceptable());
        }
        let version = Version::parse(text(headers, &HeaderName::from_static("intercom-version")))?;
        let (endpoint, id) = target.endpoint.as_ref().ok_or_else(Refusal::not_found)?;
        let indexed = self.indexed(token.region);
        if !indexed.workspace.plan_active && reads_conversations(*endpoint) {
            return Err(Refusal::plan_restricted());
        }
        token.authorize(*endpoint)?;
        Call { indexed, options: &self.0.options, version, query, body }.answer(*endpoint, id)
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

impl Answer {
    fn json(status: StatusCode, value: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", value.to_string())
    }

    fn text(status: StatusCode, text: &str) -> Self {
        let content_type =
            if text.trim_start().starts_with('<') { "text/html" } else { "application/json; charset=utf-8" };
        Self::new(status, content_type, text.to_owned())
    }

    fn new(status: StatusCode, content_type: &'static str, body: String) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Self { status, headers, body: body.into() }
    }

    fn refused(refusal: &Refusal, request_id: &str) -> Self {
        let mut answer = Self::json(refusal.status, &refusal.body(request_id));
        let link = refusal.canonical.as_ref().map(|id| format!("</contacts/{id}>; rel=\"canonical\""));
        if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
            answer.headers.insert(LINK, link);
        }
        answer
    }

    fn into_response(self, fault: Option<&FaultRequest>) -> Response<Body> {
        let body = match fault {
            Some(fault) if fault.drop_connection => broken(None),
            Some(fault) if fault.truncate_body => broken(Some(self.body.slice(..self.body.len() / 2))),
            _ => Body::from(self.body.clone()),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        if fault.is_some_and(|fault| fault.truncate_body) {
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(self.body.len()));
        }
        response
    }
}

/// A body that fails: at once, so that hyper closes the connection before it has written the head, or after a piece.
fn broken(piece: Option<Bytes>) -> Body {
    let flush = piece.is_some();
    let failure = stream::once(async move {
        if flush {
            // Hyper sends what it has written when the body has nothing for it yet.
            tokio::task::yield_now().await;
        }
        Err(io::Error::other("the connection breaks, as the fault asks"))
    });
    Body::from_stream(stream::iter(piece.map(Ok)).chain(failure))
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
