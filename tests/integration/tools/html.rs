//! HTML as mail clients write it, and the Markdown that becomes of it.

use intercom_mcp::tools::render::html::{to_line, to_markdown};
use proptest::prelude::*;

macro_rules! reads {
    ($name:ident, $html:expr, $markdown:expr) => {
        #[test]
        fn $name() {
            assert_eq!(to_markdown($html), $markdown);
        }
    };
}

reads!(
    paragraphs_emphasis_and_breaks,
    "<p>Hello <b>Ada</b>,<br>thanks.</p><p>Bye</p>",
    "Hello **Ada**,\nthanks.\n\nBye"
);
reads!(lists, "<ul><li>one</li><li>two</li></ul><ol><li>a</li><li>b</li></ol>", "- one\n- two\n\n1. a\n2. b");
reads!(
    links_stay,
    r#"<p>See <a href="https://a.example/x">the guide</a>.</p>"#,
    "See [the guide](https://a.example/x)."
);
reads!(a_link_that_is_its_text_stands_alone, r#"<a href="mailto:a@b.example">a@b.example</a>"#, "a@b.example");
reads!(
    script_links_lose_their_address,
    r#"<a href="java&#115;cript:alert(1)">x</a> <a href="JAVASCRIPT:y">z</a>"#,
    "x z"
);
reads!(
    images_are_short,
    r#"<p><img class="intercom-interblocks" src="https://i.example/a.png" alt="Screen" width="400"></p>"#,
    "![Screen](https://i.example/a.png)"
);
reads!(
    embedded_images_keep_their_name,
    r#"<img src="cid:123" alt="logo"> <img src="data:image/png;base64,AAAA">"#,
    "![logo] ![image]"
);
reads!(
    alternative_texts_are_not_escaped,
    r#"<img src="https://i.example/a(1).png" alt="a &quot;b&quot; (c)
d*">"#,
    "![a \"b\" (c) d*](https://i.example/a%281%29.png)"
);
reads!(tracking_pixels_go, r#"a<img src="https://t.example/p.gif" width="1" height="1">b"#, "ab");
reads!(
    scripts_styles_and_comments_go,
    "<style>p{color:red}</style><script>if (a < b) {}</script>a<!-- <p>no</p> -->b",
    "ab"
);
reads!(
    typed_markdown_is_not_escaped,
    "<p>user_name *is* [x] #1 a-b 2. C:\\dir</p>",
    "user_name *is* [x] #1 a-b 2. C:\\dir"
);
reads!(entities_are_decoded, "<p>a &amp; b &lt; c&nbsp;&nbsp; d</p>", "a & b < c d");
reads!(
    entities_of_signs_are_what_was_typed,
    "<p>it&#39;s &#x201C;ok&#148; &lt;b&gt; &ast;x&lowbar;y&ast; &#35; &amp;lt; &#38;lt;</p>",
    "it's \u{201c}ok\u{201d} <b> *x_y* # &lt; &lt;"
);
reads!(
    entities_of_what_is_dropped_are_dropped,
    "<p>a&#27;b&#xe010;c&#x9F;d</p><img src=\"http://x/a&#27;b\" alt=\"e&#7;&#xE001;\nf\">",
    "a b cŸd\n\n![e f]"
);
reads!(
    quoted_lines_of_a_typed_mail_are_history,
    "<p>Yes<br>&gt; When?<br>&gt; Now?<br>Ada</p>",
    "Yes\n\n[quoted earlier messages: 1, 13 characters]\n\nAda"
);
reads!(
    dropped_characters_form_nothing,
    "<p>&\0#2; &l\u{1b}t; &l&#1;t; a\rb\r\nc</p><img alt='&&#1;#2;&\u{e010}#3;' src=cid:1>",
    "&#2; &lt; &l t; a b c\n\n![& #2;&#3;]"
);
reads!(
    references_end_where_their_text_ends,
    "<p>&nb</x>sp; a&l<!-- -->t;b &</x>gt; AT&T <b>&copy</b> AT&T</p>",
    "&nbsp; a&lt;b &gt; AT&T **©** AT&T"
);
reads!(lines_of_plain_text_stay, "first\nsecond & third", "first\nsecond & third");
reads!(divs_are_lines, "<div>a</div><div>b</div><div><br></div><div>c</div>", "a\nb\n\nc");
reads!(code_stays_as_it_is, "<pre>let a = b_c;\n  if (x) {}</pre>", "```\nlet a = b_c;\n  if (x) {}\n```");
reads!(
    code_may_hold_backticks_and_angles,
    "<pre>a\n```\n&gt; b  c\n&gt; *d*</pre><p>e  f</p><p><code>g `h` &lt;i&gt;</code></p>",
    "````\na\n```\n> b  c\n> *d*\n````\n\ne f\n\n``g `h` <i>``"
);
reads!(
    end_of_code_in_code_ends_that_code_only,
    "<code><ul><li><code></code></li><li> one </li></ul> two </code> three",
    "`-\n- one\n\n two` three"
);
reads!(item_without_a_list_ends_its_line, "<li> one </li> two<li>three</li>four", "- one\ntwo\n- three\nfour");
reads!(text_between_items_has_its_line, "<ul><li>one</li> two <li>three</li></ul>four", "- one\ntwo\n- three\n\nfour");
reads!(end_of_a_phrase_in_code_ends_that_phrase_only, "<b>a <code>b<b> c</b></code> d</b>", "**a `b c` d**");
reads!(code_without_a_cell_is_not_escaped, "<table><code>x<td>>*_</table>", "`x`\n\n>*_");
reads!(
    tables_of_data,
    "<table><tr><th>Item</th><th>Price</th></tr><tr><td>Tea</td><td>4 | 5</td></tr></table>",
    "| Item | Price |\n| --- | --- |\n| Tea | 4 \\| 5 |"
);
reads!(
    tables_of_layout,
    "<table><tr><td><table><tr><td><p>Hi</p><p>there</p></td></tr></table></td></tr><tr><td>Bye</td></tr></table>",
    "Hi\n\nthere\nBye"
);
reads!(
    signatures_stay,
    "<p>Yes.</p><div class=\"gmail_signature\">-- <br>Ada Lindqvist<br>Northwind</div>",
    "Yes.\n\n--\nAda Lindqvist\nNorthwind"
);
reads!(
    blockquotes_of_the_writer_stay,
    "<p>You wrote</p><blockquote>Pay now</blockquote><p>No.</p>",
    "You wrote\n\n> Pay now\n\nNo."
);

const QUOTED: &str = "Thanks!\n\n[quoted earlier messages: 1, ";

#[track_caller]
fn folds(html: &str, messages: usize) {
    let markdown = to_markdown(html);
    let expected = QUOTED.replace(": 1,", &format!(": {messages},"));
    assert!(markdown.starts_with(&expected) && markdown.ends_with(" characters]"), "{markdown}");
}

#[test]
fn history_is_folded_as_each_mail_client_marks_it() {
    folds(
        r#"<div>Thanks!</div><div class="gmail_quote"><div class="gmail_attr">On Mon, Jan 5, 2026 at 3:04 PM Maya &lt;m@x.example&gt; wrote:<br></div><blockquote class="gmail_quote"><p>Earlier</p></blockquote></div>"#,
        1,
    );
    folds(
        r#"<div>Thanks!</div><blockquote type="cite"><div>On 5 Jan 2026, at 15:04, Maya wrote:</div><div>Earlier</div><blockquote type="cite"><div>On 4 Jan 2026, at 9:00, Ada wrote:</div>First</blockquote></blockquote>"#,
        2,
    );
    folds(
        r#"<p>Thanks!</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Maya<br><b>Sent:</b> Monday<br><b>To:</b> Ada<br><b>Subject:</b> x</div><div>Earlier</div>"#,
        1,
    );
    folds(
        "<p>Thanks!</p><div style=\"border-top:solid\"><p><b>From:</b> Maya<br><b>Sent:</b> Monday, 5 January<br><b>To:</b> Ada</p></div><p>Earlier</p>",
        1,
    );
    folds("<p>Thanks!</p><p>-----Original Message-----<br>From: Maya<br>Sent: Monday<br>To: Ada</p><p>Earlier</p>", 1);
    folds(
        r#"<div>Thanks!</div><div class="yahoo_quoted"><div>On Monday, 5 January 2026, Maya wrote:</div><div>Earlier</div></div>"#,
        1,
    );
    folds("<p>Thanks!</p><p>On Mon, 5 Jan 2026 Maya wrote:<br>&gt; Earlier<br>&gt; and more</p>", 1);
    folds("Thanks!\n\nAm 05.01.2026 um 15:04 schrieb Maya:\n> Earlier\n> and more", 1);
    folds("Thanks!\n\nLe 5 janv. 2026 à 15:04, Maya a écrit :\n> Earlier", 1);
}

reads!(
    answers_between_quotes_stay,
    "On Mon, 5 Jan 2026 Maya wrote:\n> When?\n> Really?\nTomorrow.\n> And where?\n> Here?\nThere.",
    "[quoted earlier messages: 1, 46 characters]\n\nTomorrow.\n\n[quoted earlier messages: 1, 19 characters]\n\nThere."
);
reads!(
    a_forwarded_mail_is_the_message,
    r#"<div>See below.</div><div class="gmail_quote">---------- Forwarded message ---------<br>From: Bank<br>Date: Monday<br><br>Declined</div>"#,
    "See below.\n\n---------- Forwarded message ---------\nFrom: Bank\nDate: Monday\n\nDeclined"
);
reads!(nothing_but_history_stays, "<div class=\"gmail_quote\">only this</div>", "only this");

#[test]
fn titles_are_one_line_of_text() {
    assert_eq!(to_line("<p>Re: <b>Order</b> &amp; more</p>\n<p>x_y</p>"), "Re: Order & more x_y");
}

#[test]
fn hostile_nesting_takes_linear_time_and_little_stack() {
    let n = 200_000;
    for html in [
        "<div>".repeat(n),
        "<b>x</b>".repeat(n / 8),
        format!("{}x{}", "<blockquote>".repeat(n / 12), "</blockquote>".repeat(n / 12)),
        "<table><tr><td>".repeat(n / 15),
        (0..n / 20).map(|i| format!("<font color={i}><p>")).collect(),
        "<svg><".repeat(n / 6),
        "<a \"".repeat(n / 4),
        "</p".repeat(n / 3),
        "<ul><li>".repeat(n / 8),
        format!("<table>{}{}</table>", "<tr><td>a</td><td>b</td></tr>".repeat(5_000), "<tr>".repeat(5_000)),
        "On 1 wrote:\n".repeat(n / 12),
        "From: a\n".repeat(n / 8),
        "<i>".repeat(n / 3),
        "<!-".repeat(n / 3),
    ] {
        let markdown = to_markdown(&html);
        assert!(markdown.len() < 8 * n, "{} bytes", markdown.len());
    }
}

proptest! {
    #[test]
    fn any_string_is_read(html in "\\PC*") {
        to_markdown(&html);
        to_line(&html);
    }

    #[test]
    fn any_soup_of_tags_is_read_and_leaves_no_mark(pieces in prop::collection::vec(prop::sample::select(&[
        "<div>", "</div>", "<p>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<ul>", "<li>", "<a href='http://x'>",
        "</a>", "<blockquote type=cite>", "</blockquote>", "<pre>", "</pre>", "<code>", "x", " ", "\n", "&gt; ", "On 1 wrote:", "é",
        "<img src=x alt='", "<!--", "-->", "\u{e010}", "\u{e003}", "&#xe013;", "<svg>", "<style>", "</style>", "<div class=gmail_quote>",
        "From: a\n", "Sent: b\n", "<select><option>", "<template>", "<h1>", "</h3>", "\0", "<p/", "<",
    ][..]), 0..60)) {
        let markdown = to_markdown(&pieces.concat());
        prop_assert!(!markdown.chars().any(|c| ('\u{e000}'..='\u{e01f}').contains(&c)), "{markdown:?}");
    }
}
