//! Every place of Intercom's answers where somebody may have written something, through the front door.

use serde_json::{Value, json};

use crate::harness::App;

/// What nobody sees: tags that spell `EVIL`, selectors of variations, bidirectional controls, joiners, operators,
/// fillers, annotations, controls, private use.
const UNSEEN: &str = "\u{e0045}\u{e0056}\u{e0049}\u{e004c}\u{e007f}\u{fe00}\u{fe0f}\u{e0101}\u{202e}\u{2066}\u{200e}\u{61c}\
    \u{200b}\u{200c}\u{200d}\u{2060}\u{2061}\u{2063}\u{ad}\u{34f}\u{3164}\u{ffa0}\u{fff9}\u{fffb}\u{feff}\u{1b}\u{7}\u{9b}\u{e010}\u{f8ff}";

/// `a` and `b` with all of it between them.
fn tainted(text: &str) -> String {
    format!("{text}a{UNSEEN}b")
}

/// The same as character references.
fn as_references(text: &str) -> String {
    // Of a control character a space is left, or the character that Windows has there; of our own marks a space.
    let unseen = UNSEEN.chars().filter(|character| !character.is_control() && *character != '\u{e010}');
    let unseen: String = unseen.map(|character| format!("&#x{:x};", u32::from(character))).collect();
    format!("{text}a{unseen}b")
}

/// Fails where anything in an answer is unseen; the answer as it is.
fn assert_seen(answer: &Value) -> String {
    let text = answer.to_string();
    let unseen: String = text.chars().filter(|character| UNSEEN.contains(*character)).collect();
    assert!(unseen.is_empty(), "{} in {text}", unseen.escape_unicode());
    // As JSON writes them, and as HTML does.
    assert!(!text.contains("\\u001b") && !text.contains("\\u0007"), "{text}");
    text
}

/// Every string of a value but the ids and addresses, with something unseen in it; names of attributes too.
fn taint(value: &mut Value, key: &str) {
    const KEPT: [&str; 8] = ["type", "part_type", "state", "role", "priority", "delivered_as", "app", "created_at"];
    match value {
        Value::String(text) if !KEPT.contains(&key) && !key.ends_with("id") && !key.ends_with("url") => {
            *text = if key == "body" { format!("<p>{}</p>", tainted(text)) } else { tainted(text) };
        }
        Value::Array(items) => items.iter_mut().for_each(|item| taint(item, key)),
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(key, value)| taint(value, key));
            if key == "custom_attributes" {
                *fields = std::mem::take(fields).into_iter().map(|(name, value)| (tainted(&name), value)).collect();
            }
        }
        _ => {}
    }
}

fn part(body: &str) -> Value {
    json!({"type": "conversation_part", "id": "7", "part_type": "comment", "body": body, "created_at": 1_769_860_800,
        "author": {"type": "user", "id": "6762f0d01bb69f9f2193bb7d", "name": "Eve", "email": "eve@evil.example"},
        "attachments": [{"type": "upload", "name": "invoice.pdf", "url": "https://files.example/a.pdf", "content_type": "application/pdf"}],
        "tags": {"type": "tag.list", "tags": [{"type": "tag", "id": "3", "name": "urgent"}]}})
}

fn conversation(body: &str) -> Value {
    json!({
        "type": "conversation", "id": "215", "title": "Refund", "created_at": 1_769_860_800, "state": "open",
        "source": {"type": "email", "id": "4", "subject": "Subject", "body": body, "attachments": [{"name": "x.png"}],
            "author": {"type": "user", "id": "6762f0d01bb69f9f2193bb7d", "name": "Eve", "email": "eve@evil.example"}},
        "tags": {"type": "tag.list", "tags": [{"type": "tag", "id": "31", "name": "vip"}]},
        "company": {"type": "company", "id": "9", "name": "Evil Ltd"},
        "custom_attributes": {"Tier": "gold", "Note": "text"},
        "conversation_rating": {"rating": 1, "remark": "bad", "created_at": 1_769_860_900},
        "ai_agent": {"last_answer_type": "ai", "rating_remark": "meh"},
        "conversation_parts": {"type": "conversation_part.list", "total_count": 1, "conversation_parts": [part(body)]}
    })
}

