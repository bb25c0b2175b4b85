//! Contacts' names and addresses by id: kept for each principal as long as other names are, bounded.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;

use super::{
    Person,
    contact::Contact,
    names::KEPT,
    search::{Filter, MAX_FILTERS, Operator, Page, Pagination, SearchRequest},
};
use crate::{
    clock::{Clock, Span},
    secret::Digest,
};

/// Ids that one search names: Intercom's limit for a list.
pub(super) const MAX_IDS: usize = MAX_FILTERS;
/// Searches for one question; ids beyond them stay without names.
pub(super) const MAX_SEARCHES: usize = 4;
/// People remembered, of all principals.
const MAX_PEOPLE: usize = 50_000;
/// Bytes of a name and an address, at most; a person with more is not kept and is looked for each time.
const MAX_LENGTH: usize = 1_000;

/// People, of each principal apart. Who was looked for and not found is remembered too.
pub(super) struct Cache {
    clock: Clock,
    people: Mutex<HashMap<(Digest, String), Known>>,
}

struct Known {
    person: Option<Person>,
    kept: Span,
}

impl Cache {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, people: Mutex::default() }
    }

    /// Moves those of `ids` that are known into a map; what remains must be looked for.
    pub(super) fn known(&self, principal: &Digest, ids: &[String]) -> (HashMap<String, Person>, Vec<String>) {
        let now = self.clock.now();
        let people = self.people();
        let (mut found, mut unknown) = (HashMap::new(), Vec::new());
        for id in ids {
            match people.get(&(principal.clone(), id.clone())).filter(|known| known.kept.holds(now)) {
                Some(Known { person: Some(person), .. }) => drop(found.insert(id.clone(), person.clone())),
                Some(_) => {}
                None if unknown.contains(id) => {}
                None => unknown.push(id.clone()),
            }
        }
        (found, unknown)
    }

    /// Remembers what is now known of `id`.
    pub(super) fn remember(&self, principal: &Digest, id: &str, person: Option<Person>) {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        if person.as_ref().is_some_and(|person| length(&person.name) + length(&person.email) > MAX_LENGTH) {
            return;
        }
        let kept = self.clock.span(KEPT);
        let mut people = self.people();
        if people.len() >= MAX_PEOPLE {
            let now = self.clock.now();
            people.retain(|_, known| known.kept.holds(now));
            if people.len() >= MAX_PEOPLE {
                people.clear();
            }
        }
        people.insert((principal.clone(), id.to_owned()), Known { person, kept });
    }

    fn people(&self) -> MutexGuard<'_, HashMap<(Digest, String), Known>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The search for these ids.
pub(super) fn search(ids: &[String]) -> SearchRequest {
    let value = Value::from(ids);
    let query = Filter::Single { field: "id".to_owned(), operator: Operator::In, value };
    let per_page = u32::try_from(ids.len()).unwrap_or(1).max(1);
    SearchRequest { query, pagination: Pagination { per_page, starting_after: None }, sort: None }
}

/// What a page says of the people in it.
pub(super) fn people(page: Page<Contact>) -> HashMap<String, Person> {
    let people = page.items.into_iter().map(|item| {
        let Contact { id, name, email, .. } = item.object;
        (id, Person { name, email })
    });
    people.collect()
}
