//! What the searches need of an object type: how Intercom is asked for it, and how it is listed.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    ToolContext,
    object_id::{Kind, ObjectId},
    render::{self, Directory, Listing},
};
use crate::{
    intercom::{self, contact::Contact, conversation::Conversation, search::Page, search::SearchRequest},
    query::ObjectType,
};

/// An object that Intercom searches.
#[async_trait]
pub(super) trait Searchable: Sized + Send + Sync + 'static {
    /// Its type in a query.
    const TYPE: ObjectType;
    /// Its kind of id.
    const KIND: Kind;

    /// Its id.
    fn id(&self) -> &str;

    /// Reads one page.
    async fn page(context: &ToolContext, request: &SearchRequest) -> Result<Page<Self>, intercom::Error>;

    /// Names for a list of them.
    async fn directory(context: &ToolContext, objects: &[&Self]) -> Directory;

    /// As an item of a list, with the fields that were asked about.
    fn item(&self, directory: &Directory, listing: &Listing<'_>) -> Value;

    /// Its title and text as a result of `search`.
    fn title_and_text(&self, directory: &Directory, listing: &Listing<'_>) -> (String, String);

    /// As a result of `search`: `{id, title, text, url}`.
    fn result(&self, directory: &Directory, listing: &Listing<'_>) -> Value {
        let id = ObjectId { kind: Self::KIND, id: self.id().to_owned() };
        let (title, text) = self.title_and_text(directory, listing);
        json!({"id": id.to_string(), "title": title, "text": text, "url": directory.links.object(&id)})
    }
}

#[async_trait]
impl Searchable for Conversation {
    const TYPE: ObjectType = ObjectType::Conversation;
    const KIND: Kind = Kind::Conversation;

    fn id(&self) -> &str {
        &self.id
    }

    async fn page(context: &ToolContext, request: &SearchRequest) -> Result<Page<Self>, intercom::Error> {
        context.intercom.search_conversations(&context.call, request).await
    }

    async fn directory(context: &ToolContext, objects: &[&Self]) -> Directory {
        Directory::for_conversations(context, objects.iter().copied()).await
    }

    fn item(&self, directory: &Directory, listing: &Listing<'_>) -> Value {
        render::conversation_item(self, directory, listing).into()
    }

    fn title_and_text(&self, directory: &Directory, listing: &Listing<'_>) -> (String, String) {
        (render::conversation_title(self), render::conversation_text(self, directory, listing.shown))
    }
}

#[async_trait]
impl Searchable for Contact {
    const TYPE: ObjectType = ObjectType::Contact;
    const KIND: Kind = Kind::Contact;

    fn id(&self) -> &str {
        &self.id
    }

    async fn page(context: &ToolContext, request: &SearchRequest) -> Result<Page<Self>, intercom::Error> {
        context.intercom.search_contacts(&context.call, request).await
    }

    async fn directory(context: &ToolContext, objects: &[&Self]) -> Directory {
        Directory::for_contacts(context, objects.iter().copied()).await
    }

    fn item(&self, directory: &Directory, listing: &Listing<'_>) -> Value {
        render::contact_item(self, directory, listing.shown).into()
    }

    fn title_and_text(&self, directory: &Directory, listing: &Listing<'_>) -> (String, String) {
        (render::contact_title(self), render::contact_text(self, directory, listing.shown))
    }
}