fn contact() -> Value {
    json!({"type": "contact", "id": "6762f0d01bb69f9f2193bb7d", "role": "user", "name": "Eve", "email": "eve@evil.example",
        "phone": "+1", "external_id": "70", "browser": "Firefox", "created_at": 1_769_860_800, "location": {"type": "location", "city": "Paris"},
        "custom_attributes": {"Plan": "pro"}, "tags": {"data": [{"type": "tag", "id": "3"}], "total_count": 1},
        "notes": {"data": [{"id": "1"}], "total_count": 1}})
}

async fn answers(app: &App, path: &str, body: Value) {
    app.fault(json!({"path": path, "method": "GET", "status": 200, "times": 0, "body": body})).await;
}

#[tokio::test]
async fn nothing_unseen_is_in_a_conversation_whoever_wrote_it_and_wherever() {
    let app = App::start().await;
    for body in [tainted("Hello "), as_references("Hello "), format!("<pre><code>{}</code></pre>", tainted("x"))] {
        let mut conversation = conversation(&body);
        taint(&mut conversation, "");
        app.reset_simulator().await;
        answers(&app, "/conversations/{id}", conversation.clone()).await;
        let list = json!({"type": "conversation.list", "total_count": 1, "pages": {}, "conversations": [conversation]});
        app.fault(json!({"path": "/conversations/search", "status": 200, "times": 0, "body": list})).await;
        let read = assert_seen(&app.tool("demo-us", "get_conversation", json!({"id": "215"})).await);
        for seen in [
            "Refundab",
            "Subjectab",
            "Eveab",
            "vipab",
            "Evil Ltdab",
            "Tierab",
            "goldab",
            "badab",
            "invoice.pdfab",
            "urgentab",
            "mehab",
        ] {
            assert!(read.contains(seen), "{seen} in {read}");
        }
        let fetched = assert_seen(&app.tool("demo-us", "fetch", json!({"id": "conversation_215"})).await);
        assert!(fetched.contains("ab") && fetched.contains("Tierab"), "{fetched}");
        for (tool, arguments) in
            [("search_conversations", json!({})), ("search", json!({"query": "object_type:conversations state:open"}))]
        {
            let found = assert_seen(&app.tool("demo-us", tool, arguments).await);
            assert!(found.contains("Refundab"), "{found}");
        }
    }
}

#[tokio::test]
async fn nothing_unseen_is_in_a_contact_and_what_belongs_to_it() {
    let app = App::start().await;
    let mut contact = contact();
    taint(&mut contact, "");
    answers(&app, "/contacts/{id}", contact.clone()).await;
    let tags = json!({"type": "list", "total_count": 1, "data": [{"type": "tag", "id": "3", "name": tainted("vip")}]});
    answers(&app, "/contacts/{id}/tags", tags).await;
    let note = json!({"id": "1", "created_at": 1_769_860_800, "body": format!("<p>{}</p>", as_references("note ")),
        "author": {"type": "admin", "id": "5", "name": tainted("Maya")}});
    answers(&app, "/contacts/{id}/notes", json!({"type": "list", "total_count": 1, "data": [note]})).await;
    let list = json!({"type": "list", "total_count": 1, "pages": {}, "data": [contact]});
    app.fault(json!({"path": "/contacts/search", "status": 200, "times": 0, "body": list})).await;
    let id = "6762f0d01bb69f9f2193bb7d";
    let read = app.tool("demo-us", "get_contact", json!({"id": id, "include": ["notes"]})).await;
    let read = assert_seen(&read);
    for seen in ["Eveab", "Firefoxab", "Parisab", "Planab", "proab", "vipab", "note ab", "Mayaab"] {
        assert!(read.contains(seen), "{seen} in {read}");
    }
    assert_seen(&app.tool("demo-us", "fetch", json!({"id": format!("contact_{id}")})).await);
    let found = assert_seen(&app.tool("demo-us", "search_contacts", json!({"role": "user"})).await);
    assert!(found.contains("Eveab"), "{found}");
}

