//! Conversations and their parts (OpenAPI schemas `conversation`, `conversation_list_item`).

use serde::Deserialize;
use serde_json::{Map, Value};

use super::decode;

/// A conversation as `GET /conversations/{id}` gives it; in search results `parts` is empty.
///
/// Times are unix seconds. What Intercom leaves out, or says as `null` or `0`, is `None`.
#[derive(Clone, Debug, Deserialize)]
pub struct Conversation {
    /// Digits, up to 15 of them and more.
    #[serde(deserialize_with = "decode::id")]
    pub id: String,
    /// Its title, where somebody or something gave it one.
    #[serde(default, deserialize_with = "decode::text")]
    pub title: Option<String>,
    /// When it was opened.
    #[serde(default, deserialize_with = "decode::moment")]
    pub created_at: Option<i64>,
    /// When anything of it changed last.
    #[serde(default, deserialize_with = "decode::moment")]
    pub updated_at: Option<i64>,
    /// Since when the contact waits for an answer.
    #[serde(default, deserialize_with = "decode::moment")]
    pub waiting_since: Option<i64>,
    /// Until when it sleeps.
    #[serde(default, deserialize_with = "decode::moment")]
    pub snoozed_until: Option<i64>,
    /// Whether it is open.
    #[serde(default, deserialize_with = "decode::flag")]
    pub open: bool,
    /// `open`, `closed` or `snoozed`.
    #[serde(default, deserialize_with = "decode::text")]
    pub state: Option<String>,
    /// Whether the last reply was read.
    #[serde(default, deserialize_with = "decode::flag")]
    pub read: bool,
    /// 2.16: `none`, `low`, `medium`, `high`, `urgent`; before: `priority`, `not_priority`.
    #[serde(default, deserialize_with = "decode::text")]
    pub priority: Option<String>,
    /// The teammate it is assigned to.
    #[serde(default, deserialize_with = "decode::optional_id")]
    pub admin_assignee_id: Option<String>,
    /// The team it is assigned to.
    #[serde(default, deserialize_with = "decode::optional_id")]
    pub team_assignee_id: Option<String>,
    /// The company it is about (from 2.15).
    #[serde(default, deserialize_with = "decode::optional")]
    pub company: Option<Named>,
    /// Tags on the conversation.
    #[serde(default, deserialize_with = "decode::list")]
    pub tags: Vec<Named>,
    /// What the contact thought of it.
    #[serde(default, deserialize_with = "decode::optional")]
    pub conversation_rating: Option<Rating>,
    /// The message that began it.
    #[serde(default, deserialize_with = "decode::long_object")]
    pub source: Option<Source>,
    /// The contacts who take part: ids only.
    #[serde(default, deserialize_with = "decode::list")]
    pub contacts: Vec<ContactReference>,
    /// The teammates who took part: ids only.
    #[serde(default, deserialize_with = "decode::list")]
    pub teammates: Vec<Reference>,
    /// The workspace's own attributes.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub custom_attributes: Map<String, Value>,
    /// The SLA that was applied.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub sla_applied: Map<String, Value>,
    /// Durations in seconds, moments in unix seconds (names end in `_at`), counts.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub statistics: Map<String, Value>,
    /// Whether an AI agent took part.
    #[serde(default, deserialize_with = "decode::flag")]
    pub ai_agent_participated: bool,
    /// What the AI agent did.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub ai_agent: Map<String, Value>,
    /// Whether a sales agent took part.
    #[serde(default, deserialize_with = "decode::flag")]
    pub sales_agent_participated: bool,
    /// What the sales agent found out.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub sales_agent: Map<String, Value>,
    /// The contact's first words: `created_at`, `type`, `url`.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub first_contact_reply: Map<String, Value>,
    /// Records of it in other systems.
    #[serde(default, deserialize_with = "decode::list")]
    pub external_references: Vec<Reference>,
    /// What it is about, as Intercom found; in examples only.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub topics: Map<String, Value>,
    /// The ticket it became; in examples only.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub ticket: Map<String, Value>,
    /// The channels it began and goes on in.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub channel: Map<String, Value>,
    /// Tickets and conversations that belong to it.
    #[serde(default, deserialize_with = "decode::list")]
    pub linked_objects: Vec<LinkedObject>,
    /// The parts that Intercom sent (at most the newest 500), in the order it sent them.
    #[serde(default, rename = "conversation_parts", deserialize_with = "decode::long_object")]
    pub parts: Option<Parts>,
}

