//! Quoted history of earlier mails, folded into a line that counts it.
//!
//! A mail client repeats below each answer all that was said before, which Intercom holds as parts of their
//! own. Recognized are the elements that clients put around it (`element.rs` has left marks there), lines that
//! begin with `>`, `On … wrote:` in the languages of Intercom's customers, `-----Original Message-----`, and
//! Outlook's block of `From:`, `Sent:`, `To:`. A forwarded mail is the message itself and stays.

use super::{mark, markdown::reveal};

/// How a line that announces a quoted mail begins and ends, in lower case.
const ATTRIBUTIONS: &[(&str, &str)] = &[
    ("on ", "wrote:"),
    ("am ", ":"),
    ("le ", "écrit :"),
    ("le ", "écrit:"),
    ("el ", "escribió:"),
    ("il ", "ha scritto:"),
    ("em ", "escreveu:"),
    ("op ", "schreef"),
    ("den ", "skrev"),
];
const SEPARATORS: &[&str] = &["original message", "ursprüngliche nachricht", "message d'origine", "mensaje original"];
const FORWARDS: &[&str] =
    &["forwarded message", "begin forwarded", "weitergeleitete nachricht", "message transféré", "mensaje reenviado"];
const FROM: &[&str] = &["from:", "von:", "de :", "de:", "da:", "van:", "från:", "fra:"];
const SENT: &[&str] = &[
    "sent:",
    "date:",
    "gesendet:",
    "datum:",
    "envoyé :",
    "envoyé:",
    "enviado:",
    "fecha:",
    "inviato:",
    "verzonden:",
    "skickat:",
    "sendt:",
    "enviada em:",
];
/// An announcement is no longer than this, in bytes.
const ATTRIBUTION_LENGTH: usize = 300;

struct Line<'a> {
    text: &'a str,
    /// As it reads, in lower case, without markup at its ends; empty for long lines, which announce nothing.
    key: String,
    quoted: bool,
}

/// The text with each stretch of quoted history as one line; revealed, without marks. Text that is nothing but
/// history stays as it is.
pub(super) fn fold(markdown: &str) -> String {
    edit(markdown, true)
}

/// The text without quoted history, and without a line that counts it.
pub(super) fn drop(markdown: &str) -> String {
    edit(markdown, false)
}

fn edit(markdown: &str, counted: bool) -> String {
    let mut lines = read(markdown);
    if !lines.iter().any(|line| line.quoted) && lines.iter().all(|line| line.key.is_empty()) {
        return reveal(markdown);
    }
    flag_announced(&mut lines);
    flag_angles(&mut lines);
    flag_announcements(&mut lines);
    if lines.iter().all(|line| line.quoted || reveal(line.text).trim().is_empty()) {
        return reveal(markdown).trim().to_owned();
    }
    write(&lines, counted)
}

/// Cuts into lines and flags those between marks.
fn read(markdown: &str) -> Vec<Line<'_>> {
    let (mut depth, mut forwarded) = (0_usize, false);
    let mut lines = Vec::new();
    for text in markdown.lines() {
        let key = key(text);
        forwarded |= FORWARDS.iter().any(|words| key.contains(words));
        let mut quoted = depth > 0;
        for character in text.chars() {
            match character {
                mark::QUOTE => depth = depth.saturating_add(1),
                mark::QUOTE_REST => depth = usize::MAX / 2,
                mark::QUOTE_END => depth = depth.saturating_sub(1),
                _ => continue,
            }
            quoted = true;
        }
        lines.push(Line { text, key, quoted: quoted && !forwarded });
    }
    lines
}

fn key(text: &str) -> String {
    if text.len() > ATTRIBUTION_LENGTH {
        return String::new();
    }
    let text = reveal(text);
    text.trim_matches(|character: char| character.is_whitespace() || matches!(character, '>' | '*' | '-' | '_'))
        .replace("**", "")
        .to_lowercase()
}

