//! POST on the message endpoint: 202, and the reply on the stream.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension,
    body::Bytes,
    extract::{FromRequest, RawQuery, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::Value;

use super::{Transport, calls::Calls};
use crate::{
    mcp::{
        content,
        dispatch::{self, Answer, Caller},
        jsonrpc::{self, Body, ErrorObject, INVALID_PARAMS, INVALID_REQUEST, Id, Malformed, Message, Notification},
        progress::{self, Outlet},
        protocol::{self, Version},
        streamable_http::{bad_request, json, listing, refused},
    },
    oauth::{authenticator::Authenticator, bearer::Principal, refusal::error_until},
    secret::{Fingerprint, fingerprint},
    state::AppState,
    store::mailbox::{Address, Found, Reply},
};

/// Characters of a request id that is taken for unique: a UUID has more, a counter has fewer.
const UNIQUE_ID: usize = 16;

pub(super) async fn post(
    State(state): State<AppState>,
    Extension(principal): Extension<Principal>,
    Extension(transport): Extension<Transport>,
    // Absent where no layer in front keeps verdicts.
    authenticator: Option<Extension<Authenticator>>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let Some(Found { address, .. }) = find(&state, &principal, query.as_deref()).await else { return not_found() };
    let calls = transport.sessions.calls(&address.session);
    // While this is being taken, a stream that ends with its server waits.
    let Some(_taken) = calls.take_post() else { return draining() };
    if !content::is_json(request.headers()) {
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "`Content-Type` must be `application/json`");
    }
    let body = match Bytes::from_request(request, &()).await {
        Ok(body) => body,
        Err(rejection) => return refused(rejection.status(), "the body is too large, or broke off"),
    };
    // A body takes its time; meanwhile the stream may have gone, or the minute after it.
    let Some(Found { is_open, .. }) = state.mailbox.find(&address.session).await else { return not_found() };
    if !is_open && transport.closing.has_begun() {
        return draining();
    }
    let authenticator = authenticator.map(|Extension(authenticator)| authenticator);
    let adopts = state.config.sse_adopt_replies;
    let caller = Caller { state, principal, authenticator, listing: listing(query.as_deref()), body: body.clone() };
    let (workers, access) = (caller.state.workers.clone(), caller.principal.access.clone());
    let session = Session { caller, calls, address, is_open, adopts };
    let messages = match workers.run(access.caller(), body.len(), move |_| jsonrpc::read(&body)).await {
        // Who it is that asks could be read, so that the answer can go where it is waited for.
        Err(malformed) if malformed.error.code == INVALID_PARAMS && malformed.id.is_some() => vec![Err(malformed)],
        Err(malformed) => return bad_request(malformed),
        Ok(Body::One(message)) => vec![Ok(message)],
        // Only 2025-03-26 has batches; whoever sends one here gets its replies one by one.
        Ok(Body::Batch(messages)) => messages,
    };
    session.take(messages).await
}

fn not_found() -> Response {
    let message = "no session of yours has the id in `sessionId`; open one with GET on `/sse`";
    refused(StatusCode::NOT_FOUND, message)
}

/// The stream has ended with its server, and no other will open here.
fn draining() -> Response {
    let description = "this server is shutting down; connect again, to another one or its successor";
    error_until(StatusCode::SERVICE_UNAVAILABLE, "draining", description, Duration::from_secs(1))
}

/// The session that the address names, if the principal has opened it.
async fn find(state: &AppState, principal: &Principal, query: Option<&str>) -> Option<Found> {
    let mut pairs = url::form_urlencoded::parse(query?.as_bytes());
    let (_, session) = pairs.find(|(name, _)| matches!(name.as_ref(), "sessionId" | "session_id"))?;
    let found = state.mailbox.find(&session).await?;
    (found.address.owner == principal.access.principal).then_some(found)
}

/// A session to which messages were sent.
struct Session {
    caller: Caller,
    calls: Arc<Calls>,
    address: Address,
    is_open: bool,
    adopts: bool,
}

