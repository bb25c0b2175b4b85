//! Something that an answer may show a stretch of: a part, a source.

use serde_json::{Map, Value};

use super::{Unit, character_size, place, size, text_size, unit::field_units};

/// Bytes of a head, at most: it is repeated in every answer that shows a stretch.
const HEAD: usize = 600;
/// Bytes of `"body":"",` and of the mark that says which characters it shows.
const BODY: usize = 80;

/// A head that stands in every answer, a body, and units after it.
///
/// A position in it is a count: characters of the body first, then units.
#[derive(Clone, Debug)]
pub struct Piece {
    head: Map<String, Value>,
    body: String,
    characters: usize,
    rest: Vec<Unit>,
}

/// A stretch of a piece, as an answer shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The object.
    pub object: Map<String, Value>,
    /// Where the next stretch begins.
    pub to: usize,
    /// Bytes of the object as compact JSON, at most, and of a comma.
    pub bytes: usize,
}

impl Piece {
    /// A piece of these fields, a Markdown body, and files. A field is in the head or, where that would become too
    /// long, follows the body; it is never in both.
    pub fn new(fields: &Map<String, Value>, body: String, attachments: Vec<Value>) -> Self {
        let mut head = Map::new();
        let mut rest = field_units("attachments", &Value::Array(attachments));
        let mut bytes = 1;
        for (field, value) in fields {
            let cost = text_size(field) + size(value) + 2;
            if bytes + cost > HEAD {
                rest.extend(field_units(field, value));
            } else {
                bytes += cost;
                head.insert(field.clone(), value.clone());
            }
        }
        Self { head, characters: body.chars().count(), body, rest }
    }

    /// The position behind everything.
    pub fn end(&self) -> usize {
        self.characters + self.rest.len()
    }

    /// What fits into `room` bytes from position `from` on; `None` if that is nothing.
    pub fn show(&self, from: usize, room: usize) -> Option<Shown> {
        let mut object = self.head.clone();
        let mut bytes = size(&Value::Object(self.head.clone())) + 1;
        let mut to = from;
        if from < self.characters {
            let body = self.stretch(from, room.checked_sub(bytes + BODY)?);
            let count = body.chars().count();
            if count == 0 {
                return None;
            }
            to += count;
            bytes += text_size(&body) + "\"body\":,".len();
            object.insert("body".to_owned(), Value::String(body));
            if count < self.characters {
                let mark = format!("characters {} to {to} of {}", from + 1, self.characters);
                bytes += text_size(&mark) + "\"body_shown\":,".len();
                object.insert("body_shown".to_owned(), Value::String(mark));
            }
        }
        if to >= self.characters {
            let (next, taken) = place(&self.rest, to - self.characters, room.checked_sub(bytes)?, &mut object);
            to = self.characters + next;
            bytes += taken;
        }
        (bytes <= room && (to > from || from >= self.end())).then_some(Shown { object, to, bytes })
    }

    fn stretch(&self, from: usize, room: usize) -> String {
        let mut taken = 2;
        let fits = |character: &char| {
            taken += character_size(*character);
            taken <= room
        };
        self.body.chars().skip(from).take_while(fits).collect()
    }
}
