//! What is used where a document cannot be fetched for the moment, and when nothing is.

use intercom_mcp::{config::RedirectPolicy, oauth::client_metadata::DocumentError};

use super::{CLAUDE, CLAUDE_CODE, DAY, ID, MINUTE, TIME, World, document, site::Play};

const PASSING: [&str; 5] = ["403 Forbidden", "429 Too Many Requests", "500 Error", "503 Unavailable", "599 Whatever"];
const FINAL: [&str; 9] = [
    "201 Created",
    "204 No Content",
    "302 Found",
    "304 Not Modified",
    "400 Bad Request",
    "401 Unauthorized",
    "404 Not Found",
    "410 Gone",
    "451 Unavailable For Legal Reasons",
];

fn status(line: &str) -> DocumentError {
    DocumentError::Status(line[..3].parse().unwrap())
}

#[tokio::test]
async fn last_good_fetch_serves_for_seven_days_while_the_site_is_in_trouble() {
    for trouble in PASSING {
        let mut world = World::new().await;
        let fetched = world.get(ID).await.unwrap();
        world.restart();
        world.site.play(Play::status(trouble));
        world.clock.advance(7 * DAY - MINUTE);
        assert_eq!(world.get(ID).await.unwrap(), fetched, "{trouble}");
        world.clock.advance(MINUTE);
        assert_eq!(world.get(ID).await, Err(status(trouble)), "seven days are over");
    }
}

#[tokio::test]
async fn last_good_fetch_serves_when_the_site_does_not_answer_in_time() {
    let world = World::new().await;
    world.get(ID).await.unwrap();
    world.clock.advance(DAY);
    world.site.play(Play::Stall(Vec::new()));
    let pass = async {
        world.site.stalled().await;
        world.clock.advance(TIME);
    };
    tokio::join!(world.get(ID), pass).0.unwrap();
}

#[tokio::test]
async fn nothing_serves_after_any_other_answer() {
    for trouble in FINAL {
        for id in [ID, CLAUDE, CLAUDE_CODE] {
            let world = World::new().await;
            world.site.play(Play::document(&document(id)));
            world.get(id).await.unwrap();
            world.clock.advance(DAY);
            world.site.play(Play::status(trouble));
            assert_eq!(world.get(id).await, Err(status(trouble)));
        }
    }
}

#[tokio::test]
async fn nothing_serves_after_an_invalid_document() {
    for id in [ID, CLAUDE, CLAUDE_CODE] {
        let world = World::new().await;
        world.site.play(Play::document(&document(id)));
        world.get(id).await.unwrap();
        for play in [
            Play::answer("200 OK", &["content-type: text/html"], b"<html>Checking your browser</html>"),
            Play::document(&document("https://client.example.com/another.json")),
        ] {
            world.clock.advance(DAY);
            world.site.play(play);
            let error = world.get(id).await.unwrap_err();
            assert!(matches!(error, DocumentError::Invalid { .. }), "{error:?}");
        }
    }
}

