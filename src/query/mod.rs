//! The query language of `search`: `key:value` and `key:operator:value`, joined by AND.
//!
//! ```text
//! query    = { term | control | text | "AND" }          separated by white space
//! term     = key ":" [ operator ":" ] value             `state:open`, `created_at:gte:2026-01-31`
//! control  = ( "object_type" | "q" | "sort" | "limit" | "starting_after" ) ":" value
//! key      = name | "custom_attributes." ( name | quoted )
//! operator = "eq" | "neq" | "gt" | "gte" | "lt" | "lte" | "in" | "nin" | "contains" | "not_contains"
//!          | "starts_with" | "ends_with" | "exists"
//! value    = bare | quoted ; with "in" and "nin" a list: value { "," value }
//! quoted   = '"' … '"' | "'" … "'"                      `\` takes the next character as it stands
//! text     = bare | quoted                              free text: every word, a quoted phrase as a whole
//! ```
//!
//! A query in which no key is known, and that has no `object_type`, is free text as a whole.
//! [`field`] holds the keys; [`lower()`] makes Intercom's search request of a query, and [`Refinement`]
//! checks here what Intercom cannot search exactly. docs/query-language.md is written for users.

pub mod bounds;
mod candidate;
mod check;
mod date;
mod error;
pub mod field;
mod id;
pub mod lower;
mod operator;
mod parser;
mod print;
mod refinement;
mod scanner;
mod slip;
mod sort;
mod subject;
mod term;
mod text;
mod value;

pub use date::{Date, Unit};
pub use error::{Error, Span, nearest};
pub use lower::{LowerSettings, Lowered, lower};
pub use operator::Operator;
pub use parser::{parse, parse_counted};
pub use refinement::Refinement;
pub use sort::{Order, Sort};
pub use term::{Key, Term};
pub use text::{plain_text, plain_text_until};
pub use value::Value;

use subject::Form;

/// Results of a page where a query does not say.
pub const DEFAULT_LIMIT: u32 = 20;
/// Results of a page, at most.
pub const MAX_LIMIT: u32 = 150;

/// What a query looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjectType {
    /// Conversations.
    Conversation,
    /// Contacts.
    Contact,
}

impl ObjectType {
    /// Both, in the order in which results of a search in both are given.
    pub const ALL: [ObjectType; 2] = [ObjectType::Conversation, ObjectType::Contact];

    /// The name in a query.
    pub fn as_str(self) -> &'static str {
        match self {
            ObjectType::Conversation => "conversations",
            ObjectType::Contact => "contacts",
        }
    }
}

/// A query. Equality ignores where in a text its parts stood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// What to look for; `None` only if there are no terms.
    pub object_type: Option<ObjectType>,
    /// The conditions, all of which must hold.
    pub terms: Vec<Term>,
    /// Words and phrases, all of which must be found.
    pub text: Vec<String>,
    /// In which order.
    pub sort: Option<Sort>,
    /// Results of a page, 1 to [`MAX_LIMIT`].
    pub limit: Option<u32>,
    /// Where to go on, as an earlier answer gave it.
    pub starting_after: Option<String>,
}

impl Query {
    /// A query for every object of a type, to which [`Query::push`] adds conditions.
    pub fn new(object_type: ObjectType) -> Self {
        Self { object_type: Some(object_type), ..Self::default() }
    }

    /// The types that it looks for: one, or both for free text alone.
    pub fn kinds(&self) -> &[ObjectType] {
        match self.object_type {
            Some(ObjectType::Conversation) => &ObjectType::ALL[..1],
            Some(ObjectType::Contact) => &ObjectType::ALL[1..],
            None => &ObjectType::ALL,
        }
    }

    /// Whether nothing narrows it down: neither a condition nor free text.
    pub fn is_unconditional(&self) -> bool {
        self.terms.is_empty() && self.text.is_empty()
    }

    /// Whether a relative date makes its meaning depend on now. Intercom's cursors belong to one search request,
    /// so every page of such a query must be lowered with the `now` of its first page.
    pub fn depends_on_now(&self) -> bool {
        let mut values = self.terms.iter().flat_map(|term| &term.values);
        values.any(|value| matches!(value, Value::Date(Date::Ago(..))))
    }

    /// Intercom's names of the fields that it asks about or sorts by, for whoever shows what was asked for.
    pub fn fields(&self) -> Vec<String> {
        let asked = self.terms.iter().map(|term| match &term.key {
            Key::Field(field) => field.upstream.to_owned(),
            Key::CustomAttribute(name) => format!("{}{name}", term::CUSTOM_ATTRIBUTES),
        });
        let sorted = self.sort.iter().map(|sort| sort.upstream(self.kinds()[0]).to_owned());
        asked.chain(sorted).collect()
    }

    /// The limit that is asked for, or the default.
    pub fn limit_or_default(&self) -> u32 {
        self.limit.unwrap_or(DEFAULT_LIMIT)
    }

    /// Adds a condition, read and checked as if it stood in a query, without quotes; a string that looks like
    /// a number or date stays a string only for keys of strings. `values` has one element, or several with
    /// `in` and `nin`. Errors speak of the key and have no place.
    pub fn push(&mut self, key: &str, operator: Operator, values: Vec<String>) -> Result<(), Error> {
        bounds::check_conditions(self.terms.len())?;
        let term = Term::build(self.object_type.unwrap_or(ObjectType::Conversation), key, operator, &values)?;
        self.terms.push(term);
        Ok(())
    }

    /// Adds a condition on a contact's custom attribute; JSON tells the type of its values. Strings stay
    /// strings; only where the operator compares by size they are read as dates.
    pub fn push_custom_attribute(
        &mut self,
        name: &str,
        operator: Operator,
        values: &[serde_json::Value],
    ) -> Result<(), Error> {
        bounds::check_conditions(self.terms.len())?;
        let term = Term::custom(self.object_type.unwrap_or(ObjectType::Contact), name, operator, values)?;
        self.terms.push(term);
        Ok(())
    }

    /// Adds free text: a phrase that must be found as a whole. Nothing is added if it has no visible character.
    pub fn push_phrase(&mut self, phrase: &str) {
        if !phrase.trim().is_empty() {
            self.text.push(phrase.trim().to_owned());
        }
    }

    /// Sets the order, by any key that `sort:` takes.
    pub fn sort_by(&mut self, key: &str, order: Order) -> Result<(), Error> {
        self.sort = Some(Sort::by(self.object_type, key, order, Form::Arguments)?);
        Ok(())
    }
}
