//! An object as a sequence of units, each small enough to find a place in any answer.

use serde_json::{Map, Value};

use super::{character_size, size, text_size};

/// Bytes of a unit's value, at most. The least `MAX_RESULT_BYTES` has room for two beside everything else.
pub const UNIT: usize = 1_000;
/// Bytes of a field's or an entry's name, at most: Intercom allows 190 characters.
const NAME: usize = 600;

/// A field, an entry of an object, an item of a list, or a stretch of one of these.
#[derive(Clone, Debug)]
pub struct Unit {
    field: String,
    place: Place,
    value: Value,
    stretch: Stretch,
}

#[derive(Clone, Debug)]
enum Place {
    Field,
    Entry(String),
    Item,
}

/// Whether the value goes on with what the unit before it has, and in which text.
#[derive(Clone, Debug)]
enum Stretch {
    /// A value of its own, or the beginning of one.
    Begins,
    /// The text goes on.
    Text,
    /// The text of this key goes on; all else is repeated.
    TextOf(String),
    /// The JSON of the value goes on; the last one makes it whole.
    Json { is_last: bool },
}

/// The units of an object, in its order.
pub fn units(fields: &Map<String, Value>) -> Vec<Unit> {
    fields.iter().flat_map(|(field, value)| field_units(field, value)).collect()
}

