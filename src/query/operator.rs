//! The operators that a term may name.

use std::fmt;

/// How a term compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Equal; the default.
    Eq,
    /// Not equal, or not set.
    Neq,
    /// Greater than; with a day, after it.
    Gt,
    /// Greater or equal; with a day, from its start.
    Gte,
    /// Less than; with a day, before it.
    Lt,
    /// Less or equal; with a day, to its end.
    Lte,
    /// Equal to one of a list.
    In,
    /// Equal to none of a list, or not set.
    Nin,
    /// Contains.
    Contains,
    /// Does not contain, or not set.
    NotContains,
    /// Starts with.
    StartsWith,
    /// Ends with.
    EndsWith,
    /// Is set (`true`) or not (`false`).
    Exists,
}

impl Operator {
    /// Every operator, with the name that is printed first among those that are read.
    const NAMES: [(Operator, &'static [&'static str]); 13] = [
        (Operator::Eq, &["eq", "=", "=="]),
        (Operator::Neq, &["neq", "!=", "ne"]),
        (Operator::Gt, &["gt", ">"]),
        (Operator::Gte, &["gte", ">="]),
        (Operator::Lt, &["lt", "<"]),
        (Operator::Lte, &["lte", "<="]),
        (Operator::In, &["in"]),
        (Operator::Nin, &["nin", "not_in"]),
        (Operator::Contains, &["contains", "~"]),
        (Operator::NotContains, &["not_contains", "!~"]),
        (Operator::StartsWith, &["starts_with", "^"]),
        (Operator::EndsWith, &["ends_with", "$"]),
        (Operator::Exists, &["exists"]),
    ];

    /// The name in a query.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(operator, _)| *operator == self).map_or("eq", |(_, names)| names[0])
    }

    /// The operator of that name, in any case; Intercom's signs and HubSpot's `not_in` are taken too.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Self::NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(operator, _)| *operator)
    }

    /// Every name that a query may use, without the signs.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().map(|(_, names)| names[0])
    }

    /// Whether it takes a comma-separated list.
    pub fn takes_list(self) -> bool {
        matches!(self, Operator::In | Operator::Nin)
    }

    /// Whether it compares by size.
    pub fn is_ordering(self) -> bool {
        matches!(self, Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
