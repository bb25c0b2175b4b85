//! Somebody tries out which stolen tokens still work, from as many addresses as they like.

use std::time::Duration;

use intercom_mcp::{clock::Clock, config::Config, region::Region};

use crate::{
    harness::{self, START},
    http::App,
    oauth::client::{Client, app_with},
};

/// Tokens a minute that Intercom was asked about and refused, in all (docs/SECURITY.md).
const IN_ALL: usize = 300;
const OF_ONE_SOURCE: usize = 30;

fn behind_proxy(config: &mut Config) {
    config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    config.intercom_region = Some(Region::Us);
}

/// A server whose Intercom knows `alpha`, `beta`, and these with anything after a hyphen.
async fn app() -> App {
    App::start_changed(Clock::hand_set(START.parse().unwrap()), behind_proxy, |_| {}).await
}

async fn ping(app: &App, source: &str, token: &str) -> (u16, Option<String>) {
    let authorization = format!("Bearer {token}");
    let headers =
        [("authorization", authorization.as_str()), ("x-forwarded-for", source), ("content-type", "application/json")];
    let answer = app.request("POST", "/mcp", &headers, crate::http::PING).await;
    (answer.status, answer.header("retry-after").map(str::to_owned))
}

/// As many wrong tokens as the server asks Intercom about within a minute, from ten addresses.
async fn flood(app: &App) {
    for guess in 0..IN_ALL {
        let source = format!("203.0.113.{}", guess / OF_ONE_SOURCE);
        assert_eq!(ping(app, &source, &format!("guess-{guess}")).await.0, 401, "{guess}");
    }
}

/// What is left for those who come then is a share each.
#[tokio::test]
async fn tokens_tried_from_everywhere_meet_a_limit_in_all() {
    let app = app().await;
    flood(&app).await;
    assert_eq!(app.intercom.asked(), IN_ALL);
    app.clock.advance(Duration::from_secs(20));
    for (number, source) in (IN_ALL / OF_ONE_SOURCE + 1..).zip(["198.51.100.1", "2001:db8:77::1", "198.51.100.2"]) {
        let asked = app.intercom.asked();
        for guess in 0..IN_ALL / number {
            assert_eq!(ping(&app, source, &format!("{source}-{guess}")).await.0, 401, "{guess} of {source}");
        }
        assert_eq!(ping(&app, source, "guess-more").await, (429, Some("40".to_owned())), "{source}");
        assert_eq!(app.intercom.asked() - asked, IN_ALL / number);
    }
    for source in 0..10 {
        assert_eq!(ping(&app, &format!("203.0.113.{source}"), "guess-more").await.0, 429);
    }
    app.clock.advance(Duration::from_secs(40));
    assert_eq!(ping(&app, "203.0.113.1", "guess-more").await.0, 401);
    assert_eq!(ping(&app, "203.0.113.2", "alpha").await.0, 200);
}

/// A thousand addresses get little more than ten.
#[tokio::test]
async fn tokens_tried_from_ever_more_addresses_come_to_an_end() {
    let app = app().await;
    flood(&app).await;
    for source in 0..400 {
        let source = format!("198.51.{}.{}", source / 200, source % 200);
        for guess in 0..OF_ONE_SOURCE {
            if ping(&app, &source, &format!("{source}-{guess}")).await.0 == 429 {
                break;
            }
        }
    }
    let most = IN_ALL as f64 * (1.0 + (OF_ONE_SOURCE as f64).ln());
    assert!(app.intercom.asked() < most as usize, "{} of {most}", app.intercom.asked());
    assert_eq!(ping(&app, "192.0.2.1", "guess").await.0, 429, "as many sources as there are tokens in all");
}

#[tokio::test]
async fn during_such_an_attack_good_tokens_and_addresses_of_people_go_on() {
    let app = app().await;
    assert_eq!(ping(&app, "192.0.2.1", "alpha").await.0, 200);
    flood(&app).await;
    // It is verified again, wherever it comes from now.
    app.clock.advance(Duration::from_secs(59));
    assert_eq!(ping(&app, "198.51.100.9", "alpha").await.0, 200);
    app.clock.advance(Duration::from_secs(1));
    flood(&app).await;
    assert_eq!(ping(&app, "198.51.100.9", "alpha").await.0, 200);
    assert_eq!(ping(&app, "192.0.2.1", "alpha-new").await.0, 200, "a colleague of whom came before");
    assert_eq!(ping(&app, "192.0.2.99", "alpha-newer").await.0, 200, "and somebody who comes for the first time");
    // Such an address may fail no more often than any other.
    for guess in 0..OF_ONE_SOURCE {
        assert_eq!(ping(&app, "192.0.2.1", &format!("wrong-{guess}")).await.0, 401, "{guess}");
    }
    assert_eq!(ping(&app, "192.0.2.1", "wrong").await.0, 429);
}

