//! What an operator sees of callers who are not let in.

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use super::App;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_source_that_is_not_let_in_is_one_line_a_minute_for_each_kind() {
    let captured = Captured::default();
    let writer = captured.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .without_time()
        .with_target(false)
        .finish();
    // A second subscriber keeps call sites that another test's thread reaches first from being disabled.
    let _second = tracing::Dispatch::new(tracing_subscriber::fmt().with_writer(io::sink).finish());
    let _guard = tracing::subscriber::set_default(subscriber);
    let app = App::start(|config| {
        config.allowed_workspaces = Some(vec!["alpha1".to_owned()]);
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    for round in 0..2 {
        for source in ["192.0.2.1", "2001:db8:1:2::3"] {
            assert_eq!(app.ping(&[("x-forwarded-for", source)]).await.status, 401);
            assert_eq!(app.ping_from(source, "s3cret").await.status, 401);
            assert_eq!(app.ping_from(source, &format!("s3cret-{round}")).await.status, 401);
            assert_eq!(app.ping_from(source, "beta").await.status, 403);
        }
    }
    app.clock.advance(Duration::from_secs(60));
    assert_eq!(app.ping_from("192.0.2.1", "beta").await.status, 403);
    let written = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(!written.contains("s3cret"), "{written}");
    let lines: Vec<&str> = written.lines().filter_map(|line| Some(line.split_once("not let in: ")?.1)).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    no credential was sent; send `Authorization: Bearer <Intercom access token>` source=192.0.2.1 kind="401 without a credential"
    Intercom does not accept this access token in any of its regions; it may be mistyped, revoked or expired source=192.0.2.1 kind="401"
    this token belongs to the Intercom workspace `beta1`, which this server may not read; use a token of a workspace it serves, or ask its operator to add `beta1` to ALLOWED_WORKSPACES source=192.0.2.1 kind="403"
    no credential was sent; send `Authorization: Bearer <Intercom access token>` source=2001:db8:1:2::/64 kind="401 without a credential"
    Intercom does not accept this access token in any of its regions; it may be mistyped, revoked or expired source=2001:db8:1:2::/64 kind="401"
    this token belongs to the Intercom workspace `beta1`, which this server may not read; use a token of a workspace it serves, or ask its operator to add `beta1` to ALLOWED_WORKSPACES source=2001:db8:1:2::/64 kind="403"
    this token belongs to the Intercom workspace `beta1`, which this server may not read; use a token of a workspace it serves, or ask its operator to add `beta1` to ALLOWED_WORKSPACES source=192.0.2.1 kind="403"
    "#);
}
