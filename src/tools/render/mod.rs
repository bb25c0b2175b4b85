//! What a model reads of a conversation, a part and a contact.
//!
//! Keys are Intercom's own REST names; nulls and empty lists are left out; times are RFC 3339 in UTC; bodies are
//! Markdown; every object has its `url` in the Intercom app. Items of lists are bounded and lean. Objects in full
//! are not bounded here: the module `fit` cuts them into answers.

mod contact;
mod contact_item;
mod conversation;
mod conversation_item;
mod directory;
pub mod html;
mod mail;
mod object;
mod part;
mod summary;
mod title;

pub use contact::{contact_fields, note, total};
pub use contact_item::contact_item;
pub use conversation::{conversation_fields, named_object};
pub use conversation_item::conversation_item;
pub use directory::Directory;
pub use object::{Object, time};
pub use part::{Step, attachment, part_fields, step};
pub use summary::{contact_text, conversation_text};
pub use title::{contact_title, conversation_title};

/// The beginning of a long text: more than an excerpt or a title ever shows, so that a list does not convert
/// bodies of 200,000 characters for the sake of 200.
fn head(text: &str) -> &str {
    const BYTES: usize = 20_000;
    if text.len() <= BYTES { text } else { &text[..text.floor_char_boundary(BYTES)] }
}

/// What items of a list have in common.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listing<'a> {
    /// Fields that stand there whatever they imply, as they were sorted or filtered by: Intercom's names, dotted
    /// (`updated_at`, `statistics.time_to_admin_reply`, `custom_attributes.Tier`). Unknown ones are ignored.
    pub shown: &'a [&'a str],
    /// How many items there are.
    pub items: usize,
}
