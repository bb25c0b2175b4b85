//! Tokens and what customers wrote never reach an output: the real binary runs at trace level, is given every
//! kind of trouble, and everything it wrote is searched.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    thread::JoinHandle,
};

use serde_json::{Value, json};

use crate::harness::{App, reqwest_client};

/// What must not appear: tokens that were good, bad, and the server's own, and the key.
const SECRETS: [&str; 6] =
    ["demo-us", "demo-noscope", "demo-revoked", "dG9rOnNlY3JldA", "demo-eu", "open-sesame-42-42"];

#[tokio::test(flavor = "multi_thread")]
async fn no_token_and_nothing_customers_wrote_is_logged_at_trace_level() {
    let app = App::start().await;
    let upstream = format!("http://{}/{{region}}", app.simulator_address);
    let server = Server::start(&upstream, &[]);
    let words = customers_words(&app).await;
    for token in ["demo-us", "demo-noscope", "demo-revoked", "dG9rOnNlY3JldA", "demo-eu"] {
        server.trouble(&app, token).await;
    }
    let single = Server::start(&upstream, &[("INTERCOM_ACCESS_TOKEN", "demo-us"), ("ACCESS_KEY", "open-sesame-42-42")]);
    single.trouble(&app, "open-sesame-42-42").await;
    single.trouble(&app, "dG9rOnNlY3JldA").await;
    for written in [server.stop(), single.stop()] {
        assert!(written.lines().count() > 50, "trace level writes: {written}");
        for secret in SECRETS.into_iter().chain(words.iter().map(String::as_str)) {
            assert!(!written.contains(secret), "{secret} was written:\n{}", lines_with(&written, secret));
        }
    }
}

/// What customers wrote, three words at a time, and their addresses.
async fn customers_words(app: &App) -> Vec<String> {
    let mut words = Vec::new();
    let contacts = app.tool("demo-us", "search_contacts", json!({"email_domain": "example.com"})).await;
    let found = app.tool("demo-us", "search_conversations", json!({"per_page": 5})).await;
    for contact in contacts["data"].as_array().unwrap() {
        words.push(contact["email"].as_str().unwrap().to_owned());
    }
    for conversation in found["conversations"].as_array().unwrap() {
        let read = app.tool("demo-us", "get_conversation", json!({"id": conversation["id"]})).await;
        let parts = read["parts"].as_array().unwrap().iter().chain([&read["source"]]);
        for body in parts.filter_map(|part| part["body"].as_str()) {
            let plain: Vec<&str> =
                body.split(|character: char| !character.is_ascii_alphabetic() && character != ' ').collect();
            for sentence in plain {
                let sentence: Vec<&str> = sentence.split_whitespace().collect();
                words.extend(sentence.windows(3).map(|three| three.join(" ")));
            }
        }
    }
    assert!(words.len() > 100, "{words:?}");
    words
}

struct Server {
    child: Child,
    address: SocketAddr,
    /// What it wrote until it listened.
    began: String,
    /// What it writes, read as it comes: a full pipe would stop the server.
    written: [JoinHandle<String>; 2],
}

impl Server {
    fn start(upstream: &str, variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_intercom-mcp"))
            .arg("serve")
            .env_clear()
            .env("BIND_ADDR", "127.0.0.1:0")
            .env("INTERCOM_API_URL", upstream)
            .env("RUST_LOG", "trace")
            .env("DRAIN_DELAY", "0s")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut began = String::new();
        let address = loop {
            assert!(stderr.read_line(&mut began).unwrap() > 0, "the server ended: {began}");
            if let Some((_, address)) = began.split_once("listening on http://") {
                break address.split_whitespace().next().unwrap().parse().unwrap();
            }
        };
        let written = [collect(child.stdout.take().unwrap()), collect(stderr)];
        Self { child, address, began, written }
    }

    /// Calls that succeed, and calls that fail in every way the simulator knows.
    async fn trouble(&self, app: &App, token: &str) {
        let faults = [
            Value::Null,
            json!({"path": "/conversations/search", "status": 500}),
            json!({"path": "/conversations/search", "status": 503, "times": 2}),
            json!({"path": "/conversations/search", "body": "<html>"}),
            json!({"path": "/conversations/search", "drop_connection": true, "times": 2}),
            json!({"path": "/conversations/search", "truncate_body": true, "times": 2}),
            json!({"path": "/conversations/search", "status": 401}),
        ];
        let client = reqwest_client();
        for fault in faults {
            app.reset_simulator().await;
            let quiet = fault.is_null();
            if !quiet {
                app.fault(fault).await;
            }
            let calls = [
                ("search", json!({"query": "refund"})),
                ("get_contact", json!({"id": "nobody"})),
                ("search_conversations", json!({"per_page": 5})),
                ("search_contacts", json!({"email_domain": "example.com"})),
            ];
            for (name, arguments) in calls.into_iter().take(if quiet { 4 } else { 2 }) {
                let params = json!({"name": name, "arguments": arguments});
                let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
                let request = client.post(format!("http://{}/mcp", self.address)).bearer_auth(token).json(&message);
                request.send().await.unwrap().bytes().await.unwrap();
            }
        }
    }

    fn stop(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.began + &self.written.map(|reader| reader.join().unwrap()).concat()
    }
}

fn collect(mut output: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut written = Vec::new();
        output.read_to_end(&mut written).unwrap();
        String::from_utf8_lossy(&written).into_owned()
    })
}

fn lines_with(written: &str, secret: &str) -> String {
    written.lines().filter(|line| line.contains(secret)).take(5).collect::<Vec<_>>().join("\n")
}
