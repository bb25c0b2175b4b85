//! The order of a search's results.

use std::cmp::Ordering;

use serde_json::Value;

use super::field::{Field, Found, Searchable};
use crate::simulator::{error::Refusal, model::Workspace, version::Version};

/// A field and a direction.
pub(in crate::simulator) struct Sort<T> {
    field: Field<T>,
    ascending: bool,
}

/// What an object is sorted by; unset values come last in either direction.
enum Key {
    Number(f64),
    Text(String),
    Unset,
}

impl<T: Searchable> Sort<T> {
    pub(in crate::simulator) fn by(
        workspace: &Workspace,
        field: &str,
        ascending: bool,
        version: Version,
    ) -> Result<Self, Refusal> {
        let field = Field::named(workspace, field, version).ok_or_else(|| Refusal::invalid_field(field))?;
        Ok(Self { field, ascending })
    }

    /// Reads `sort`, which names a field (default `created_at`) and an order (default `descending`).
    pub(in crate::simulator) fn parse(workspace: &Workspace, sort: &Value, version: Version) -> Result<Self, Refusal> {
        let Value::Object(sort) = sort else {
            return Err(Refusal::parameter_invalid("sort must be an object with field and order"));
        };
        let ascending = match sort.get("order") {
            None | Some(Value::Null) => false,
            Some(Value::String(order)) if order == "ascending" => true,
            Some(Value::String(order)) if order == "descending" => false,
            Some(Value::String(order)) => return Err(Refusal::invalid_sort_order(order)),
            Some(other) => return Err(Refusal::invalid_sort_order(&other.to_string())),
        };
        let field = match sort.get("field") {
            None | Some(Value::Null) => "created_at",
            Some(Value::String(field)) => field,
            Some(_) => return Err(Refusal::parameter_invalid("sort.field must be a string")),
        };
        Self::by(workspace, field, ascending, version)
    }

    /// Puts indexes of `objects` in order; equal ones keep the order of their indexes, in the same direction.
    pub(in crate::simulator) fn order(&self, workspace: &Workspace, objects: &[T], indexes: &[u32]) -> Vec<u32> {
        let key = |index: u32| self.key(workspace, &objects[index as usize]);
        let numbers = indexes.iter().map(|index| match key(*index) {
            Key::Number(number) => Some((Some(number), *index)),
            Key::Unset => Some((None, *index)),
            Key::Text(_) => None,
        });
        // Numbers are what nearly every search sorts by, and they are sorted much faster than keys of either kind.
        if let Some(numbers) = numbers.collect::<Option<Vec<_>>>() {
            return arrange(numbers, self.ascending);
        }
        let texts = indexes.iter().map(|index| match key(*index) {
            Key::Text(text) => (Some(text), *index),
            Key::Number(_) | Key::Unset => (None, *index),
        });
        arrange(texts.collect(), self.ascending)
    }

    /// The number that an object is sorted by, in milliseconds as Intercom's cursors carry it; 0 for what is none.
    pub(in crate::simulator) fn milliseconds(&self, workspace: &Workspace, object: &T) -> i64 {
        match self.key(workspace, object) {
            #[expect(clippy::cast_possible_truncation, reason = "a moment in milliseconds is a whole number")]
            Key::Number(seconds) => (seconds * 1000.0) as i64,
            Key::Text(_) | Key::Unset => 0,
        }
    }

    fn key(&self, workspace: &Workspace, object: &T) -> Key {
        match self.field.read(workspace, object) {
            Found::Unset => Key::Unset,
            Found::Nobody => Key::Number(0.0),
            Found::Number(number) => Key::Number(number),
            Found::Boolean(value) => Key::Number(f64::from(u8::from(value))),
            Found::Text(text) => Key::Text(text.to_lowercase()),
            Found::Texts(texts) => texts.first().map_or(Key::Unset, |text| Key::Text(text.to_lowercase())),
        }
    }
}

/// Sorts by key, unset ones last, then by index.
fn arrange<K: PartialOrd>(mut keyed: Vec<(Option<K>, u32)>, ascending: bool) -> Vec<u32> {
    keyed.sort_unstable_by(|(left, left_index), (right, right_index)| {
        let unset_last = left.is_none().cmp(&right.is_none());
        let by_key = left.partial_cmp(right).unwrap_or(Ordering::Equal).then(left_index.cmp(right_index));
        unset_last.then(if ascending { by_key } else { by_key.reverse() })
    });
    keyed.into_iter().map(|(_, index)| index).collect()
}
