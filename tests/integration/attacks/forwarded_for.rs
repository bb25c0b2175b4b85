//! A visitor behind a trusted proxy writes into the header that the proxy appends to.

use std::time::Duration;

use intercom_mcp::{clock::Clock, config::ForwardedHeader};

use crate::{harness::START, http::App, log::Log};

/// Where the visitor is, as the proxy sees it.
const VISITOR: &str = "198.51.100.77";

/// A server behind a proxy at 127.0.0.1, which stands behind those of 10.0.0.0/8.
struct Site {
    app: App,
    log: Log,
}

impl Site {
    async fn behind_a_proxy_that_writes(header: ForwardedHeader) -> Self {
        let log = Log::capture();
        let clock = Clock::hand_set(START.parse().unwrap());
        let configure = |config: &mut intercom_mcp::config::Config| {
            config.trusted_proxies = ["127.0.0.1/32", "10.0.0.0/8"].map(|network| network.parse().unwrap()).to_vec();
            config.forwarded_header = header;
        };
        Self { app: App::start_changed(clock, configure, |_| {}).await, log }
    }

    /// Where the server takes a request with these lines of headers to come from, by what it writes of one that it
    /// does not let in.
    async fn source(&self, lines: &[(&str, &[u8])]) -> String {
        self.app.clock.advance(Duration::from_secs(60));
        let before = self.log.text().len();
        let mut request = format!("GET /mcp HTTP/1.1\r\nhost: {}\r\n", self.app.address).into_bytes();
        for (name, value) in lines {
            request.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        request.extend(b"\r\n");
        let mut connection = self.app.connect().await;
        connection.send(&request).await;
        assert_eq!(connection.answer().await.status, 401);
        let written = self.log.text().split_off(before);
        let line = written.lines().find(|line| line.contains("not let in")).unwrap_or_else(|| panic!("{written}"));
        let (_, source) = line.split_once("source=").unwrap();
        source.split(' ').next().unwrap().to_owned()
    }

    async fn table(&self, name: &str, cases: &[(&[u8], &str)]) {
        for (value, source) in cases {
            assert_eq!(self.source(&[(name, value)]).await, *source, "{}", value.escape_ascii());
        }
    }
}

#[tokio::test]
async fn nothing_that_a_visitor_writes_before_the_proxys_entry_changes_his_source() {
    let site = Site::behind_a_proxy_that_writes(ForwardedHeader::XForwardedFor).await;
    for written in [
        &b""[..],
        b"1.2.3.4",
        b"\xff",
        b"\x80\x81, 1.2.3.4",
        b"\xc3\xa4",
        b"unknown, _hidden",
        b",,,,",
        b"\"",
        b"[::1",
        b"127.0.0.1, 10.0.0.1, 10.0.0.2",
        b"1.2.3.4, 10.0.0.1,\xff",
        b"\t\t",
    ] {
        let appended = [written, b", ", VISITOR.as_bytes()].concat();
        assert_eq!(site.source(&[("x-forwarded-for", &appended)]).await, VISITOR, "{}", written.escape_ascii());
        // The same where the proxy adds a line of its own, and where there are two of them.
        let lines = [("x-forwarded-for", written), ("X-Forwarded-For", VISITOR.as_bytes())];
        assert_eq!(site.source(&lines).await, VISITOR, "{}", written.escape_ascii());
        let appended = [&appended, &b", 10.1.2.3"[..]].concat();
        assert_eq!(site.source(&[("x-forwarded-for", &appended)]).await, VISITOR, "{}", written.escape_ascii());
    }
}

#[tokio::test]
async fn an_entry_of_a_proxy_that_names_no_address_leaves_that_proxy_as_the_source() {
    let site = Site::behind_a_proxy_that_writes(ForwardedHeader::XForwardedFor).await;
    site.table(
        "x-forwarded-for",
        &[
            (b"198.51.100.77, \xff", "127.0.0.1"),
            (b"198.51.100.77, unknown", "127.0.0.1"),
            (b"198.51.100.77, unknown, 10.1.2.3", "10.1.2.3"),
            (b"198.51.100.77, \xe2\x80\x8b, 10.1.2.3", "10.1.2.3"),
            (b"198.51.100.77, 10.1.2.3, ", "198.51.100.77"),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_header_that_the_proxy_does_not_write_is_not_looked_at() {
    let site = Site::behind_a_proxy_that_writes(ForwardedHeader::XForwardedFor).await;
    let own: (&str, &[u8]) = ("x-forwarded-for", VISITOR.as_bytes());
    assert_eq!(site.source(&[("forwarded", b"for=1.2.3.4"), own]).await, VISITOR);
    assert_eq!(site.source(&[("forwarded", b"for=1.2.3.4")]).await, "127.0.0.1");

    let site = Site::behind_a_proxy_that_writes(ForwardedHeader::Forwarded).await;
    let own: (&str, &[u8]) = ("forwarded", b"for=198.51.100.77");
    assert_eq!(site.source(&[("x-forwarded-for", b"1.2.3.4"), own]).await, VISITOR);
    assert_eq!(site.source(&[("x-forwarded-for", b"1.2.3.4")]).await, "127.0.0.1");
}

#[tokio::test]
async fn nothing_that_a_visitor_writes_before_the_proxys_element_changes_his_source() {
    let site = Site::behind_a_proxy_that_writes(ForwardedHeader::Forwarded).await;
    for written in [
        &b""[..],
        b"for=1.2.3.4",
        b"\xff",
        b"for=\"1.2.3.4",
        b"for=\"1.2.3.4\\",
        b"\"\\\"",
        b"for=1.2.3.4;host=\"\\",
        b"for=\"\xff\";by=\"",
        b";;;===,,,\"",
        b"for=127.0.0.1, for=10.0.0.1",
    ] {
        for own in [
            &b"for=198.51.100.77"[..],
            b"for=\"198.51.100.77\"",
            b"proto=https;FOR = \"198.51.100.77:4711\" ;by=_proxy",
            b"for=198.51.100.77;host=\"a,b;c\"",
            b"host=\"a\\\", for=1.2.3.4\";for=198.51.100.77",
        ] {
            let appended = [written, b", ", own].concat();
            assert_eq!(site.source(&[("forwarded", &appended)]).await, VISITOR, "{}", appended.escape_ascii());
            let lines = [("forwarded", written), ("forwarded", own)];
            assert_eq!(site.source(&lines).await, VISITOR, "{}", written.escape_ascii());
        }
    }
}

/// RFC 7239, sections 4 and 6.
#[tokio::test]
async fn names_of_nodes_are_read_in_every_form_or_leave_the_proxy_as_the_source() {
    let site = Site::behind_a_proxy_that_writes(ForwardedHeader::Forwarded).await;
    site.table(
        "forwarded",
        &[
            (b"for=\"[2001:db8:1:2::3]:4711\"", "2001:db8:1:2::/64"),
            (b"for=\"[2001:db8:1:2::3]\";proto=https", "2001:db8:1:2::/64"),
            (b"For=\"[2001:db8:1:2::3]:_port\"", "2001:db8:1:2::/64"),
            (b"for=2001:db8:1:2::3", "2001:db8:1:2::/64"),
            (b"for=\"[::ffff:198.51.100.77]\"", "198.51.100.77"),
            (b"for=\"198.51.100.\\77\"", "198.51.100.77"),
            (b"for=198.51.100.77, for=10.1.2.3;by=127.0.0.1", "198.51.100.77"),
            (b"for=198.51.100.77, for=_hidden, for=10.1.2.3", "10.1.2.3"),
            (b"for=198.51.100.77, for=unknown", "127.0.0.1"),
            (b"for=198.51.100.77, proto=https", "127.0.0.1"),
            (b"for=198.51.100.77, for=1.2.3.4;for=5.6.7.8", "127.0.0.1"),
            (b"for=198.51.100.77, for=\"1.2.3.4", "127.0.0.1"),
            (b"for=198.51.100.77, for=\xff", "127.0.0.1"),
            (b"for=198.51.100.77, for=\"[2001:db8::1]x\"", "127.0.0.1"),
            (b"for=198.51.100.77, for=1.2.3.4:", "127.0.0.1"),
            (b"for=198.51.100.77, for=1.2.3.4:_", "127.0.0.1"),
            (b"for=198.51.100.77, for=", "127.0.0.1"),
        ],
    )
    .await;
}