/// The parts of a conversation.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Parts {
    /// The parts themselves.
    #[serde(default, rename = "conversation_parts", deserialize_with = "decode::list")]
    pub items: Vec<Part>,
    /// How many there are; more than `items` when some are out of reach.
    #[serde(default, deserialize_with = "decode::count")]
    pub total_count: Option<i64>,
}

/// One step of a conversation: a comment, a note, an assignment, a state change.
#[derive(Clone, Debug, Deserialize)]
pub struct Part {
    /// Digits. Where Intercom sends none it is empty: what was said is not left out for that.
    #[serde(default, deserialize_with = "decode::id_if_any")]
    pub id: String,
    /// `comment`, `note`, `assignment`, `close`, …
    #[serde(default, deserialize_with = "decode::text")]
    pub part_type: Option<String>,
    /// HTML.
    #[serde(default, deserialize_with = "decode::text")]
    pub body: Option<String>,
    /// When it was made.
    #[serde(default, deserialize_with = "decode::moment")]
    pub created_at: Option<i64>,
    /// When it was changed.
    #[serde(default, deserialize_with = "decode::moment")]
    pub updated_at: Option<i64>,
    /// Whom an assignment went to.
    #[serde(default, deserialize_with = "decode::optional")]
    pub assigned_to: Option<Reference>,
    /// Who made it.
    #[serde(default, deserialize_with = "decode::optional")]
    pub author: Option<Author>,
    /// Files.
    #[serde(default, deserialize_with = "decode::list")]
    pub attachments: Vec<Attachment>,
    /// Whether its content was removed.
    #[serde(default, deserialize_with = "decode::flag")]
    pub redacted: bool,
    /// Tags on this part.
    #[serde(default, deserialize_with = "decode::list")]
    pub tags: Vec<Named>,
    /// What an event was about: the attribute and its value, the action and its result.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub event_details: Map<String, Value>,
    /// The mail that it was sent as.
    #[serde(default, deserialize_with = "decode::optional")]
    pub email_message_metadata: Option<EmailMetadata>,
    /// Quick replies offered.
    #[serde(default, deserialize_with = "decode::attributes")]
    pub metadata: Map<String, Value>,
}

/// The message that began a conversation.
#[derive(Clone, Debug, Deserialize)]
pub struct Source {
    /// `conversation`, `email`, `whatsapp`, `phone_call`, …
    #[serde(default, rename = "type", deserialize_with = "decode::text")]
    pub kind: Option<String>,
    /// Its own id.
    #[serde(default, deserialize_with = "decode::optional_id")]
    pub id: Option<String>,
    /// `customer_initiated`, `admin_initiated`, `automated`, …
    #[serde(default, deserialize_with = "decode::text")]
    pub delivered_as: Option<String>,
    /// HTML or text.
    #[serde(default, deserialize_with = "decode::text")]
    pub subject: Option<String>,
    /// HTML.
    #[serde(default, deserialize_with = "decode::text")]
    pub body: Option<String>,
    /// Who wrote it.
    #[serde(default, deserialize_with = "decode::optional")]
    pub author: Option<Author>,
    /// Files.
    #[serde(default, deserialize_with = "decode::list")]
    pub attachments: Vec<Attachment>,
    /// The page it was written on.
    #[serde(default, deserialize_with = "decode::text")]
    pub url: Option<String>,
    /// Whether its content was removed.
    #[serde(default, deserialize_with = "decode::flag")]
    pub redacted: bool,
    /// Whom a mail went to.
    #[serde(default, deserialize_with = "decode::list")]
    pub recipients: Vec<Recipient>,
    /// Where an answer to a mail goes.
    #[serde(default, deserialize_with = "decode::list")]
    pub reply_to: Vec<ReplyTo>,
    /// The mail that it was sent as.
    #[serde(default, deserialize_with = "decode::optional")]
    pub email_message_metadata: Option<EmailMetadata>,
}

/// Whom a mail went to.
#[derive(Clone, Debug, Deserialize)]
pub struct Recipient {
    /// `to`, `cc` or `bcc`.
    #[serde(default, rename = "type", deserialize_with = "decode::text")]
    pub kind: Option<String>,
    /// The address.
    #[serde(default, deserialize_with = "decode::text")]
    pub email: Option<String>,
    /// Why it did not go there after all.
    #[serde(default, deserialize_with = "decode::text")]
    pub drop_reason: Option<String>,
}

/// An address of a mail's `Reply-To`.
#[derive(Clone, Debug, Deserialize)]
pub struct ReplyTo {
    /// The address.
    #[serde(default, deserialize_with = "decode::text")]
    pub email: Option<String>,
    /// The name beside it.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: Option<String>,
}

