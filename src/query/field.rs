//! The table: object type × key → Intercom's field, its kind, and where its value lies in Intercom's JSON.
//!
//! Rows are the searchable fields of API 2.16 (`POST /conversations/search`, `POST /contacts/search`).
//! A key is Intercom's name with dots as underscores, as in the vendor's own query language; the dotted
//! name is read too. The kind decides which operators a term may use and which Intercom is sent.

mod contact;
mod conversation;

use super::{ObjectType, Operator};
use Operator::{Contains, EndsWith, Eq, Exists, Gt, Gte, In, Lt, Lte, Neq, Nin, NotContains, StartsWith};

/// One searchable field.
#[derive(Debug)]
pub struct Field {
    /// The key in a query.
    pub key: &'static str,
    /// Intercom's name of the field.
    pub upstream: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Where its value lies in the objects that a search returns.
    pub path: Path,
    /// Other names that are read as this key.
    pub aliases: &'static [&'static str],
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string, compared without regard to case.
    Text,
    /// A body: Intercom searches it word by word.
    Words,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// Unix seconds.
    Date,
    /// An identifier.
    Id(IdOf),
    /// A teammate's or team's identifier, an integer upstream, where 0 means nobody.
    Assignee,
    /// A tag's identifier on a contact: Intercom takes `=` and `!=` only.
    Tag,
    /// One of these strings.
    Enum(&'static [&'static str]),
    /// A priority: those of API 2.16, and the two of older versions.
    Priority,
}

/// What an identifier is the identifier of, which decides its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdOf {
    /// A contact; among authors, also a teammate.
    Contact,
    /// A conversation.
    Conversation,
    /// A message, whose ids have the form of its channel.
    Message,
    /// A segment of contacts.
    Segment,
    /// A tag.
    Tag,
    /// A teammate or a team.
    Teammate,
}

/// Where the value of a field lies in Intercom's JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// At this dotted path; `[]` after a name means every element of that list.
    At(&'static str),
    /// In `email_domain`, or after the `@` of `email`.
    EmailDomain,
    /// Nowhere, or not completely: such a field can only be asked of Intercom.
    Unknown,
}

/// The priorities of API 2.16.
pub const PRIORITIES: &[&str] = &["none", "low", "medium", "high", "urgent"];

impl Field {
    const fn new(key: &'static str, upstream: &'static str, kind: Kind, path: Path) -> Self {
        Self { key, upstream, kind, path, aliases: &[] }
    }

    const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// The operators that a term on this field may use.
    pub fn operators(&self, object_type: ObjectType) -> &'static [Operator] {
        let of_contact = object_type == ObjectType::Contact;
        match self.kind {
            Kind::Text if of_contact => &[Eq, Neq, In, Nin, Contains, NotContains, StartsWith, EndsWith, Exists],
            Kind::Text | Kind::Words => &[Eq, Neq, In, Nin, Contains, NotContains, StartsWith, EndsWith],
            Kind::Date if of_contact => &[Eq, Neq, Gt, Gte, Lt, Lte, In, Nin, Exists],
            Kind::Date | Kind::Integer => &[Eq, Neq, Gt, Gte, Lt, Lte, In, Nin],
            Kind::Boolean => &[Eq, Neq],
            Kind::Assignee => &[Eq, Neq, In, Nin, Exists],
            Kind::Id(_) if of_contact && self.path != Path::Unknown && self.key != "id" => &[Eq, Neq, In, Nin, Exists],
            Kind::Id(_) | Kind::Tag | Kind::Enum(_) | Kind::Priority => &[Eq, Neq, In, Nin],
        }
    }

    /// Whether `sort:` may name it.
    pub fn is_sortable(&self) -> bool {
        matches!(self.kind, Kind::Date | Kind::Integer) && self.path != Path::Unknown
    }
}

/// The operators of `custom_attributes.<name>`, whose type only the workspace knows.
pub const CUSTOM_ATTRIBUTE_OPERATORS: &[Operator] =
    &[Eq, Neq, Gt, Gte, Lt, Lte, In, Nin, Contains, NotContains, StartsWith, EndsWith, Exists];

/// Every field of an object type, in Intercom's order.
pub fn all(object_type: ObjectType) -> &'static [Field] {
    match object_type {
        ObjectType::Conversation => conversation::FIELDS,
        ObjectType::Contact => contact::FIELDS,
    }
}

/// The field that a key, Intercom's own name or an alias names.
pub fn named(object_type: ObjectType, name: &str) -> Option<&'static Field> {
    all(object_type).iter().find(|field| field.key == name || field.upstream == name || field.aliases.contains(&name))
}
