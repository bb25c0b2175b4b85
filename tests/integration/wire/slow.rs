//! Clients that send and read byte by byte.

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use super::{EVENT_STREAM, Server, TOKEN};
use crate::http::{
    PING,
    raw::{Connection, PATIENCE},
    stream::Stream,
};

#[tokio::test]
async fn requests_may_arrive_byte_by_byte() {
    let server = Server::start().await;
    let (mut stream, endpoint) = server.stream().await;
    for target in ["/mcp", endpoint.as_str()] {
        let mut connection = server.app.connect().await;
        for byte in server.post(target, &[], PING) {
            connection.send([byte]).await;
            tokio::task::yield_now().await;
        }
        assert!(matches!(connection.answer().await.status, 200 | 202), "{target}");
    }
    assert_eq!(stream.message().await["id"], 1);
}

/// A connection with as little room for what comes as the system grants.
async fn narrow(server: &Server) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(1).unwrap();
    socket.connect(server.app.address).await.unwrap()
}

#[tokio::test]
async fn whoever_reads_byte_by_byte_gets_everything() {
    let server = Server::start().await;
    let text = "é".repeat(20_000);
    let call = json!({"jsonrpc": "2.0", "id": "a-long-enough-id", "method": "tools/call",
        "params": {"name": "search", "arguments": {"text": text}}});
    let read = async |request: Vec<u8>, end: &str| {
        let mut socket = narrow(&server).await;
        socket.write_all(&request).await.unwrap();
        let mut read = Vec::new();
        while !read.ends_with(end.as_bytes()) {
            read.push(timeout(PATIENCE, socket.read_u8()).await.expect("no more comes").unwrap());
        }
        String::from_utf8(read).unwrap()
    };
    let whole = server.answer(server.post("/mcp", &[], call.to_string())).await.body;
    let answer = read(server.post("/mcp", &[], call.to_string()), &whole[whole.rfind('é').unwrap()..]).await;
    assert_eq!(answer.split_once("\r\n\r\n").unwrap().1, whole);
    let events = read(server.post("/mcp", &[EVENT_STREAM], call.to_string()), "0\r\n\r\n").await;
    assert!(events.contains(&format!("data: {whole}\n\n")));

    let mut socket = narrow(&server).await;
    socket.write_all(server.app.head("GET", "/sse", &[TOKEN], 0).as_bytes()).await.unwrap();
    let mut slow = Stream::on(Connection::over(socket)).await;
    let endpoint = slow.endpoint().await;
    for _ in 0..20 {
        assert_eq!(server.answer(server.post(&endpoint, &[], call.to_string())).await.status, 202);
    }
    for _ in 0..20 {
        assert_eq!(slow.text().await, whole);
    }
}
