//! A body in brief, for lists: of the few characters that are shown, all should say something.

use std::borrow::Cow;

use super::{clean, is_bare, markdown, quotes, visible};
use crate::compute::Stop;

/// Characters of a line that greets or takes leave, at most.
const COURTESY: usize = 40;
/// Characters of a line within a signature, at most.
const SIGNATURE: usize = 60;
/// Characters of an address that is shown as it was typed, at most.
const ADDRESS: usize = 40;

/// As [`super::to_brief`] says, of a body without what nobody sees.
pub(super) fn convert(html: &str) -> String {
    let converted = || visible(quotes::drop(&markdown::convert(clean::lines_only(html), &Stop::default())), html);
    let text = if is_bare(html) { html.to_owned() } else { converted() };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    let own = without_courtesies(&lines).iter().flat_map(|line| line.split_whitespace());
    own.map(short_address).collect::<Vec<_>>().join(" ")
}

/// The lines between `Hello team,` and `Best regards,`, as long as there are any.
fn without_courtesies<'a, 'b>(lines: &'a [&'b str]) -> &'a [&'b str] {
    let is_courtesy = |line: &str| line.ends_with(',') && is_within(line, COURTESY);
    let begin = usize::from(lines.len() > 1 && is_courtesy(lines[0]));
    let last_long = lines.iter().rposition(|line| !is_within(line, SIGNATURE)).unwrap_or(0);
    // Mail clients put a line of two dashes before a signature.
    let is_end = |at: &usize| lines[*at] == "--" || *at >= last_long && is_courtesy(lines[*at]);
    let end = (begin + 1..lines.len()).find(is_end).unwrap_or(lines.len());
    &lines[begin..end]
}

fn is_within(line: &str, characters: usize) -> bool {
    line.chars().nth(characters).is_none()
}

/// A long web address, typed as text, as the host it leads to.
fn short_address(word: &str) -> Cow<'_, str> {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    match rest.and_then(|rest| rest.split_once(['/', '?', '#'])) {
        Some((host, _)) if !is_within(word, ADDRESS) && !host.is_empty() => Cow::Owned(format!("{host}/…")),
        _ => Cow::Borrowed(word),
    }
}
