//! What a body hides from its readers: a model does not read it either, and is told how much there was.

mod bodies;
mod doubt;
mod growth;
mod layout;
mod mails;
mod odd;
mod senders;
mod trees;
mod values;

use bodies::{HIDDEN, SHOWN};
use doubt::{COVERED, DOUBT};
use intercom_mcp::{
    query::plain_text,
    tools::render::html::{brief, markdown, to_line},
};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use crate::harness::App;

#[test]
fn what_is_not_drawn_is_left_out_and_counted() {
    let mut wrong = Vec::new();
    for html in HIDDEN {
        let (body, plain) = (markdown(html), plain_text(html));
        let texts = [&body.text, &plain, &to_line(html), &brief(html).text];
        let is_read = body.text.contains("seen") && plain.contains("seen");
        if texts.iter().any(|text| text.contains("UNSEEN")) || !is_read || body.hidden != 1 {
            wrong.push(format!("{html}: {} hidden, {texts:?}", body.hidden));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_may_be_hidden_is_left_out_and_counted() {
    let mut wrong = Vec::new();
    for html in DOUBT {
        let (body, plain) = (markdown(html), plain_text(html));
        let texts = [&body.text, &plain, &to_line(html), &brief(html).text];
        // Scripts and styles are no passages.
        let is_counted = body.hidden > 0 || html.contains("UNSEEN--></script>") || html.contains("<title><style>");
        let others = !html.contains("seen") || body.text.contains("seen");
        if texts.iter().any(|text| text.contains("UNSEEN")) || !is_counted || !others {
            wrong.push(format!("{html}: {} hidden, {texts:?}", body.hidden));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn body_with_more_than_mails_need_is_left_out_as_a_whole() {
    let mut wrong = Vec::new();
    for html in odd::ODD {
        let (body, plain) = (markdown(html), plain_text(html));
        let texts = [&body.text, &plain, &to_line(html), &brief(html).text];
        let is_empty = texts.iter().all(|text| text.trim().is_empty());
        if !is_empty || !body.is_left_out || body.hidden != 1 {
            wrong.push(format!("{html}: {} hidden, {texts:?}", body.hidden));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let note = markdown("<p style='position:fixed'>a</p>").note().unwrap();
    assert_eq!(note, "everything left out, since its markup may hide any of it; read it in Intercom");
}

#[test]
fn reference_with_a_sign_is_none() {
    for html in ["<p>&#+65;</p>", "<p>&#x+41;</p>", "<p>&#-65;</p>", "<p>&#;</p>", "<p>&#x;</p>"] {
        let text = html.trim_start_matches("<p>").trim_end_matches("</p>");
        assert_eq!((plain_text(html).trim(), markdown(html).text.as_str()), (text, text));
    }
}

/// Rules are read one after the other: what one of them hides says nothing of the next.
#[test]
fn rule_that_hides_changes_nothing_of_the_rules_behind_it() {
    for rule in [".a{overflow:hidden}", ".a{width:50px} .b{display:inline-block}"] {
        let words = "&nbsp;".repeat(30);
        let body = |before: &str| {
            format!("<style>{before}{rule}</style><p class=z>x</p><div class=a>{words}y</div><b class=b>z</b>")
        };
        assert!(markdown(&body("")).is_left_out, "{rule}");
        assert!(markdown(&body(".z{display:none}")).is_left_out, "{rule}");
    }
}

#[test]
fn shadows_that_add_up_hide_what_they_reach() {
    let shadow = "<div style='position:relative;box-shadow:0 -10px 0 30px rgba(0,0,0,.35)'>";
    let body = format!("<div>UNSEEN</div>{}x", shadow.repeat(25));
    assert!(!plain_text(&body).contains("UNSEEN") && markdown(&body).hidden > 0);
}

#[test]
fn link_around_nothing_that_is_seen_is_none() {
    for inside in ["", " ", "&#x200b;", "&zwnj;&nbsp;", "<b></b>"] {
        let body = format!("a<a href='https://x.example/SAYS'>{inside}</a>b");
        assert!(!markdown(&body).text.contains("SAYS"), "{}", markdown(&body).text);
    }
    assert!(
        markdown("<a href='https://x.example/'><img alt='Logo' src='https://x.example/a.png'></a>")
            .text
            .contains("Logo")
    );
}

/// What stands behind the part that is read may hide it as well.
#[test]
fn end_of_a_long_body_hides_its_beginning() {
    let long = "<p class=a>UNSEEN</p>".repeat(60_000);
    for end in [
        "<style>.a{display:none}</style>",
        "<div style='position:fixed;top:0;left:0;width:100%;height:100%;background:#fff'>x</div>",
    ] {
        let body = markdown(&format!("{long}{end}"));
        assert!(!body.text.contains("UNSEEN") && body.hidden > 0, "{end}");
    }
}

#[test]
fn what_something_may_lie_on_is_left_out_and_counted() {
    let mut wrong = Vec::new();
    for html in COVERED {
        let (body, plain) = (markdown(html), plain_text(html));
        if body.text.contains("UNSEEN") || plain.contains("UNSEEN") || body.hidden == 0 {
            wrong.push(format!("{html}: {} hidden, {:?}", body.hidden, body.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_stands_where_no_reader_looks_is_left_out_and_counted() {
    let mut wrong = Vec::new();
    for html in layout::LAYOUT
        .iter()
        .chain(values::SUMS)
        .chain(odd::BESIDE)
        .map(|html| (*html).to_owned())
        .chain(layout::long())
    {
        let (body, plain) = (markdown(&html), plain_text(&html));
        if body.text.contains("UNSEEN") || plain.contains("UNSEEN") || body.hidden == 0 {
            wrong.push(format!("{html}: {} hidden, {:?}", body.hidden, body.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_browser_does_not_take_shows_nothing() {
    let mut wrong = Vec::new();
    for html in values::VALUES {
        let (body, plain) = (markdown(html), plain_text(html));
        if body.text.contains("UNSEEN") || plain.contains("UNSEEN") || body.hidden == 0 {
            wrong.push(format!("{html}: {} hidden, {:?}", body.hidden, body.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_nested_otherwise_than_written_is_left_out() {
    let mut wrong = Vec::new();
    for html in trees::TREES {
        let (body, plain) = (markdown(html), plain_text(html));
        let texts = [&body.text, &plain, &to_line(html), &brief(html).text];
        if texts.iter().any(|text| text.contains("UNSEEN")) {
            wrong.push(format!("{html}: {} hidden, {texts:?}", body.hidden));
        }
    }
    for html in trees::DRAWN {
        let (body, plain) = (markdown(html), plain_text(html));
        let count = |text: &str| text.matches("seen").count();
        if (count(&body.text), count(&plain)) != (count(html), count(html)) {
            wrong.push(format!("{html}: {} hidden, {:?}, {plain}", body.hidden, body.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_drawn_stays() {
    let mut wrong = Vec::new();
    for html in SHOWN.iter().chain(senders::SENDERS) {
        let body = markdown(html);
        let is_read = body.text.contains("seen") && plain_text(html).contains("seen");
        if !is_read || (body.hidden, body.note()) != (0, None) {
            wrong.push(format!("{html}: {} hidden, {:?}", body.hidden, body.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pictures_stay_unless_they_are_too_small_to_be_seen() {
    for (size, is_kept) in [
        ("width=100 height=50", true),
        ("style='width:24px;height:24px'", true),
        ("height=10", true),
        ("width=1 height=1", false),
        ("style='max-height:0'", false),
    ] {
        let html = format!("<p>seen <img {size} alt='Logo' src='https://x.example/a.png'></p>");
        let body = markdown(&html);
        assert_eq!((body.text.contains("![Logo]"), body.hidden == 0), (is_kept, is_kept), "{html}: {}", body.text);
    }
}

#[test]
fn only_passages_that_say_something_count_and_nested_ones_once() {
    for (html, hidden) in [
        ("<div hidden></div><div hidden> &nbsp;&zwnj;&#847; <br></div>x", 0),
        ("<div hidden>a<div hidden>b</div><span style='display:none'>c</span></div>x", 1),
        ("<div hidden>a</div>x<div hidden>b</div>", 2),
        ("<div style='visibility:hidden'>a<b style='visibility:visible'>x</b>c</div>", 1),
        ("<div hidden>&#x41;</div><noscript>a</noscript><template>b</template>x", 3),
        ("<title>t</title><style>p{}</style><script>s</script><!-- c -->x", 0),
        ("<img width=1 height=1 src='https://t.example/'>x", 0),
        ("<div style='display:none'>Preheader</div><div style='display:none'>&#8199;&#847; &#8199;&#847;</div>x", 1),
    ] {
        assert_eq!(markdown(html).hidden, hidden, "{html}");
    }
    assert_eq!(markdown("<p hidden>a</p>").note().unwrap(), "1 hidden passage left out");
    assert_eq!(
        markdown("<p hidden>a</p><p hidden>a</p><p hidden>a</p>x").note().unwrap(),
        "3 hidden passages left out"
    );
}

fn conversation(body: &str) -> Value {
    json!({
        "type": "conversation", "id": "215", "title": "<span hidden>UNSEEN</span>Refund", "created_at": 1_769_860_800, "state": "open",
        "source": {"type": "email", "id": "4", "subject": "<b style='display:none'>UNSEEN words</b>Subject", "body": body,
            "author": {"type": "user", "id": "6762f0d01bb69f9f2193bb7d", "name": "Eve"}},
        "conversation_parts": {"type": "conversation_part.list", "total_count": 1, "conversation_parts": [
            {"type": "conversation_part", "id": "7", "part_type": "comment", "created_at": 1_769_860_800,
                "body": "<p>answer</p><p hidden>UNSEEN</p><p style='color:white'>UNSEEN</p><noscript>UNSEEN</noscript>",
                "author": {"type": "user", "id": "6762f0d01bb69f9f2193bb7d", "name": "Eve"}}]}
    })
}

#[tokio::test]
async fn every_tool_leaves_hidden_passages_out_and_says_how_many() {
    let app = App::start().await;
    let conversation = conversation("<p>my refund is late</p><div style='display:none'>UNSEEN</div>");
    app.fault(json!({"path": "/conversations/{id}", "status": 200, "times": 0, "body": conversation})).await;
    let list = json!({"type": "conversation.list", "total_count": 1, "pages": {}, "conversations": [conversation]});
    app.fault(json!({"path": "/conversations/search", "status": 200, "times": 0, "body": list})).await;
    let read = app.tool("demo-us", "get_conversation", json!({"id": "215"})).await;
    assert_eq!(read["source"]["body_hidden"], "1 hidden passage left out", "{read}");
    assert_eq!(read["parts"][0]["body_hidden"], "3 hidden passages left out", "{read}");
    assert_eq!((&read["title"], &read["parts"][0]["body"]), (&json!("Refund"), &json!("answer")));
    let fetched = app.tool("demo-us", "fetch", json!({"id": "conversation_215"})).await;
    let text = fetched["text"].as_str().unwrap();
    assert!(text.contains("\nOf the body 1 hidden passage left out.\n> my refund"), "{text}");
    assert!(text.contains("\nOf the body 3 hidden passages left out.\n> answer"), "{text}");
    let found = app.tool("demo-us", "search_conversations", json!({})).await;
    assert_eq!(found["conversations"][0]["source"]["body_hidden"], "1 hidden passage left out", "{found}");
    let searched = app.tool("demo-us", "search", json!({"query": "object_type:conversations state:open"})).await;
    assert!(searched["results"][0]["text"].as_str().unwrap().ends_with("[1 hidden passage left out]"), "{searched}");
    for answer in [read, fetched, found, searched] {
        assert!(!answer.to_string().contains("UNSEEN"), "{answer}");
    }
}

#[tokio::test]
async fn a_note_on_a_contact_says_so_too() {
    let app = App::start().await;
    let contact = json!({"type": "contact", "id": "6762f0d01bb69f9f2193bb7d", "role": "user", "name": "Eve",
        "notes": {"data": [{"id": "1"}], "total_count": 1}});
    let note = json!({"id": "1", "created_at": 1_769_860_800, "body": "<p>said</p><p style='opacity:0'>UNSEEN</p>"});
    app.fault(json!({"path": "/contacts/{id}", "status": 200, "times": 0, "body": contact})).await;
    let notes = json!({"type": "list", "total_count": 1, "data": [note]});
    app.fault(json!({"path": "/contacts/{id}/notes", "status": 200, "times": 0, "body": notes})).await;
    let arguments = json!({"id": "6762f0d01bb69f9f2193bb7d", "include": ["notes"]});
    let answer = app.tool("demo-us", "get_contact", arguments).await;
    let note = &answer["notes"][0];
    assert_eq!((&note["body"], &note["body_hidden"]), (&json!("said"), &json!("1 hidden passage left out")));
}

#[tokio::test]
async fn a_phrase_that_is_hidden_finds_nothing() {
    let app = App::start().await;
    for (body, phrase, found) in [
        ("<p>my refund</p><div hidden> is late</div>", "source_body:\"refund is late\"", 0),
        ("<p>my refund <b>is</b> late</p>", "source_body:\"refund is late\"", 1),
        ("<p>my refund <b>is</b> late</p>", "\"refund is late\"", 1),
        // It stands in the subject, where nobody sees it.
        ("<p>my refund <b>is</b> late</p>", "\"unseen words\"", 0),
    ] {
        app.reset_simulator().await;
        let list =
            json!({"type": "conversation.list", "total_count": 1, "pages": {}, "conversations": [conversation(body)]});
        app.fault(json!({"path": "/conversations/search", "status": 200, "times": 0, "body": list})).await;
        let query = format!("object_type:conversations {phrase}");
        let page = app.tool("demo-us", "search", json!({"query": query})).await;
        assert_eq!(page["results"].as_array().unwrap().len(), found, "{phrase} in {body}: {page}");
    }
}

proptest! {
    /// Whatever tags are there, and however they are nested: without a style nothing is lost, and what stands behind
    /// a hidden element that has its end is read.
    #[test]
    fn nothing_but_the_hidden_is_lost(pieces in prop::collection::vec(select(&[
        "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<font color=red>", "</font>", "<table>", "<tr>", "<td>", "</td>", "</table>",
        "<ul>", "<li>", "</ul>", "<a href='https://x.example'>", "</a>", "<span>", "</span>", "<br>", "<center>", "word",
        "<div style='color:#333'>", "<td style='padding:0;width:100%'>", "<p style='margin:0 auto;font-size:12px'>",
    ][..]), 0..60)) {
        let html = pieces.concat();
        let words = |text: &str| text.matches("word").count();
        prop_assert_eq!(words(&plain_text(&html)), words(&html));
        prop_assert_eq!(markdown(&html).hidden, 0);
        let html = format!("{html}<div><div style='display:none'>UNSEEN <b>UNSEEN</b></div></div>word");
        prop_assert_eq!(words(&plain_text(&html)), words(&html));
        prop_assert_eq!(markdown(&html).hidden, 1);
    }
}
