//! The endpoints: what each answers to a caller who may ask.

use serde_json::{Value, json};
use url::form_urlencoded;

use super::{
    Options,
    error::Refusal,
    generate,
    indexed::{Indexed, Lookup},
    model::{Contact, Conversation, Part},
    route::Endpoint,
    search::{Objects, Page, Search, filter::Context, sort::Sort},
    shapes,
    version::Version,
};

/// "Max 500 parts: the 500 most recent."
const PARTS: usize = 500;
const CONVERSATIONS_PER_PAGE: u64 = 20;
const CONTACTS_PER_PAGE: u64 = 50;
/// Items on a page of a contact's companies and notes.
const LIST_PER_PAGE: usize = 50;

/// A request that may be answered.
pub(super) struct Call<'a> {
    pub(super) indexed: &'a Indexed,
    pub(super) options: &'a Options,
    pub(super) version: Version,
    pub(super) query: &'a str,
    pub(super) body: &'a [u8],
}

impl Call<'_> {
    /// The answer's body.
    pub(super) fn answer(&self, endpoint: Endpoint, id: &str) -> Result<Value, Refusal> {
        let workspace = &self.indexed.workspace;
        Ok(match endpoint {
            Endpoint::Me => shapes::me(workspace),
            Endpoint::SearchConversations => self.search_conversations(&self.json_body()?)?,
            Endpoint::Conversations => self.list_conversations()?,
            Endpoint::Conversation => self.conversation(id)?,
            Endpoint::SearchContacts => self.search_contacts(&self.json_body()?)?,
            Endpoint::Contacts => self.list_contacts()?,
            Endpoint::ContactByExternalId if self.version < Version::V2_13 => return Err(Refusal::version_invalid()),
            Endpoint::ContactByExternalId => self.contact_value(unmerged(self.indexed.contact_by_external_id(id))?),
            Endpoint::Contact => self.contact_value(self.contact(id)?),
            Endpoint::ContactCompanies => self.contact_companies(self.contact(id)?)?,
            Endpoint::ContactTags => self.contact_tags(self.contact(id)?),
            Endpoint::ContactNotes => self.contact_notes(self.contact(id)?)?,
            Endpoint::ContactSegments => self.contact_segments(self.contact(id)?),
            Endpoint::Company => {
                let index =
                    self.indexed.company(id).ok_or_else(|| not_found("company_not_found", "Company Not Found"))?;
                shapes::company(workspace, index, &self.indexed.company_users)
            }
            Endpoint::Admins => {
                json!({ "type": "admin.list", "admins": workspace.admins.iter().map(shapes::admin).collect::<Vec<_>>() })
            }
            Endpoint::Admin => {
                let admin = workspace.admins.iter().find(|admin| admin.id.to_string() == id);
                admin.map(shapes::admin).ok_or_else(|| not_found("admin_not_found", "Admin not found"))?
            }
            Endpoint::Teams => {
                json!({ "type": "team.list", "teams": workspace.teams.iter().map(shapes::team).collect::<Vec<_>>() })
            }
            Endpoint::Team => {
                let team = workspace.teams.iter().find(|team| team.id.to_string() == id);
                team.map(shapes::team).ok_or_else(|| not_found("team_not_found", "Team not found"))?
            }
            Endpoint::Tags => {
                json!({ "type": "list", "data": workspace.tags.iter().map(shapes::tag).collect::<Vec<_>>() })
            }
            Endpoint::Segments => {
                let segments: Vec<Value> = workspace.segments.iter().map(shapes::segment).collect();
                json!({ "type": "segment.list", "segments": segments, "pages": {} })
            }
            Endpoint::DataAttributes => self.data_attributes()?,
        })
    }

    fn search_conversations(&self, body: &Value) -> Result<Value, Refusal> {
        let sort = body.get("sort").filter(|sort| self.options.honours_conversation_sort && !sort.is_null());
        let page = self.conversation_page(&search(body, sort, CONVERSATIONS_PER_PAGE)?)?;
        Ok(self.conversation_list(page))
    }

    fn list_conversations(&self) -> Result<Value, Refusal> {
        let starting_after = self.parameter("starting_after");
        let page = self.conversation_page(&Search {
            query: None,
            sort: None,
            per_page: self.per_page(CONVERSATIONS_PER_PAGE)?,
            starting_after: starting_after.as_deref(),
        })?;
        Ok(self.conversation_list(page))
    }

    fn conversation_page(&self, search: &Search) -> Result<Page, Refusal> {
        let workspace = &self.indexed.workspace;
        let sort = match search.sort {
            Some(sort) => Sort::parse(workspace, sort, self.version)?,
            None => Sort::by(workspace, "updated_at", self.options.oldest_first, self.version)?,
        };
        let objects = Objects {
            all: &workspace.conversations,
            visible: &|_: &Conversation| true,
            id: &|conversation| conversation.id.to_string(),
            results: &self.indexed.conversation_results,
        };
        search.run(&objects, &sort, &self.context())
    }

    fn conversation_list(&self, page: Page) -> Value {
        let conversations = page.indexes.iter();
        let conversations: Vec<Value> =
            conversations.map(|index| self.conversation_value(*index as usize, false)).collect();
        json!({
            "type": "conversation.list",
            "pages": page.pages,
            "total_count": page.total,
            "conversations": conversations,
        })
    }

    fn conversation_value(&self, index: usize, plaintext: bool) -> Value {
        let workspace = &self.indexed.workspace;
        let conversation = &workspace.conversations[index];
        let mut value =
            shapes::conversation(workspace, conversation, &self.indexed.company_users, self.version, plaintext);
        for (parameter, field) in [("include_monitors", "monitor_evaluations"), ("include_scorecards", "scorecards")] {
            if self.parameter(parameter).as_deref() == Some("true") {
                value[field] = json!([]);
            }
        }
        value
    }

    fn conversation(&self, id: &str) -> Result<Value, Refusal> {
        let plaintext = self.parameter("display_as").as_deref() == Some("plaintext");
        let index = self.indexed.conversation(id).ok_or_else(Refusal::not_found)?;
        let mut value = self.conversation_value(index, plaintext);
        let workspace = &self.indexed.workspace;
        let parts = generate::parts(workspace, &workspace.conversations[index]);
        value["conversation_parts"] = conversation_parts(self.indexed, &parts, PARTS, plaintext);
        Ok(value)
    }

    fn search_contacts(&self, body: &Value) -> Result<Value, Refusal> {
        let sort = body.get("sort").filter(|sort| !sort.is_null());
        let page = self.contact_page(&search(body, sort, CONTACTS_PER_PAGE)?)?;
        Ok(self.contact_list(page))
    }

    fn list_contacts(&self) -> Result<Value, Refusal> {
        let starting_after = self.parameter("starting_after");
        let page = self.contact_page(&Search {
            query: None,
            sort: None,
            per_page: self.per_page(CONTACTS_PER_PAGE)?,
            starting_after: starting_after.as_deref(),
        })?;
        Ok(self.contact_list(page))
    }

    fn contact_page(&self, search: &Search) -> Result<Page, Refusal> {
        let workspace = &self.indexed.workspace;
        let sort = match search.sort {
            Some(sort) => Sort::parse(workspace, sort, self.version)?,
            None => Sort::by(workspace, "created_at", false, self.version)?,
        };
        let objects = Objects {
            all: &workspace.contacts,
            visible: &|contact: &Contact| self.indexed.is_unmerged(contact),
            id: &|contact| contact.id.clone(),
            results: &self.indexed.contact_results,
        };
        search.run(&objects, &sort, &self.context())
    }

    fn contact_list(&self, page: Page) -> Value {
        let contacts = page.indexes.iter().map(|index| &self.indexed.workspace.contacts[*index as usize]);
        let contacts: Vec<Value> = contacts.map(|contact| self.contact_value(contact)).collect();
        json!({ "type": "list", "data": contacts, "total_count": page.total, "pages": page.pages })
    }

    fn contact_value(&self, contact: &Contact) -> Value {
        let mut value = shapes::contact(&self.indexed.workspace, contact, self.version);
        if self.version >= Version::V2_16 && self.parameter("include_merge_history").as_deref() == Some("true") {
            value["merge_history"] = self.merge_history(contact);
        }
        value
    }

    fn merge_history(&self, contact: &Contact) -> Value {
        let merged = self.indexed.workspace.merged.iter().filter(|(_, canonical)| **canonical == contact.id);
        let mut sources: Vec<&String> = merged.map(|(source, _)| source).collect();
        sources.sort_unstable();
        let item = |source: &String| {
            json!({
                "type": "merge_history_item",
                "source_contact_id": source,
                "source_contact_role": "lead",
                "merged_at": null,
            })
        };
        sources.into_iter().map(item).collect()
    }

    fn contact(&self, id: &str) -> Result<&Contact, Refusal> {
        unmerged(self.indexed.contact(id))
    }

    fn contact_companies(&self, contact: &Contact) -> Result<Value, Refusal> {
        let companies = contact.companies.iter();
        let company = |index: &usize| shapes::company(&self.indexed.workspace, *index, &self.indexed.company_users);
        self.numbered_pages(companies.map(company).collect())
    }

    fn contact_notes(&self, contact: &Contact) -> Result<Value, Refusal> {
        let notes = contact.notes.iter();
        self.numbered_pages(notes.map(|note| shapes::contact_note(&self.indexed.workspace, contact, note)).collect())
    }

    /// A list whose pages are asked for by number.
    fn numbered_pages(&self, items: Vec<Value>) -> Result<Value, Refusal> {
        let number = |name: &str, default: usize| match self.parameter(name) {
            None => Ok(default),
            Some(text) => text
                .parse()
                .ok()
                .filter(|number| *number > 0)
                .ok_or_else(|| Refusal::parameter_invalid(format!("{name} must be a positive integer"))),
        };
        let (page, per_page) = (number("page", 1)?, number("per_page", LIST_PER_PAGE)?);
        let total = items.len();
        let shown: Vec<Value> = items.into_iter().skip((page - 1).saturating_mul(per_page)).take(per_page).collect();
        Ok(json!({
            "type": "list",
            "data": shown,
            "total_count": total,
            "pages": {
                "type": "pages",
                "next": null,
                "page": page,
                "per_page": per_page,
                "total_pages": total.div_ceil(per_page),
            },
        }))
    }

    fn contact_tags(&self, contact: &Contact) -> Value {
        let tags = contact.tags.iter().map(|index| shapes::contact_tag(&self.indexed.workspace, contact, *index));
        json!({ "type": "list", "data": tags.collect::<Vec<_>>() })
    }

    fn contact_segments(&self, contact: &Contact) -> Value {
        let segments = contact.segments.iter().map(|index| shapes::segment(&self.indexed.workspace.segments[*index]));
        json!({ "type": "list", "data": segments.collect::<Vec<_>>() })
    }

    fn data_attributes(&self) -> Result<Value, Refusal> {
        let data = match self.parameter("model").as_deref() {
            Some("conversation") => {
                return Err(Refusal::new(
                    axum::http::StatusCode::UNPROCESSABLE_ENTITY,
                    "parameter_invalid",
                    "model=conversation is no longer supported. Use GET /conversations/attributes instead",
                ));
            }
            None | Some("contact") => shapes::data_attributes(&self.indexed.workspace, self.version),
            Some(_) => Vec::new(),
        };
        Ok(json!({ "type": "list", "data": data }))
    }

    fn context(&self) -> Context<'_> {
        Context { indexed: self.indexed, version: self.version, inclusive: self.options.inclusive_comparison }
    }

    fn json_body(&self) -> Result<Value, Refusal> {
        serde_json::from_slice(self.body).map_err(|_| Refusal::parameter_invalid("The request body is not valid JSON"))
    }

    fn parameter(&self, name: &str) -> Option<String> {
        let mut parameters = form_urlencoded::parse(self.query.as_bytes());
        parameters.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    fn per_page(&self, default: u64) -> Result<u64, Refusal> {
        let Some(text) = self.parameter("per_page") else { return Ok(default) };
        text.parse().map_err(|_| Refusal::parameter_invalid("per_page must be an integer"))
    }
}

