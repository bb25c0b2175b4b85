//! What stands where.

use super::App;

#[tokio::test]
async fn the_endpoint_answers_with_and_without_a_slash_and_never_redirects() {
    let app = App::start(|_| {}).await;
    for path in ["/mcp", "/mcp/"] {
        let headers = [("authorization", "Bearer alpha"), ("content-type", "application/json")];
        assert_eq!(app.request("POST", path, &headers, super::PING).await.status, 200, "{path}");
        for method in ["GET", "DELETE", "PUT"] {
            assert_eq!(app.request(method, path, &[], "").await.status, 401, "{method} {path}");
            assert_eq!(app.request(method, path, &headers, "").await.status, 405, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn unknown_paths_are_404_with_json_that_names_the_endpoint() {
    let app = App::start(|config| config.public_url = "http://localhost:4321".parse().unwrap()).await;
    for path in ["/ws", "/mcp/x", "/.well-known/oauth-protected-resource/mcp", "/favicon.ico"] {
        for method in ["GET", "POST"] {
            let answer = app.request(method, path, &[], "").await;
            assert_eq!((answer.status, answer.header("content-type")), (404, Some("application/json")));
            let expected = format!("nothing is at `{path}`; the MCP endpoint is `http://localhost:4321/mcp`");
            assert_eq!(answer.description(), expected);
        }
    }
}

#[tokio::test]
async fn health_answers_json_and_only_get() {
    let app = App::start(|_| {}).await;
    insta::assert_snapshot!(app.request("GET", "/healthz", &[], "").await.body, @r#"{"status":"ok"}"#);
    insta::assert_snapshot!(app.request("GET", "/readyz", &[], "").await.body, @r#"{"status":"ready"}"#);
    let answer = app.request("POST", "/healthz", &[], "").await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")));
    insta::assert_snapshot!(answer.description(), @"only `GET` is answered here");
}

#[tokio::test]
async fn every_answer_names_its_request() {
    let app = App::start(|_| {}).await;
    let first = app.request("GET", "/healthz", &[], "").await;
    let second = app.request("GET", "/nowhere", &[], "").await;
    let ids = [&first, &second].map(|answer| answer.header("x-request-id").unwrap().to_owned());
    assert!(ids.iter().all(|id| id.len() == 16), "{ids:?}");
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn http2_without_tls_is_spoken_too() {
    let app = App::start(|_| {}).await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().http2_prior_knowledge().build().unwrap();
    let request = client.post(format!("http://{}/mcp", app.address)).body(super::PING);
    let answer = request.header("content-type", "application/json").bearer_auth("alpha").send().await.unwrap();
    assert_eq!((answer.version(), answer.status().as_u16()), (axum::http::Version::HTTP_2, 200));
    let elsewhere = client.post(format!("http://{}/mcp", app.address)).header("host", "evil.example");
    assert_eq!(elsewhere.send().await.unwrap().status(), 403);
}