/// What a message was as a mail (OpenAPI schema `source_email_message_metadata`, without its `history`, which
/// repeats earlier mails).
#[derive(Clone, Debug, Deserialize)]
pub struct EmailMetadata {
    /// The mail's own subject.
    #[serde(default, deserialize_with = "decode::text")]
    pub subject: Option<String>,
    /// `Message-ID`.
    #[serde(default, deserialize_with = "decode::text")]
    pub message_id: Option<String>,
    /// `From`, `To`, `Cc`.
    #[serde(default, deserialize_with = "decode::list")]
    pub email_address_headers: Vec<EmailAddressHeader>,
}

/// An address in a mail's headers.
#[derive(Clone, Debug, Deserialize)]
pub struct EmailAddressHeader {
    /// `from`, `to`, `cc`, …
    #[serde(default, rename = "type", deserialize_with = "decode::text")]
    pub kind: Option<String>,
    /// The address.
    #[serde(default, deserialize_with = "decode::text")]
    pub email_address: Option<String>,
    /// The name beside it.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: Option<String>,
}

/// Who wrote something.
#[derive(Clone, Debug, Deserialize)]
pub struct Author {
    /// `user`, `lead`, `contact`, `admin`, `team`, `bot`, `operator`, …
    #[serde(default, rename = "type", deserialize_with = "decode::text")]
    pub kind: Option<String>,
    /// A contact's or a teammate's id.
    #[serde(default, deserialize_with = "decode::optional_id")]
    pub id: Option<String>,
    /// The name, where there is one.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: Option<String>,
    /// The address, where there is one.
    #[serde(default, deserialize_with = "decode::text")]
    pub email: Option<String>,
    /// Whether an AI agent wrote it.
    #[serde(default, deserialize_with = "decode::flag")]
    pub from_ai_agent: bool,
    /// Whether it is an AI agent's answer.
    #[serde(default, deserialize_with = "decode::flag")]
    pub is_ai_answer: bool,
}

/// A file. Its address lives about half an hour.
#[derive(Clone, Debug, Deserialize)]
pub struct Attachment {
    /// The file's name.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: Option<String>,
    /// Where it can be had, for a while.
    #[serde(default, deserialize_with = "decode::text")]
    pub url: Option<String>,
    /// Its media type.
    #[serde(default, deserialize_with = "decode::text")]
    pub content_type: Option<String>,
    /// Its size in bytes.
    #[serde(default, deserialize_with = "decode::count")]
    pub filesize: Option<i64>,
}

/// The rating of a conversation.
#[derive(Clone, Debug, Deserialize)]
pub struct Rating {
    /// 1 (worst) to 5.
    #[serde(default, deserialize_with = "decode::count")]
    pub rating: Option<i64>,
    /// What the contact wrote with it.
    #[serde(default, deserialize_with = "decode::text")]
    pub remark: Option<String>,
    /// When it was given.
    #[serde(default, deserialize_with = "decode::moment")]
    pub created_at: Option<i64>,
    /// Who was rated.
    #[serde(default, deserialize_with = "decode::optional")]
    pub teammate: Option<Reference>,
    /// Who rated.
    #[serde(default, deserialize_with = "decode::optional")]
    pub contact: Option<Reference>,
}

/// A ticket or a conversation linked to this one.
#[derive(Clone, Debug, Deserialize)]
pub struct LinkedObject {
    /// `ticket` or `conversation`.
    #[serde(default, rename = "type", deserialize_with = "decode::text")]
    pub kind: Option<String>,
    /// Its id.
    #[serde(deserialize_with = "decode::id")]
    pub id: String,
    /// A ticket's category.
    #[serde(default, deserialize_with = "decode::text")]
    pub category: Option<String>,
}

/// Something with an id and perhaps a name: a tag, a company, a segment.
#[derive(Clone, Debug, Deserialize)]
pub struct Named {
    /// Its id.
    #[serde(deserialize_with = "decode::id")]
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: Option<String>,
}

/// A type and an id.
#[derive(Clone, Debug, Deserialize)]
pub struct Reference {
    /// `admin`, `team`, `contact`, `bot`, …
    #[serde(default, rename = "type", deserialize_with = "decode::text")]
    pub kind: Option<String>,
    /// The id.
    #[serde(default, deserialize_with = "decode::optional_id")]
    pub id: Option<String>,
}

/// A contact who takes part.
#[derive(Clone, Debug, Deserialize)]
pub struct ContactReference {
    /// The contact's id.
    #[serde(deserialize_with = "decode::id")]
    pub id: String,
    /// The workspace's own id of that person.
    #[serde(default, deserialize_with = "decode::text")]
    pub external_id: Option<String>,
}
