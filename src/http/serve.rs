//! The listener and its connections: HTTP/1.1, and HTTP/2 without TLS for proxies that speak it.

use std::{convert::Infallible, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use ::http::{Request, Version};
use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tower::ServiceExt;

use super::{
    answer,
    connections::{Place, Places},
    drain::{Phase, Phases},
    in_flight::InFlight,
    socket::{self, Socket},
};
use crate::{
    oauth::{Audit, client_metadata::Documents, server::AuthorizationServer},
    state::AppState,
};

/// How long the first request of a connection may take to arrive, its headers complete.
const FIRST_REQUEST: Duration = Duration::from_secs(10);
/// The same for every later one, which is how long an idle connection is kept. Longer than the 60 s of common
/// load balancers: whoever closes first must not be us, or they send into a closed connection.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a connection that was told to end, and has nothing under way, may take to do so.
const LAST_WORDS: Duration = Duration::from_secs(10);
/// How long connections that are broken off may take to be gone.
const BROKEN_OFF: Duration = Duration::from_millis(250);
/// After how much silence an HTTP/2 peer is asked whether it is there, and has as long again to say so.
const PING_INTERVAL: Duration = Duration::from_secs(30);
/// How long what was sent may stay unacknowledged, or a peer take nothing at all. One that vanished without a word
/// is found out by the next ping of its event stream, one that never reads by what it does not take.
const UNACKNOWLEDGED: Duration = Duration::from_secs(60);
/// Bytes of a request's headers, at most.
const MAX_HEADERS: usize = 16 * 1024;
/// Requests of an HTTP/2 connection at the same time, at most; its peer is told so, and further ones are refused.
const MAX_STREAMS: u32 = 100;
/// Bytes of one request's body that an HTTP/2 peer may send before they are read.
const STREAM_WINDOW: u32 = 64 * 1024;
/// Bytes of all its bodies that it may send before they are read.
const CONNECTION_WINDOW: u32 = 256 * 1024;
/// Bytes of one answer that wait for the peer's window, over what the window has let through.
const SEND_BUFFER: usize = 64 * 1024;
/// Streams that an HTTP/2 peer may open and reset before they are looked at; more end the connection.
const MAX_RESET_STREAMS: usize = 20;
/// Streams of an HTTP/2 connection that may end for faults of its peer; more end the connection.
const MAX_FAULTY_STREAMS: usize = 1_024;
/// Pause after the system refused to accept, which is mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);

/// Serves until `shutdown` resolves, then drains: `DRAIN_DELAY`, then at most `DRAIN_TIMEOUT`.
///
/// # Errors
/// When TLS cannot be set up, or the listener breaks.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let documents = Documents::new(&state.config, Arc::clone(&state.store), state.clock.clone());
    serve_with(listener, state, documents.map_err(std::io::Error::other)?, shutdown).await
}

