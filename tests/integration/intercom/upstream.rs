//! An upstream that answers as a test says, down to the bytes: it can fall silent, hang up, or stop
//! within a body, which no well-behaved server does.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use intercom_mcp::{
    clock::Clock,
    compute::Workers,
    intercom::{
        Call, Client, Settings,
        me::{Access, Workspace},
        memory::Memory,
    },
    region::Region,
    secret::SecretString,
    store::InProcess,
    text::visible::CallBudget,
};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What arrived.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Value,
}

/// What is answered.
pub(crate) enum Reply {
    /// Status, further headers, body.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// The head promises the whole body, of which only so many bytes come.
    Cut(String, usize),
    /// Nothing at all, and the connection stays open.
    Silence,
    /// The connection closes without an answer.
    HangUp,
}

impl Reply {
    pub(crate) fn json(body: Value) -> Self {
        Self::status(200, body)
    }

    pub(crate) fn status(status: u16, body: Value) -> Self {
        Self::Answer(status, vec![("content-type", "application/json".to_owned())], body.to_string())
    }

    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        let errors = serde_json::json!([{"code": code, "message": message}]);
        Self::status(status, serde_json::json!({"type": "error.list", "request_id": "req-1", "errors": errors}))
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        if let Reply::Answer(_, headers, _) = &mut self {
            headers.push((name, value.to_string()));
        }
        self
    }

    /// With the rate-limit headers of a window that ends at `reset`.
    pub(crate) fn window(self, limit: u32, remaining: u32, reset: i64) -> Self {
        self.with("x-ratelimit-limit", limit).with("x-ratelimit-remaining", remaining).with("x-ratelimit-reset", reset)
    }
}

/// The upstream, until dropped.
pub(crate) struct Upstream {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    hung_up: Arc<tokio::sync::Notify>,
    server: tokio::task::JoinHandle<()>,
}

impl Upstream {
    /// Answers the `n`th request (from 0) as `script` says.
    pub(crate) async fn start(script: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let hung_up = Arc::new(tokio::sync::Notify::new());
        let script = Arc::new(script);
        let server = tokio::spawn({
            let (requests, hung_up) = (requests.clone(), hung_up.clone());
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let (script, requests, hung_up) = (script.clone(), requests.clone(), hung_up.clone());
                    tokio::spawn(async move { serve(stream, &*script, &requests, &hung_up).await });
                }
            }
        });
        Self { address, requests, hung_up, server }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// `METHOD target`, one line each.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.requests().iter().map(|request| format!("{} {}", request.method, request.target)).collect()
    }

    /// Returns when a client closed the connection on which it was met with silence.
    pub(crate) async fn hung_up(&self) {
        self.hung_up.notified().await;
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings {
            api_version: "2.16".to_owned(),
            api_url: Some(format!("http://{}", self.address)),
            region: None,
            timeout: Duration::from_secs(20),
        }
    }

    pub(crate) fn client(&self, clock: &Clock) -> Client {
        client(self.settings(), clock)
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.server.abort();
    }
}

pub(crate) fn client(settings: Settings, clock: &Clock) -> Client {
    Client::new(settings, clock.clone(), Workers::of_this_machine(), Arc::new(InProcess::default())).unwrap()
}

/// The token that no message may show.
pub(crate) const TOKEN: &str = "dG9rOnNlY3JldA==";

/// A call of one principal with `seconds` of time.
pub(crate) fn call(clock: &Clock, principal: &str, seconds: u64) -> Call {
    call_under(clock, principal, principal, seconds)
}

/// A call that Intercom counts under `budget_key`.
pub(crate) fn call_under(clock: &Clock, principal: &str, budget_key: &str, seconds: u64) -> Call {
    let access = Access {
        principal: principal.into(),
        person: None,
        budget_key: budget_key.into(),
        token: SecretString::from(TOKEN),
        region: Region::Us,
        workspace: Workspace::default(),
    };
    let held = Memory::default().of_call(access.caller());
    Call {
        access: Arc::new(access),
        deadline: clock.after(Duration::from_secs(seconds)),
        on_wait: None,
        held,
        unseen: CallBudget::default(),
    }
}

async fn serve(
    stream: TcpStream,
    script: &(dyn Fn(&Request, usize) -> Reply + Send + Sync),
    requests: &Mutex<Vec<Request>>,
    hung_up: &tokio::sync::Notify,
) {
    let mut stream = BufReader::new(stream);
    let Some(request) = read(&mut stream).await else { return };
    let count = {
        let mut requests = requests.lock().unwrap();
        requests.push(request.clone());
        requests.len() - 1
    };
    let (head, body, kept) = match script(&request, count) {
        Reply::HangUp => return,
        Reply::Silence => {
            let _ = stream.read_u8().await;
            hung_up.notify_one();
            return;
        }
        Reply::Answer(status, headers, body) => {
            let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            (format!("HTTP/1.1 {status} X\r\n{lines}"), body.clone(), body.len())
        }
        Reply::Cut(body, kept) => ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n".to_owned(), body, kept),
    };
    let head = format!("{head}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&body.as_bytes()[..kept]).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let mut body = vec![0; headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    Some(Request { method, target, headers, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
}
