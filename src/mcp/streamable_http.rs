//! Streamable HTTP: POST on `/mcp`, for all protocol versions; 2025-03-26 to 2026-07-28 `basic/transports`.
//!
//! No sessions in any version: no id is minted, any is ignored, GET and DELETE answer 405. Whoever gets here
//! is authenticated: the bearer layer has put a [`Principal`] into the request before its body was read.
//!
//! | what is wrong | answer |
//! |---|---|
//! | content type, Accept, size | 415, 406, 413, with -32600 and no id |
//! | no JSON; JSON that is no message | 400 with -32700; 400 with -32600 |
//! | version, headers, `_meta` | 400 with -32022, -32020, -32602 |
//! | unknown method | -32601, in a 404 for modern requests and a 200 for legacy ones |
//! | Intercom refused the client's token, and nothing was sent yet | 401 |

use std::convert::Infallible;

use axum::{
    Extension, Router,
    body::{Body, Bytes},
    extract::{FromRequest, RawQuery, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing,
};
use futures_util::{
    future::{join, join_all},
    stream,
};
use tracing::Span;

use super::{
    content::{self, Accept},
    dispatch::{self, Answer, Caller, Listing},
    event_stream::{self, Lines},
    headers,
    jsonrpc::{
        self, Body as Messages, ErrorObject, INVALID_PARAMS, INVALID_REQUEST, METHOD_NOT_FOUND, Malformed, Message,
    },
    parting::Parting,
    progress::{self, Outlet},
    protocol::{Era, Version},
};
use crate::{
    oauth::{
        authenticator::Authenticator,
        bearer::{self, Principal},
    },
    state::AppState,
    tools::Progress,
};

const ALLOW: HeaderValue = HeaderValue::from_static("POST, OPTIONS");

/// The endpoint, with and without a slash at its end: a redirect would lose the body or the credential.
pub fn routes() -> Router<AppState> {
    let endpoint = routing::post(post).options(options).fallback(method_not_allowed);
    Router::new().route("/mcp", endpoint.clone()).route("/mcp/", endpoint)
}

/// OPTIONS that is no preflight of a browser.
async fn options() -> Response {
    (StatusCode::NO_CONTENT, [(header::ALLOW, ALLOW)]).into_response()
}

/// GET would open a stream of the server's own messages, DELETE would end a session: there are neither.
async fn method_not_allowed() -> Response {
    let mut response =
        refused(StatusCode::METHOD_NOT_ALLOWED, "this server keeps no sessions; send messages with POST");
    response.headers_mut().insert(header::ALLOW, ALLOW);
    response
}

async fn post(
    State(state): State<AppState>,
    Extension(principal): Extension<Principal>,
    // Absent where no layer in front keeps verdicts.
    authenticator: Option<Extension<Authenticator>>,
    // Absent where no listener of ours knows the connection.
    parting: Option<Extension<Parting>>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    if !content::is_json(request.headers()) {
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "`Content-Type` must be `application/json`");
    }
    let accept = Accept::of(request.headers());
    if !accept.any() {
        let message = "`Accept` takes neither `application/json` nor `text/event-stream`";
        return refused(StatusCode::NOT_ACCEPTABLE, message);
    }
    let headers = request.headers().clone();
    let body = match Bytes::from_request(request, &()).await {
        Ok(body) => body,
        Err(rejection) => return refused(rejection.status(), "the body is too large, or broke off"),
    };
    let authenticator = authenticator.map(|Extension(authenticator)| authenticator);
    let caller = Caller { state, principal, authenticator, listing: listing(query.as_deref()), body: body.clone() };
    let parting = parting.map(|Extension(parting)| parting).unwrap_or_default();
    let (workers, access) = (caller.state.workers.clone(), caller.principal.access.clone());
    let exchange = Exchange { caller, accept, parting };
    match workers.run(access.caller(), body.len(), move |_| jsonrpc::read(&body)).await {
        // A request whose parameters are of the wrong kind; like all such, no broken transport to a legacy client.
        Err(malformed) if malformed.error.code == INVALID_PARAMS && !headers::are_modern(&headers) => {
            exchange.ready(malformed.into(), Era::Legacy)
        }
        Err(malformed) => bad_request(malformed),
        Ok(Messages::One(Message::Request(request))) => exchange.request(request, &headers).await,
        Ok(Messages::One(Message::Notification(_))) => accepted(headers::accepts_notification(&headers)),
        Ok(Messages::One(Message::Response)) => accepted(headers::accepts_response(&headers)),
        Ok(Messages::Batch(messages)) => match headers::accepts_batch(&headers) {
            Ok(version) => exchange.batch(messages, version).await,
            Err(error) => bad_request(Malformed { id: None, error }),
        },
    }
}

/// One POST that is being answered.
struct Exchange {
    caller: Caller,
    accept: Accept,
    parting: Parting,
}

impl Exchange {
    async fn request(self, request: jsonrpc::Request, headers: &HeaderMap) -> Response {
        let version = match headers::version(&request, headers) {
            Ok(version) => version,
            Err(error) => return bad_request(Malformed { id: Some(request.id), error }),
        };
        match dispatch::answer(request, version, &self.caller) {
            Answer::Ready(response) => self.ready(response, version.era()),
            Answer::Call(call) if self.streams(call.progress_token().is_some()) => {
                self.event_stream(vec![Part::Answer(Answer::Call(call))])
            }
            Answer::Call(call) => {
                let completed = call.run(Progress::default()).await;
                if completed.client_token_is_dead {
                    return bearer::dead_token();
                }
                json(StatusCode::OK, completed.response.to_line())
            }
        }
    }

