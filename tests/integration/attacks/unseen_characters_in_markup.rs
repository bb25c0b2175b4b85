//! What a browser reads as markup depends on invisible characters. The server reads it with all of them, as the
//! browser does, and only then takes them out of the text.

use serde_json::{Value, json};

use crate::harness::App;

/// Bodies in which a reader does not see `UNSEEN`, but would without their invisible characters or with other spaces.
const UNSEEN: &[&str] = &[
    "<!--\u{200b}>UNSEEN-->seen",
    "<!--\u{ad}>UNSEEN-->seen",
    "<!--\u{1}>UNSEEN-->seen",
    "<!--\u{e001}>UNSEEN-->seen",
    "<!--\u{fdd0}>UNSEEN-->seen",
    "<!-- --\u{200b}>UNSEEN-->seen",
    "<title>x</title\u{200b}>UNSEEN</title>seen",
    "<title>x</title\u{1}>UNSEEN</title>seen",
    "<style>x</style\u{200b}>UNSEEN</style>seen",
    "<script>x</script\u{200b}>UNSEEN</script>seen",
    "<template>x</template\u{200b}>UNSEEN</template>seen",
    "<p a=\u{200b} \"b=\">UNSEEN\">seen</p>",
    "<style>.a{display:none}.a\u{200b}{display:block}</style><p class=a>UNSEEN</p>seen",
    "<p style='display:none;display:block\u{200b}'>UNSEEN</p>seen",
    "<p style='display:none;disp\u{200b}lay:block'>UNSEEN</p>seen",
    "<p hidden\u{200b}=x style\u{200b}='display:block'  style='display:none'>UNSEEN</p>seen",
    "<style>.a{display:none}.a\u{2003}b{display:block}</style><p class='a'><b class=a>UNSEEN</b></p>seen",
    "<style>.b{display:block}p{display:none}</style><p class='a\u{2003}b'>UNSEEN</p>seen",
    "<p\u{2003}style='display:block' style='display:none'>UNSEEN</p></p\u{2003}style='display:block'>seen",
    "<style>x</style\u{2003}>UNSEEN</style>seen",
    "<p style='display:none;content:\"\u{2028};display:block;\"'>UNSEEN</p>seen",
    "<!--\u{e0041}>UNSEEN-->seen",
    "<!--\u{200d}>UNSEEN-->seen",
    "<!--\u{fe0f}>UNSEEN-->seen",
    "<!--\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}>UNSEEN-->seen",
    "<!--\u{0}>UNSEEN-->seen",
    "<!--\u{feff}>UNSEEN-->seen",
    "<style>@imp\u{200b}ort 'x';.a{display:none}</style><p class=a>UNSEEN</p>seen",
    "<p style='display:none'>UNSEEN</p>seen",
    "&#8\u{200b}5;NSEEN seen",
    "&#8\u{1}5;NSEEN seen",
    "&#x5\u{e001}5;NSEEN seen",
    "<p>&#8\u{e0041}5;NSEEN</p>seen",
    "<textarea>x</textarea\u{200b}><p title='</textarea>seen",
];

/// Bodies that a browser draws as text, with the text.
const SHOWN: &[(&str, &str)] = &[
    ("1 <\u{200b}b>2 is seen", "1 <b>2 is seen"),
    ("<p>1 <\u{200b}/p>2 is seen</p>", "1 </p>2 is seen"),
    ("<p>1 <\u{ad}!-- 2 is seen</p>", "1 <!-- 2 is seen"),
    ("<p a=\u{2003}\"b=\">it is\">seen</p>", "it is\">seen"),
    ("<p>a\u{200b}b <b>c</b> <i>d</i>\u{2003}e is seen</p>", "ab **c** *d* e is seen"),
    ("<p>می\u{200c}خواهم <b>می\u{200c}خواهم</b></p>", "می\u{200c}خواهم **می\u{200c}خواهم**"),
    (
        "<p>seen <img alt='a\u{200b}\u{202e}\u{e0041}b' src='https://x.example/\u{200b}y'></p>",
        "seen ![ab](https://x.example/y)",
    ),
    ("<p>seen <a href='https://x.example/a\u{200d}b'>c\u{2060}d</a></p>", "seen [cd](https://x.example/ab)"),
];

fn conversation(html: &str) -> Value {
    let author = json!({"type": "user", "id": "6762f0d01bb69f9f2193bb7d", "name": "Eve"});
    json!({
        "type": "conversation", "id": "215", "title": html, "created_at": 1_769_860_800, "state": "open",
        "source": {"type": "email", "id": "4", "subject": html, "body": html, "author": author},
        "conversation_parts": {"type": "conversation_part.list", "total_count": 1, "conversation_parts": [
            {"type": "conversation_part", "id": "7", "part_type": "comment", "created_at": 1_769_860_800, "body": html, "author": author}]}
    })
}

