//! Names of hosts and origins that are read in two ways: one way to read them, and the whole of them.

use futures_util::future::join_all;

use crate::{
    harness::App,
    http::{
        PING,
        raw::{Answer, Connection},
    },
    oauth::{
        browser::Browser,
        client::{Client, app, app_with},
    },
};

/// A POST of `PING` with these lines in its head; to a target of its own.
async fn post(app: &App, target: &str, lines: &[String]) -> Answer {
    let mut connection = Connection::open(app.address).await;
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    let head = format!(
        "POST {target} HTTP/1.1\r\n{lines}Authorization: Bearer demo-us\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        PING.len()
    );
    connection.send(head + PING).await;
    connection.answer().await
}

fn no_hosts(port: u16) -> Vec<String> {
    let mut hosts: Vec<String> = [
        "user@localhost",
        "user:pass@localhost",
        "@localhost",
        "localhost@",
        "localhost:",
        "localhost:0",
        "localhost:99999",
        "localhost:65536",
        "localhost:+80",
        "localhost:-1",
        "localhost:8a",
        "localhost:00000000080",
        "localhost:80:80",
        "localhost:80@localhost",
        "localhost:80/",
        "localhost/",
        "localhost?",
        "localhost#",
        "localhost\\",
        "localhost evil.example",
        "localhost, evil.example",
        "localhost,localhost",
        "localhost;",
        "localhost%",
        "localhost%2e",
        "%6c%6fcalhost",
        "localhost.",
        ".localhost",
        "http://localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "127.0.0.1.",
        "[::1",
        "::1]",
        "[::1]x",
        "[::1]:",
        "[::1]:99999",
        "[::1%25lo]",
        "[::1%lo]",
        "[]",
        "[localhost]",
        "[127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "::1",
        "\u{e9}.localhost",
        "loc\u{e1}lhost",
        "",
    ]
    .map(str::to_owned)
    .into();
    hosts.extend([format!("localhost:{port}:{port}"), format!("localhost:{port}x"), format!("x@127.0.0.1:{port}")]);
    hosts
}