    fn ready(self, response: jsonrpc::Response, era: Era) -> Response {
        let status = status(&response, era);
        if self.accept.json || status != StatusCode::OK {
            json(status, response.to_line())
        } else {
            self.event_stream(vec![Part::Answer(Answer::Ready(response))])
        }
    }

    async fn batch(self, messages: Vec<Result<Message, Malformed>>, version: Version) -> Response {
        let parts: Vec<Part> = messages
            .into_iter()
            .filter_map(|message| match message {
                Ok(Message::Request(request)) if request.method == "tools/call" => {
                    Some(Part::Answer(dispatch::answer_in_batch(request, version, &self.caller)))
                }
                Ok(Message::Request(request)) => Some(Part::Request(request, version)),
                Ok(Message::Notification(_) | Message::Response) => None,
                Err(malformed) => Some(Part::Answer(Answer::Ready(malformed.into()))),
            })
            .collect();
        if parts.is_empty() {
            return StatusCode::ACCEPTED.into_response();
        }
        let progress = parts.iter().any(|part| match part {
            Part::Answer(Answer::Call(call)) => call.progress_token().is_some(),
            Part::Answer(Answer::Ready(_)) | Part::Request(..) => false,
        });
        if self.streams(progress) {
            return self.event_stream(parts);
        }
        let parts = join_all(parts.into_iter().map(|part| async {
            match part {
                Part::Answer(Answer::Call(call)) => {
                    Part::Answer(Answer::Ready(call.run(Progress::default()).await.response))
                }
                ready => ready,
            }
        }));
        array(parts.await, self.caller)
    }

    /// Whether to answer with an event stream: where nothing else is accepted, or progress has to travel.
    fn streams(&self, progress: bool) -> bool {
        self.accept.event_stream && (progress || !self.accept.json)
    }

    /// All answers on one stream: of calls each when it is there, the others one after another, as they are taken.
    fn event_stream(self, parts: Vec<Part>) -> Response {
        let Self { caller, parting, .. } = self;
        let clock = caller.state.clock.clone();
        let (calls, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(Part::is_call);
        let work = |lines: Lines| async move {
            let others = async {
                for part in others {
                    write(part.made(&caller), &lines).await;
                }
            };
            join(others, join_all(calls.into_iter().map(|call| write(call.made(&caller), &lines)))).await;
        };
        event_stream::answer(work, clock, parting)
    }
}

/// A part of an answer.
enum Part {
    /// What has been made, or is a call.
    Answer(Answer),
    /// What is answered when there is room for that: the answer may be many times as long.
    Request(jsonrpc::Request, Version),
}

impl Part {
    fn is_call(&self) -> bool {
        matches!(self, Self::Answer(Answer::Call(_)))
    }

    fn made(self, caller: &Caller) -> Answer {
        match self {
            Self::Answer(answer) => answer,
            Self::Request(request, version) => dispatch::answer_in_batch(request, version, caller),
        }
    }
}

/// An array of answers, each written when its reader has taken the one before. The room for the request is held until
/// then.
fn array(parts: Vec<Part>, caller: Caller) -> Response {
    let span = Span::current();
    let pieces = parts.into_iter().enumerate().map(move |(index, part)| {
        let begin = if index == 0 { '[' } else { ',' };
        match span.in_scope(|| part.made(&caller)) {
            Answer::Ready(response) => Ok::<_, Infallible>(format!("{begin}{}", response.to_line())),
            // Calls have been run.
            Answer::Call(_) => Ok(begin.to_string()),
        }
    });
    let pieces = pieces.chain(std::iter::once(Ok("]".to_owned())));
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (StatusCode::OK, headers, Body::from_stream(stream::iter(pieces))).into_response()
}

async fn write(answer: Answer, lines: &Lines) {
    match answer {
        Answer::Ready(response) => lines.send(response.to_line()).await,
        Answer::Call(call) => progress::run(*call, lines).await,
    }
}

/// `?tools=chatgpt` on the endpoint's address.
pub(super) fn listing(query: Option<&str>) -> Listing {
    let mut pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    if pairs.any(|(name, value)| name == "tools" && value == "chatgpt") { Listing::ChatGpt } else { Listing::All }
}

/// Only the modern era has an HTTP status for a JSON-RPC error; legacy clients take anything but 200 for a
/// broken transport.
fn status(response: &jsonrpc::Response, era: Era) -> StatusCode {
    match (&response.outcome, era) {
        (Err(error), Era::Modern) if error.code == METHOD_NOT_FOUND => StatusCode::NOT_FOUND,
        _ => StatusCode::OK,
    }
}

fn accepted(acceptable: Result<(), ErrorObject>) -> Response {
    match acceptable {
        Ok(()) => StatusCode::ACCEPTED.into_response(),
        Err(error) => bad_request(Malformed { id: None, error }),
    }
}

pub(super) fn bad_request(malformed: Malformed) -> Response {
    tracing::info!(error.code = malformed.error.code, outcome = "error", "message refused: {}", malformed.error.code);
    json(StatusCode::BAD_REQUEST, jsonrpc::Response::from(malformed).to_line())
}

/// A refusal from before there was a message.
pub(super) fn refused(status: StatusCode, message: &str) -> Response {
    json(status, jsonrpc::Response::error(None, ErrorObject::new(INVALID_REQUEST, message)).to_line())
}

pub(super) fn json(status: StatusCode, line: String) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], line).into_response()
}