async fn serve(app: &App, html: &str) {
    let conversation = conversation(html);
    app.reset_simulator().await;
    app.fault(json!({"path": "/conversations/{id}", "status": 200, "times": 0, "body": conversation})).await;
    let list = json!({"type": "conversation.list", "total_count": 1, "pages": {}, "conversations": [conversation]});
    app.fault(json!({"path": "/conversations/search", "status": 200, "times": 0, "body": list})).await;
}

#[tokio::test]
async fn markup_is_read_with_the_characters_that_nobody_sees() {
    let app = App::start().await;
    let mut wrong = Vec::new();
    for html in UNSEEN {
        serve(&app, html).await;
        let read = app.tool("demo-us", "get_conversation", json!({"id": "215"})).await;
        let fetched = app.tool("demo-us", "fetch", json!({"id": "conversation_215"})).await;
        let found = app.tool("demo-us", "search_conversations", json!({})).await;
        let searched = app.tool("demo-us", "search", json!({"query": "object_type:conversations UNSEEN"})).await;
        let answers = [read.to_string(), fetched.to_string(), found.to_string(), searched.to_string()];
        let is_left_out = read["source"]["body_hidden"].as_str().is_some_and(|note| note.starts_with("everything"));
        let is_seen = is_left_out || read["source"]["body"].as_str().is_some_and(|body| body.contains("seen"));
        if answers.iter().any(|answer| answer.contains("UNSEEN")) || !is_seen {
            wrong.push(format!("{}: {read}", html.escape_unicode()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn text_is_no_markup_once_nobody_sees_what_kept_it_from_that() {
    let app = App::start().await;
    for (html, text) in SHOWN {
        serve(&app, html).await;
        let read = app.tool("demo-us", "get_conversation", json!({"id": "215"})).await;
        assert_eq!(read["source"]["body"], *text, "{}", html.escape_unicode());
        assert_eq!(read["parts"][0]["body"], *text, "{}", html.escape_unicode());
    }
}

#[tokio::test]
async fn notes_are_read_so_too() {
    let app = App::start().await;
    let contact = json!({"type": "contact", "id": "6762f0d01bb69f9f2193bb7d", "role": "user", "name": "Eve",
        "notes": {"data": [{"id": "1"}], "total_count": 1}});
    app.fault(json!({"path": "/contacts/{id}", "status": 200, "times": 0, "body": contact})).await;
    let note = json!({"id": "1", "created_at": 1_769_860_800, "body": "<!--\u{200b}>UNSEEN--><p>s\u{200b}een</p>"});
    let notes = json!({"type": "list", "total_count": 1, "data": [note]});
    app.fault(json!({"path": "/contacts/{id}/notes", "status": 200, "times": 0, "body": notes})).await;
    let arguments = json!({"id": "6762f0d01bb69f9f2193bb7d", "include": ["notes"]});
    let answer = app.tool("demo-us", "get_contact", arguments).await;
    assert_eq!(answer["notes"][0]["body"], "seen", "{answer}");
}

/// In markup there may be as many of them as there are, but none of them buys one that is read.
#[tokio::test]
async fn what_stands_in_markup_gives_no_room_in_the_text() {
    let app = App::start().await;
    let varied = "葛\u{e0101}".repeat(12);
    let html = format!("<p class='{varied}'>seen</p><img src='https://x.example/a.png' alt='{varied}'>");
    serve(&app, &html).await;
    let read = app.tool("demo-us", "get_conversation", json!({"id": "215"})).await;
    assert!(read["source"]["body"].as_str().unwrap().contains("葛葛葛"), "{read}");
    assert!(!read.to_string().contains('\u{e0101}'), "{read}");
}

/// An attribute of a contact or a conversation may have any name, and is no HTML; nor is the subject of a mail's headers.
#[tokio::test]
async fn values_that_are_no_html_lose_all_that_nobody_sees() {
    let app = App::start().await;
    let text = "<a\u{200b}b\u{e0041}>\u{202e} c   d\t\te\u{3000} \u{3000}f";
    let mut conversation = conversation("<p>seen</p>");
    let attributes = json!({"body": text, "title": [text], "source": {"body": text}, "Plan \u{3000} \t x": text});
    conversation["custom_attributes"] = attributes;
    conversation["source"]["email_message_metadata"] = json!({"subject": text, "message_id": "1"});
    app.fault(json!({"path": "/conversations/{id}", "status": 200, "times": 0, "body": conversation})).await;
    let read = app.tool("demo-us", "get_conversation", json!({"id": "215"})).await;
    let attributes = &read["custom_attributes"];
    assert_eq!(attributes["body"], "<ab> c d e\u{3000}f", "{read}");
    assert_eq!(attributes["Plan x"], "<ab> c d e\u{3000}f", "{read}");
    let fetched = app.tool("demo-us", "fetch", json!({"id": "conversation_215"})).await;
    for answer in [read.to_string(), fetched.to_string()] {
        for unseen in ["\u{200b}", "\u{e0041}", "\u{202e}", "  d", "\\t", "\u{3000} "] {
            assert!(!answer.contains(unseen), "{} in {answer}", unseen.escape_unicode());
        }
    }
}
