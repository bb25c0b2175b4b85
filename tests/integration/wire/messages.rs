//! Bodies in every form, sent to both endpoints: what is answered, what is refused, what is taken in silence.

use serde_json::Value;

use super::{Server, TOKEN};
use crate::http::{raw::Answer, stream::Stream};

const MIB: usize = 1024 * 1024;

/// What is to come of a body, the same on both endpoints.
enum Outcome {
    /// The result of `ping`, under the id as it was written.
    Result(String),
    /// An error of this code under the id as it was written.
    Error(&'static str, i32),
    /// A response of this status with an error of this code, and nothing on the stream.
    Refused(u16, i32),
    /// Nothing but 202.
    Silence,
}
use Outcome::{Error, Refused, Result, Silence};

/// Both endpoints, and the stream of one of them.
struct Both {
    server: Server,
    stream: Stream,
    endpoint: String,
}

impl Both {
    async fn start() -> Self {
        let server = Server::start().await;
        let (stream, endpoint) = server.stream().await;
        Self { server, stream, endpoint }
    }

    /// What comes on the stream for a message, up to the answer to another one that is sent after it.
    async fn on_stream(&mut self, body: &[u8]) -> (Answer, Vec<String>) {
        let answer = self.server.answer(self.server.post(&self.endpoint, &[], body)).await;
        let last = r#"{"jsonrpc":"2.0","id":"last","method":"ping"}"#;
        self.server.answer(self.server.post(&self.endpoint, &[], last)).await;
        let mut messages = Vec::new();
        loop {
            let message = self.stream.text().await;
            if message == r#"{"jsonrpc":"2.0","id":"last","result":{}}"# {
                return (answer, messages);
            }
            messages.push(message);
        }
    }

    async fn check(&mut self, name: &str, body: &[u8], outcome: &Outcome) {
        let answer = self.server.answer(self.server.post("/mcp", &[], body)).await;
        let (response, messages) = self.on_stream(body).await;
        match outcome {
            Result(id) => {
                let expected = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{}}}}"#);
                assert_eq!((answer.status, answer.body), (200, expected.clone()), "{name}");
                assert_eq!((response.status, messages), (202, vec![expected]), "{name}");
            }
            Error(id, code) => {
                let expected = format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":{code},"message":""#);
                assert!(answer.body.starts_with(&expected), "{name}: {answer:?}");
                assert_eq!(answer.status, 200, "{name}");
                assert_eq!((response.status, messages), (202, vec![answer.body]), "{name}");
            }
            Refused(status, code) => {
                assert_eq!(answer.status, *status, "{name}: {answer:?}");
                assert_eq!(answer.header("content-type"), Some("application/json"), "{name}");
                let error: Value = answer.json()["error"].take();
                assert_eq!((&error["code"], error["message"].is_string()), (&(*code).into(), true), "{name}");
                assert_eq!((response.status, response.body), (*status, answer.body), "{name}");
                assert!(messages.is_empty(), "{name}: {messages:?}");
            }
            Silence => {
                assert_eq!((answer.status, answer.body.as_str()), (202, ""), "{name}");
                assert_eq!((response.status, response.body.as_str()), (202, "Accepted"), "{name}");
                assert!(messages.is_empty(), "{name}: {messages:?}");
            }
        }
    }
}

fn ping(id: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"ping"}}"#)
}

fn result(id: &str) -> Outcome {
    Result(id.to_owned())
}

/// `ping` under the id 1 with something in it.
fn with(member: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"ping",{member}}}"#)
}