/// Like [`serve`], with metadata documents of clients from somewhere else.
///
/// # Errors
/// When the listener breaks.
pub async fn serve_with(
    listener: TcpListener,
    state: AppState,
    documents: Documents,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (config, clock) = (Arc::clone(&state.config), state.clock.clone());
    let (phase, phases) = Phases::new();
    let sign_in = config.offers_sign_in().then(|| AuthorizationServer::new(&state, documents));
    let audit = Audit::new(clock.clone());
    let _rest = audit.at_the_end();
    let mut counted = pin!(audit.write_every_minute());
    let router = super::routes(state, phases.clone(), sign_in, audit.clone());
    let places = Places::of_this_process(config.trusted_proxies.clone().into());
    let mut connections = JoinSet::new();
    let until_closing = async {
        shutdown.await;
        tracing::info!("draining: not ready any more, still serving for {:?}", config.drain_delay);
        phase.send_replace(Phase::Leaving);
        clock.sleep_until(clock.after(config.drain_delay)).await;
    };
    tokio::select! {
        never = accept(&listener, &places, &router, &phases, &mut connections) => match never {},
        never = &mut counted => match never {},
        () = until_closing => {}
    }
    drop(listener);
    phase.send_replace(Phase::Closing);
    let all_closed = async { while connections.join_next().await.is_some() {} };
    tokio::select! {
        () = all_closed => {}
        () = clock.sleep_until(clock.after(config.drain_timeout)) => {
            tracing::warn!("some calls took longer than {:?} and were broken off", config.drain_timeout);
        }
        never = &mut counted => match never {},
    }
    // A task is broken off where it waits for something, and one that is busy may not come there.
    let _ = tokio::time::timeout(BROKEN_OFF, connections.shutdown()).await;
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    places: &Places,
    router: &Router,
    phases: &Phases,
    connections: &mut JoinSet<()>,
) -> Infallible {
    loop {
        let free = places.free().await;
        match listener.accept().await {
            Ok((stream, peer)) => match free.take(peer.ip()) {
                Some(place) => {
                    connections.spawn(connection(stream, peer, router.clone(), phases.clone(), place));
                }
                None => tracing::debug!(%peer, "closed: this peer has as many connections as it may have"),
            },
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

/// The peer was gone before it was accepted.
fn is_of_one_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, mut phases: Phases, place: Place) {
    // Answers are small and whole: Nagle's algorithm would only hold them back.
    let _ = stream.set_nodelay(true);
    give_up_on_the_vanished(&stream);
    let socket = Socket::new(stream);
    let (peer_side, in_flight) = (socket.watch(), InFlight::new());
    let service = {
        let (peer_side, in_flight) = (peer_side.clone(), in_flight.clone());
        service_fn(move |request: Request<Incoming>| {
            let under_way = in_flight.begin(&request);
            let has_place = request.version() < Version::HTTP_2 || place.suffices_for_http2();
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(peer_side.parting());
            let answer = has_place.then(|| router.clone().oneshot(request));
            async move {
                let answer = match answer {
                    Some(answer) => answer.await?,
                    None => answer::too_many_connections(),
                };
                Ok::<_, Infallible>(under_way.until_end_of(answer))
            }
        })
    };
    let builder = builder();
    let mut connection = pin!(builder.serve_connection(TokioIo::new(socket), service));
    // Until the first request hyper does not even know the protocol, and no timeout of its own runs.
    let silent = async {
        tokio::time::sleep(FIRST_REQUEST).await;
        if in_flight.any_yet() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        // First, so that a peer that closes its side is known to have before anything more is written to it: an
        // event stream then ends, and what would have been lost on it waits for the next.
        biased;
        () = peer_side.left(&in_flight) => return,
        // How a connection ends is its peer's affair.
        _ = connection.as_mut() => return,
        () = silent => return,
        () = in_flight.let_go_of_stalled() => return,
        () = in_flight.none_for(KEEP_ALIVE) => {}
        () = phases.closing() => {}
    }
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        biased;
        () = peer_side.left(&in_flight) => {}
        _ = connection => {}
        () = in_flight.let_go_of_stalled() => {}
        () = in_flight.none_for(LAST_WORDS) => {}
    }
}

/// RFC 5482. Where the system has no such option, its own retransmission timeout decides.
fn give_up_on_the_vanished(stream: &TcpStream) {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(UNACKNOWLEDGED));
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = (stream, UNACKNOWLEDGED);
}

fn builder() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(KEEP_ALIVE)
        .max_buf_size(MAX_HEADERS)
        .half_close(socket::TELLS_FIN);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_INTERVAL)
        .max_header_list_size(MAX_HEADERS as u32)
        .max_concurrent_streams(MAX_STREAMS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_send_buf_size(SEND_BUFFER)
        .max_pending_accept_reset_streams(MAX_RESET_STREAMS)
        .max_local_error_reset_streams(MAX_FAULTY_STREAMS);
    builder
}
