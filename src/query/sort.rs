//! The order of results. Intercom documents it for contacts only, so a conversation page is checked.

use serde_json::Value as Json;

use super::{
    Error, ObjectType,
    candidate::values_at,
    error::nearest,
    field::{self, Field},
    subject::Form,
};

/// Which way results are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest or oldest first.
    Ascending,
    /// Largest or newest first.
    Descending,
}

/// An order by one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The key of the field, the same for every type that the query looks for.
    pub key: &'static str,
    /// Which way.
    pub order: Order,
}

impl Order {
    /// The name in a query.
    pub fn as_str(self) -> &'static str {
        match self {
            Order::Ascending => "asc",
            Order::Descending => "desc",
        }
    }

    /// The order of that name, short or long.
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "asc" | "ascending" => Some(Order::Ascending),
            "desc" | "descending" => Some(Order::Descending),
            _ => None,
        }
    }
}

impl Sort {
    /// An order by a date or a number that every searched type has.
    pub(super) fn by(object_type: Option<ObjectType>, name: &str, order: Order, form: Form) -> Result<Self, Error> {
        let kinds: &[ObjectType] = object_type.as_ref().map_or(&ObjectType::ALL, std::slice::from_ref);
        let sortable =
            |field: &Field| kinds.iter().all(|kind| field::named(*kind, field.key).is_some_and(Field::is_sortable));
        let fields = || field::all(kinds[0]).iter().filter(|field| sortable(field));
        if let Some(field) = field::named(kinds[0], name).filter(|field| sortable(field)) {
            return Ok(Self { key: field.key, order });
        }
        let error = Error::new(format!("`sort` takes a key whose values are dates or numbers; found `{name}`"));
        let key = nearest(name, fields().map(|field| field.key)).unwrap_or("created_at");
        let order = order.as_str();
        Err(error.hint(match form {
            Form::Query => format!("write `sort:{key}:{order}`"),
            Form::Arguments => format!("give `sort` a value such as `{key}:{order}`"),
        }))
    }

    /// Intercom's name of the field.
    pub(super) fn upstream(&self, object_type: ObjectType) -> &'static str {
        field::named(object_type, self.key).map_or(self.key, |field| field.upstream)
    }

    /// Whether objects of Intercom's JSON stand in this order. Those without a value may stand anywhere.
    pub fn followed_by(&self, object_type: ObjectType, objects: &[Json]) -> bool {
        let Some(field) = field::named(object_type, self.key) else { return true };
        let values: Vec<f64> = objects
            .iter()
            .filter_map(|object| values_at(object, field.path).first().and_then(|value| value.as_f64()))
            .collect();
        match self.order {
            Order::Ascending => values.is_sorted(),
            Order::Descending => values.iter().rev().is_sorted(),
        }
    }
}
