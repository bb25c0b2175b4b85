//! Search requests and their pages (OpenAPI schemas `search_request`, `cursor_pages`).

use serde::Serialize;
use serde_json::{Value, value::RawValue};

/// Filters in one AND or OR group, at most (OpenAPI, `/conversations/search`).
pub const MAX_FILTERS: usize = 15;
/// Groups within groups, at most.
pub const MAX_DEPTH: usize = 2;
/// Items of a page, at most.
pub const MAX_PER_PAGE: u32 = 150;

/// The body of `POST /conversations/search` and `POST /contacts/search`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchRequest {
    /// What to look for.
    pub query: Filter,
    /// How much, and from where.
    pub pagination: Pagination,
    /// In which order; Intercom's own when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort>,
}

/// A single filter, or a group of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Filter {
    /// One condition on one field.
    Single {
        /// Intercom's name, such as `source.body`.
        field: String,
        /// How to compare.
        operator: Operator,
        /// With what: a string, a number of any kind, a boolean, a list, or null.
        value: Value,
    },
    /// Conditions joined.
    Group {
        /// By what.
        operator: Junction,
        /// The conditions.
        value: Vec<Filter>,
    },
}

/// What joins a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Junction {
    /// All must hold.
    And,
    /// One must hold.
    Or,
}

/// Intercom's operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Operator {
    /// Equal; on `source.body`, one whole word.
    #[serde(rename = "=")]
    Equal,
    /// Not equal.
    #[serde(rename = "!=")]
    NotEqual,
    /// One of a list.
    #[serde(rename = "IN")]
    In,
    /// None of a list.
    #[serde(rename = "NIN")]
    NotIn,
    /// Less; Intercom's text says "(or equal)".
    #[serde(rename = "<")]
    Less,
    /// Greater; Intercom's text says "(or equal)".
    #[serde(rename = ">")]
    Greater,
    /// Contains.
    #[serde(rename = "~")]
    Contains,
    /// Does not contain.
    #[serde(rename = "!~")]
    NotContains,
    /// Starts with.
    #[serde(rename = "^")]
    StartsWith,
    /// Ends with.
    #[serde(rename = "$")]
    EndsWith,
}

/// How much, and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pagination {
    /// Items of a page, 1 to [`MAX_PER_PAGE`].
    pub per_page: u32,
    /// Intercom's cursor, as an earlier page gave it for the same query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_after: Option<String>,
}

/// An order. Documented for contacts only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sort {
    /// Intercom's name of the field.
    pub field: String,
    /// Which way.
    pub order: Order,
}

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A page of results.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What was found, in Intercom's order.
    pub items: Vec<Item<T>>,
    /// How many match in all, as Intercom says.
    pub total_count: u64,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// One result: as the tools read it, and as Intercom wrote it (for refinement by any field).
#[derive(Clone, Debug)]
pub struct Item<T> {
    /// The typed object.
    pub object: T,
    /// The object's own JSON.
    pub raw: Box<RawValue>,
    /// What its call holds for it, in bytes of memory.
    pub held: usize,
}
