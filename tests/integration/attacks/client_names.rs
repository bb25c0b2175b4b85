//! A client chooses its name. It must not end its quotation, reach out of its line, or pass for another's unremarked.

mod grown_together;
mod plain;
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
        "🙷", "🙸", "⹂", "˝", "״", "゛", "ﾞ", "‖", "∥", "〃", "ˈ", "ᐦ", "ꞌ", "Ꞌ", "\u{7f4}", "\u{7f5}",
    ] {
        let shown = registered(&app, &format!("A{mark} is verified. {mark}{mark}B")).await;
        assert_eq!(shown, "A' is verified. 'B", "{mark}");
    }
    assert_eq!(registered(&app, "Bob's client").await, "Bob's client");
    // Over a letter they look like one behind it; where a letter has a form with one, it is that letter.
    for mark in ['\u{3099}', '\u{309a}', '\u{30b}', '\u{30d}', '\u{30e}', '\u{313}', '\u{36e}'] {
        assert_eq!(registered(&app, &format!("Notes{mark} is a tool")).await, "Notes is a tool", "{mark:?}");
    }
    assert_eq!(registered(&app, "o\u{30b}ri か\u{3099} ﾊﾝｶﾞ").await, "őri が ﾊﾝｶﾞ");
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
    let quoted = "“<bdi class=\"name\">A test&#39; now</bdi>”";
    assert_eq!(page.html.matches("A test").count(), page.html.matches(quoted).count() + 1, "{}", page.html);
    // The other one is the title, which holds no tags.
    assert!(page.html.contains("<title>Let “A test&#39; now” read"), "{}", page.html);
    let sent = browser.submit(&page.action(), &page.decided("approve")).await;
    let at_intercom = browser.follow(&sent).await;
    let answer = browser.submit(&at_intercom.action(), &at_intercom.fields()).await;
    assert!(parameter(&answer.location(), "code").is_some());
    let success = browser.follow(&answer).await;
    assert_eq!(success.status, 200);
    // A button is clipped itself.
    let in_button = "“<bdi>A test&#39; now</bdi>”</a>";
    let marked = success.html.matches(quoted).count() + success.html.matches(in_button).count();
    assert_eq!(success.html.matches("A test").count(), marked, "{}", success.html);
    assert_eq!(success.html.matches(in_button).count(), 1, "{}", success.html);
}

#[tokio::test]
async fn marks_over_a_letter_are_few_in_every_script() {
    let app = app().await;
    for (name, most) in [
        (format!("Z{}", "\u{301}".repeat(30)), 2),
        (format!("Z{}", "\u{20dd}".repeat(30)), 2),
        // Of five in a row two of no script, which nothing between lets begin anew.
        (format!("Z{}", "\u{301}\u{489}\u{30b}".repeat(30)), 5),
        // The same mark twice at most.
        (format!("\u{e01}{}", "\u{e49}".repeat(30)), 2),
        (format!("\u{e01}{}", "\u{e4e}".repeat(30)), 2),
        (format!("\u{e81}{}", "\u{ec8}".repeat(30)), 2),
        (format!("\u{1780}{}", "\u{17cb}".repeat(30)), 2),
        (format!("\u{939}{}", "\u{94d}".repeat(30)), 2),
        (format!("\u{f40}{}", "\u{f71}".repeat(30)), 2),
        (format!("\u{f40}{}", "\u{fb1}".repeat(30)), 2),
        (format!("\u{f40}{}", "\u{fb1}\u{fad}\u{fb2}\u{fb3}".repeat(30)), 3),
        (format!("\u{5d0}{}", "\u{5b0}".repeat(30)), 2),
        (format!("\u{627}{}", "\u{670}".repeat(30)), 2),
        (format!("\u{e01}{}", "\u{e34}\u{e48}\u{e4e}".repeat(30)), 5),
    ] {
        let marks = registered(&app, &name).await.chars().count() - 1;
        assert!((1..=most).contains(&marks), "{marks} of {}", name.escape_unicode());
    }
    for name in [
        "Zoë",
        "Trợ lý tiếng Việt",
        "ผู้ช่วย",
        "हिन्दी सहायक",
        "עוֹזֵר",
        "مساعد الدعم",
        "བོད་སྐད་",
        "ស្ត្រី",
        "မြွှေ့",
        "कार्त्स्न्य",
        "རྒྱུ་མཚན་",
    ] {
        assert_eq!(registered(&app, name).await, name);
    }
    assert_eq!(registered(&app, "\u{301}\u{302} A").await, "A");
}

/// Letters under letters have no bound in Unicode, and a tower of them would cover the lines below the name.
#[tokio::test]
async fn letters_under_a_letter_are_few_in_every_script() {
    let app = app().await;
    for (letter, stacker, most) in [
        ("ក", '\u{17d2}', 3),
        ("က", '\u{1039}', 3),
        ("ᨠ", '\u{1a60}', 3),
        ("క", '\u{c4d}', 5),
        ("ꦏ", '\u{a9c0}', 5),
        ("ᬓ", '\u{1b44}', 5),
    ] {
        for between in ["", "\u{200c}", "\u{200d}"] {
            let name = format!("{letter}{}", format!("{stacker}{between}{letter}").repeat(19));
            let shown = registered(&app, &name).await;
            let stacked = shown.chars().filter(|character| *character == stacker).count();
            assert!(stacked <= most, "{stacked} of {}", shown.escape_unicode());
            assert!(stacked > 0 || !between.is_empty(), "{}", shown.escape_unicode());
        }
    }
}

#[tokio::test]
async fn name_is_drawn_within_its_own_lines() {
    let app = app().await;
    let client = Client::register(&app).await;
    let page = Browser::new().open(&client.authorize_url(&client.request())).await;
    let rule = page.html.split(".name {").nth(1).and_then(|rest| rest.split('}').next()).unwrap();
    let button = page.html.split("button, .button {").nth(1).and_then(|rest| rest.split('}').next()).unwrap();
    for declaration in ["display: inline-block", "overflow: hidden", "contain: paint"] {
        assert!(rule.contains(declaration) && button.contains(declaration), "{rule} {button}");
    }
}