/// The newest `limit` parts; `total_count` counts them all.
pub(super) fn conversation_parts(indexed: &Indexed, parts: &[Part], limit: usize, plaintext: bool) -> Value {
    let newest = &parts[parts.len().saturating_sub(limit)..];
    let shown: Vec<Value> = newest.iter().map(|part| shapes::part(&indexed.workspace, part, plaintext)).collect();
    json!({
        "type": "conversation_part.list",
        "conversation_parts": shown,
        "total_count": parts.len(),
    })
}

/// Reads the body of a search.
fn search<'a>(body: &'a Value, sort: Option<&'a Value>, default_page: u64) -> Result<Search<'a>, Refusal> {
    let query = body.get("query").ok_or_else(|| Refusal::parameter_invalid("query is required"))?;
    let pagination = body.get("pagination").unwrap_or(&Value::Null);
    let per_page = match &pagination["per_page"] {
        Value::Null => default_page,
        number => number.as_u64().ok_or_else(|| Refusal::parameter_invalid("per_page must be an integer"))?,
    };
    let starting_after = match &pagination["starting_after"] {
        Value::Null => None,
        Value::String(cursor) => Some(cursor.as_str()),
        _ => return Err(Refusal::invalid_cursor()),
    };
    Ok(Search { query: Some(query), sort, per_page, starting_after })
}

fn unmerged(lookup: Lookup<'_>) -> Result<&Contact, Refusal> {
    match lookup {
        Lookup::Contact(contact) => Ok(contact),
        Lookup::Merged(canonical) => Err(Refusal::contact_merged(canonical)),
        Lookup::Nothing => Err(Refusal::user_not_found()),
    }
}

fn not_found(code: &'static str, message: &str) -> Refusal {
    Refusal::new(axum::http::StatusCode::NOT_FOUND, code, message)
}