/// What follows `-----Original Message-----`, or a block of `From:` and `Sent:`, is history to its end.
fn flag_announced(lines: &mut [Line<'_>]) {
    let begin = (0..lines.len()).find(|&at| {
        let key = &lines[at].key;
        FORWARDS.iter().any(|words| key.contains(words))
            || SEPARATORS.iter().any(|words| key == words)
            || is_header(lines, at)
    });
    let Some(begin) = begin else { return };
    if FORWARDS.iter().any(|words| lines[begin].key.contains(words)) {
        return;
    }
    lines[begin..].iter_mut().for_each(|line| line.quoted = true);
}

fn is_header(lines: &[Line<'_>], at: usize) -> bool {
    FROM.iter().any(|word| lines[at].key.starts_with(word))
        && lines[at + 1..]
            .iter()
            .filter(|line| !line.key.is_empty())
            .take(2)
            .any(|line| SENT.iter().any(|word| line.key.starts_with(word)))
}

/// Lines that begin with a typed `>`: history if there are several, or if they were announced.
fn flag_angles(lines: &mut [Line<'_>]) {
    let mut at = 0;
    while at < lines.len() {
        let length = lines[at..].iter().take_while(|line| line.text.trim_start().starts_with(mark::GREATER)).count();
        if length > 1 || (length == 1 && announcement_before(lines, at).is_some()) {
            lines[at..at + length].iter_mut().for_each(|line| line.quoted = true);
        }
        at += length.max(1);
    }
}

/// `On … wrote:` before history belongs to it; with nothing marked behind it, all that follows is history.
fn flag_announcements(lines: &mut [Line<'_>]) {
    for at in 0..lines.len() {
        let Some(length) = announcement(lines, at) else { continue };
        let next = lines[at + length..].iter().position(|line| !line.key.is_empty());
        let end = match next.map(|distance| at + length + distance) {
            Some(next) if lines[next].quoted => next,
            _ => lines.len(),
        };
        lines[at..end].iter_mut().for_each(|line| line.quoted = true);
        if end == lines.len() {
            return;
        }
    }
}

/// The lines that `On … wrote:` takes, one or two, if it begins here. A date has digits.
fn announcement(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let key = &lines[at].key;
    let (_, end) = ATTRIBUTIONS.iter().find(|(begin, end)| {
        key.starts_with(begin) && (*end != ":" || key.contains("schrieb"))
            || (*end == ":"
                && key.starts_with(begin)
                && lines.get(at + 1).is_some_and(|next| next.key.contains("schrieb")))
    })?;
    if !key.contains(|character: char| character.is_ascii_digit()) {
        return None;
    }
    let ends = |line: &Line<'_>| line.key.ends_with(end) || line.key.ends_with(&format!("{end}:"));
    if ends(&lines[at]) {
        return Some(1);
    }
    (lines.get(at + 1).is_some_and(ends)).then_some(2)
}

fn announcement_before(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let last = (0..at).rev().take(2).find(|&before| !lines[before].key.is_empty())?;
    (last.saturating_sub(1)..=last)
        .find(|&begin| announcement(lines, begin).is_some_and(|length| begin + length > last))
}

fn write(lines: &[Line<'_>], counted: bool) -> String {
    let mut text = String::new();
    let mut at = 0;
    while at < lines.len() {
        if !lines[at].quoted {
            text.push_str(&reveal(lines[at].text));
            text.push('\n');
            at += 1;
            continue;
        }
        // A blank line between two stretches does not part them.
        let mut end = at;
        while lines.get(end).is_some_and(|line| line.quoted || line.key.is_empty() && !has_text(line)) {
            end += 1;
        }
        let characters = lines[at..end].iter().map(|line| reveal(line.text).trim().chars().count()).sum::<usize>();
        if characters > 0 && counted {
            let messages = (at..end).filter(|&line| begins_message(lines, line)).count().max(1);
            let blank = if text.is_empty() || text.ends_with("\n\n") { "" } else { "\n" };
            text.push_str(&format!("{blank}[quoted earlier messages: {messages}, {characters} characters]\n\n"));
        }
        at = end;
    }
    text.trim().to_owned()
}

fn has_text(line: &Line<'_>) -> bool {
    !reveal(line.text).trim().is_empty()
}

fn begins_message(lines: &[Line<'_>], at: usize) -> bool {
    announcement(lines, at).is_some() || is_header(lines, at)
}
