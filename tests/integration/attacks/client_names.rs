//! A client chooses its name. It must not end its quotation, reach out of its line, or pass for another's unremarked.

mod remarks;

use serde_json::json;

use crate::{
    harness::App,
    oauth::{
        browser::{Browser, parameter},
        client::{Client, REDIRECT, app, post_json, with},
    },
};

/// What is registered of a name.
async fn registered(app: &App, name: &str) -> String {
    app.clock.advance(std::time::Duration::from_secs(60));
    let (status, body) =
        post_json(app, "/register", &json!({ "client_name": name, "redirect_uris": [REDIRECT] })).await;
    assert_eq!(status, 201, "{body}");
    body["client_name"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn name_is_forty_characters_at_most() {
    let app = app().await;
    for (name, shown) in [
        ("n".repeat(40), "n".repeat(40)),
        ("n".repeat(41), format!("{}…", "n".repeat(39))),
        ("🐈".repeat(20_000 / 4), format!("{}…", "🐈".repeat(39))),
        (format!("{}{}", "a ".repeat(19), "b c d"), format!("{}b…", "a ".repeat(19))),
        (format!("{}{}", "n".repeat(40), " ".repeat(9_000)), "n".repeat(40)),
        (format!("{}{}n", "n".repeat(40), " ".repeat(9_000)), format!("{}…", "n".repeat(39))),
        (format!("{}{}", "n".repeat(40), "'".repeat(9_000)), format!("{}…", "n".repeat(39))),
        ("'".repeat(9_000) + "n", "'n".to_owned()),
        ("\u{200b}".repeat(9_000) + "Late", "Late".to_owned()),
    ] {
        assert_eq!(registered(&app, &name).await, shown);
    }
}

#[tokio::test]
async fn name_has_no_quotation_marks_of_any_kind() {
    let app = app().await;
    for mark in [
        "\"", "''", "“", "”", "„", "‟", "‘", "’", "‚", "‛", "«", "»", "‹", "›", "「", "」", "『", "』", "〝", "〞",
        "〟", "＂", "＇", "｢", "｣", "″", "‴", "′", "‵", "‶", "ʺ", "ˮ", "ʼ", "`", "´", "``", "❛", "❜", "❝", "❞", "🙶",
        "🙷", "🙸", "⹂", "˝", "״",
    ] {
        let shown = registered(&app, &format!("A{mark} is verified. {mark}{mark}B")).await;
        assert_eq!(shown, "A' is verified. 'B", "{mark}");
    }
    assert_eq!(registered(&app, "Bob's client").await, "Bob's client");
}

#[tokio::test]
async fn name_keeps_its_emoji_and_its_script() {
    let app = app().await;
    for name in [
        "❤\u{fe0f} Mail",
        "👩\u{200d}💻 Dev",
        "🏳\u{fe0f}\u{200d}🌈 Support",
        "1\u{fe0f}\u{20e3} First",
        "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} Desk",
        "Agent 007",
        "葛\u{e0100}飾サポート",
        "AI 助手",
        "می\u{200c}خواهم",
        "مساعد ١٢٣",
        "डॉक्\u{200d}टर",
        "ශ්\u{200d}රී",
    ] {
        assert_eq!(registered(&app, name).await, name, "{}", name.escape_unicode());
    }
    // What is cut does not end in half a family.
    let cut = registered(&app, &format!("{}👩\u{200d}👩\u{200d}👧 x", "n".repeat(37))).await;
    assert_eq!(cut, format!("{}👩…", "n".repeat(37)), "{}", cut.escape_unicode());
    assert_eq!(registered(&app, &cut).await, cut);
}

#[tokio::test]
async fn name_stands_in_quotation_marks_wherever_it_is_shown() {
    let app = app().await;
    let app_uri = "cursor://anysphere.cursor-mcp/oauth/callback";
    let client = Client::register_as(&app, json!({ "client_name": "A test” now", "redirect_uris": [app_uri] })).await;
    let request = with(client.request(), "redirect_uri", Some(app_uri));
    let mut browser = Browser::new();
    let page = browser.open(&client.authorize_url(&request)).await;
    let quoted = "“<bdi>A test&#39; now</bdi>”";
    assert_eq!(page.html.matches("A test").count(), page.html.matches(quoted).count() + 1, "{}", page.html);
    // The other one is the title, which holds no tags.
    assert!(page.html.contains("<title>Let “A test&#39; now” read"), "{}", page.html);
    let sent = browser.submit(&page.action(), &page.decided("approve")).await;
    let at_intercom = browser.follow(&sent).await;
    let answer = browser.submit(&at_intercom.action(), &at_intercom.fields()).await;
    assert!(parameter(&answer.location(), "code").is_some());
    let success = browser.follow(&answer).await;
    assert_eq!(success.status, 200);
    assert_eq!(success.html.matches("A test").count(), success.html.matches(quoted).count(), "{}", success.html);
}

#[tokio::test]
async fn marks_over_a_letter_are_few_in_every_script() {
    let app = app().await;
    for (name, most) in [
        (format!("Z{}", "\u{301}".repeat(30)), 2),
        (format!("Z{}", "\u{20dd}".repeat(30)), 2),
        // Of eight in a row two of no script, which nothing between lets begin anew.
        (format!("Z{}", "\u{301}\u{489}\u{30b}".repeat(30)), 6),
        (format!("\u{e01}{}", "\u{e49}".repeat(30)), 8),
        (format!("\u{939}{}", "\u{94d}".repeat(30)), 8),
        (format!("\u{f40}{}", "\u{f71}".repeat(30)), 8),
        (format!("\u{5d0}{}", "\u{5b0}".repeat(30)), 8),
        (format!("\u{627}{}", "\u{670}".repeat(30)), 8),
    ] {
        let marks = registered(&app, &name).await.chars().count() - 1;
        assert!((1..=most).contains(&marks), "{marks} of {}", name.escape_unicode());
    }
    for name in ["Zoë", "Trợ lý tiếng Việt", "ผู้ช่วย", "हिन्दी सहायक", "עוֹזֵר", "مساعد الدعم", "བོད་སྐད་"]
    {
        assert_eq!(registered(&app, name).await, name);
    }
    assert_eq!(registered(&app, "\u{301}\u{302} A").await, "A");
}
