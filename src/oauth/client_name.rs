//! What a client calls itself, fit to be shown. Anybody may call itself anything: it proves nothing.

/// Characters of a name, at most.
pub const MAX_LENGTH: usize = 200;

/// The name on one line, without characters that cannot be seen: controls, and those that turn the direction of text
/// so that `Claude` is read where something else stands. `None` if nothing is left, or more than [`MAX_LENGTH`].
pub fn shown(name: &str) -> Option<String> {
    let visible: String =
        name.chars().filter(|character| character.is_whitespace() || is_visible(*character)).collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let shown = words.join(" ");
    (!shown.is_empty() && shown.chars().count() <= MAX_LENGTH).then_some(shown)
}

/// Of Unicode's format characters (Cf) those that occur in text, fillers that look like nothing, and private use.
fn is_visible(character: char) -> bool {
    !character.is_control()
        && !matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}
