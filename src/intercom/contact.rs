//! Contacts: users and leads (OpenAPI schema `contact`), and the lists that belong to one.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::decode;

/// A contact. Times are unix seconds; what Intercom leaves out or says as `null` is `None`.
#[derive(Clone, Debug, Deserialize)]
pub struct Contact {
    /// Opaque: 24 hex digits, or a UUID.
    #[serde(deserialize_with = "decode::id")]
    pub id: String,
    /// The workspace it belongs to.
    #[serde(default, deserialize_with = "decode::text")]
    pub workspace_id: Option<String>,
    /// The workspace's own id of that person.
    #[serde(default, deserialize_with = "decode::text")]
    pub external_id: Option<String>,
    /// `user` or `lead`.
    #[serde(default, deserialize_with = "decode::text")]
    pub role: Option<String>,
    /// E-mail address.
    #[serde(default, deserialize_with = "decode::text")]
    pub email: Option<String>,
    /// Telephone number.
    #[serde(default, deserialize_with = "decode::text")]
    pub phone: Option<String>,
    /// Name.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: Option<String>,
    /// The teammate who owns the relation.
    #[serde(default, deserialize_with = "decode::optional_id")]
    pub owner_id: Option<String>,
    /// Every other scalar field, as Intercom names it: times (`*_at`), device, browser, language,
    /// marketing source, delivery flags.
    #[serde(flatten)]
    pub other: Map<String, Value>,
    /// Where the contact was last seen.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub location: Map<String, Value>,
    /// The workspace's own attributes.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub custom_attributes: Map<String, Value>,
    /// The first ten tags: ids only.
    #[serde(default, deserialize_with = "decode::optional")]
    pub tags: Option<Embedded>,
    /// The first ten notes: ids only.
    #[serde(default, deserialize_with = "decode::optional")]
    pub notes: Option<Embedded>,
    /// The first ten companies: ids only.
    #[serde(default, deserialize_with = "decode::optional")]
    pub companies: Option<Embedded>,
}

/// A list that Intercom embeds: "up to 10 will be displayed here".
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Embedded {
    /// The ids shown.
    #[serde(default, deserialize_with = "decode::list")]
    pub data: Vec<super::conversation::Named>,
    /// How many there are.
    #[serde(default, deserialize_with = "decode::count")]
    pub total_count: Option<i64>,
}

/// A list read through its own endpoint.
#[derive(Clone, Debug)]
pub struct Listing<T> {
    /// What was read.
    pub items: Vec<T>,
    /// How many there are, in all, as far as Intercom says.
    pub total_count: u64,
}

/// A note on a contact (OpenAPI schema `note`).
#[derive(Clone, Debug, Deserialize)]
pub struct Note {
    /// Its id.
    #[serde(deserialize_with = "decode::id")]
    pub id: String,
    /// When it was written.
    #[serde(default, deserialize_with = "decode::moment")]
    pub created_at: Option<i64>,
    /// Who wrote it.
    #[serde(default, deserialize_with = "decode::optional")]
    pub author: Option<super::conversation::Author>,
    /// HTML.
    #[serde(default, deserialize_with = "decode::text")]
    pub body: Option<String>,
}

/// A contact, and under which id it was asked for when that was merged into it.
#[derive(Clone, Debug)]
pub struct FoundContact {
    /// The contact.
    pub contact: Contact,
    /// The id asked for, when Intercom said it was merged (410 `contact_merged`).
    pub merged_from: Option<String>,
}