#[tokio::test]
async fn a_host_is_read_to_its_end_or_not_at_all() {
    let app = App::start().await;
    let port = app.address.port();
    let hosts = no_hosts(port);
    let answers = join_all(hosts.iter().map(|host| {
        let line = [format!("Host: {host}")];
        let app = &app;
        async move { post(app, "/mcp", &line).await.status }
    }));
    for (host, status) in hosts.iter().zip(answers.await) {
        assert!(matches!(status, 400 | 403), "{host:?} is answered {status}");
    }
    for host in ["localhost", "LOCALHOST", "LocalHost:8080", "127.0.0.1", "[::1]", "[0:0:0:0:0:0:0:1]:1", "[::0001]"] {
        assert_eq!(post(&app, "/mcp", &[format!("Host: {host}")]).await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn an_absolute_target_is_read_like_a_host() {
    let app = App::start().await;
    let local = [format!("Host: {}", app.address)];
    for host in no_hosts(app.address.port()).iter().filter(|host| host.is_ascii() && !host.contains(' ')) {
        // What follows a slash, a question mark or a hash is no part of it there.
        if host.contains(['/', '?', '#', '\\']) {
            continue;
        }
        let status = post(&app, &format!("http://{host}/mcp"), &local).await.status;
        assert!(matches!(status, 400 | 403), "{host:?} is answered {status}");
    }
    assert_eq!(post(&app, &format!("http://{}/mcp", app.address), &local).await.status, 200);
    assert_eq!(post(&app, "http://LOCALHOST/mcp", &local).await.status, 200);
}

#[tokio::test]
async fn the_authority_of_http_2_is_read_like_a_host() {
    let app = App::start().await;
    let client = reqwest::Client::builder().http2_prior_knowledge().no_proxy().build().unwrap();
    let status = async |host: Option<&str>| {
        let request = client.post(app.mcp()).bearer_auth("demo-us").header("content-type", "application/json");
        let request = if let Some(host) = host { request.header("host", host) } else { request };
        request.body(PING).send().await.unwrap().status().as_u16()
    };
    assert_eq!(status(None).await, 200);
    for host in ["evil.example", "localhost:", "localhost:99999", "user@localhost", "localhost:80:80", "localhost."] {
        assert_eq!(status(Some(host)).await, 403, "{host}");
    }
}

#[tokio::test]
async fn an_allowed_host_is_read_like_one_that_is_sent() {
    let app = app_with(|config, _| {
        config.bind_addr = "0.0.0.0:8080".parse().unwrap();
        config.public_url = "https://mcp.example.com".parse().unwrap();
        config.allowed_hosts = vec!["[2001:DB8:0:0::1]:8443".to_owned(), "a_b.example".to_owned()];
    })
    .await;
    for (host, status) in [
        ("mcp.example.com", 200),
        ("MCP.EXAMPLE.COM:443", 200),
        ("mcp.example.com.", 403),
        ("mcp.example.com:0443", 403),
        ("[2001:db8::1]:8443", 200),
        ("[2001:db8::1]", 403),
        ("a_b.example:1", 200),
    ] {
        assert_eq!(post(&app, "/mcp", &[format!("Host: {host}")]).await.status, status, "{host}");
    }
}

#[tokio::test]
async fn two_hosts_or_two_origins_are_refused_on_every_route_that_looks_at_them() {
    let app = app().await;
    let host = format!("Host: {}", app.address);
    let own = format!("Origin: http://{}", app.address);
    for path in ["/mcp", "/mcp/", "/sse", "/sse/message", "/message", "/register", "/token", "/revoke", "/", "/nowhere"]
    {
        for lines in [
            vec![host.clone(), host.clone()],
            vec![host.clone(), own.clone(), own.clone()],
            vec![host.clone(), own.clone(), "Origin: https://evil.example".to_owned()],
            vec![host.clone(), "Origin: https://evil.example".to_owned(), own.clone()],
            vec![host.clone(), format!("{own}, https://evil.example")],
            vec![host.clone(), format!("{own}\u{e9}")],
        ] {
            assert_eq!(post(&app, path, &lines).await.status, 403, "{path} {lines:?}");
        }
    }
    for path in ["/authorize", "/callback"] {
        assert_eq!(post(&app, path, &[host.clone(), host.clone()]).await.status, 403, "{path}");
    }
}

/// The form of a person who would approve, sent with headers of a test's own.
#[tokio::test]
async fn a_decision_says_once_and_readably_which_page_it_comes_from() {
    let app = app().await;
    let client = Client::register(&app).await;
    let own = format!("http://{}", app.address);
    let utf_8 = format!("{own}\u{e9}");
    for (headers, status) in [
        (vec![("origin", own.as_str()), ("sec-fetch-site", "same-origin")], 303),
        (vec![("origin", "null"), ("sec-fetch-site", "none")], 303),
        (vec![], 303),
        (vec![("origin", &own), ("origin", &own)], 403),
        (vec![("origin", &own), ("origin", "https://evil.example")], 403),
        (vec![("origin", &utf_8)], 403),
        (vec![("origin", "")], 403),
        (vec![("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], 403),
        (vec![("sec-fetch-site", "same-origin\u{e9}")], 403),
        (vec![("sec-fetch-site", "same-site")], 403),
    ] {
        let mut browser = Browser::new();
        let page = client.ask(&mut browser).await;
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(page.decided("approve")).finish();
        let mut request = app.client.post(page.action()).header("cookie", cookies.join("; ")).body(body);
        for (name, value) in &headers {
            request = request.header(*name, reqwest::header::HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{headers:?}");
        assert_eq!(answer.headers().contains_key("location"), status == 303, "{headers:?}");
    }
}
