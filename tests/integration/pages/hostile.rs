//! What strangers may have written, in every field.

use axum::http::StatusCode;
use intercom_mcp::pages::{
    Consent, Destination, Failure, Identity, NameRemark, RegionOption, Return, ReturnAddress, SignIn, Success,
};

use super::{Shown, consent, regions};

/// Ends whatever it may stand in, and begins something of its own.
const MARKUP: &str = "</title></style>\"'><script>alert(1)</script><img src=x onerror=alert(2)><!--{{7*7}}";
/// Turns text round, hides it, or breaks out of a line.
const INVISIBLE: &str =
    "\u{202E}\u{2066}\u{200B}\u{200D}\u{FEFF}\u{AD}\u{E0041}\u{7}\u{0}\u{1B}\u{85}\u{2028}\u{3164}\r\n";

fn every_field(text: &str) -> [Consent; 4] {
    let region = RegionOption { value: text.to_owned(), name: text.to_owned(), host: text.to_owned() };
    let base = Consent {
        client_name: text.to_owned(),
        name_remarks: vec![
            NameRemark::LooksLike(text.to_owned()),
            NameRemark::MixesAlphabets,
            NameRemark::NamesASite(text.to_owned()),
            NameRemark::ClaimsTrust,
            NameRemark::ReadsLikeAnAddress,
            NameRemark::WrittenIn("Greek".to_owned()),
            NameRemark::NotPlain,
        ],
        identity: Identity::PublishedBy(text.to_owned()),
        destination: Destination::Site(text.to_owned()),
        sign_in: SignIn::Either(vec![region.clone(), region.clone()]),
        request: text.to_owned(),
        csrf: text.to_owned(),
        notice: Some(format!("{text} and `{text}`")),
    };
    [
        Consent {
            destination: Destination::ThisComputer(text.to_owned()),
            identity: Identity::UnknownPublisher(text.to_owned()),
            ..base.clone()
        },
        Consent { destination: Destination::App(text.to_owned()), sign_in: SignIn::WithToken, ..base.clone() },
        Consent {
            sign_in: SignIn::AtIntercom(vec![region]),
            identity: Identity::Verified(text.to_owned()),
            ..base.clone()
        },
        base,
    ]
}

async fn pages(text: &str) -> Vec<Shown> {
    let address = ReturnAddress::new(&format!("https://client.example/?state={text}")).unwrap();
    let failure = Failure {
        title: text.to_owned(),
        found: text.to_owned(),
        next: format!("`{text}"),
        back: Some(Return { client_name: text.to_owned(), address: address.clone() }),
    };
    let success = Success { client_name: text.to_owned(), address: Some(address) };
    let mut responses: Vec<_> = every_field(text).iter().map(Consent::response).collect();
    responses.extend([failure.response(StatusCode::BAD_REQUEST), success.response()]);
    responses.push(Failure::workspace_not_allowed(text).response(StatusCode::FORBIDDEN));
    let mut pages = Vec::new();
    for response in responses {
        pages.push(Shown::of(response).await);
    }
    pages
}

#[tokio::test]
async fn markup_in_any_field_is_text() {
    let harmless = pages("Claude").await;
    for (page, harmless) in pages(MARKUP).await.into_iter().zip(harmless) {
        assert!(page.html.contains("&lt;script&gt;") || page.html.contains("&#60;script&#62;"), "{}", page.html);
        // What opens a tag or ends an attribute is what opens and ends them without the markup.
        for character in ['<', '>', '"'] {
            let (found, expected) = (page.html.matches(character).count(), harmless.html.matches(character).count());
            assert_eq!(found, expected, "{character} in {}", page.html);
        }
    }
}

#[tokio::test]
async fn headers_are_the_same_whatever_a_field_holds() {
    for text in [MARKUP, INVISIBLE, "a\r\nSet-Cookie: b=c"] {
        for page in pages(text).await {
            let expected = ["content-type", "cache-control", "content-security-policy", "referrer-policy", "refresh"];
            let others = ["x-frame-options", "x-content-type-options", "permissions-policy"];
            for (name, value) in &page.headers {
                assert!(expected.contains(&name.as_str()) || others.contains(&name.as_str()), "{name}: {value}");
                assert!(value.chars().all(|character| (' '..='~').contains(&character)), "{name}: {value}");
            }
        }
    }
}

