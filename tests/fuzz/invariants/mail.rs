//! What holds for mails: text that was typed, with histories quoted in the forms of mail programs.

use intercom_mcp::tools::render::html::{to_brief, to_line, to_markdown};

/// The first byte decides how a mail program wraps the lines that follow it. Whatever was typed before the first
/// quotation stays, every form has its bounds, and nothing is converted twice.
pub(crate) fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Some(form) = text.chars().next() else { return };
    let lines: Vec<String> = text[form.len_utf8()..].split('\n').map(escaped).collect();
    let html = match u32::from(form) % 6 {
        0 => lines.join("<br>"),
        1 => lines.iter().map(|line| format!("<p>{line}</p>")).collect(),
        2 => lines.iter().map(|line| format!("<div>{line}</div>")).collect(),
        3 => format!("<div>{}</div><div class=\"gmail_quote\">{}</div>", lines[0], lines[1..].join("<br>")),
        4 => format!("<div>{}</div><hr><div id=\"appendonsend\"></div>{}", lines[0], lines[1..].join("<br>")),
        _ => nested(&lines),
    };
    let markdown = to_markdown(&html);
    for text in [&markdown, &to_line(&html), &to_brief(&html)] {
        assert!(!text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "a control character: {text:?}");
        assert!(text.len() <= 100 * html.len() + 100, "{} bytes of {}", text.len(), html.len());
    }
    assert!(!markdown.starts_with('\n') && !markdown.ends_with('\n'), "{markdown:?}");
}

fn escaped(line: &str) -> String {
    line.replace('&', "&amp;").replace('<', "&lt;")
}

/// Lines that begin with `>` stand in a blockquote for each.
fn nested(lines: &[String]) -> String {
    let mut html = String::new();
    let mut depth = 0;
    for line in lines {
        let text = line.trim_start_matches(['>', ' ']);
        let wanted = line[..line.len() - text.len()].matches('>').count().min(60);
        (depth..wanted).for_each(|_| html.push_str("<blockquote type=\"cite\">"));
        (wanted..depth).for_each(|_| html.push_str("</blockquote>"));
        depth = wanted;
        html.push_str(text);
        html.push_str("<br>");
    }
    html
}
