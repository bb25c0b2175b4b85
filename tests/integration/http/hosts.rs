//! Which values of `Host` are answered.

use super::App;

async fn status_of(app: &App, host: &str) -> u16 {
    app.ping(&[("host", host), ("authorization", "Bearer alpha")]).await.status
}

#[tokio::test]
async fn loopback_names_are_accepted_with_any_port_when_bound_to_loopback() {
    let app = App::start(|_| {}).await;
    for host in ["localhost", "localhost:1", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:9", "[::1]", "[::1]:8080"] {
        assert_eq!(status_of(&app, host).await, 200, "{host}");
    }
}

#[tokio::test]
async fn any_other_name_is_forbidden() {
    let app = App::start(|_| {}).await;
    for host in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "x@localhost",
        "localhost@evil.example",
        "::1",
        "",
    ] {
        let answer = app.ping(&[("host", host), ("authorization", "Bearer alpha")]).await;
        assert_eq!(answer.status, 403, "{host}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(answer.invalid_request(), @"the Host header names none of this server's names; its operator can add one to ALLOWED_HOSTS");
        }
    }
}

#[tokio::test]
async fn a_request_without_a_host_or_with_two_is_forbidden() {
    let app = App::start(|_| {}).await;
    for hosts in ["", "host: localhost\r\nhost: evil.example\r\n"] {
        let mut connection = app.connect().await;
        connection.send(&format!("GET /mcp HTTP/1.1\r\n{hosts}\r\n")).await;
        assert_eq!(connection.answer().await.status, 403, "{hosts:?}");
    }
}

#[tokio::test]
async fn an_absolute_request_target_must_name_an_accepted_host_too() {
    let app = App::start(|_| {}).await;
    let mut connection = app.connect().await;
    connection.send("GET http://evil.example/mcp HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    assert_eq!(connection.answer().await.status, 403);
}

#[tokio::test]
async fn public_url_and_allowed_hosts_are_accepted_and_loopback_is_not_when_bound_elsewhere() {
    let app = App::start(|config| {
        config.bind_addr = "0.0.0.0:8080".parse().unwrap();
        config.public_url = "https://mcp.example.com".parse().unwrap();
        config.allowed_hosts = vec!["internal.example".to_owned(), "other.example:8443".to_owned()];
    })
    .await;
    for host in
        ["mcp.example.com", "MCP.example.com:443", "internal.example", "internal.example:1234", "other.example:8443"]
    {
        assert_eq!(status_of(&app, host).await, 200, "{host}");
    }
    for host in ["mcp.example.com:80", "mcp.example.com:8443", "other.example", "other.example:443", "localhost"] {
        assert_eq!(status_of(&app, host).await, 403, "{host}");
    }
}

#[tokio::test]
async fn health_is_asked_by_any_name() {
    let app = App::start(|_| {}).await;
    for path in ["/healthz", "/readyz"] {
        let answer = app.request("GET", path, &[("host", "10.1.2.3:8080")], "").await;
        assert_eq!(answer.status, 200, "{path}");
    }
}

#[tokio::test]
async fn an_allowed_host_with_a_schemes_own_port_may_leave_it_out() {
    let app = App::start(|config| {
        config.allowed_hosts = vec!["a.example:443".to_owned(), "b.example:8443".to_owned()];
    })
    .await;
    for (host, status) in [
        ("a.example", 200),
        ("a.example:443", 200),
        ("a.example:8443", 403),
        ("b.example:8443", 200),
        ("b.example", 403),
    ] {
        assert_eq!(status_of(&app, host).await, status, "{host}");
    }
}
