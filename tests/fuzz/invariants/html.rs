//! What holds for any body that Intercom may send.

use intercom_mcp::{
    query::plain_text,
    text::visible::sanitize,
    tools::render::html::{to_brief, to_line, to_markdown},
};

/// Any text becomes Markdown, a line and an excerpt without what the conversion uses inside, and of bounded size.
pub(crate) fn check(input: &[u8]) {
    let Ok(html) = std::str::from_utf8(input) else { return };
    let (markdown, line, brief) = (to_markdown(html), to_line(html), to_brief(html));
    for text in [&markdown, &line, &brief] {
        assert!(!text.contains(is_mark), "a mark is left: {text:?}");
        assert!(!text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "a control character: {text:?}");
        assert!(text.len() <= 100 * html.len() + 100, "{} bytes of {}", text.len(), html.len());
    }
    assert!(!markdown.starts_with('\n') && !markdown.ends_with('\n'), "{markdown:?}");
    for text in [&line, &brief] {
        assert_eq!(*text, text.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    assert!(!brief.is_empty() || !line.contains(char::is_alphanumeric), "nothing left of {line:?}");
    if has_plain_tags(html) {
        for text in [&markdown, &line, &brief] {
            assert!(!text.contains('<'), "a tag is left: {text:?}");
        }
    }
    if !html.contains(['&', ']', '(']) {
        links_lead_to_the_web(&markdown);
    }
    if !html.contains(['<', '&']) {
        assert_eq!(line, words(html));
        // What was typed reads the same if it comes with its characters as references, in either form.
        let named = html.replace('>', "&gt;").replace('*', "&ast;").replace('`', "&grave;");
        let numeric =
            html.chars().map(|c| if c.is_ascii_punctuation() { format!("&#{};", u32::from(c)) } else { c.into() });
        for html in [named, numeric.collect()] {
            assert_eq!(
                (to_markdown(&html), to_line(&html), to_brief(&html)),
                (markdown.clone(), line.clone(), brief.clone())
            );
        }
    }
    // Code in a table but in no cell loses its place, and what was left as it is for it.
    if has_common_references(html) && !html.contains('\\') && !(html.contains('`') && html.contains('<')) {
        for text in [&markdown, &line, &brief] {
            // Only a line between cells is told from one that was typed.
            assert!(!text.replace("\\|", "").contains('\\'), "something is escaped: {text:?}");
        }
    }
    let plain = plain_text(html);
    assert!(plain.len() <= 2 * html.len() && plain.trim() == plain, "{plain:?}");
}

fn is_mark(character: char) -> bool {
    ('\u{e000}'..='\u{e01f}').contains(&character)
}

/// Whether every `<` begins a tag that ends before the next one, and nothing else can stand for a `<`.
fn has_plain_tags(html: &str) -> bool {
    let is_tag = |piece: &str| {
        let name = piece.strip_prefix('/').unwrap_or(piece);
        let tag = piece.split_once('>').map(|(tag, _)| tag);
        name.starts_with(|first: char| first.is_ascii_alphabetic()) && tag.is_some_and(is_plain)
    };
    !html.contains('&') && html.split('<').skip(1).all(is_tag)
}

/// Whether quotes of a tag stand around values only.
fn is_plain(tag: &str) -> bool {
    let pieces = tag.split('"').collect::<Vec<_>>();
    let outside = pieces.iter().step_by(2);
    !tag.contains('\'') && pieces.len() % 2 == 1 && outside.take(pieces.len() / 2).all(|piece| piece.ends_with('='))
}

/// Whether every `&` begins one of the references that are in every mail.
fn has_common_references(html: &str) -> bool {
    let common = ["lt;", "gt;", "amp;", "quot;", "nbsp;", "#39;", "#x2019;"];
    html.split('&').skip(1).all(|piece| common.iter().any(|name| piece.starts_with(name)))
}

/// Nobody typed brackets or parentheses, so every link is one that the conversion made.
fn links_lead_to_the_web(markdown: &str) {
    for (at, _) in markdown.match_indices("](") {
        let address = markdown[at + 2..].to_ascii_lowercase();
        let is_known = ["http:", "https:", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme));
        assert!(is_known, "{markdown}");
    }
}

/// The words of a text without markup, as they are read: without what has no width and what is no character.
fn words(text: &str) -> String {
    let is_dropped = |c: char| is_mark(c) || c.is_control() && !"\n\r\t\u{c}".contains(c);
    let kept = text.chars().filter(|c| !is_dropped(*c)).collect::<String>();
    sanitize(&kept).split_whitespace().collect::<Vec<_>>().join(" ")
}