#[tokio::test]
async fn ids_are_strings_or_integers_and_come_back_as_they_were_written() {
    let mut both = Both::start().await;
    let long = format!("\"{}\"", "x".repeat(10_000));
    let good = ["0", "-0", "-1", "7", "1.0", "-2.50e1", "1e2", "9007199254740993", "18446744073709551616"];
    let more =
        ["123456789012345678901234567890", r#""""#, r#"" 1 ""#, r#""é 😀""#, r#""a\u0062\/\n""#, r#""\u0000""#, &long];
    for id in good.into_iter().chain(more) {
        both.check(id, ping(id).as_bytes(), &result(id)).await;
    }
    for id in ["null", "1.5", "1e999", "true", "[]", "[1]", "{}", r#""\ud800""#] {
        both.check(id, ping(id).as_bytes(), &Refused(400, -32600)).await;
    }
    for id in ["01", "+1", ".5", "NaN", "0x10", "'a'", "undefined", ""] {
        both.check(id, ping(id).as_bytes(), &Refused(400, -32700)).await;
    }
}

#[tokio::test]
async fn json_is_read_strictly_and_what_stands_around_it_is_not() {
    let mut both = Both::start().await;
    let utf_16: Vec<u8> = ping("1").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bad = Refused(400, -32700);
    let cases: [(&str, Vec<u8>, &Outcome); 22] = [
        ("a byte order mark", format!("\u{feff}{}", ping("1")).into(), &result("1")),
        ("two of them", format!("\u{feff}\u{feff}{}", ping("1")).into(), &bad),
        ("blanks around", format!(" \r\n\t{}\r\n", ping("1")).into(), &result("1")),
        ("blanks of another kind", format!("\u{a0}{}", ping("1")).into(), &bad),
        ("nothing", Vec::new(), &bad),
        ("blanks alone", "\r\n".into(), &bad),
        ("half of it", ping("1")[..20].into(), &bad),
        ("two messages", format!("{}\n{}", ping("1"), ping("2")).into(), &bad),
        ("something after it", format!("{};", ping("1")).into(), &bad),
        ("a NUL after it", format!("{}\0", ping("1")).into(), &bad),
        ("a comma too many", ping("1").replace("\"ping\"", "\"ping\",").into(), &bad),
        ("a comment", format!("/* hello */ {}", ping("1")).into(), &bad),
        ("single quotes", ping("1").replace('"', "'").into(), &bad),
        ("a form", "jsonrpc=2.0&id=1&method=ping".into(), &bad),
        ("UTF-16", [b"\xff\xfe".as_slice(), &utf_16].concat(), &bad),
        ("UTF-16 without its mark", utf_16, &bad),
        ("Latin-1", b"{\"jsonrpc\":\"2.0\",\"id\":\"\xe9\",\"method\":\"ping\"}".into(), &bad),
        ("an overlong form", b"{\"jsonrpc\":\"2.0\",\"id\":\"\xc0\xaf\",\"method\":\"ping\"}".into(), &bad),
        ("a surrogate in UTF-8", b"{\"jsonrpc\":\"2.0\",\"id\":\"\xed\xa0\x80\",\"method\":\"ping\"}".into(), &bad),
        ("a line break in a string", ping("\"a\nb\"").into(), &bad),
        ("a string", r#""ping""#.into(), &Refused(400, -32600)),
        ("a number", "1".into(), &Refused(400, -32600)),
    ];
    for (name, body, outcome) in cases {
        both.check(name, &body, outcome).await;
    }
}

#[tokio::test]
async fn members_are_read_for_what_they_mean() {
    let mut both = Both::start().await;
    let surrogate = r#""\ud83d""#;
    let abyss = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let shaft = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let cases: [(&str, String, Outcome); 24] = [
        ("an id twice", with(r#""id":2"#), result("2")),
        ("a method twice", with(r#""method":"pong""#), Error("1", -32601)),
        ("a version twice", with(r#""jsonrpc":"1.0""#), Refused(400, -32600)),
        ("parameters twice", with(r#""params":[],"params":{}"#), result("1")),
        ("a member nobody knows", with(r#""trace":{"a":[1]}"#), result("1")),
        ("half a surrogate pair where nobody looks", with(&format!(r#""x":{surrogate}"#)), result("1")),
        (
            "half a surrogate pair in the parameters",
            with(&format!(r#""params":{{"x":{surrogate}}}"#)),
            Refused(400, -32700),
        ),
        ("half a surrogate pair in the method", ping("1").replace(r#""ping""#, surrogate), Refused(400, -32600)),
        ("a whole surrogate pair", with(r#""params":{"x":"\ud83d\ude00"}"#), result("1")),
        ("names in escapes", r#"{"\u006asonrpc":"2.0","id":1,"m\u0065thod":"p\u0069ng"}"#.into(), result("1")),
        ("an abyss where nobody looks", with(&format!(r#""x":{abyss}"#)), result("1")),
        ("an abyss in the parameters", with(&format!(r#""params":{{"x":{abyss}}}"#)), Refused(400, -32700)),
        ("depth that is bearable", with(&format!(r#""params":{{"x":{shaft}}}"#)), result("1")),
        ("no parameters", with(r#""params":null"#), result("1")),
        ("a list of parameters", with(r#""params":[1]"#), Error("1", -32602)),
        ("parameters that are text", with(r#""params":"x""#), Error("1", -32602)),
        ("no version", r#"{"id":1,"method":"ping"}"#.into(), Refused(400, -32600)),
        ("a version that is a number", r#"{"jsonrpc":2.0,"id":1,"method":"ping"}"#.into(), Refused(400, -32600)),
        ("no method", r#"{"jsonrpc":"2.0","id":1}"#.into(), Refused(400, -32600)),
        ("an empty method", ping("1").replace("ping", ""), Error("1", -32601)),
        ("a method in another case", ping("1").replace("ping", "Ping"), Error("1", -32601)),
        ("a notification nobody knows", r#"{"jsonrpc":"2.0","method":"notifications/x","params":[]}"#.into(), Silence),
        ("a request without an id", r#"{"jsonrpc":"2.0","method":"ping"}"#.into(), Silence),
        ("a response to nothing", r#"{"jsonrpc":"2.0","id":1,"result":{}}"#.into(), Silence),
    ];
    for (name, body, outcome) in cases {
        both.check(name, body.as_bytes(), &outcome).await;
    }
}

#[tokio::test]
async fn a_mebibyte_fits_and_a_byte_more_does_not() {
    let mut both = Both::start().await;
    let blanks = |length: usize| format!("{}{}", " ".repeat(length - ping("1").len()), ping("1"));
    both.check("blanks that fit", blanks(MIB).as_bytes(), &result("1")).await;
    both.check("a blank too many", blanks(MIB + 1).as_bytes(), &Refused(413, -32600)).await;
    both.check("blanks alone", " ".repeat(MIB).as_bytes(), &Refused(400, -32700)).await;
    let id = format!("\"{}\"", "x".repeat(MIB - ping("\"\"").len()));
    both.check("an id that fills it, which is not said again", ping(&id).as_bytes(), &Refused(400, -32600)).await;
    let method =
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"ping","a":"{}"}}"#, "x".repeat(MIB - ping("1").len() - 7));
    both.check("a member that fills it", method.as_bytes(), &result("1")).await;
}

#[tokio::test]
async fn a_batch_is_one_answer_here_and_its_parts_there() {
    let mut both = Both::start().await;
    let note = r#"{"jsonrpc":"2.0","method":"notifications/x"}"#;
    let batch = format!("[{},{note},{}, 5]", ping("1"), ping("\"b\""));
    let answer = both.server.answer(both.server.post("/mcp", &[], &batch)).await;
    let (response, messages) = both.on_stream(batch.as_bytes()).await;
    assert_eq!((answer.status, response.status), (200, 202));
    assert_eq!(messages.len(), 3, "{messages:?}");
    assert_eq!(answer.body, format!("[{}]", messages.join(",")));
    for empty in ["[]", "[ ]", &format!("[{}]", vec!["0"; 51].join(","))] {
        both.check(empty, empty.as_bytes(), &Refused(400, -32600)).await;
    }
}

#[tokio::test]
async fn a_body_in_pieces_of_any_size_is_one_body() {
    let both = &mut Both::start().await;
    let body = ping(r#""é""#);
    let pieces = |size: usize| {
        body.as_bytes()
            .chunks(size)
            .map(|piece| [format!("{:X}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat())
            .collect::<Vec<_>>()
            .concat()
    };
    let cases = [
        ("byte by byte", [pieces(1), b"0\r\n\r\n".into()].concat(), 200),
        ("in one", [pieces(1000), b"0\r\n\r\n".into()].concat(), 200),
        ("with a trailer", [pieces(7), b"0\r\nX-Checksum: 1\r\n\r\n".into()].concat(), 200),
        ("with extensions", format!("{:x};a=b;c\r\n{body}\r\n00\r\n\r\n", body.len()).into(), 200),
        ("without anything", b"0\r\n\r\n".into(), 400),
    ];
    for (name, pieces, status) in cases {
        for target in ["/mcp", both.endpoint.as_str()] {
            let headers = [TOKEN, ("Content-Type", "application/json"), ("Transfer-Encoding", "chunked")];
            let head = both.server.app.head("POST", target, &headers, 0);
            let answer = both.server.answer([head.as_bytes(), &pieces].concat()).await;
            let expected = if status == 200 && target != "/mcp" { 202 } else { status };
            assert_eq!(answer.status, expected, "{name} {target}: {answer:?}");
        }
        if status == 200 {
            assert_eq!(both.stream.text().await, r#"{"jsonrpc":"2.0","id":"é","result":{}}"#);
        }
    }
}