#[tokio::test]
async fn an_error_of_intercom_s_holds_nothing_unseen() {
    let app = App::start().await;
    app.post("demo-us", &json!({"jsonrpc": "2.0", "id": 1, "method": "ping"})).await;
    for status in [400, 401, 403, 404, 422] {
        let error =
            json!({"code": tainted("token_unauthorized"), "message": tainted("refused"), "field": tainted("x")});
        let body = json!({"type": "error.list", "request_id": "r", "errors": [error]});
        app.fault(json!({"path": "/conversations/{id}", "status": status, "body": body})).await;
        let (_, answer) = app
            .post(
                "demo-us",
                &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                "params": {"name": "get_conversation", "arguments": {"id": "215"}}}),
            )
            .await;
        assert_seen(&answer);
    }
}

#[tokio::test]
async fn an_attribute_does_not_take_the_place_of_one_that_looks_the_same() {
    let app = App::start().await;
    for attributes in [
        r#"{"Tier": "gold", "Tier\u200b": "forged", "T\u2060ier": "forged too"}"#,
        r#"{"Tier\u200b": "forged", "Tier": "gold"}"#,
    ] {
        let mut conversation = conversation("<p>x</p>");
        conversation["custom_attributes"] = serde_json::from_str(attributes).unwrap();
        app.reset_simulator().await;
        answers(&app, "/conversations/{id}", conversation).await;
        let answer = app.tool("demo-us", "get_conversation", json!({"id": "215"})).await;
        assert_eq!(answer["custom_attributes"]["Tier"], "gold", "{attributes}");
        assert_seen(&answer);
    }
}

/// The names of teammates come from a list of their own.
#[tokio::test]
async fn the_name_of_a_teammate_holds_nothing_unseen() {
    let app = App::start().await;
    let mut conversation = conversation("<p>x</p>");
    conversation["admin_assignee_id"] = json!(6401);
    answers(&app, "/conversations/{id}", conversation).await;
    let admin = json!({"type": "admin", "id": "6401", "name": tainted("Maya")});
    answers(&app, "/admins", json!({"type": "admin.list", "admins": [admin]})).await;
    let answer = app.tool("demo-us", "get_conversation", json!({"id": "215"})).await;
    assert_eq!(answer["admin_assignee"]["name"], "Mayaab");
}

#[tokio::test]
async fn what_a_customer_sees_stays_whole_in_raw_and_as_references() {
    let app = App::start().await;
    for (body, read) in [
        ("می\u{200c}خواهم 👨\u{200d}👩\u{200d}👧 ❤\u{fe0f} 1\u{fe0f}\u{20e3} #\u{fe0f}\u{20e3} क्\u{200d}ष", None),
        ("می&zwnj;خواهم", Some("می\u{200c}خواهم")),
        ("&#x1F468;&zwj;&#128105;&#x200D;&#x1F467;", Some("👨\u{200d}👩\u{200d}👧")),
        ("&#10084;&#65039; &#x23;&#xfe0f;&#x20e3;", Some("❤\u{fe0f} #\u{fe0f}\u{20e3}")),
        ("a&shy;b&zwj;c&zwnj;d&lrm;e&rlm;f&NoBreak;g&InvisibleTimes;h&ic;i&af;j", Some("abcdefghij")),
        ("a<b>&#x200d;</b>b <a href='https://x.example/'>c&#xe0041;</a>d", Some("b [c](https://x.example/)d")),
        ("<img src='https://x.example/a.png' alt='a&#x202e;b&zwj;c'>", Some("![abc](https://x.example/a.png)")),
        ("<p>a &zwnj;&nbsp;&#847;&zwnj;&nbsp;&#8203; b</p>", Some("a b")),
    ] {
        app.reset_simulator().await;
        answers(&app, "/conversations/{id}", conversation(body)).await;
        let answer = app.tool("demo-us", "get_conversation", json!({"id": "215"})).await;
        let shown = answer["parts"][0]["body"].as_str().unwrap();
        assert!(shown.contains(read.unwrap_or(body)), "{} of {body}", shown.escape_unicode());
    }
}

