//! A workspace with what is looked up in it: objects by id, the words of bodies, recent results.

use std::{collections::HashMap, sync::OnceLock};

use super::{
    model::{Contact, Workspace},
    search::{Results, words::Words},
};

/// From this many conversations on, words are gathered at the start instead of at the first search for one.
const MANY: usize = 10_000;

/// A workspace, ready to answer.
pub(super) struct Indexed {
    pub(super) workspace: Workspace,
    /// Contacts of each company.
    pub(super) company_users: Vec<i64>,
    pub(super) conversation_results: Results,
    pub(super) contact_results: Results,
    conversations: HashMap<u64, usize>,
    contacts: HashMap<String, usize>,
    /// Users only: leads are not found by an external id.
    external_ids: HashMap<String, usize>,
    companies: HashMap<String, usize>,
    words: OnceLock<Words>,
}

/// What stands behind a contact's id.
pub(super) enum Lookup<'a> {
    Contact(&'a Contact),
    /// Merged into the contact of that id.
    Merged(&'a str),
    Nothing,
}

impl Indexed {
    pub(super) fn new(workspace: Workspace) -> Self {
        let mut company_users = vec![0; workspace.companies.len()];
        for company in workspace.contacts.iter().flat_map(|contact| &contact.companies) {
            company_users[*company] += 1;
        }
        let contacts = workspace.contacts.iter().enumerate();
        let users = contacts.clone().filter(|(_, contact)| contact.role == "user");
        let external_ids = users.filter_map(|(index, contact)| Some((contact.external_id.clone()?, index)));
        let indexed = Self {
            company_users,
            conversations: workspace.conversations.iter().enumerate().map(|(index, of)| (of.id, index)).collect(),
            external_ids: external_ids.collect(),
            contacts: contacts.map(|(index, contact)| (contact.id.clone(), index)).collect(),
            companies: workspace.companies.iter().enumerate().map(|(index, of)| (of.id.clone(), index)).collect(),
            words: OnceLock::new(),
            conversation_results: Results::default(),
            contact_results: Results::default(),
            workspace,
        };
        if indexed.workspace.conversations.len() >= MANY {
            indexed.words();
        }
        indexed
    }

    pub(super) fn words(&self) -> &Words {
        self.words.get_or_init(|| Words::of(&self.workspace.conversations))
    }

    /// Index of the conversation with that id.
    pub(super) fn conversation(&self, id: &str) -> Option<usize> {
        self.conversations.get(&id.parse().ok()?).copied()
    }

    pub(super) fn contact(&self, id: &str) -> Lookup<'_> {
        if let Some(canonical) = self.workspace.merged.get(id) {
            return Lookup::Merged(canonical);
        }
        self.contacts.get(id).map_or(Lookup::Nothing, |index| Lookup::Contact(&self.workspace.contacts[*index]))
    }

    pub(super) fn contact_by_external_id(&self, external_id: &str) -> Lookup<'_> {
        let index = self.external_ids.get(external_id);
        index.map_or(Lookup::Nothing, |index| self.contact(&self.workspace.contacts[*index].id))
    }

    /// Index of the company with that id.
    pub(super) fn company(&self, id: &str) -> Option<usize> {
        self.companies.get(id).copied()
    }

    /// Whether a contact is its own, not merged into another.
    pub(super) fn is_unmerged(&self, contact: &Contact) -> bool {
        !self.workspace.merged.contains_key(&contact.id)
    }
}
