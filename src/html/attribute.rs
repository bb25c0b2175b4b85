//! Attributes of a start tag, as the tokenizer of the HTML standard would read them (13.2.5.32 to 13.2.5.40).

/// Takes one attribute off the text between a tag's name and its `>`: its name as written, and its value with its
/// character references as they are.
pub fn next<'a>(rest: &mut &'a str) -> Option<(&'a str, &'a str)> {
    let text = rest.trim_start_matches(|character: char| character.is_ascii_whitespace() || character == '/');
    if text.is_empty() {
        return None;
    }
    // A `=` in the first place belongs to the name, says the standard.
    let end = text.char_indices().skip(1).find(|(_, c)| c.is_ascii_whitespace() || matches!(c, '=' | '/'));
    let (name, after) = text.split_at(end.map_or(text.len(), |(at, _)| at));
    let Some(value) = after.trim_ascii_start().strip_prefix('=') else {
        *rest = after;
        return Some((name, ""));
    };
    let value = value.trim_ascii_start();
    let (value, after) = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
        _ => value.split_at(value.find(|character: char| character.is_ascii_whitespace()).unwrap_or(value.len())),
    };
    *rest = after;
    Some((name, value))
}