impl Session {
    async fn take(self, messages: Vec<Result<Message, Malformed>>) -> Response {
        if let Some(id) = messages.iter().find_map(|message| self.unreachable(message)) {
            let message = "the event stream of this session has gone, so that nobody would receive the reply; open \
                           another with GET on `/sse`, or use `/mcp`, which answers at once";
            let response = jsonrpc::Response::error(Some(id.clone()), ErrorObject::new(INVALID_REQUEST, message));
            return json(StatusCode::CONFLICT, response.to_line());
        }
        let is_batch = messages.len() > 1;
        for message in messages {
            match message {
                Ok(Message::Request(request)) => self.request(request, is_batch).await,
                Ok(Message::Notification(notification)) => self.notification(&notification),
                Ok(Message::Response) => {}
                Err(malformed) => {
                    self.note(malformed.id.as_ref()).await;
                    self.reply(malformed.id.clone(), malformed.into()).await;
                }
            }
        }
        (StatusCode::ACCEPTED, "Accepted").into_response()
    }

    /// The id of a request whose reply could not reach anybody.
    fn unreachable<'a>(&self, message: &'a Result<Message, Malformed>) -> Option<&'a Id> {
        let id = match message {
            Ok(Message::Request(request)) => &request.id,
            Err(Malformed { id: Some(id), .. }) => id,
            _ => return None,
        };
        (!self.is_open && self.adoptable(id).is_none()).then_some(id)
    }

    async fn request(&self, request: jsonrpc::Request, is_batch: bool) {
        let id = request.id.clone();
        self.note(Some(&id)).await;
        let answer = match version(&request) {
            Ok(version) if is_batch => dispatch::answer_in_batch(request, version, &self.caller),
            Ok(version) => dispatch::answer(request, version, &self.caller),
            Err(error) => Answer::Ready(jsonrpc::Response::error(Some(request.id), error)),
        };
        match answer {
            Answer::Ready(response) => self.reply(Some(id), response).await,
            Answer::Call(call) => {
                let request = self.adoptable(&id);
                let outlet = Replies { state: self.caller.state.clone(), address: self.address.clone(), request };
                self.calls.start(id, request.is_some(), async move { progress::run(*call, &outlet).await });
            }
        }
    }

    /// An id that the session has used: no other session's reply to such will be handed to it.
    async fn note(&self, id: Option<&Id>) {
        if let Some(unique) = id.and_then(unique) {
            self.caller.state.mailbox.note_request(&self.address, unique).await;
        }
    }

    fn notification(&self, notification: &Notification) {
        if notification.method == "notifications/cancelled"
            && let Some(id) = notification.params.get("requestId")
        {
            self.calls.cancel(id);
        }
    }

    async fn reply(&self, id: Option<Id>, response: jsonrpc::Response) {
        let request = id.and_then(|id| self.adoptable(&id));
        self.caller.state.mailbox.append(&self.address, Reply { line: response.to_line(), request }).await;
    }

    /// The id by which another stream may get the reply.
    fn adoptable(&self, id: &Id) -> Option<Fingerprint> {
        if self.adopts { unique(id) } else { None }
    }
}

/// The fingerprint of an id that tells its request apart from those of all other sessions.
fn unique(id: &Id) -> Option<Fingerprint> {
    let id = id.as_string()?;
    (id.chars().nth(UNIQUE_ID - 1).is_some()).then(|| fingerprint(&id))
}

/// The version in which a request is to be answered. Nothing needs to be said of it on this transport.
fn version(request: &jsonrpc::Request) -> Result<Version, ErrorObject> {
    match protocol::meta_version(&request.params).and_then(Value::as_str) {
        Some(name) => Version::parse(name).ok_or_else(|| protocol::unsupported_version(name)),
        None => Ok(Version::V2024_11_05),
    }
}

/// Where the messages of a call go: the session's stream.
struct Replies {
    state: AppState,
    address: Address,
    request: Option<Fingerprint>,
}

impl Outlet for Replies {
    async fn send(&self, line: String) {
        self.state.mailbox.append(&self.address, Reply { line, request: self.request }).await;
    }

    async fn offer(&self, line: String) {
        self.state.mailbox.offer(&self.address, line).await;
    }
}
