//! What a body hides from its readers: a model does not read it either, and is told how much there was.

use intercom_mcp::{
    query::plain_text,
    tools::render::html::{brief, markdown, to_line},
};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use crate::harness::App;

/// Bodies in which `UNSEEN` is not drawn, once, and `seen` is.
const HIDDEN: &[&str] = &[
    "<div style='display:none'>UNSEEN</div>seen",
    "<div style='DISPLAY : NONE !important'>UNSEEN</div>seen",
    "<div style='display:none !important;display:block'>UNSEEN</div>seen",
    "<div style='display:block;display:none'>UNSEEN</div>seen",
    "<div style='display:none;display:foo'>UNSEEN</div>seen",
    "<div style='dis/**/play:none'></div><div style='display:/* x */none'>UNSEEN</div>seen",
    "<div style='dis\\70lay:none'>UNSEEN</div>seen",
    "<div style='&#100;isplay&colon;none'>UNSEEN</div>seen",
    "<div style=\"color:red;background:url('a;b');display:none\">UNSEEN</div>seen",
    "<div style=display:none>UNSEEN</div>seen",
    "<DIV STYLE='display:none' style='display:block'>UNSEEN</DIV>seen",
    "<p style='display:none'>UNSEEN<p>seen",
    "<ul><li hidden>UNSEEN<li>seen</ul>",
    "<table><tr style='display:none'><td>UNSEEN<tr><td>seen</table>",
    "<table><tr><td style='display:none'>UNSEEN<td>seen</table>",
    "<div style='display:none'><div style='display:block;visibility:visible;color:red'>UNSEEN</div></div>seen",
    "<div style='display:none'><p>UN<b>SEEN</b></p><div hidden>UNSEEN</div></div>seen",
    "<div style='display:none'><table></div>UNSEEN</table></div>seen",
    "<p><font style='display:none'>UNSEEN</p><p>UNSEEN</font></p>seen",
    "<span style='visibility:hidden'>UNSEEN</span>seen",
    "<span style='visibility:collapse'>UNSEEN</span>seen",
    "<div style='visibility:hidden'>UNSEEN<b style='visibility:visible'>seen</b> UNSEEN</div>",
    "<div hidden>UNSEEN</div>seen",
    "<div hidden=''>UNSEEN</div>seen",
    "<div hidden=until-found>UNSEEN</div>seen",
    "<div popover>UNSEEN</div>seen",
    "<dialog>UNSEEN</dialog>seen",
    "<div aria-hidden=true>UNSEEN</div>seen",
    "<noscript>UNSEEN</noscript>seen",
    "<template>UNSEEN</template>seen",
    "<template><p>UNSEEN</p></template><p>seen",
    "<iframe>UNSEEN</iframe>seen",
    "<video>UNSEEN</video>seen",
    "<canvas>UNSEEN</canvas>seen",
    "<datalist><option>UNSEEN</datalist>seen",
    "<span style='font-size:0'>UNSEEN</span>seen",
    "<span style='font-size:0px'>UNSEEN</span>seen",
    "<span style='font-size:.0pt'>UNSEEN</span>seen",
    "<span style='font-size:0em'>UNSEEN</span>seen",
    "<span style='font-size:1px'>UNSEEN</span>seen",
    "<span style='font-size:0.1em'>UNSEEN</span>seen",
    "<span style='font-size:calc(0px)'>UNSEEN</span>seen",
    "<span style='font:0/0 a'>UNSEEN</span>seen",
    "<div style='font-size:0'>UNSEEN<span style='font-size:14px'>seen</span></div>",
    "<div style='opacity:0'>UNSEEN</div>seen",
    "<div style='opacity:.01'>UNSEEN</div>seen",
    "<div style='opacity:0%'><b style='opacity:1'>UNSEEN</b></div>seen",
    "<span style='color:#fff'>UNSEEN</span>seen",
    "<span style='color:#fefefe'>UNSEEN</span>seen",
    "<span style='color:WHITE'>UNSEEN</span>seen",
    "<span style='color:rgb(255, 255, 255)'>UNSEEN</span>seen",
    "<span style='color:rgb(100% 100% 99%)'>UNSEEN</span>seen",
    "<span style='color:rgba(0,0,0,0)'>UNSEEN</span>seen",
    "<span style='color:#00000000'>UNSEEN</span>seen",
    "<span style='color:hsl(0,0%,100%)'>UNSEEN</span>seen",
    "<span style='color:transparent'>UNSEEN</span>seen",
    "<font color=white>UNSEEN</font>seen",
    "<font color=FFFFFF>UNSEEN</font>seen",
    "<p style='background:#123456'><span style='color:#123457'>UNSEEN</span><span style='color:#fff'>seen</span></p>",
    "<table bgcolor='#000000'><tr><td><font color=white>seen</font> <span style='color:black'>UNSEEN</span></table>",
    "<div style='color:#fff'>UNSEEN<a href='https://x.example/'>seen</a></div>",
    "<div style='max-height:0;overflow:hidden'>UNSEEN</div>seen",
    "<div style='height:0px;overflow:hidden'>UNSEEN</div>seen",
    "<div style='width:1px;height:1px;overflow:hidden'>UNSEEN</div>seen",
    "<div style='max-width:0;overflow-x:clip'>UNSEEN</div>seen",
    "<div style='line-height:0;height:0;overflow:hidden'>UNSEEN</div>seen",
    "<div style='text-indent:-9999px'>UNSEEN</div>seen",
    "<div style='text-indent:100%;white-space:nowrap;overflow:hidden'>UNSEEN</div>seen",
    "<div style='position:absolute;left:-9999px'>UNSEEN</div>seen",
    "<div style='position:fixed;top:-200em'>UNSEEN</div>seen",
    "<div style='position:absolute;inset:auto auto auto -5000px'>UNSEEN</div>seen",
    "<div style='margin-left:-10000px'>UNSEEN</div>seen",
    "<div style='margin:0 0 0 -9999px'>UNSEEN</div>seen",
    "<div style='position:absolute;clip:rect(0,0,0,0)'>UNSEEN</div>seen",
    "<div style='position:absolute;clip:rect(1px 1px 1px 1px)'>UNSEEN</div>seen",
    "<div style='clip-path:inset(100%)'>UNSEEN</div>seen",
    "<div style='clip-path:inset(50%)'>UNSEEN</div>seen",
    "<div style='clip-path:circle(0)'>UNSEEN</div>seen",
    "<div style='transform:scale(0)'>UNSEEN</div>seen",
    "<div style='transform:rotate(3deg) scaleX(0)'>UNSEEN</div>seen",
    "<div style='transform:translateX(-9999px)'>UNSEEN</div>seen",
    "<div style='scale:0'>UNSEEN</div>seen",
    "<div style='content-visibility:hidden'>UNSEEN</div>seen",
    "<style>.x{display:none}</style><p class='a x'>UNSEEN</p>seen",
    "<p id=Y>UNSEEN</p>seen<style>/* a */ h1 , #y { Display : None }</style>",
    "<style>p.x{display:none}</style><p class=x>UNSEEN</p><div class=x>seen</div>",
    "<style>div > .x{display:none!important}</style><div><p class=x style='display:block'>UNSEEN</p></div>seen",
    "<style>.x{visibility:hidden} .x b{visibility:visible}</style><p class=x>UNSEEN<b>seen</b>",
    "<style>@media screen{.x{font-size:0}}</style><p class=x>UNSEEN</p>seen",
    "<style>@media (min-width:1px){.x{display:none}}</style><p class=x>UNSEEN</p>seen",
    "<style>@font-face{font-family:a} nav{display:none}</style><nav>UNSEEN</nav>seen",
    "<style>.x{display:none}.x{color:red}</style><p class=x>UNSEEN</p>seen",
    "<style>.x{color:#fff}</style><p class=x>UNSEEN</p>seen",
    "<img style='display:none' alt='UNSEEN' src='https://x.example/a.png'>seen",
];