/// The units of one field.
pub(super) fn field_units(field: &str, value: &Value) -> Vec<Unit> {
    let mut units = Vec::new();
    match value {
        Value::Object(entries) => {
            for (index, (name, value)) in entries.iter().enumerate() {
                add(&mut units, field, &Place::Entry(bounded(name, index)), value);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| add(&mut units, field, &Place::Item, item)),
        _ => add(&mut units, field, &Place::Field, value),
    }
    units
}

/// A name that is not too long. What is cut off gives way to a number, so that no two become one.
fn bounded(name: &str, index: usize) -> String {
    if text_size(name) <= NAME {
        return name.to_owned();
    }
    let mut bytes = 0;
    let fits = |character: &char| {
        bytes += character_size(*character);
        bytes < NAME - 20
    };
    format!("{}… {index}", name.chars().take_while(fits).collect::<String>())
}

fn add(units: &mut Vec<Unit>, field: &str, place: &Place, value: &Value) {
    let field = bounded(field, 0);
    let mut push = |value, stretch| units.push(Unit { field: field.clone(), place: place.clone(), value, stretch });
    if size(value) <= UNIT {
        push(value.clone(), Stretch::Begins);
    } else {
        chunks(value).into_iter().for_each(|(value, stretch)| push(value, stretch));
    }
}

/// A value that is too long, in stretches; `…` stands where it was cut.
fn chunks(value: &Value) -> Vec<(Value, Stretch)> {
    let texts = |text: &str, limit| stretches(text, limit).into_iter().enumerate();
    if let Value::String(text) = value {
        let stretch = |index| if index == 0 { Stretch::Begins } else { Stretch::Text };
        return texts(text, UNIT).map(|(index, text)| (Value::String(text), stretch(index))).collect();
    }
    // A note with a long body stays a note: all else is repeated beside each stretch.
    if let Some((fields, key, text)) = longest_text(value) {
        let rest = size(value) - text_size(text);
        if rest < UNIT / 2 {
            let chunk = |(index, stretch)| {
                let mut fields = fields.clone();
                fields.insert(key.clone(), Value::String(stretch));
                (Value::Object(fields), if index == 0 { Stretch::Begins } else { Stretch::TextOf(key.clone()) })
            };
            return texts(text, UNIT - rest).map(chunk).collect();
        }
    }
    let stretches = stretches(&value.to_string(), UNIT);
    let last = stretches.len() - 1;
    let stretch = |index| if index == 0 { Stretch::Begins } else { Stretch::Json { is_last: index == last } };
    stretches.into_iter().enumerate().map(|(index, text)| (Value::String(text), stretch(index))).collect()
}

fn longest_text(value: &Value) -> Option<(&Map<String, Value>, &String, &str)> {
    let fields = value.as_object()?;
    let texts = fields.iter().filter_map(|(key, value)| Some((fields, key, value.as_str()?)));
    texts.max_by_key(|(_, _, text)| text.len())
}

fn stretches(text: &str, limit: usize) -> Vec<String> {
    const MARKS: usize = 2 + 2 * MARK.len_utf8();
    let mut stretches = Vec::new();
    let mut stretch = String::new();
    let mut bytes = MARKS;
    for character in text.chars() {
        if bytes + character_size(character) > limit {
            stretch.push(MARK);
            stretches.push(std::mem::replace(&mut stretch, MARK.to_string()));
            bytes = MARKS;
        }
        bytes += character_size(character);
        stretch.push(character);
    }
    stretches.push(stretch);
    stretches
}

/// Stands where a text was cut.
const MARK: char = '…';

/// Puts units from `from` on into `target` while they take no more than `room` bytes; tells which is the next and
/// how many bytes were taken. What of an object is in `target` already must end where `from` begins.
pub fn place(units: &[Unit], from: usize, room: usize, target: &mut Map<String, Value>) -> (usize, usize) {
    let mut taken = 0;
    for (index, unit) in units.iter().enumerate().skip(from) {
        let cost = unit.cost(target);
        if taken + cost > room {
            return (index, taken);
        }
        taken += cost;
        unit.put(target);
    }
    (units.len().max(from), taken)
}

impl Unit {
    /// Bytes that the unit adds to `target`, at most, commas and colons included.
    fn cost(&self, target: &mut Map<String, Value>) -> usize {
        if let Some((_, after)) = self.join(target) {
            return text_size(after);
        }
        let field = if target.contains_key(&self.field) { 0 } else { text_size(&self.field) + 4 };
        let name = match &self.place {
            Place::Entry(name) => text_size(name) + 2,
            Place::Field | Place::Item => 1,
        };
        field + name + size(&self.value)
    }

    fn put(&self, target: &mut Map<String, Value>) {
        if let Some((before, after)) = self.join(target) {
            if before.ends_with(MARK) {
                before.truncate(before.len() - MARK.len_utf8());
            }
            before.push_str(after.strip_prefix(MARK).unwrap_or(after));
            self.restore(target);
            return;
        }
        let value = self.value.clone();
        match &self.place {
            Place::Field => {
                target.insert(self.field.clone(), value);
            }
            Place::Item => {
                let list = target.entry(self.field.as_str()).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(items) = list {
                    items.push(value);
                }
            }
            Place::Entry(name) => {
                let entries = target.entry(self.field.as_str()).or_insert_with(|| Value::Object(Map::new()));
                if let Value::Object(entries) = entries {
                    entries.insert(name.clone(), value);
                }
            }
        }
    }

    /// The text in `target` that goes on here, and how.
    fn join<'t>(&'t self, target: &'t mut Map<String, Value>) -> Option<(&'t mut String, &'t str)> {
        let (before, after) = match &self.stretch {
            Stretch::Begins => return None,
            Stretch::Text | Stretch::Json { .. } => (self.slot(target)?, &self.value),
            Stretch::TextOf(key) => (self.slot(target)?.get_mut(key)?, self.value.get(key)?),
        };
        match before {
            Value::String(before) => Some((before, after.as_str()?)),
            _ => None,
        }
    }

    /// Where in `target` the stretch before this one is, if it is there.
    fn slot<'t>(&self, target: &'t mut Map<String, Value>) -> Option<&'t mut Value> {
        let field = target.get_mut(&self.field)?;
        match &self.place {
            Place::Field => Some(field),
            Place::Entry(name) => field.get_mut(name),
            Place::Item => field.as_array_mut()?.last_mut(),
        }
    }

    /// A value whose JSON is there from end to end is itself again, which is shorter than its JSON as a text.
    fn restore(&self, target: &mut Map<String, Value>) {
        if !matches!(self.stretch, Stretch::Json { is_last: true }) {
            return;
        }
        let Some(slot) = self.slot(target) else { return };
        if let Some(whole) = slot.as_str().and_then(|text| serde_json::from_str(text).ok()) {
            *slot = whole;
        }
    }
}