/// A phrase that nobody sees finds nothing, and one that everybody sees is found whatever stands in it unseen.
#[tokio::test]
async fn a_phrase_matches_what_is_seen() {
    let app = App::start().await;
    let list = |body: &str| json!({"type": "conversation.list", "total_count": 1, "pages": {}, "conversations": [conversation(body)]});
    for (body, phrase, found) in [
        ("<p>my re&shy;fund\u{200b} is l\u{2060}ate&#x200d;</p>", "my refund is late", 1),
        ("<p>my refund\u{e0045}\u{e0056} is late</p>", "refund is late", 1),
        ("<p>my refund\u{e0045}\u{e0056} is late</p>", "refund EV is late", 0),
    ] {
        app.reset_simulator().await;
        app.fault(json!({"path": "/conversations/search", "status": 200, "times": 0, "body": list(body)})).await;
        let query = format!("object_type:conversations source_body:\"{phrase}\"");
        let page = app.tool("demo-us", "search", json!({"query": query})).await;
        assert_eq!(page["results"].as_array().unwrap().len(), found, "{phrase} in {body}: {page}");
    }
}

/// What may show nothing is counted for an answer as a whole, however many texts it has and however they write it.
#[tokio::test]
async fn an_answer_holds_little_that_perhaps_shows_nothing() {
    let app = App::start().await;
    for body in
        ["<p>字\u{e0100}ट्\u{200c}म x</p>", "<p>字&#xe0100;ट्&zwnj;म x</p>", "<p>ट्\u{200d}म 字&#xe0101;&#xe0100;</p>"]
    {
        let mut conversation = conversation(body);
        let parts = (0..40).map(|_| part(body)).collect::<Vec<_>>();
        conversation["conversation_parts"]["conversation_parts"] = json!(parts);
        conversation["conversation_parts"]["total_count"] = json!(40);
        app.reset_simulator().await;
        answers(&app, "/conversations/{id}", conversation).await;
        let answer = app.tool("demo-us", "get_conversation", json!({"id": "215"})).await.to_string();
        assert!(answer.matches("म").count() > 40, "{answer}");
        let unsure = |character: &char| matches!(*character, '\u{200c}' | '\u{200d}' | '\u{e0100}' | '\u{e0101}');
        let kept = answer.chars().filter(unsure).count();
        assert!(kept <= 8, "{kept} of {body}");
    }
}

