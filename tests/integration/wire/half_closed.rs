//! Clients that close their sending side once they have asked, as `nc -N` does, and clients that have left.
//!
//! To the server both look the same until it writes something: only one that has left refuses it.

use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;

use super::{EVENT_STREAM, JSON, Server, TOKEN, call, http_1_0};
use crate::http::{
    PING,
    raw::{Answer, Connection, PATIENCE},
    stream::{Event, Stream},
};

const MEET: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"meet"}}"#;

/// A connection whose client has asked and has nothing more to say.
async fn asked(server: &Server, request: impl AsRef<[u8]>) -> Connection {
    let mut connection = server.sent(request).await;
    connection.finish_sending().await;
    connection
}

/// The next answer that is final.
async fn final_answer(connection: &mut Connection) -> Answer {
    loop {
        let answer = connection.answer().await;
        if answer.status != 100 {
            return answer;
        }
    }
}

/// Returns once as many calls have ended, without any time having passed for the server.
async fn ended(server: &Server, count: usize) {
    timeout(PATIENCE, server.gauge.ended(count)).await.expect("the call runs on for nobody");
}

#[tokio::test]
async fn whoever_has_only_this_to_ask_gets_the_answer() {
    let server = Server::start().await;
    let (mut stream, endpoint) = server.stream().await;
    for version in ["HTTP/1.1", "HTTP/1.0"] {
        let with_version = |request: Vec<u8>| String::from_utf8(request).unwrap().replacen("HTTP/1.1", version, 1);
        let mut ping = asked(&server, with_version(server.post("/mcp", &[], PING))).await;
        let answer = final_answer(&mut ping).await;
        assert_eq!((answer.status, answer.json()["result"].take()), (200, json!({})), "{version}");
        ping.closed().await;

        let mut message = asked(&server, with_version(server.post(&endpoint, &[], PING))).await;
        let answer = final_answer(&mut message).await;
        assert_eq!((answer.status, answer.body.as_str()), (202, "Accepted"), "{version}");
        assert_eq!(stream.message().await, json!({"jsonrpc": "2.0", "id": 1, "result": {}}));

        let mut refused = asked(&server, with_version(server.app.head("GET", "/mcp", &[TOKEN], 0).into())).await;
        assert_eq!(final_answer(&mut refused).await.status, 405, "{version}");
    }
}

#[tokio::test]
async fn a_call_that_takes_its_time_is_answered_all_the_same() {
    let server = Server::start().await;
    let mut connection = asked(&server, server.post("/mcp", &[], MEET)).await;
    // Of somebody who has left, this would have come back.
    assert_eq!(connection.answer().await.status, 100);
    let other = server.answer(server.post("/mcp", &[], MEET)).await;
    let answer = connection.answer().await;
    assert_eq!((answer.status, other.status), (200, 200));
    assert_eq!(answer.json()["result"]["isError"], false);
    connection.closed().await;
}

#[tokio::test]
async fn http_1_0_knows_no_interim_answer_and_gets_none() {
    let server = Server::start().await;
    let mut connection = asked(&server, http_1_0(server.post("/mcp", &[], MEET))).await;
    assert_eq!(server.answer(server.post("/mcp", &[], MEET)).await.status, 200);
    let answer = connection.answer().await;
    assert_eq!((answer.status, answer.json()["result"]["isError"].take()), (200, json!(false)));

    // So nothing tells that one has left, until the call's time is up.
    let left = server.sent(http_1_0(server.post("/mcp", &[], call(json!(1), "wait")))).await;
    server.gauge.begun(1).await;
    drop(left);
    server.app.clock.advance(Duration::from_secs(50));
    ended(&server, 1).await;
}

#[tokio::test]
async fn everything_that_was_asked_before_is_answered_in_order() {
    let server = Server::start().await;
    let requests = [server.post("/mcp", &[], MEET), server.post("/mcp", &[], PING.replace('1', "2"))].concat();
    let mut connection = asked(&server, [requests.clone(), requests].concat()).await;
    for _ in 0..2 {
        assert_eq!(connection.answer().await.status, 100);
        assert_eq!(server.answer(server.post("/mcp", &[], MEET)).await.status, 200);
        assert_eq!(final_answer(&mut connection).await.json()["result"]["isError"], false);
        assert_eq!(final_answer(&mut connection).await.json()["result"], json!({}));
    }
    connection.closed().await;
}

