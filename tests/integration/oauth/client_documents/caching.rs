//! How long a document is believed, and how many are asked for.

use std::time::Duration;

use futures_util::future::join_all;
use intercom_mcp::oauth::client_metadata::DocumentError;

use super::{CLAUDE, CLAUDE_CODE, DAY, ID, MINUTE, World, document, site::Play};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn document_is_believed_as_long_as_its_server_says_between_a_minute_and_a_day() {
    for (headers, expected) in [
        (&[][..], 5 * MINUTE),
        (&["cache-control: public, max-age=300"], 5 * MINUTE),
        (&["cache-control: max-age=7200"], 120 * MINUTE),
        (&["cache-control: MAX-AGE=\"7200\""], 120 * MINUTE),
        (&["cache-control: max-age=7200", "age: 3600"], 60 * MINUTE),
        (&["cache-control: max-age=0"], MINUTE),
        (&["cache-control: no-store"], MINUTE),
        (&["cache-control: no-cache, max-age=7200"], MINUTE),
        (&["cache-control: max-age=-1"], MINUTE),
        (&["cache-control: max-age=1", "age: 99999999999999999999"], MINUTE),
        (&["cache-control: public", "cache-control: max-age=7200"], 120 * MINUTE),
        (&["cache-control: max-age=31536000"], DAY),
        (&["cache-control: max-age=99999999999999999999999"], MINUTE),
    ] {
        let world = World::new().await;
        world.site.play(Play::json(headers, &document(ID)));
        world.get(ID).await.unwrap();
        world.clock.advance(expected - SECOND);
        world.get(ID).await.unwrap();
        assert_eq!(world.site.requests().len(), 1, "{headers:?}: asked too early");
        world.clock.advance(SECOND);
        world.get(ID).await.unwrap();
        assert_eq!(world.site.requests().len(), 1, "{headers:?}: not asked again");
    }
}

#[tokio::test]
async fn changed_document_replaces_the_old_one() {
    let world = World::new().await;
    world.get(ID).await.unwrap();
    let mut changed = document(ID);
    changed["client_name"] = "Renamed".into();
    world.site.play(Play::document(&changed));
    assert_eq!(world.get(ID).await.unwrap().client_name, "Example Client");
    world.clock.advance(5 * MINUTE);
    assert_eq!(world.get(ID).await.unwrap().client_name, "Renamed");
}

#[tokio::test]
async fn neither_failures_nor_invalid_documents_are_kept() {
    let world = World::new().await;
    for play in [Play::status("404 Not Found"), Play::status("503 Unavailable"), Play::document(&document(CLAUDE))] {
        world.site.play(play);
        world.get(ID).await.unwrap_err();
        assert_eq!(world.site.requests().len(), 1);
    }
    world.site.play(Play::document(&document(ID)));
    world.get(ID).await.unwrap();
}

#[tokio::test]
async fn requests_for_one_client_at_the_same_time_are_one_fetch() {
    let world = World::new().await;
    let Play::Answer(bytes) = Play::document(&document(ID)) else { unreachable!() };
    world.site.play(Play::AnswerWhenReleased(bytes));
    // More than one source may ask for in a minute: those that join a fetch are not counted.
    let requests = join_all((0..20).map(|_| world.get(ID)));
    let release = async {
        world.site.stalled().await;
        world.site.release();
    };
    let (outcomes, ()) = tokio::join!(requests, release);
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(world.site.requests().len(), 1);
}

#[tokio::test]
async fn fetch_goes_on_when_the_request_that_began_it_goes_away() {
    let world = World::new().await;
    let Play::Answer(bytes) = Play::document(&document(ID)) else { unreachable!() };
    world.site.play(Play::AnswerWhenReleased(bytes));
    tokio::select! {
        _ = world.get(ID) => panic!("it waits for its release"),
        () = world.site.stalled() => {}
    }
    world.site.release();
    world.get(ID).await.unwrap();
    assert_eq!(world.site.requests().len(), 1);
}

