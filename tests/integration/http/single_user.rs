//! Single-user mode: the server's own token, and the key to it.

use std::time::Duration;

use intercom_mcp::{clock::Clock, config::Config};

use super::App;

fn own_token(token: &str) -> impl FnOnce(&mut Config) {
    move |config| {
        config.intercom_access_token = Some(token.into());
        config.accept_intercom_tokens = false;
    }
}

fn with_key(config: &mut Config) {
    own_token("alpha")(config);
    config.access_key = Some("a-long-enough-access-key".into());
}

#[tokio::test]
async fn without_a_key_whoever_sends_no_credential_is_the_single_user() {
    let app = App::start(own_token("alpha")).await;
    assert_eq!(app.ping(&[]).await.status, 200);
    let stray = app.ping_as("whatever").await;
    assert_eq!(stray.status, 401);
    insta::assert_snapshot!(stray.description(), @"the token is not one this server takes; this server takes no credential; send no `Authorization` header");
    assert_eq!(app.ping(&[("authorization", "Basic YTpi")]).await.status, 401);
    assert_eq!(app.intercom.asked(), 1);
}

#[tokio::test]
async fn with_a_key_only_the_key_opens() {
    let app = App::start(with_key).await;
    assert_eq!(app.ping_as("a-long-enough-access-key").await.status, 200);
    for wrong in ["a-long-enough-access-kez", "a-long-enough-access-key-and-more", "a", "alpha"] {
        let answer = app.ping_as(wrong).await;
        assert_eq!(answer.status, 401, "{wrong}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(answer.description(), @"the token is not one this server takes; send `Authorization: Bearer <access key of this server>`");
        }
    }
    insta::assert_snapshot!(app.ping(&[]).await.description(), @"no credential was sent; send `Authorization: Bearer <access key of this server>`");
    assert_eq!(app.intercom.asked(), 1);
}

#[tokio::test]
async fn beside_the_key_intercom_tokens_are_taken_if_the_operator_says_so() {
    let app = App::start(|config| {
        with_key(config);
        config.accept_intercom_tokens = true;
    })
    .await;
    assert_eq!(app.ping_as("a-long-enough-access-key").await.status, 200);
    assert_eq!(app.ping_as("beta").await.status, 200);
    insta::assert_snapshot!(app.ping_as("dead").await.description(), @"Intercom does not accept this access token in any of its regions; it may be mistyped, revoked or expired");
    insta::assert_snapshot!(app.ping(&[]).await.description(), @"no credential was sent; send `Authorization: Bearer <access key of this server, or Intercom access token>`");
}

#[tokio::test]
async fn without_a_key_a_sent_token_counts_if_the_operator_takes_intercom_tokens() {
    let app = App::start(|config| {
        own_token("alpha")(config);
        config.accept_intercom_tokens = true;
    })
    .await;
    assert_eq!(app.ping(&[]).await.status, 200);
    assert_eq!(app.ping_as("beta").await.status, 200);
    assert_eq!(app.ping_as("dead").await.status, 401);
    assert_eq!(app.ping_as("imcp_at_abc").await.status, 401);
}

#[tokio::test]
async fn a_dead_own_token_lets_callers_in_and_is_tried_again_after_half_a_minute() {
    let app = App::start(own_token("dead")).await;
    assert_eq!(app.ping(&[]).await.status, 200);
    let asked = app.intercom.asked();
    app.clock.advance(Duration::from_secs(29));
    assert_eq!(app.ping(&[]).await.status, 200);
    assert_eq!(app.intercom.asked(), asked);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(app.ping(&[]).await.status, 200);
    assert_eq!(app.intercom.asked(), 2 * asked);
}

#[tokio::test]
async fn a_silent_intercom_holds_up_nobody() {
    let app = App::start(own_token("alpha")).await;
    app.intercom.hold();
    let (answer, ()) = tokio::join!(app.ping(&[]), async {
        app.intercom.has_been_asked(1).await;
        app.clock.advance(Duration::from_secs(4));
    });
    assert_eq!(answer.status, 200);
    app.intercom.release();
}

#[tokio::test]
async fn an_own_token_of_a_workspace_that_is_not_allowed_is_of_no_use() {
    let app = App::start(|config| {
        own_token("beta")(config);
        config.allowed_workspaces = Some(vec!["alpha1".to_owned()]);
    })
    .await;
    assert_eq!(app.ping(&[]).await.status, 403);
}

#[tokio::test]
async fn with_a_list_of_workspaces_an_unknown_one_waits_for_intercom() {
    let app = App::start_at(Clock::system(), |config| {
        own_token("down")(config);
        config.allowed_workspaces = Some(vec!["alpha1".to_owned()]);
    })
    .await;
    let answer = app.ping(&[]).await;
    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").is_some());
}
