//! The official Rust SDK's client as a program: `rmcp.mjs` asks it, it asks the server.
//!
//! `rmcp_client <url> <token> legacy|modern` connects by the `initialize` handshake or by `server/discover`.
//! The first line on stdout is what it then knows of the server. Every line on stdin is a call,
//! `{"id", "tool", "arguments"}`, or asks for the list of tools, `{"id"}`; many may be open at once. Every further
//! line on stdout is `{"id", "result"}` or `{"id", "error"}`, with the `progressToken` that rmcp gave the call, or
//! the `{"progress"}` of such a token. The end of stdin ends it.

use std::{
    error::Error,
    io::{self, BufRead, Write},
    thread,
};

use rmcp::{
    ClientHandler, RoleClient, ServiceError,
    model::{
        CallToolRequest, CallToolRequestParams, ClientRequest, ErrorData, ProgressNotificationParam, ProtocolVersion,
    },
    service::{ClientLifecycleMode, ClientServiceExt, NotificationContext, Peer, PeerRequestOptions},
    transport::{StreamableHttpClientTransport, streamable_http_client::StreamableHttpClientTransportConfig},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinSet};

/// One line of stdin.
#[derive(Deserialize)]
struct Question {
    id: u64,
    /// None asks for the list of tools.
    tool: Option<String>,
    #[serde(default)]
    arguments: serde_json::Map<String, Value>,
}

/// Tells of progress as it comes.
struct Narrator;

impl ClientHandler for Narrator {
    async fn on_progress(&self, progress: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        // Whoever reads the lines notices when they stop.
        let _ = print(&json!({ "progress": progress }));
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, token, era] = arguments.as_slice() else { return Err("usage: rmcp_client <url> <token> <era>".into()) };
    let lifecycle = match era.as_str() {
        "legacy" => ClientLifecycleMode::Initialize,
        "modern" => ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] },
        other => return Err(format!("the era is `legacy` or `modern`; found `{other}`").into()),
    };
    // reqwest is built without a provider of its own.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().build()?;
    let config = StreamableHttpClientTransportConfig::with_uri(url.as_str()).auth_header(token);
    let transport = StreamableHttpClientTransport::with_client(http, config);
    let client = Narrator.serve_with_lifecycle(transport, lifecycle).await?;
    print(&serde_json::to_value(client.peer_info())?)?;

    let mut questions = read_questions();
    let mut open = JoinSet::new();
    while let Some(question) = questions.recv().await {
        let peer = client.peer().clone();
        open.spawn(async move { answer(&peer, question?).await });
    }
    while let Some(answered) = open.join_next().await {
        answered??;
    }
    client.cancel().await?;
    Ok(())
}

/// Reads stdin on a thread of its own, since a read there cannot be stopped.
fn read_questions() -> mpsc::UnboundedReceiver<io::Result<Question>> {
    let (sender, questions) = mpsc::unbounded_channel();
    thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            let question = line.and_then(|line| serde_json::from_str(&line).map_err(io::Error::from));
            if sender.send(question).is_err() {
                break;
            }
        }
    });
    questions
}

/// Asks the server and prints its answer.
async fn answer(peer: &Peer<RoleClient>, question: Question) -> io::Result<()> {
    let mut line = json!({ "id": question.id });
    let answer = match question.tool {
        None => peer.list_all_tools().await.map(|tools| json!(tools)),
        Some(tool) => call(peer, tool, question.arguments, &mut line).await,
    };
    match answer {
        Ok(result) => line["result"] = result,
        Err(ServiceError::McpError(ErrorData { code, message, .. })) => {
            line["error"] = json!({ "code": code, "message": message });
        }
        Err(error) => line["error"] = json!({ "message": error.to_string() }),
    }
    print(&line)
}

async fn call(
    peer: &Peer<RoleClient>,
    tool: String,
    arguments: serde_json::Map<String, Value>,
    line: &mut Value,
) -> Result<Value, ServiceError> {
    let params = CallToolRequestParams::new(tool).with_arguments(arguments);
    let request = ClientRequest::CallToolRequest(CallToolRequest::new(params));
    let handle = peer.send_cancellable_request(request, PeerRequestOptions::no_options()).await?;
    line["progressToken"] = json!(handle.progress_token);
    Ok(json!(handle.await_response().await?))
}

fn print(line: &Value) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}
