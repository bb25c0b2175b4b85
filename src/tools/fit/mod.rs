//! Making a result fit `MAX_RESULT_BYTES`: the length of the compact JSON of one form.
//!
//! An object is cut into units (`unit.rs`): fields, entries of objects, items of lists, chunks of long texts. A
//! piece (`piece.rs`) is something that an answer may show a stretch of: a head that always stands, a body and
//! units. An answer takes what fits, in order, and its cursor says where the next one goes on; so everything can
//! be reached, and what is repeated is bounded, so that each answer is for the most part new.

mod piece;
mod unit;

pub use piece::{Piece, Shown};
pub use unit::{UNIT, Unit, place, units};

use serde_json::{Map, Value};

/// Characters of a text at most; what was cut off is replaced by `…`.
pub fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some(_) => {
            let end = text.char_indices().nth(characters.saturating_sub(1)).map_or(0, |(at, _)| at);
            format!("{}…", text[..end].trim_end())
        }
    }
}

/// Characters of a text at most, cut at the end of a word where one ends nearby.
pub fn cut_words(text: &str, characters: usize) -> String {
    let cut = cut(text, characters);
    let Some(kept) = cut.strip_suffix('…').filter(|_| cut.len() < text.len()) else { return cut };
    let ends_a_word = text[kept.len()..].starts_with(char::is_whitespace);
    match kept.rfind(char::is_whitespace) {
        Some(end) if !ends_a_word && end * 2 > kept.len() => format!("{}…", kept[..end].trim_end()),
        _ => cut,
    }
}

/// Bytes of a value as compact JSON.
pub fn size(value: &Value) -> usize {
    match value {
        Value::Null => 4,
        Value::Bool(flag) => 5 - usize::from(*flag),
        Value::Number(number) => number.to_string().len(),
        Value::String(text) => text_size(text),
        Value::Array(items) => 1 + items.len().max(1) + items.iter().map(size).sum::<usize>(),
        Value::Object(fields) => {
            let content = fields.iter().map(|(key, value)| text_size(key) + 1 + size(value)).sum::<usize>();
            1 + fields.len().max(1) + content
        }
    }
}

/// Bytes of a text as a JSON string, quotes included.
pub fn text_size(text: &str) -> usize {
    2 + text.chars().map(character_size).sum::<usize>()
}

/// Bytes of a character inside a JSON string, as `serde_json` escapes it.
pub fn character_size(character: char) -> usize {
    match character {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => character.len_utf8(),
    }
}

/// Makes an object fit by leaving out what of it is too much, and says so. `id` and `url` come first.
pub fn shorten(object: &mut Value, bytes: usize) {
    const MARK: &str = "_shortened";
    let is_short = size(object) <= bytes;
    let Some(fields) = object.as_object_mut().filter(|_| !is_short) else { return };
    let mut ordered = Map::new();
    for name in ["id", "url"] {
        ordered.extend(fields.shift_remove_entry(name));
    }
    ordered.append(fields);
    let room = bytes.saturating_sub("{},".len() + MARK.len() + "\"\":true".len());
    place(&units(&ordered), 0, room, fields);
    fields.insert(MARK.to_owned(), Value::Bool(true));
}