#[tokio::test]
async fn invisible_and_reordering_characters_are_not_shown() {
    for consent in every_field(&format!("A{INVISIBLE}B")) {
        // What the form sends back is ours, and comes back as it is.
        let ours = Consent { request: "r".into(), csrf: "c".into(), sign_in: SignIn::Either(regions()), ..consent };
        let page = Shown::of(ours.response()).await;
        let strange = |character: &char| {
            character.is_control() && *character != '\n'
                || ('\u{200B}'..='\u{206F}').contains(character) && !"“”".contains(*character)
                || "\u{FEFF}\u{AD}\u{E0041}\u{3164}".contains(*character)
        };
        assert_eq!(page.html.chars().filter(strange).collect::<String>(), "");
        assert!(page.text().contains("**“A B”**"), "{}", page.text());
    }
}

#[tokio::test]
async fn a_name_that_cannot_be_seen_is_no_name() {
    for name in ["", " \t\n", "\u{200B}\u{2800}\u{3164}", "\u{301}\u{302}"] {
        let nameless = Consent { client_name: name.to_owned(), ..consent() };
        let page = Shown::of(nameless.response()).await;
        assert!(page.html.contains("<h1>Let <bdi>claude.ai</bdi> read your Intercom workspace?</h1>"), "{name:?}");
        assert!(page.text().contains("Nothing: it gave no name"), "{}", page.text());
    }
}

#[tokio::test]
async fn a_name_of_64_kilobytes_is_cut() {
    let long = Consent { client_name: "Wörter ".repeat(9_000), ..consent() };
    let page = Shown::of(long.response()).await;
    let heading = page.html.split("<h1>Let “<bdi class=\"name\">").nth(1).unwrap().split("</bdi>").next().unwrap();
    assert_eq!(heading.chars().count(), 40, "{heading}");
    assert!(heading.ends_with('…'));
    assert!(page.html.len() < 12_000, "{}", page.html.len());
}

#[tokio::test]
async fn a_name_of_nothing_but_invisible_characters_is_read_to_its_end() {
    let late = Consent { client_name: format!("{}Claude", "\u{200B}".repeat(20_000)), ..consent() };
    assert!(Shown::of(late.response()).await.html.contains("“<bdi class=\"name\">Claude</bdi>”"));
}

/// The end of a host says whose it is; a front that fills the page must not push it out.
#[tokio::test]
async fn a_host_keeps_its_end() {
    let host = format!("claude.ai.{}evil.example", "login.".repeat(10_000));
    let long = Consent { destination: Destination::Site(host), sign_in: SignIn::WithToken, ..consent() };
    let page = Shown::of(long.response()).await;
    assert!(page.html.contains("login.evil.example</strong>"));
    assert!(page.html.len() < 12_000, "{}", page.html.len());
}

#[tokio::test]
async fn marks_do_not_pile_up_over_the_line_above() {
    let tower = Consent { client_name: format!("Z{}o\u{308}", "\u{335}".repeat(50)), ..consent() };
    assert!(Shown::of(tower.response()).await.html.contains("<bdi class=\"name\">Z\u{335}\u{335}ö</bdi>"));
}

#[tokio::test]
async fn names_of_other_scripts_stay_as_they_are() {
    for name in ["مساعد الدعم", "サポート・アシスタント", "Ассистент", "Zoë Café & Søn", "지원 도우미"]
    {
        let page = Shown::of(Consent { client_name: name.to_owned(), ..consent() }.response()).await;
        let escaped = name.replace('&', "&#38;");
        assert!(page.html.contains(&format!("<h1>Let “<bdi class=\"name\">{escaped}</bdi>” read")), "{}", page.text());
    }
}

#[tokio::test]
async fn a_long_value_does_not_take_the_rest_of_its_sentence_with_it() {
    let failure = Failure {
        title: "This sign-in cannot go on".to_owned(),
        found: format!("The redirect URI `https://x.example/{}` was not registered.", "x".repeat(60_000)),
        next: "`".repeat(60_000),
        back: None,
    };
    let page = Shown::of(failure.response(StatusCode::BAD_REQUEST)).await;
    assert!(page.html.contains("xxx…</code> was not registered.</p>"), "{}", page.text());
    assert!(page.html.len() < 12_000, "{}", page.html.len());
}
