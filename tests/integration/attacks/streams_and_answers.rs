//! Requests, streams, and answers that are not taken: counted, and not kept for ever.

use std::net::IpAddr;

use axum::body::{Body, Bytes};
use intercom_mcp::http::{
    answer_body::Answer,
    connections::{Place, Places},
    requests::{Full, Requests},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{harness::App, http::raw::PATIENCE};

/// A frame of HTTP/2 (RFC 9113, section 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// A header that is in no table (RFC 7541, section 6.2.2).
fn literal(name: &str, value: &str) -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).unwrap()][..], text.as_bytes()].concat();
    [vec![0], text(name), text(value)].concat()
}

/// Kinds of frames (RFC 9113, section 6).
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;

#[tokio::test]
async fn a_stream_over_the_advertised_number_is_refused() {
    let app = App::start().await;
    let mut socket = TcpStream::connect(app.address).await.unwrap();
    let authority = app.address.to_string();
    let head = [(":method", "POST"), (":scheme", "http"), (":path", "/mcp"), (":authority", &authority)];
    let head = [&head[..], &[("authorization", "Bearer demo-us"), ("content-type", "application/json")]].concat();
    let head: Vec<u8> = head.into_iter().flat_map(|(name, value)| literal(name, value)).collect();
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    bytes.extend(frame(SETTINGS, 0, 0, &[]));
    // Client's streams have odd numbers: the last is the 101st.
    for stream in (1..=201).step_by(2) {
        bytes.extend(frame(HEADERS, 4, stream, &head));
    }
    socket.write_all(&bytes).await.unwrap();
    let refused = async {
        loop {
            let mut header = [0; 9];
            socket.read_exact(&mut header).await.unwrap();
            let length = u32::from_be_bytes([0, header[0], header[1], header[2]]);
            let mut payload = vec![0; length as usize];
            socket.read_exact(&mut payload).await.unwrap();
            let stream = u32::from_be_bytes(header[5..].try_into().unwrap());
            if header[3] == RST_STREAM && stream == 201 {
                return u32::from_be_bytes(payload.try_into().unwrap());
            }
        }
    };
    assert_eq!(timeout(PATIENCE, refused).await.unwrap(), 7, "REFUSED_STREAM");
}

#[test]
fn requests_under_way_are_bounded_for_each_source_and_in_all() {
    let address = |text: &str| text.parse::<IpAddr>().unwrap();
    let requests = Requests::at_most(5, 2, ["10.0.0.0/8".parse().unwrap()].into());
    let one = [requests.begin(address("192.0.2.1")), requests.begin(address("::ffff:192.0.2.1"))];
    assert!(one.iter().all(Result::is_ok));
    assert_eq!(requests.begin(address("192.0.2.1")).err(), Some(Full::OfSource));
    let proxy: Vec<_> = (0..3).map(|_| requests.begin(address("10.1.2.3"))).collect();
    assert!(proxy.iter().all(Result::is_ok), "many stand behind a trusted proxy");
    assert_eq!(requests.begin(address("192.0.2.2")).err(), Some(Full::OfServer));
    drop(one);
    let again: Vec<_> = (0..2).map(|_| requests.begin(address("192.0.2.1"))).collect();
    assert!(again.iter().all(Result::is_ok), "what is over has given its place back");
}

#[test]
fn a_connection_of_http_2_takes_the_places_of_sixteen() {
    let places = Places::within(1_024, [].into());
    let peer: IpAddr = "192.0.2.1".parse().unwrap();
    let open = || futures_util::FutureExt::now_or_never(places.free()).and_then(|free| free.take(peer));
    let held: Vec<Place> = (0..24).filter_map(|_| open()).collect();
    assert!(held.iter().all(Place::suffices_for_http2), "384 places of a peer");
    assert!(open().is_none());
    drop(held);
    let mut held: Vec<Place> = (0..380).filter_map(|_| open()).collect();
    assert!(!held[0].suffices_for_http2());
    held.truncate(100);
    assert!(!held[0].suffices_for_http2(), "what was said once stays true");
    assert!(held[1].suffices_for_http2());
    drop(held);
    assert_eq!((0..400).filter_map(|_| open()).collect::<Vec<_>>().len(), 384);
}

/// What an answer came to whose peer behaves as `takes` says, look by look: whether it takes a piece before each.
async fn looked_at(body: Body, has_end: bool, takes: &[bool]) -> Option<usize> {
    let mut answer = Answer::new(body, has_end, None);
    for (look, takes) in takes.iter().enumerate() {
        if *takes {
            let _ = futures_util::FutureExt::now_or_never(std::future::poll_fn(|context| answer.poll_piece(context)));
        }
        if answer.look().is_some() {
            return Some(look + 1);
        }
    }
    None
}

#[tokio::test]
async fn an_answer_that_is_not_taken_is_let_go_of_and_one_that_is_goes_on() {
    let large = || Body::from(vec![b'x'; 1024 * 1024]);
    let silent = || Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
    assert_eq!(looked_at(large(), true, &[false; 10]).await, Some(2), "nothing of it");
    assert_eq!(looked_at(large(), true, &[true, true, true, false, false]).await, Some(4), "no more of it");
    assert_eq!(looked_at(large(), true, &[true; 10]).await, Some(6), "too little at a time");
    assert_eq!(looked_at(silent(), false, &[&[true][..], &[false; 9]].concat()).await, None, "nothing is there");
    assert_eq!(looked_at(large(), false, &[true; 30]).await, None, "an event stream has no end");
}

#[tokio::test]
async fn an_answer_in_pieces_is_the_same_as_in_one() {
    let whole: Vec<u8> = (0..200_000_u32).map(|number| (number % 251) as u8).collect();
    let mut answer = Answer::new(Body::from(whole.clone()), true, None);
    let mut read = Vec::new();
    while let Some(piece) = std::future::poll_fn(|context| answer.poll_piece(context)).await {
        let piece = piece.unwrap().into_data().unwrap();
        assert!(piece.len() <= 32 * 1024);
        read.extend(piece);
    }
    assert_eq!(read, whole);
}