#[tokio::test]
async fn an_event_stream_goes_on_to_its_end() {
    let server = Server::start().await;
    let mut stream = Stream::on(asked(&server, server.post("/mcp", &[EVENT_STREAM], MEET)).await).await;
    assert_eq!(stream.next().await, Some(Event::Comment("open".to_owned())));
    // Written only to find out whether anybody reads it.
    assert_eq!(stream.next().await, Some(Event::Comment("ping".to_owned())));
    assert_eq!(server.answer(server.post("/mcp", &[], MEET)).await.status, 200);
    assert_eq!(stream.message().await["result"]["isError"], false);
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn a_call_whose_client_has_left_is_stopped() {
    let server = Server::start().await;
    let wait = call(json!(1), "wait");
    let with_progress = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "wait", "_meta": {"progressToken": 1}}});
    let accepts_both = ("accept", "application/json, text/event-stream");
    let requests = [
        server.post("/mcp", &[], &wait),
        server.post("/mcp", &[EVENT_STREAM], &wait),
        server.post("/mcp", &[accepts_both], with_progress.to_string()),
        server.post("/mcp", &[], format!("[{wait}]")),
        // Asking more without waiting hides nothing.
        [server.post("/mcp", &[], &wait), server.post("/mcp", &[], PING)].concat(),
    ];
    for (round, request) in requests.iter().enumerate() {
        let connection = server.sent(request).await;
        server.gauge.begun(round + 1).await;
        drop(connection);
        ended(&server, round + 1).await;
    }
}

#[tokio::test]
async fn one_who_leaves_after_all_is_noticed_too() {
    let server = Server::start().await;
    for (round, more) in [&[][..], &[EVENT_STREAM]].into_iter().enumerate() {
        let mut connection = asked(&server, server.post("/mcp", more, call(json!(1), "wait"))).await;
        server.gauge.begun(round + 1).await;
        connection.until(if more.is_empty() { "100 Continue" } else { ": ping" }).await;
        assert_eq!(*server.gauge.ended.borrow(), round);
        // Nothing tells the server, as TCP has no word for it, until it writes again or the call's time is up.
        drop(connection);
        server.app.clock.advance(Duration::from_secs(50));
        ended(&server, round + 1).await;
    }
}

#[tokio::test]
async fn a_stream_of_http_sse_ends_and_says_why() {
    let server = Server::start().await;
    let request = server.app.head("GET", "/sse", &[TOKEN], 0);
    let mut stream = Stream::on(asked(&server, request).await).await;
    assert_eq!(stream.head.status, 200);
    let endpoint = stream.endpoint().await;
    let Some(Event::Comment(why)) = stream.next().await else { panic!("no comment") };
    insta::assert_snapshot!(why, @"this stream ends because your side of the connection was closed; leave it open");
    assert_eq!(stream.next().await, None);
    let late = server.answer(server.post(&endpoint, &[], PING)).await;
    assert_eq!(late.status, 409, "its replies would reach nobody");
}

#[tokio::test]
async fn a_stream_whose_replies_a_closing_server_waits_for_ends_all_the_same() {
    let mut server = Server::start().await;
    let (stream, endpoint) = server.stream().await;
    let id = json!("0e0b5a3c-6f0e-4a52-9c38-9d5c8a5d7a11");
    assert_eq!(server.answer(server.post(&endpoint, &[], call(id, "wait"))).await.status, 202);
    server.gauge.begun(1).await;
    let sleepers = server.app.clock.sleepers();
    server.app.stop();
    while server.app.clock.sleepers() <= sleepers {
        tokio::task::yield_now().await;
    }
    server.app.clock.advance(Duration::from_secs(5));
    // The listener goes when the server begins to close.
    while tokio::net::TcpStream::connect(server.app.address).await.is_ok() {}
    stream.close_and_read_to_the_end().await;
}

#[tokio::test]
async fn a_body_that_breaks_off_is_said_to() {
    let server = Server::start().await;
    let (_stream, endpoint) = server.stream().await;
    for target in ["/mcp", endpoint.as_str()] {
        let head = server.app.head("POST", target, &[TOKEN, JSON], PING.len() + 1);
        let mut connection = asked(&server, head + PING).await;
        let answer = final_answer(&mut connection).await;
        assert_eq!(answer.status, 400, "{target}");
        assert_eq!(answer.invalid_request(), "the body is too large, or broke off", "{target}");
    }
}
