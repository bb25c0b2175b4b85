//! HTTP+SSE, 2024-11-05 `basic/transports#http-with-sse`: deprecated, and spoken by many clients all the same.
//!
//! GET on `/sse` opens an event stream and a session; the first event, `endpoint`, names the address for the
//! session's messages. POST there is answered 202, and the reply comes on the stream, through the session's
//! [`Mailbox`](crate::store::mailbox::Mailbox). No handshake is demanded.
//!
//! | what is wrong | answer |
//! |---|---|
//! | no session of that id, or another principal's | 404, the same for both |
//! | a request whose reply nobody could receive: its stream has gone, and no other may adopt it | 409 |
//! | unreadable JSON; JSON that is no message | 400 with -32700; 400 with -32600 |
//! | too many streams of the person, of the server | 429, 503 |
//! | POST on `/sse`, GET on the message endpoint | 405 |

mod calls;
mod deprecation;
mod message;
mod stream;

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing,
};
pub use deprecation::mark as mark_deprecated;
pub use stream::Closing;

use self::{calls::Sessions, deprecation::Notices};
use super::{
    content::Accept,
    dispatch::Listing,
    event_stream,
    parting::Parting,
    streamable_http::{listing, refused},
};
use crate::{
    oauth::{
        authenticator::Authenticator,
        bearer::Principal,
        refusal::{error, error_until},
    },
    secret,
    state::AppState,
    store::mailbox::Full,
};

/// Where streams are opened.
const STREAM_PATHS: [&str; 2] = ["/sse", "/sse/"];
/// Where messages are sent. Clients that guess the address instead of reading it guess one of these.
const MESSAGE_PATHS: [&str; 8] = [
    "/sse/message",
    "/sse/message/",
    "/sse/messages",
    "/sse/messages/",
    "/message",
    "/message/",
    "/messages",
    "/messages/",
];
/// Whose streams those are of which Intercom does not say: one person's, who may have as many tokens as they like.
const UNKNOWN_PERSON: &str = "unknown";
/// When to ask again for a place.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// What the handlers of this transport share.
#[derive(Clone)]
struct Transport {
    sessions: Arc<Sessions>,
    notices: Arc<Notices>,
    closing: Closing,
}

/// The endpoints. `closing` tells when the streams are to end.
pub fn routes(closing: Closing) -> Router<AppState> {
    let transport = Transport { sessions: Arc::default(), notices: Arc::default(), closing };
    let stream = routing::get(open).options(|| allowed("GET, OPTIONS")).fallback(|| not_allowed("GET", "GET, OPTIONS"));
    let message = routing::post(message::post)
        .options(|| allowed("POST, OPTIONS"))
        .fallback(|| not_allowed("POST", "POST, OPTIONS"));
    let mut router = Router::new();
    for path in STREAM_PATHS {
        router = router.route(path, stream.clone());
    }
    for path in MESSAGE_PATHS {
        router = router.route(path, message.clone());
    }
    router.layer(Extension(transport))
}

/// OPTIONS that is no preflight of a browser.
async fn allowed(methods: &'static str) -> Response {
    (StatusCode::NO_CONTENT, [(header::ALLOW, HeaderValue::from_static(methods))]).into_response()
}

/// No JSON-RPC error: clients that try Streamable HTTP first take the 405 alone as the sign to open a stream.
async fn not_allowed(method: &'static str, methods: &'static str) -> Response {
    let description = format!("only `{method}` is answered here; Streamable HTTP is at `/mcp`");
    let mut response = error(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", &description);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(methods));
    response
}

/// Opens a stream. HEAD says that there would be one, and opens none.
async fn open(
    State(state): State<AppState>,
    Extension(principal): Extension<Principal>,
    Extension(transport): Extension<Transport>,
    // Absent where no listener of ours knows the connection, and no layer in front keeps verdicts.
    (parting, authenticator): (Option<Extension<Parting>>, Option<Extension<Authenticator>>),
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
) -> Response {
    if headers.get(header::UPGRADE).is_some_and(|protocol| protocol.as_bytes().eq_ignore_ascii_case(b"websocket")) {
        return error(StatusCode::BAD_REQUEST, "invalid_request", "WebSocket is not spoken here; `/mcp` takes POST");
    }
    if !Accept::of(&headers).any() {
        return refused(StatusCode::NOT_ACCEPTABLE, "`Accept` does not take `text/event-stream`");
    }
    if method == Method::HEAD {
        return event_stream::HEADERS.into_response();
    }
    let owner = &principal.access.principal;
    let Ok(session) = secret::session_id() else {
        tracing::error!("no event stream is opened: the system gives no randomness");
        return error_until(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "no stream can be opened", RETRY_AFTER);
    };
    let person = principal.access.person.as_deref().unwrap_or(UNKNOWN_PERSON);
    match state.mailbox.open(&session, owner, person).await {
        Ok(address) => {
            let calls = transport.sessions.calls(&address.session);
            let parting = parting.map(|Extension(parting)| parting).unwrap_or_default();
            let standing = authenticator.map(|Extension(authenticator)| (authenticator, principal.clone()));
            let stream = stream::Open::new(&state, address, calls, transport.closing, parting, standing);
            transport.notices.of(owner, &state.clock);
            stream.answer(&endpoint(&session, listing(query.as_deref())))
        }
        Err(full) => {
            let (status, code) = match full {
                Full::OfPerson(_) => (StatusCode::TOO_MANY_REQUESTS, "too_many_streams"),
                Full::OfServer(_) => (StatusCode::SERVICE_UNAVAILABLE, "too_many_streams"),
            };
            let description = format!("{full}; close some, or use `/mcp`, which needs none");
            error_until(status, code, &description, RETRY_AFTER)
        }
    }
}

/// Relative, as more clients want it: its origin is that of the stream, whatever proxies stand between.
fn endpoint(session: &str, listing: Listing) -> String {
    match listing {
        Listing::All => format!("/sse/message?sessionId={session}"),
        Listing::ChatGpt => format!("/sse/message?sessionId={session}&tools=chatgpt"),
    }
}