/// Bodies of which everything is drawn.
const SHOWN: &[&str] = &[
    "<div style='display:block'>seen</div>",
    "<div style='display:none;display:block'>seen</div>",
    "<div style='display:inline-block;max-height:0'>seen</div>",
    "<div style='-display:none;x-display:none'>seen</div>",
    "<div style='content:\"display:none\"'>seen</div>",
    "<div title='display:none' data-hidden='hidden'>seen</div>",
    "<div hidden style='display:block'>seen</div>",
    "<dialog open>seen</dialog>",
    "<div aria-hidden=false>seen</div>",
    "<details><summary>seen</summary>seen</details>",
    "<div style='visibility:hidden'><b style='visibility:visible'>seen</b></div>",
    "<div style='font-size:0'><span style='font-size:14px'>seen</span></div>",
    "<div style='font-size:0'><font size=2>seen</font></div>",
    "<table style='font-size:0;line-height:0'><tr><td style='font-size:16px;line-height:20px'>seen</table>",
    "<span style='font-size:8px'>seen</span>",
    "<span style='font-size:x-small'>seen</span>",
    "<span style='font-size:0;font-size:12px'>seen</span>",
    "<span style='font-size:clamp(1px, 2vw, 20px)'>seen</span>",
    "<span style='font:bold 12px/0 Arial'>seen</span>",
    "<span style='font:italic 700 1.2em Georgia'>seen</span>",
    "<sup style='line-height:0'>seen</sup>",
    "<div style='line-height:0'>seen</div>",
    "<div style='opacity:.5'>seen</div>",
    "<span style='color:#999'>seen</span>",
    "<span style='color:#ddd'>seen</span>",
    "<span style='color:yellow'>seen</span>",
    "<span style='color:rgba(0,0,0,.5)'>seen</span>",
    "<span style='color:var(--x)'>seen</span>",
    "<a style='background:#0a0;color:#fff' href='https://x.example/'>seen</a>",
    "<a style='background-color:#0a0;color:white;mso-hide:all' href='https://x.example/'>seen</a>",
    "<td bgcolor=navy><font color=white>seen</font></td>",
    "<table style='background:url(https://x.example/a.png) #fff'><tr><td style='color:#fff'>seen</table>",
    "<div style='background-image:linear-gradient(red,blue);background-color:#fff;color:#fff'>seen</div>",
    "<td background='https://x.example/a.png' style='color:#fff'>seen</td>",
    "<div style='background:some-system-colour;color:#fff'>seen</div>",
    "<div style='background:#000'><div style='color:#fff'>seen</div></div>",
    "<div style='background:rgba(0,0,0,.8);color:#fff'>seen</div>",
    "<div style='background:red;color:transparent;-webkit-background-clip:text'>seen</div>",
    "<div style='color:#fff;text-shadow:0 0 3px #000'>seen</div>",
    "<div style='background:#fff;color:#000'><b style='background:transparent'>seen</b></div>",
    "<div style='max-height:0'>seen</div>",
    "<div style='overflow:hidden;width:100%'>seen</div>",
    "<div style='overflow:hidden;height:20px'>seen</div>",
    "<div style='overflow:hidden;height:auto;width:calc(100% - 0px)'>seen</div>",
    "<div style='text-indent:-10px'>seen</div>",
    "<p style='text-indent:2em'>seen</p>",
    "<div style='position:relative;left:-9999'>seen</div>",
    "<div style='left:-9999px'>seen</div>",
    "<div style='position:absolute;left:0;top:-20px'>seen</div>",
    "<div style='margin:-10px auto'>seen</div>",
    "<div style='clip:rect(0,0,0,0)'>seen</div>",
    "<div style='position:absolute;clip:rect(0,100px,20px,0)'>seen</div>",
    "<div style='clip-path:inset(5%)'>seen</div>",
    "<div style='transform:scale(1.5) translate(-50%,-50%)'>seen</div>",
    "<style>.x{display:none}</style><p class=xy>seen</p>",
    "<style>.x{display:none}</style><p class=x style='display:block !important'>seen</p>",
    "<style>.x{display:none}#y{display:block}</style><p class=x id=y>seen</p>",
    "<style>@media print{.x{display:none}}</style><p class=x>seen</p>",
    "<style>@media only screen and (max-width:600px){.x{display:none}}</style><p class=x>seen</p>",
    "<style>.x:hover{display:none} .x::before{display:none} p[lang=de]{display:none}</style><p class=x>seen</p>",
    "<style>@media (prefers-color-scheme:dark){p{color:#fff}}</style><p>seen</p>",
    "<!--[if mso]><p>x</p><![endif]--><!--[if !mso]><!--><p style='mso-hide:all'>seen</p><!--<![endif]-->",
    "<p style='display:none'></p>seen",
    "<p style='display:none'><p>seen",
    "<ul><li hidden><li>seen</ul>",
    "<b style='visibility:hidden'></b><div><span hidden></div>seen",
    "<p>seen</p></div></span></table>seen",
];

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
fn what_is_drawn_stays() {
    for html in SHOWN {
        let body = markdown(html);
        assert!(body.text.contains("seen"), "{html} became {:?}", body.text);
        assert_eq!((body.hidden, body.note()), (0, None), "{html}");
        assert!(plain_text(html).contains("seen"), "{html}");
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
        ("<svg><path d='M0 0'/></svg><title>t</title><style>p{}</style><script>s</script><!-- c -->x", 0),
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