#[tokio::test]
async fn nothing_serves_when_the_host_leads_inside_or_cannot_be_connected_to() {
    for id in [ID, CLAUDE, CLAUDE_CODE] {
        let world = World::new().await;
        world.site.play(Play::document(&document(id)));
        world.get(id).await.unwrap();
        world.clock.advance(DAY);
        world.names.set([vec!["127.0.0.1"]]);
        let error = world.get(id).await.unwrap_err();
        assert!(matches!(error, DocumentError::NotPublic { .. }), "{error:?}");
        world.names.set([vec![]]);
        let error = world.get(id).await.unwrap_err();
        assert!(matches!(error, DocumentError::Unreachable { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn nothing_serves_when_our_own_limit_is_reached() {
    let world = World::new().await;
    for id in [ID, CLAUDE] {
        world.site.play(Play::document(&document(id)));
        world.get(id).await.unwrap();
    }
    world.clock.advance(DAY);
    world.site.play(Play::status("404 Not Found"));
    for number in 0..10 {
        world.get(&format!("{ID}?{number}")).await.unwrap_err();
    }
    for id in [ID, CLAUDE, CLAUDE_CODE] {
        let error = world.get(id).await.unwrap_err();
        assert!(matches!(error, DocumentError::TooManyFetches { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn withdrawn_document_serves_no_more_even_when_the_site_is_in_trouble_later() {
    for gone in ["404 Not Found", "410 Gone"] {
        let world = World::new().await;
        world.get(ID).await.unwrap();
        world.clock.advance(DAY);
        world.site.play(Play::status(gone));
        assert_eq!(world.get(ID).await, Err(status(gone)));
        world.site.play(Play::status("503 Unavailable"));
        assert_eq!(world.get(ID).await, Err(DocumentError::Status(503)));
    }
}

#[tokio::test]
async fn copies_of_the_well_known_clients_serve_where_nothing_was_fetched() {
    for trouble in PASSING {
        let world = World::new().await;
        world.site.play(Play::status(trouble));
        let claude = world.get(CLAUDE).await.unwrap();
        let claude_code = world.get(CLAUDE_CODE).await.unwrap();
        assert_eq!((claude.client_name.as_str(), claude_code.client_name.as_str()), ("Claude", "Claude Code"));
        assert_eq!((claude.host.as_str(), claude_code.host.as_str()), ("claude.ai", "claude.ai"));
        assert_eq!(
            claude.redirect_uris,
            ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"]
        );
        assert_eq!(claude_code.redirect_uris, ["http://localhost/callback", "http://127.0.0.1/callback"]);
        assert_eq!(world.get(ID).await, Err(status(trouble)), "there is no copy of others");
        assert_eq!(world.store.len(), 0, "a copy is no fetch");
    }
}

#[tokio::test]
async fn copy_serves_when_the_site_does_not_answer_in_time() {
    let world = World::new().await;
    world.site.play(Play::Silence);
    let pass = async {
        world.site.connected().await;
        world.clock.advance(TIME);
    };
    assert_eq!(tokio::join!(world.get(CLAUDE), pass).0.unwrap().client_name, "Claude");
}

#[tokio::test]
async fn what_was_fetched_wins_over_the_copy() {
    let mut world = World::new().await;
    world.site.play(Play::document(&document(CLAUDE)));
    world.get(CLAUDE).await.unwrap();
    world.restart();
    world.site.play(Play::status("403 Forbidden"));
    assert_eq!(world.get(CLAUDE).await.unwrap().client_name, "Example Client");
    world.clock.advance(8 * DAY);
    assert_eq!(world.get(CLAUDE).await.unwrap().client_name, "Claude", "after seven days only the copy is left");
}

#[tokio::test]
async fn client_metadata_fallback_switches_the_copies_off_and_not_the_last_good_fetch() {
    let mut world = World::with(|config| config.client_metadata_fallback = false).await;
    world.site.play(Play::status("403 Forbidden"));
    assert_eq!(world.get(CLAUDE).await, Err(DocumentError::Status(403)));

    world.site.play(Play::document(&document(CLAUDE)));
    world.get(CLAUDE).await.unwrap();
    world.restart();
    world.site.play(Play::status("403 Forbidden"));
    assert_eq!(world.get(CLAUDE).await.unwrap().client_name, "Example Client");
}

#[tokio::test]
async fn what_serves_instead_is_judged_by_the_rules_of_today() {
    let mut world = World::new().await;
    world.get(ID).await.unwrap();
    world.config.redirect_policy = RedirectPolicy::Allowlist;
    world.restart();
    world.site.play(Play::status("503 Unavailable"));
    assert_eq!(world.get(ID).await, Err(DocumentError::Status(503)));
    assert_eq!(
        world.get(CLAUDE).await.unwrap().redirect_uris,
        ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"]
    );
}

#[tokio::test]
async fn site_in_trouble_is_asked_once_a_minute_while_something_serves_instead() {
    let world = World::new().await;
    world.site.play(Play::status("429 Too Many Requests"));
    for _ in 0..30 {
        world.get(CLAUDE).await.unwrap();
    }
    assert_eq!(world.site.requests().len(), 1);
    world.clock.advance(MINUTE);
    world.get(CLAUDE).await.unwrap();
    assert_eq!(world.site.requests().len(), 1);
}

#[tokio::test]
async fn store_that_fails_costs_no_sign_in() {
    let world = World::new().await;
    world.store.break_down();
    world.get(ID).await.unwrap();
    world.site.play(Play::status("503 Unavailable"));
    world.get(CLAUDE).await.unwrap();
    world.clock.advance(DAY);
    assert_eq!(world.get(ID).await, Err(DocumentError::Status(503)));
}

#[tokio::test]
async fn document_is_stored_under_the_digest_of_its_address_and_not_at_every_fetch() {
    let world = World::new().await;
    world.get(ID).await.unwrap();
    let ids = world.store.ids();
    assert!(ids.len() == 1 && ids[0].len() == 64 && ids[0].bytes().all(|byte| byte.is_ascii_hexdigit()), "{ids:?}");
    for _ in 0..5 {
        world.clock.advance(10 * MINUTE);
        world.get(ID).await.unwrap();
    }
    assert_eq!((world.site.requests().len(), world.store.writes()), (6, 1));
    world.clock.advance(10 * MINUTE);
    world.get(ID).await.unwrap();
    assert_eq!((world.store.ids().len(), world.store.writes()), (1, 2), "it is renewed within the hour");
}

#[tokio::test]
async fn strangers_store_a_hundred_documents_an_hour_at_most() {
    let world = World::new().await;
    for number in 0..120 {
        if number % 40 == 0 {
            world.clock.advance(MINUTE);
        }
        let id = format!("{ID}?{number}");
        world.site.play(Play::document(&document(&id)));
        world.get_from(&format!("2001:db8:{number:x}::1"), &id).await.unwrap();
    }
    assert_eq!(world.store.len(), 100);
    world.clock.advance(60 * MINUTE);
    world.site.play(Play::document(&document(ID)));
    world.get(ID).await.unwrap();
    assert_eq!(world.store.len(), 101);
}
