//! One fetch: what is sent, what is taken for an answer, and when it is given up.

use std::{net::IpAddr, time::Duration};

use intercom_mcp::oauth::client_metadata::{Document, DocumentError, Documents, network::Network};
use serde_json::json;

use super::{
    CLAUDE, DAY, ID, MINUTE, TIME, World, document, network,
    site::{Play, head},
};

fn reason(outcome: Result<Document, DocumentError>) -> String {
    match outcome {
        Err(DocumentError::Invalid { reason }) => reason,
        other => panic!("expected an invalid document, found {other:?}"),
    }
}

#[tokio::test]
async fn document_is_asked_for_once_with_no_credential_and_no_compression() {
    let world = World::new().await;
    let id = format!("{ID}?v=1");
    world.site.play(Play::document(&document(&id)));
    world.get(&id).await.unwrap();
    let requests = world.site.requests();
    assert_eq!(requests.len(), 1);
    insta::assert_snapshot!(requests[0].replace(env!("CARGO_PKG_VERSION"), "<version>").replace('\r', ""), @"
    GET /oauth/client.json?v=1 HTTP/1.1
    accept: application/json
    accept-encoding: identity
    user-agent: intercom-mcp/<version>
    host: client.example.com
    ");
}

#[tokio::test]
async fn redirect_is_a_refusal_wherever_it_leads() {
    let world = World::new().await;
    for (status, location) in [
        ("301 Moved Permanently", "https://client.example.com/oauth/other.json"),
        ("302 Found", "http://169.254.169.254/latest/meta-data/"),
        ("303 See Other", "https://127.0.0.1/"),
        ("307 Temporary Redirect", "/oauth/other.json"),
        ("308 Permanent Redirect", "https://[::ffff:a9fe:a9fe]/"),
    ] {
        world.site.play(Play::answer(status, &[&format!("location: {location}")], b""));
        let expected = status[..3].parse().unwrap();
        assert_eq!(world.get(ID).await, Err(DocumentError::Status(expected)), "{location}");
        assert_eq!((world.site.requests().len(), world.dialled().len()), (1, 1), "{location}");
    }
}

#[tokio::test]
async fn only_200_is_a_document() {
    let world = World::new().await;
    let body = document(ID).to_string();
    for status in ["201 Created", "203 Non-Authoritative", "206 Partial Content", "404 Not Found", "410 Gone"] {
        world.site.play(Play::answer(status, &["content-type: application/json"], body.as_bytes()));
        assert_eq!(world.get(ID).await, Err(DocumentError::Status(status[..3].parse().unwrap())));
    }
}

#[tokio::test]
async fn content_type_is_json_of_some_kind() {
    let world = World::new().await;
    let body = document(ID).to_string();
    for content_type in
        ["text/html", "text/json", "application/jsonp", "image/svg+json", "application/octet-stream", ""]
    {
        let header = format!("content-type: {content_type}");
        world.site.play(Play::answer("200 OK", &[&header], body.as_bytes()));
        assert_eq!(reason(world.get(ID).await), "its `Content-Type` is not `application/json`", "{content_type}");
    }
    world.site.play(Play::answer("200 OK", &[], body.as_bytes()));
    assert_eq!(reason(world.get(ID).await), "its `Content-Type` is not `application/json`");

    world.clock.advance(MINUTE);
    for content_type in ["application/json", "Application/JSON; charset=utf-8", "application/client-metadata+json"] {
        world.clock.advance(DAY);
        let header = format!("content-type: {content_type}");
        world.site.play(Play::answer("200 OK", &[&header], body.as_bytes()));
        world.get(ID).await.unwrap_or_else(|error| panic!("{content_type}: {error:?}"));
    }
}

/// A document of exactly so many bytes.
fn document_of(length: usize) -> Vec<u8> {
    let mut document = document(ID);
    document["padding"] = json!("");
    let padding = length - document.to_string().len();
    document["padding"] = json!("x".repeat(padding));
    document.to_string().into_bytes()
}

#[tokio::test]
async fn document_has_5_kb_at_most_whatever_its_server_says_of_its_length() {
    let world = World::new().await;
    let json = "content-type: application/json";
    world.site.play(Play::answer("200 OK", &[json], &document_of(5120)));
    world.get(ID).await.unwrap();

    world.clock.advance(DAY);
    let chunked = [b"1401\r\n", document_of(5121).as_slice(), b"\r\n0\r\n\r\n"].concat();
    for (how, play) in [
        ("declared", Play::answer("200 OK", &[json], &document_of(5121))),
        ("declared without end", Play::Endless(head("200 OK", &[json, "content-length: 99999999999"], b"{"))),
        ("not declared", Play::Answer(head("200 OK", &[json, "connection: close"], &document_of(5121)))),
        ("chunked", Play::Answer(head("200 OK", &[json, "transfer-encoding: chunked"], &chunked))),
        ("without end", Play::Endless(head("200 OK", &[json, "connection: close"], b"{"))),
    ] {
        let is_endless = matches!(play, Play::Endless(_));
        world.site.play(play);
        assert_eq!(reason(world.get(ID).await), "it is larger than 5 KB", "{how}");
        if is_endless {
            world.site.left().await;
        }
    }
}

#[tokio::test]
async fn answer_shorter_than_it_says_is_no_document() {
    let world = World::new().await;
    let body = document(ID).to_string();
    let headers = ["content-type: application/json", "content-length: 5000"];
    world.site.play(Play::Answer(head("200 OK", &headers, body.as_bytes())));
    let error = world.get(ID).await.unwrap_err();
    assert!(matches!(error, DocumentError::Unreachable { .. }), "{error:?}");

    let length = format!("content-length: {}", body.len() - 1);
    world.site.play(Play::Answer(head("200 OK", &["content-type: application/json", &length], body.as_bytes())));
    assert!(reason(world.get(ID).await).starts_with("it is no JSON object"));
}

#[tokio::test]
async fn compressed_answer_is_not_decompressed() {
    let world = World::new().await;
    for encoding in ["gzip", "br", "zstd", "deflate", "identity, gzip"] {
        let encoding = format!("content-encoding: {encoding}");
        world.site.play(Play::json(&[&encoding], &document(ID)));
        assert_eq!(reason(world.get(ID).await), "it is compressed, which was not asked for");
    }
}

#[tokio::test]
async fn what_is_no_http_is_no_answer() {
    let world = World::new().await;
    let headers: String = (0..200).map(|number| format!("x-{number}: 1\r\n")).collect();
    for bytes in [
        String::new(),
        "hello".to_owned(),
        "SSH-2.0-server\r\n".to_owned(),
        format!("HTTP/1.1 200 OK\r\n{headers}\r\n"),
    ] {
        world.site.play(Play::Answer(bytes.into_bytes()));
        let error = world.get(ID).await.unwrap_err();
        assert!(matches!(error, DocumentError::Unreachable { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn fetch_is_given_up_after_five_seconds_however_it_stalls() {
    let world = World::new().await;
    let json = "content-type: application/json";
    for play in [
        Play::Stall(Vec::new()),
        Play::Stall(b"HTTP/1.1 200 OK\r\ncontent-type: app".to_vec()),
        Play::Stall(head("200 OK", &[json, "content-length: 300"], b"")),
        Play::Stall(head("200 OK", &[json, "content-length: 300"], b"{\"client_id\"")),
        Play::Stall(head("200 OK", &[json], b"{\"client_id\"")),
    ] {
        world.site.play(play);
        assert_eq!(world.get_too_slow(ID, world.site.stalled()).await, DocumentError::TimedOut);
    }
}

#[tokio::test]
async fn fetch_is_given_up_after_five_seconds_without_tls_or_without_a_name() {
    let world = World::new().await;
    world.site.play(Play::Silence);
    assert_eq!(world.get_too_slow(ID, world.site.connected()).await, DocumentError::TimedOut);

    world.names.set([]);
    world.names.asked();
    let asked = async {
        while world.names.asked().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    assert_eq!(world.get_too_slow(ID, asked).await, DocumentError::TimedOut);
}

#[tokio::test]
async fn slow_answer_within_the_time_is_taken() {
    let world = World::new().await;
    let Play::Answer(bytes) = Play::document(&document(ID)) else { unreachable!() };
    world.site.play(Play::AnswerWhenReleased(bytes));
    let pass = async {
        world.site.stalled().await;
        world.clock.advance(TIME - Duration::from_millis(1));
        world.site.release();
    };
    tokio::join!(world.get(ID), pass).0.unwrap();
}

#[tokio::test]
async fn certificate_is_of_the_host_and_of_somebody_trusted() {
    let world = World::new().await;
    let other = "https://other.example.com/client.json";
    world.site.play(Play::document(&document(other)));
    let error = world.get(other).await.unwrap_err();
    assert!(matches!(error, DocumentError::Unreachable { .. }), "{error:?}");

    world.site.play(Play::document(&document(ID)));
    let network = Network { roots: Some(Vec::new()), ..network(&world.names, &world.dialled, &world.site) };
    let documents = Documents::with(network, &world.config, world.store.clone(), world.clock.clone()).unwrap();
    let source = IpAddr::from([198, 51, 100, 7]).into();
    for id in [ID, CLAUDE] {
        let error = documents.get(id, source).await.unwrap_err();
        assert!(matches!(error, DocumentError::Unreachable { .. }), "{error:?}");
    }
    assert_eq!(world.site.requests(), Vec::<String>::new());
}
