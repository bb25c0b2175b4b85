//! Who a token is, and in which region.

use intercom_mcp::{clock::Clock, intercom::Error, region::Region, secret::SecretString};
use serde_json::json;

use super::upstream::{Reply, Request, TOKEN, Upstream, client};

fn me(region: &str) -> Reply {
    let app =
        json!({"type": "app", "id_code": "abc123", "name": "Acme", "region": region, "timezone": "Europe/Dublin"});
    Reply::json(json!({"type": "admin", "id": "1", "name": "Ada", "app": app}))
}

fn dead() -> Reply {
    Reply::error(401, "unauthorized", "Access Token Invalid")
}

fn unnamed() -> Reply {
    Reply::error(401, "token_unauthorized", "Not authorized to access resource")
}

/// Asks who the token is at an upstream whose hosts are paths: `/us`, `/eu`, `/au`.
async fn identify(
    region: Option<Region>,
    script: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> (Result<intercom_mcp::intercom::me::Identity, Error>, Vec<String>) {
    let upstream = Upstream::start(move |request, _| script(request)).await;
    let mut settings = upstream.settings();
    settings.api_url = settings.api_url.map(|url| format!("{url}/{{region}}/"));
    settings.region = region;
    let identity = client(settings, &Clock::system()).identify(&SecretString::from(TOKEN)).await;
    (identity, upstream.lines())
}

#[tokio::test]
async fn us_host_tells_the_region_and_the_workspace() {
    let (identity, lines) = identify(None, |_| me("EU")).await;
    let identity = identity.unwrap();
    let workspace = identity.me.unwrap().workspace;
    assert_eq!(identity.region, Region::Eu);
    assert_eq!(workspace.id.as_deref(), Some("abc123"));
    assert_eq!(workspace.timezone.iana_name(), Some("Europe/Dublin"));
    assert_eq!(lines, ["GET /us/me"]);
}

#[tokio::test]
async fn dead_token_is_tried_once_in_each_region() {
    let (identity, lines) = identify(None, |_| dead()).await;
    insta::assert_snapshot!(identity.unwrap_err(), @"Intercom refused the access token: Access Token Invalid");
    assert_eq!(lines, ["GET /us/me", "GET /eu/me", "GET /au/me"]);
}

#[tokio::test]
async fn token_that_only_australia_knows_is_found_there() {
    let (identity, _) =
        identify(None, |request| if request.target.starts_with("/au") { me("AU") } else { dead() }).await;
    assert_eq!(identity.unwrap().region, Region::Au);
}

#[tokio::test]
async fn token_is_not_called_dead_while_a_region_cannot_be_asked() {
    let script = |request: &Request| match request.target.as_str() {
        "/eu/me" => Reply::status(500, json!({})),
        _ => dead(),
    };
    let (identity, _) = identify(None, script).await;
    assert!(matches!(identity, Err(Error::Unavailable { status: 500, .. })), "{identity:?}");
}

#[tokio::test]
async fn token_that_may_not_read_me_is_valid_and_one_read_per_region_finds_it() {
    let script = |request: &Request| match request.target.as_str() {
        "/us/me" => unnamed(),
        "/eu/conversations?per_page=1" => Reply::error(403, "forbidden", "You do not have the required scope"),
        _ => dead(),
    };
    let (identity, lines) = identify(None, script).await;
    let identity = identity.unwrap();
    assert_eq!(identity.region, Region::Eu);
    assert!(identity.me.is_none());
    assert_eq!(lines, ["GET /us/me", "GET /us/conversations?per_page=1", "GET /eu/conversations?per_page=1"]);
}

#[tokio::test]
async fn configured_region_is_the_only_one_asked() {
    let (identity, lines) = identify(Some(Region::Au), |_| dead()).await;
    assert!(matches!(identity, Err(Error::DeadToken { .. })));
    assert_eq!(lines, ["GET /au/me"]);
}

#[tokio::test]
async fn one_host_for_all_regions_is_asked_once_and_the_region_is_what_it_says() {
    let upstream = Upstream::start(|_, _| me("AU")).await;
    let identity = upstream.client(&Clock::system()).identify(&SecretString::from(TOKEN)).await.unwrap();
    assert_eq!(identity.region, Region::Au);
    let upstream = Upstream::start(|_, _| dead()).await;
    assert!(upstream.client(&Clock::system()).identify(&SecretString::from(TOKEN)).await.is_err());
    assert_eq!(upstream.lines(), ["GET /me"]);
}

#[tokio::test]
async fn unknown_time_zone_is_utc() {
    let script =
        |_: &Request| Reply::json(json!({"type": "admin", "app": {"id_code": "x", "timezone": "Mars/Olympus"}}));
    let (identity, _) = identify(None, script).await;
    let workspace = identity.unwrap().me.unwrap().workspace;
    assert_eq!(workspace.timezone, jiff::tz::TimeZone::UTC);
}
