//! How large a body may be.

use super::App;

const MIB: usize = 1024 * 1024;
const HEADERS: [(&str, &str); 2] = [("authorization", "Bearer alpha"), ("content-type", "application/json")];

#[tokio::test]
async fn an_announced_body_over_a_mebibyte_is_refused_before_it_is_sent() {
    let app = App::start(|_| {}).await;
    let mut connection = app.connect().await;
    connection.send(&app.head("POST", "/mcp", &HEADERS, MIB + 1)).await;
    let answer = connection.answer().await;
    assert_eq!(answer.status, 413);
    insta::assert_snapshot!(answer.invalid_request(), @"the body is larger than 1 MiB");
}

#[tokio::test]
async fn an_unannounced_body_over_a_mebibyte_is_refused_when_it_gets_there() {
    let app = App::start(|_| {}).await;
    let mut connection = app.connect().await;
    let headers = [HEADERS[0], HEADERS[1], ("transfer-encoding", "chunked")];
    connection.send(&app.head("POST", "/mcp", &headers, 0)).await;
    connection.send(&format!("{MIB:x}\r\n{}\r\n1\r\n \r\n", " ".repeat(MIB))).await;
    let answer = connection.answer().await;
    assert_eq!(answer.status, 413);
    insta::assert_snapshot!(answer.invalid_request(), @"the body is larger than 1 MiB");
}

#[tokio::test]
async fn a_body_of_a_mebibyte_is_read() {
    let app = App::start(|_| {}).await;
    let body = format!("{}{}", super::PING, " ".repeat(MIB - super::PING.len()));
    assert_eq!(app.request("POST", "/mcp", &HEADERS, &body).await.status, 200);
}
