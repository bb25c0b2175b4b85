//! What ids are called, and where people see the objects: names beside ids (design, decision 9), and links.

use std::{collections::HashMap, sync::Arc};

use super::conversation;
use crate::{
    intercom::{
        Person,
        contact::Contact,
        conversation::{Author, Conversation},
        names::Kind,
    },
    tools::{ToolContext, object_id::Links},
};

/// Names and links for rendering. What is not in it is rendered as its id alone.
#[derive(Clone, Debug)]
pub struct Directory {
    /// Addresses in the Intercom app.
    pub links: Links,
    /// Teammates by id.
    pub admins: Arc<HashMap<String, String>>,
    /// Teams by id.
    pub teams: Arc<HashMap<String, String>>,
    /// Contacts by id.
    pub people: HashMap<String, Person>,
}

impl Directory {
    /// Links, and no name at all.
    pub fn nameless(links: Links) -> Self {
        Self { links, admins: Arc::default(), teams: Arc::default(), people: HashMap::new() }
    }

    /// What a list of conversations needs: teammates and teams, asked for only if one is assigned, and the
    /// contacts who wrote one of them, as far as Intercom named them.
    pub async fn for_conversations<'a>(
        context: &ToolContext,
        conversations: impl IntoIterator<Item = &'a Conversation>,
    ) -> Self {
        let (mut admins, mut teams) = (false, false);
        let mut people = HashMap::new();
        for conversation in conversations {
            admins |= conversation.admin_assignee_id.is_some();
            teams |= conversation.team_assignee_id.is_some();
            remember(&mut people, conversation.source.as_ref().and_then(|source| source.author.as_ref()));
        }
        Self { people, ..Self::look_up(context, admins, teams).await }
    }

    /// What a list of contacts needs: teammates, asked for only if one owns a contact.
    pub async fn for_contacts<'a>(context: &ToolContext, contacts: impl IntoIterator<Item = &'a Contact>) -> Self {
        let owned = contacts.into_iter().any(|contact| contact.owner_id.is_some());
        Self::look_up(context, owned, false).await
    }

    /// What one conversation in full needs: also the contacts whom neither its source nor a part names.
    pub async fn for_conversation(context: &ToolContext, conversation: &Conversation) -> Self {
        let parts = conversation.parts.iter().flat_map(|parts| &parts.items);
        let is_assigned_to = |kind: &str| {
            parts.clone().filter_map(|part| part.assigned_to.as_ref()).any(|to| to.kind.as_deref() == Some(kind))
        };
        let admins = conversation.admin_assignee_id.is_some()
            || !conversation.teammates.is_empty()
            || conversation.conversation_rating.as_ref().is_some_and(|rating| rating.teammate.is_some())
            || conversation::last_closed_by(conversation).is_some()
            || is_assigned_to("admin");
        let teams = conversation.team_assignee_id.is_some() || is_assigned_to("team");
        let mut people = HashMap::new();
        let source = conversation.source.as_ref().and_then(|source| source.author.as_ref());
        remember(&mut people, source.into_iter().chain(parts.filter_map(|part| part.author.as_ref())));
        let ids = conversation.contacts.iter().map(|contact| contact.id.clone());
        let unknown = ids.filter(|id| !people.contains_key(id)).take(50).collect::<Vec<_>>();
        let found = async {
            if unknown.is_empty() { HashMap::new() } else { context.intercom.people(&context.call, &unknown).await }
        };
        let (mut directory, found) = tokio::join!(Self::look_up(context, admins, teams), found);
        people.extend(found);
        directory.people = people;
        directory
    }

    async fn look_up(context: &ToolContext, admins: bool, teams: bool) -> Self {
        let names = |kind, wanted: bool| async move {
            if wanted { context.intercom.names(&context.call, kind).await } else { Arc::default() }
        };
        let (admins, teams) = tokio::join!(names(Kind::Admin, admins), names(Kind::Team, teams));
        Self { admins, teams, ..Self::nameless(Links::of(context)) }
    }
}

/// Adds whom these authors name; who is there already stays.
fn remember<'a>(people: &mut HashMap<String, Person>, authors: impl IntoIterator<Item = &'a Author>) {
    for author in authors {
        if let (Some(id), Some(name)) = (&author.id, &author.name) {
            let person = || Person { name: Some(name.clone()), email: author.email.clone() };
            people.entry(id.clone()).or_insert_with(person);
        }
    }
}
