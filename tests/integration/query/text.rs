//! What a body says.

use intercom_mcp::query::plain_text;
use proptest::prelude::*;

#[test]
fn tags_go_and_words_stay_apart() {
    assert_eq!(plain_text("<p>Hello</p><p>wor<b>ld</b></p>"), "Hello world");
    assert_eq!(plain_text("a<br>b<br/>c<td>d</td><o:p>e</o:p>"), "a b c d e");
    assert_eq!(plain_text("<a href='x>y' title=\"a > b\">link</a>ed"), "linked");
    assert_eq!(plain_text("a<!-- <p>not</p> -->b<!DOCTYPE html>c"), "abc");
    assert_eq!(plain_text("<style>p { color: red }</style>a<SCRIPT>alert(1)</Script >b"), "a b");
}

#[test]
fn entities_are_decoded_once() {
    assert_eq!(
        plain_text("a&nbsp;&amp;lt;b&#39;s &#x2764; &euro;5 &unknown; AT&T &#xD800;"),
        "a &lt;b's ❤ €5 &unknown; AT&T &#xD800;"
    );
}

#[test]
fn white_space_is_folded_and_padding_is_gone() {
    assert_eq!(plain_text("  a \n\t b\u{a0}\u{200b}\u{ad}c  "), "a b c");
}

#[test]
fn what_is_no_tag_stays() {
    assert_eq!(plain_text("1 < 2 and 3<4 & 5 > 4"), "1 < 2 and 3<4 & 5 > 4");
    assert_eq!(plain_text("<a \"x>y <b>z"), "y z");
}

#[test]
fn a_tag_that_never_ends_is_no_text() {
    assert_eq!(plain_text("a <b unclosed"), "a");
    assert_eq!(plain_text("a <a b=\"x>y <b>z"), "a");
}

proptest! {
    #[test]
    fn any_string_has_a_plain_text(html in "(<[a-z/!\"'> ]{0,6}|&[a-z#0-9;]{0,6}|\\PC{0,4}){0,40}") {
        let text = plain_text(&html);
        prop_assert!(text.len() <= 2 * html.len());
        prop_assert_eq!(text.trim(), text.as_str());
    }
}
