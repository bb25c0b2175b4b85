//! An HTTPS server on loopback that plays what a test tells it, byte by byte.

use std::{
    net::SocketAddr,
    sync::{Arc, LazyLock, Mutex},
};

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_rustls::TlsAcceptor;

/// Hosts that the site's certificate is for.
const HOSTS: [&str; 27] = [
    "client.example.com",
    "claude.ai",
    "raw.githubusercontent.com",
    "mallory.github.io",
    "sites.google.com",
    "gitlab.com",
    "mallory.s3.amazonaws.com",
    "www.example.co.uk",
    "f000.backblazeb2.com",
    "raw.githack.com",
    "arweave.net",
    "s3.wasabisys.com",
    "objectstorage.us-ashburn-1.oraclecloud.com",
    "gateway.pinata.cloud",
    "a.1.2.3.4.nip.io",
    "x.loca.lt",
    "codepen.io",
    "x.zendesk.com",
    "downloads.intercomcdn.com",
    "claude.ai.example.com",
    "xclaude.ai",
    "community.openai.com",
    "forum.cursor.com",
    "gist.github.com",
    "chatgpt.com",
    "vscode.dev",
    "www.cursor.com",
];

/// What the site does with a connection.
#[derive(Clone)]
pub(super) enum Play {
    /// Sends this and closes.
    Answer(Vec<u8>),
    /// Waits for [`Site::release`] first.
    AnswerWhenReleased(Vec<u8>),
    /// Sends this, and then nothing, but stays.
    Stall(Vec<u8>),
    /// Sends this, and then zeros for as long as somebody takes them.
    Endless(Vec<u8>),
    /// Does not even speak TLS.
    Silence,
}

impl Play {
    /// 200 with JSON.
    pub(super) fn document(document: &Value) -> Self {
        Self::json(&[], document)
    }

    /// 200 with JSON and further headers.
    pub(super) fn json(headers: &[&str], document: &Value) -> Self {
        let mut all = vec!["content-type: application/json"];
        all.extend(headers);
        Self::answer("200 OK", &all, document.to_string().as_bytes())
    }

    pub(super) fn answer(status: &str, headers: &[&str], body: &[u8]) -> Self {
        let length = format!("content-length: {}", body.len());
        let mut all = vec![length.as_str()];
        all.extend(headers);
        Self::Answer(head(status, &all, body))
    }

    /// A status without a body.
    pub(super) fn status(status: &str) -> Self {
        Self::answer(status, &[], b"")
    }
}

/// A response's bytes.
pub(super) fn head(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\n{}\r\n\r\n", headers.join("\r\n")).into_bytes();
    bytes.extend(body);
    bytes
}

pub(super) struct Site {
    pub(super) address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    play: Mutex<Play>,
    requests: Mutex<Vec<String>>,
    connected: Semaphore,
    stalled: Semaphore,
    released: Semaphore,
    left: Semaphore,
}

/// Made once: all sites are one to whom they belong.
static KEY: LazyLock<CertifiedKey<KeyPair>> =
    LazyLock::new(|| generate_simple_self_signed(HOSTS.map(str::to_owned)).unwrap());

impl Site {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let none = || Semaphore::new(0);
        let shared = Arc::new(Shared {
            play: Mutex::new(Play::Silence),
            requests: Mutex::default(),
            connected: none(),
            stalled: none(),
            released: none(),
            left: none(),
        });
        let acceptor = acceptor();
        let site = Self { address, shared: shared.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, acceptor.clone(), shared.clone()));
            }
        });
        site
    }

    /// What whoever talks to the site has to trust.
    pub(super) fn certificate(&self) -> reqwest::Certificate {
        reqwest::Certificate::from_der(KEY.cert.der()).unwrap()
    }

    /// From now on.
    pub(super) fn play(&self, play: Play) {
        *self.shared.play.lock().unwrap() = play;
    }

    /// The requests since the last call.
    pub(super) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.requests.lock().unwrap())
    }

    /// Returns once somebody has connected.
    pub(super) async fn connected(&self) {
        self.shared.connected.acquire().await.unwrap().forget();
    }

    /// Returns once it has sent all it will, to somebody who still waits; or waits for its release.
    pub(super) async fn stalled(&self) {
        self.shared.stalled.acquire().await.unwrap().forget();
    }

    /// Lets an answer go.
    pub(super) fn release(&self) {
        self.shared.released.add_permits(1);
    }

    /// Returns once somebody has hung up on an endless answer.
    pub(super) async fn left(&self) {
        self.shared.left.acquire().await.unwrap().forget();
    }
}

fn acceptor() -> TlsAcceptor {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(KEY.signing_key.serialize_der()));
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![KEY.cert.der().clone()], key).unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, shared: Arc<Shared>) {
    let play = shared.play.lock().unwrap().clone();
    shared.connected.add_permits(1);
    if matches!(play, Play::Silence) {
        return std::future::pending().await;
    }
    // A client that does not trust the certificate hangs up here.
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => request.push(byte),
            Err(_) => return,
        }
    }
    shared.requests.lock().unwrap().push(String::from_utf8(request).unwrap());
    let (bytes, stays) = match &play {
        Play::Answer(bytes) | Play::Endless(bytes) => (bytes, false),
        Play::AnswerWhenReleased(bytes) => {
            shared.stalled.add_permits(1);
            shared.released.acquire().await.unwrap().forget();
            (bytes, false)
        }
        Play::Stall(bytes) => (bytes, true),
        Play::Silence => unreachable!("handled above"),
    };
    let _ = stream.write_all(bytes).await;
    let _ = stream.flush().await;
    if matches!(play, Play::Endless(_)) {
        while stream.write_all(&[b'0'; 1024]).await.is_ok() && stream.flush().await.is_ok() {}
        return shared.left.add_permits(1);
    }
    if stays {
        shared.stalled.add_permits(1);
        return std::future::pending().await;
    }
    let _ = stream.shutdown().await;
}