#[tokio::test]
async fn during_such_an_attack_people_sign_in_and_use_what_they_signed_in_with() {
    let app = app_with(|config, _| behind_proxy(config)).await;
    let client = Client::register(&app).await;
    let before = client.sign_in().await;
    for guess in 0..IN_ALL {
        let source = format!("203.0.113.{}", guess / OF_ONE_SOURCE);
        assert_eq!(ping_as(&app, &source, &format!("guess-{guess}")).await, 401, "{guess}");
    }
    assert_eq!(ping_as(&app, "203.0.113.1", "guess").await, 429);
    assert_eq!(ping_as(&app, "192.0.2.1", "demo-us").await, 200);
    assert_eq!(ping_as(&app, "192.0.2.1", &before.access).await, 200);
    let after = client.sign_in().await;
    assert_eq!(ping_as(&app, "192.0.2.2", &after.access).await, 200);
}

async fn ping_as(app: &harness::App, source: &str, token: &str) -> u16 {
    let request = app.client.post(app.mcp()).bearer_auth(token).header("x-forwarded-for", source);
    let request = request.header("content-type", "application/json").header("accept", "application/json");
    request.body(crate::http::PING).send().await.unwrap().status().as_u16()
}

/// Ten clients that go on with a token that has died are no attack, and keep nobody else out.
#[tokio::test]
async fn one_dead_token_sent_again_and_again_counts_for_its_sender_only() {
    let app = app().await;
    for source in 0..20 {
        for _ in 0..OF_ONE_SOURCE {
            let (status, _) = ping(&app, &format!("203.0.113.{source}"), &format!("dead-{source}")).await;
            assert_eq!(status, 401);
        }
    }
    assert_eq!(ping(&app, "192.0.2.1", "alpha").await.0, 200);
}

#[tokio::test]
async fn a_48_has_no_more_attempts_than_four_of_its_64() {
    let app = app().await;
    for guess in 0..4 * OF_ONE_SOURCE {
        let source = format!("2001:db8:1:{guess:x}::1");
        assert_eq!(ping(&app, &source, &format!("guess-{guess}")).await.0, 401, "{guess}");
    }
    assert_eq!(ping(&app, "2001:db8:1:ffff::1", "guess").await.0, 429);
    assert_eq!(ping(&app, "2001:db8:2::1", "guess").await.0, 401);
}

/// As many as come at once are held back before Intercom has answered the first.
#[tokio::test]
async fn attempts_under_way_count_for_a_48_like_failures() {
    let app = app().await;
    app.intercom.hold();
    let mut waiting = Vec::new();
    for guess in 0..4 * OF_ONE_SOURCE {
        let mut connection = app.connect().await;
        let authorization = format!("Bearer alpha-{guess}");
        let source = format!("2001:db8:1:{guess:x}::1");
        let headers = [("authorization", authorization.as_str()), ("x-forwarded-for", source.as_str())];
        connection.send(&app.head("POST", "/mcp", &headers, 0)).await;
        app.intercom.has_been_asked(guess + 1).await;
        waiting.push(connection);
    }
    assert_eq!(ping(&app, "2001:db8:1:ffff::1", "alpha-last").await, (429, Some("1".to_owned())));
    app.intercom.release();
    for connection in &mut waiting {
        assert_ne!(connection.answer().await.status, 429);
    }
    assert_eq!(ping(&app, "2001:db8:1:ffff::1", "alpha-last").await.0, 200, "none of them was a failure");
}

/// Twenty-four addresses with as many tokens under way as there may be in all, while Intercom takes its time.
#[tokio::test]
async fn while_a_few_addresses_have_tokens_under_way_somebody_new_is_asked_about() {
    const AT_ONCE: usize = 8;
    let app = app().await;
    app.intercom.hold();
    let mut under_way = Vec::new();
    let mut begin = async |source: &str, token: &str, asked: usize| {
        let mut connection = app.connect().await;
        let authorization = format!("Bearer {token}");
        let headers = [("authorization", authorization.as_str()), ("x-forwarded-for", source)];
        connection.send(&app.head("POST", "/mcp", &headers, 0)).await;
        let is_asked = app.intercom.has_been_asked(asked);
        tokio::time::timeout(Duration::from_secs(60), is_asked).await.expect("Intercom is not asked");
        under_way.push(connection);
    };
    for number in 0..24 * AT_ONCE {
        let source = format!("203.0.113.{}", number / AT_ONCE);
        begin(&source, &format!("guess-{number}"), number + 1).await;
    }
    for (others, source) in ["198.51.100.1", "198.51.100.2", "2001:db8:1::1"].into_iter().enumerate() {
        begin(source, &format!("alpha-{others}"), 24 * AT_ONCE + 1 + others).await;
    }
    // Such an address has its share already.
    assert_eq!(ping(&app, "203.0.113.1", "guess-more").await.0, 503);
    app.intercom.release();
    for connection in under_way.iter_mut().skip(24 * AT_ONCE) {
        assert_ne!(connection.answer().await.status, 503);
    }
}
