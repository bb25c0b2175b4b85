//! What an operator sees of callers who are not let in.

use std::time::Duration;

use super::App;
use crate::log::Log;

#[tokio::test]
async fn a_source_that_is_not_let_in_is_one_line_a_minute_for_each_kind_and_then_a_number() {
    let log = Log::capture();
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
    let written = log.text();
    assert!(!written.contains("s3cret"), "{written}");
    // Without the ids of requests, which are random.
    let lines: Vec<&str> = written
        .lines()
        .filter_map(|line| line.split_once("not let in"))
        .map(|(_, rest)| rest.split_once(" request.id=").unwrap().0.trim_start())
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    source=192.0.2.1 kind="401 without a credential" reason="no credential was sent; send `Authorization: Bearer <Intercom access token>`"
    source=192.0.2.1 kind="401" reason="Intercom does not accept this access token in any of its regions; it may be mistyped, revoked or expired"
    source=192.0.2.1 kind="403" reason="this token belongs to the Intercom workspace `beta1`, which this server may not read; use a token of a workspace it serves, or ask its operator to add `beta1` to ALLOWED_WORKSPACES"
    source=2001:db8:1:2::/64 kind="401 without a credential" reason="no credential was sent; send `Authorization: Bearer <Intercom access token>`"
    source=2001:db8:1:2::/64 kind="401" reason="Intercom does not accept this access token in any of its regions; it may be mistyped, revoked or expired"
    source=2001:db8:1:2::/64 kind="403" reason="this token belongs to the Intercom workspace `beta1`, which this server may not read; use a token of a workspace it serves, or ask its operator to add `beta1` to ALLOWED_WORKSPACES"
    : 6 more within a minute, of which this is the last source=2001:db8:1:2::/64 kind="401" number=6 reason="Intercom does not accept this access token in any of its regions; it may be mistyped, revoked or expired"
    : 2 more within a minute, of which this is the last source=2001:db8:1:2::/64 kind="401 without a credential" number=2 reason="no credential was sent; send `Authorization: Bearer <Intercom access token>`"
    : 2 more within a minute, of which this is the last source=2001:db8:1:2::/64 kind="403" number=2 reason="this token belongs to the Intercom workspace `beta1`, which this server may not read; use a token of a workspace it serves, or ask its operator to add `beta1` to ALLOWED_WORKSPACES"
    source=192.0.2.1 kind="403" reason="this token belongs to the Intercom workspace `beta1`, which this server may not read; use a token of a workspace it serves, or ask its operator to add `beta1` to ALLOWED_WORKSPACES"
    "#);
}
