//! A contact with the lists that belong to it, cut into answers.
//!
//! Intercom embeds ids only, and ten of them at most. A list is read through its own endpoint if it has anything
//! in it, so that a contact without companies and tags costs one call.

use serde_json::{Map, Value, json};

use super::{
    ToolContext,
    fit::{Unit, place, units},
    parts_cursor::Position,
    render::{self, Directory, Object},
};
use crate::{
    compute::Stop,
    intercom::{
        Error,
        contact::{Contact, Embedded, FoundContact, Listing, Note},
        conversation::Named,
    },
};

/// Bytes kept for cursor and note.
const ENVELOPE: usize = 800;

/// Which lists to read beside companies and tags.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Include {
    /// What teammates noted about the contact.
    pub(super) notes: bool,
    /// The segments the contact is in.
    pub(super) segments: bool,
}

/// What belongs to a contact, as far as it was read.
struct Lists {
    companies: Option<Listing<Named>>,
    tags: Option<Listing<Named>>,
    notes: Option<Listing<Note>>,
    segments: Option<Listing<Named>>,
}

/// A contact, converted, and ready to be cut.
pub(super) struct Profile {
    id: String,
    url: String,
    fields: Vec<Unit>,
    merged_from: Option<String>,
}

impl Profile {
    /// Reads what belongs to the contact, and makes an `answer` of all that, which may be long.
    ///
    /// # Errors
    /// What Intercom answers; a list that the token may not read is left to its ids.
    pub(super) async fn read<T: Send + 'static>(
        context: &ToolContext,
        found: FoundContact,
        include: Include,
        answer: impl FnOnce(&Self, &Contact) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let FoundContact { contact, merged_from } = found;
        let (id, call, intercom) = (contact.id.as_str(), &context.call, &context.intercom);
        let has_notes = include.notes && contact.notes.as_ref().is_none_or(|notes| notes.total_count != Some(0));
        let companies = listed(contact.companies.as_ref(), || intercom.contact_companies(call, id));
        let tags = listed(contact.tags.as_ref(), || intercom.contact_tags(call, id));
        let notes = async { if has_notes { intercom.contact_notes(call, id).await.map(Some) } else { Ok(None) } };
        let segments =
            async { if include.segments { intercom.contact_segments(call, id).await.map(Some) } else { Ok(None) } };
        let directory = Directory::for_contacts(context, [&contact]);
        let (companies, tags, notes, segments, directory) = tokio::join!(companies, tags, notes, segments, directory);
        let lists = Lists { companies: companies?, tags: tags?, notes: notes?, segments: segments? };
        let received = context.call.held.received();
        let work = move |stop: &Stop| answer(&Self::of(&contact, merged_from, lists, &directory, stop), &contact);
        Ok(context.workers.run(context.call.access.caller(), received, work).await)
    }

    fn of(contact: &Contact, merged_from: Option<String>, lists: Lists, directory: &Directory, stop: &Stop) -> Self {
        let Lists { companies, tags, notes, segments } = lists;
        let company = |named: &Named| render::named_object(named).with("url", directory.links.company(&named.id));
        let mut lists = list("companies", companies, company).into_map();
        lists.extend(list("tags", tags, render::named_object).into_map());
        lists.extend(list("segments", segments, render::named_object).into_map());
        match notes {
            Some(notes) => {
                lists.extend(list("notes", Some(notes), |note| render::note(note, directory, stop)).into_map())
            }
            None => {
                lists.extend(Object::default().with("notes_total", render::total(contact.notes.as_ref())).into_map())
            }
        }
        let mut fields = render::contact_fields(contact, directory);
        fields.extend(lists);
        Self { id: contact.id.clone(), url: directory.links.contact(&contact.id), fields: units(&fields), merged_from }
    }

    /// One answer, of at most `bytes` of compact JSON, and where the next begins.
    pub(super) fn page(&self, from: Option<&Position>, bytes: usize) -> (Map<String, Value>, Option<Position>) {
        let room = bytes.saturating_sub(ENVELOPE + 2 * self.url.len());
        let mut answer = Map::new();
        let from = from.map_or(0, |position| position.fields);
        if from > 0 {
            answer.insert("id".to_owned(), Value::from(self.id.as_str()));
            answer.insert("url".to_owned(), Value::from(self.url.as_str()));
        }
        let (next, _) = place(&self.fields, from, room, &mut answer);
        let mut notes = Vec::new();
        if let Some(merged_from) = &self.merged_from {
            let asked = super::fit::cut(merged_from, 64);
            notes.push(format!("Contact {asked} was merged into this one; use {} from now on.", self.id));
        }
        let next = (next < self.fields.len()).then(|| Position { fields: next, ..Position::default() });
        if let Some(next) = &next {
            notes.push(
                "More to read: call get_contact again with the same arguments and starting_after from pages.next."
                    .to_owned(),
            );
            let cursor = next.write(&self.id);
            answer.insert("pages".to_owned(), json!({"type": "pages", "next": {"starting_after": cursor}}));
        }
        if !notes.is_empty() {
            answer.insert("_note".to_owned(), Value::String(notes.join(" ")));
        }
        (answer, next)
    }
}

/// A list through its endpoint, unless it is known to be empty. Without the permission the embedded ids stand.
async fn listed<F>(embedded: Option<&Embedded>, read: impl FnOnce() -> F) -> Result<Option<Listing<Named>>, Error>
where
    F: Future<Output = Result<Listing<Named>, Error>>,
{
    let Some(embedded) = embedded.filter(|list| render::total(Some(list)).is_some()) else { return Ok(None) };
    match read().await {
        Ok(listing) => Ok(Some(listing)),
        Err(Error::MissingPermission { .. } | Error::PlanRestricted { .. }) => Ok(Some(Listing {
            items: embedded.data.clone(),
            total_count: render::total(Some(embedded)).and_then(|total| u64::try_from(total).ok()).unwrap_or(0),
        })),
        Err(error) => Err(error),
    }
}

/// `{name: [...], name_total: n}`.
fn list<T>(name: &str, listing: Option<Listing<T>>, render: impl Fn(&T) -> Object) -> Object {
    let Some(listing) = listing else { return Object::default() };
    let total = listing.total_count.max(listing.items.len() as u64);
    Object::default()
        .with_list(name, listing.items.iter().map(render))
        .with(&format!("{name}_total"), (total > 0).then_some(total))
}