/// Nor is it much however many answers of Intercom's a call reads.
#[tokio::test]
async fn all_that_a_call_reads_holds_little_that_perhaps_shows_nothing() {
    let app = App::start().await;
    let body = "<p>字\u{e0100}ट्\u{200c}म x</p>";
    let id = "6762f0d01bb69f9f2193bb7d";
    let mut contact = contact();
    contact["notes"]["total_count"] = json!(40);
    contact["segments"] = json!({"data": [{"type": "segment", "id": "1"}], "total_count": 40});
    contact["custom_attributes"] = (0..40).map(|number| (format!("a{number}"), json!("字\u{e0100}"))).collect();
    answers(&app, "/contacts/{id}", contact).await;
    let author = json!({"type": "admin", "id": "5", "name": "Maya"});
    let note = json!({"id": "1", "created_at": 1_769_860_800, "body": body, "author": author});
    answers(&app, "/contacts/{id}/notes", json!({"type": "list", "total_count": 40, "data": vec![note; 40]})).await;
    let segments: Vec<Value> = (0..40).map(|number| json!({"id": number.to_string(), "name": "字\u{e0100}"})).collect();
    let tags = json!({"type": "list", "total_count": 1, "data": [{"type": "tag", "id": "3", "name": "vip"}]});
    answers(&app, "/contacts/{id}/tags", tags).await;
    answers(&app, "/contacts/{id}/segments", json!({"type": "list", "total_count": 40, "data": segments})).await;
    let answer =
        app.tool("demo-us", "get_contact", json!({"id": id, "include": ["notes", "segments"]})).await.to_string();
    assert!(answer.matches('字').count() > 100, "{answer}");
    let kept = answer.chars().filter(|character| matches!(*character, '\u{200c}' | '\u{e0100}')).count();
    assert!(kept <= 8, "{kept} in {answer}");
}

/// Of spaces nobody sees which they are, nor how many end a line.
#[tokio::test]
async fn spaces_of_every_kind_are_spaces_and_end_no_line() {
    let app = App::start().await;
    let kinds = "\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{202f}\u{205f}\u{3000}\t ";
    let references: String = kinds.chars().map(|kind| format!("&#{};", u32::from(kind))).collect();
    for blanks in [kinds, references.as_str()] {
        let mut conversation = conversation(&format!(
            "<pre><code>    one{blanks}\n  two\u{2003}three  \n\tfour{blanks}</code></pre><p>x</p>"
        ));
        if blanks == kinds {
            for place in ["title", "name"] {
                conversation[place] = json!(format!("Refund{blanks}now  then{blanks}"));
            }
            conversation["custom_attributes"] = json!({"Tier": format!("gold{blanks}plan  b \n\t c{blanks}")});
            conversation["tags"]["tags"][0]["name"] = json!(format!(" vip{blanks}"));
        }
        app.reset_simulator().await;
        answers(&app, "/conversations/{id}", conversation).await;
        let answer = app.tool("demo-us", "get_conversation", json!({"id": "215"})).await;
        let code = answer["parts"][0]["body"].as_str().unwrap();
        assert!(code.contains("    one\n  two three\n\tfour\n"), "{}", code.escape_unicode());
        let text = answer.to_string();
        assert!(
            !text.contains(|character| character != '\u{3000}' && character != ' ' && kinds.contains(character)),
            "{text}"
        );
        if blanks == kinds {
            let tier = answer["custom_attributes"]["Tier"].as_str().unwrap();
            assert_eq!(tier, "gold plan b\nc");
            assert_eq!(answer["tags"][0].as_str().or(answer["tags"][0]["name"].as_str()), Some("vip"), "{text}");
        }
    }
}

/// What is wrong with an argument may be what cannot be seen in it.
#[tokio::test]
async fn an_error_spells_what_cannot_be_seen_in_the_callers_words() {
    let app = App::start().await;
    let unseen = "a\u{e0045}\u{202e}\u{200b}\u{feff}\u{fe0f}b";
    for (tool, arguments) in [
        ("fetch", json!({"id": format!("conversation_{unseen}")})),
        ("search", json!({"query": format!("object_type:conversations state:{unseen}")})),
        ("search_conversations", json!({"state": unseen})),
        ("search_conversations", json!({unseen: 1})),
        ("get_contact", json!({"id": unseen})),
        ("get_contact", json!({"id": "6762f0d01bb69f9f2193bb7d", "include": [unseen]})),
    ] {
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}});
        let (_, answer) = app.post("demo-us", &call).await;
        let text = assert_seen(&answer);
        assert!(text.contains("<U+E0045><U+202E><U+200B><U+FEFF><U+FE0F>b"), "{text}");
    }
}