#[tokio::test]
async fn source_may_have_ten_documents_fetched_in_a_minute() {
    let world = World::new().await;
    world.site.play(Play::status("404 Not Found"));
    for _ in 0..10 {
        assert_eq!(world.get_from("192.0.2.1", ID).await, Err(DocumentError::Status(404)));
    }
    world.clock.advance(20 * SECOND);
    let refusal = Err(DocumentError::TooManyFetches { retry_after: 40 * SECOND });
    assert_eq!(world.get_from("192.0.2.1", ID).await, refusal);
    assert_eq!(world.get_from("192.0.2.1", CLAUDE).await, refusal, "the limit is of all clients together");
    assert_eq!(world.get_from("192.0.2.2", ID).await, Err(DocumentError::Status(404)));
    assert_eq!(world.site.requests().len(), 11, "what is refused is not asked");

    world.clock.advance(40 * SECOND);
    assert_eq!(world.get_from("192.0.2.1", ID).await, Err(DocumentError::Status(404)));
}

#[tokio::test]
async fn what_is_kept_is_had_even_from_a_source_that_asked_too_often() {
    let world = World::new().await;
    world.get(ID).await.unwrap();
    world.site.play(Play::status("404 Not Found"));
    for number in 0..9 {
        let id = format!("{ID}?{number}");
        assert_eq!(world.get(&id).await, Err(DocumentError::Status(404)));
    }
    assert!(matches!(world.get(&format!("{ID}?9")).await, Err(DocumentError::TooManyFetches { .. })));
    world.get(ID).await.unwrap();
}

/// Four addresses use up what unknown clients are fetched in a minute; then each that comes has a share of that.
#[tokio::test]
async fn flood_from_a_few_sources_leaves_a_share_to_others() {
    let world = World::new().await;
    world.site.play(Play::status("404 Not Found"));
    for (source, most) in [(1, 10), (2, 10), (3, 10), (4, 10), (5, 8), (6, 6)] {
        for number in 0..most {
            let outcome = world.get_from(&format!("192.0.2.{source}"), &format!("{ID}?{source}{number}")).await;
            assert_eq!(outcome, Err(DocumentError::Status(404)), "{number} of {source}");
        }
        let outcome = world.get_from(&format!("192.0.2.{source}"), ID).await;
        assert!(matches!(outcome, Err(DocumentError::TooManyFetches { .. })), "{source}: {outcome:?}");
    }
    world.site.play(Play::document(&document(ID)));
    world.get_from("198.51.100.1", ID).await.unwrap();
}

#[tokio::test]
async fn flood_from_many_sources_leaves_room_for_the_well_known_clients() {
    let world = World::new().await;
    world.site.play(Play::status("404 Not Found"));
    for number in 0..40 {
        let outcome = world.get_from(&format!("192.0.2.{number}"), &format!("{ID}?{number}")).await;
        assert_eq!(outcome, Err(DocumentError::Status(404)), "{number}");
    }
    let outcome = world.get_from("198.51.100.1", ID).await;
    assert!(matches!(outcome, Err(DocumentError::TooManyFetches { .. })), "{outcome:?}");

    for number in 0..20 {
        let id = [CLAUDE, CLAUDE_CODE][number % 2];
        let outcome = world.get_from(&format!("203.0.113.{number}"), id).await;
        assert_eq!(outcome, Err(DocumentError::Status(404)), "{number}");
    }
    let outcome = world.get_from("198.51.100.2", CLAUDE).await;
    assert!(matches!(outcome, Err(DocumentError::TooManyFetches { .. })), "{outcome:?}");
}

#[tokio::test]
async fn memory_holds_a_thousand_documents_and_forgets_the_oldest() {
    let world = World::new().await;
    for number in 0..=1000 {
        if number % 40 == 0 {
            world.clock.advance(MINUTE);
        }
        let id = format!("{ID}?{number}");
        world.site.play(Play::json(&["cache-control: max-age=86400"], &document(&id)));
        world.get_from(&format!("2001:db8:{number:x}::1"), &id).await.unwrap();
    }
    assert_eq!(world.site.requests().len(), 1001);
    world.clock.advance(MINUTE);
    world.get(&format!("{ID}?1")).await.unwrap();
    assert_eq!(world.site.requests().len(), 0, "the second oldest is kept");
    world.site.play(Play::document(&document(&format!("{ID}?0"))));
    world.get(&format!("{ID}?0")).await.unwrap();
    assert_eq!(world.site.requests().len(), 1, "the oldest is not");
}
