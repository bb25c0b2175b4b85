//! Ids of Intercom's objects, in every form in which people and models have them, and links back.
//!
//! Raw (`123`, `6762f0d01bb69f9f2193bb7d`), prefixed as `search` gives them (`conversation_123`), or the address
//! of the object's page in the Intercom app (paths: `/a/inbox/{workspace}/…/conversation/{id}`,
//! `/a/apps/{workspace}/…`). An address of another host, region or workspace is refused: it was meant for other
//! eyes, and the id means something else here.

use std::{fmt, sync::Arc};

use url::Url;

use super::{ToolContext, ToolError, error::on_one_line};
use crate::web_address;

/// Bytes of an id in any form: an address in the app may have a query.
const MAX_LENGTH: usize = 2_000;

/// What an id is the id of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A conversation.
    Conversation,
    /// A contact: a user or a lead.
    Contact,
}

impl Kind {
    /// The word, as it stands before the `_` of a prefixed id.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Conversation => "conversation",
            Kind::Contact => "contact",
        }
    }
}

/// An id that may be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectId {
    /// What it is the id of.
    pub kind: Kind,
    /// Intercom's own id, without a prefix.
    pub id: String,
}

/// `conversation_123`: the form of `search` and `fetch`.
impl fmt::Display for ObjectId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}_{}", self.kind.as_str(), self.id)
    }
}

impl ObjectId {
    /// Reads any form. A raw id is a conversation's if it is digits, else a contact's, unless `expected` says.
    ///
    /// # Errors
    /// [`ToolError::Arguments`], saying what was found, what is accepted and what to do.
    pub fn read(text: &str, links: &Links, expected: Option<Kind>) -> Result<Self, ToolError> {
        let text = text.trim();
        if text.len() > MAX_LENGTH {
            return Err(ToolError::Arguments(format!(
                "an id, or the address of its page, has at most {MAX_LENGTH} bytes; found {}, beginning with `{}`\n\
                 hint: give the id alone, as in `conversation_123`",
                text.len(),
                shown(text)
            )));
        }
        let found = if text.contains("://") || text.starts_with("app.") { links.read(text)? } else { plain(text)? };
        let found = match (found, expected) {
            (Found::Raw(id), Some(kind)) => Self { kind, id },
            (Found::Raw(id), None) if is_digits(&id) => Self { kind: Kind::Conversation, id },
            (Found::Raw(id), None) => Self { kind: Kind::Contact, id },
            (Found::Typed(found), _) => found,
        };
        if let Some(expected) = expected.filter(|expected| *expected != found.kind) {
            let (other, wanted) = (found.kind.as_str(), expected.as_str());
            return Err(ToolError::Arguments(format!(
                "`{}` is the id of a {other}; this takes a {wanted}'s\nhint: for that {other} call `get_{other}`",
                shown(text)
            )));
        }
        found.check(text)
    }

    fn check(self, text: &str) -> Result<Self, ToolError> {
        let is_valid = match self.kind {
            Kind::Conversation => is_digits(&self.id) && self.id.len() <= 20,
            Kind::Contact => {
                (1..=64).contains(&self.id.len()) && self.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            }
        };
        if is_valid {
            return Ok(self);
        }
        let (kind, form) = match self.kind {
            Kind::Conversation => ("conversation", "digits, as in `215560824562362`"),
            Kind::Contact => ("contact", "24 hexadecimal digits or a UUID, as in `6762f0d01bb69f9f2193bb7d`"),
        };
        Err(ToolError::Arguments(format!(
            "`{}` is no {kind} id; such an id is {form}, perhaps with `{kind}_` before it, or the address of its \
             page in the Intercom app\nhint: find the id with `search_{kind}s`",
            shown(text)
        )))
    }
}

enum Found {
    Raw(String),
    Typed(ObjectId),
}

fn plain(text: &str) -> Result<Found, ToolError> {
    for kind in [Kind::Conversation, Kind::Contact] {
        if let Some(id) = text.strip_prefix(kind.as_str()).and_then(|rest| rest.strip_prefix('_')) {
            return Ok(Found::Typed(ObjectId { kind, id: id.to_owned() }));
        }
    }
    if text.starts_with("company_") {
        return Err(ToolError::Arguments(format!(
            "`{}` is the id of a company; only conversations and contacts can be read\n\
             hint: `get_contact` names the companies of a contact",
            shown(text)
        )));
    }
    if text.is_empty() {
        return Err(ToolError::Arguments(
            "`id` is empty; it is an id such as `conversation_123`\nhint: take it from a result of `search`".to_owned(),
        ));
    }
    Ok(Found::Raw(text.to_owned()))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What was found, short enough to be said back.
fn shown(text: &str) -> String {
    on_one_line(text, 120)
}

/// Addresses of objects in the Intercom app, of one workspace.
#[derive(Clone, Debug)]
pub struct Links {
    app_url: Arc<str>,
    workspace: Option<Arc<str>>,
}

impl Links {
    /// Links into the workspace of the session; `_`, the current one, where its id is unknown.
    pub fn new(app_url: Arc<str>, workspace: Option<Arc<str>>) -> Self {
        Self { app_url, workspace }
    }

    /// Links for a tool's call.
    pub fn of(context: &ToolContext) -> Self {
        Self::new(context.app_url.clone(), context.call.access.workspace.id.clone())
    }

    fn workspace(&self) -> &str {
        self.workspace.as_deref().unwrap_or("_")
    }

    /// A conversation's page in the inbox.
    pub fn conversation(&self, id: &str) -> String {
        format!("{}/a/inbox/{}/inbox/conversation/{id}", self.app_url, self.workspace())
    }

    /// A contact's page.
    pub fn contact(&self, id: &str) -> String {
        format!("{}/a/apps/{}/users/{id}", self.app_url, self.workspace())
    }

    /// A company's page.
    pub fn company(&self, id: &str) -> String {
        format!("{}/a/apps/{}/companies/{id}", self.app_url, self.workspace())
    }

    /// The page of an object.
    pub fn object(&self, object: &ObjectId) -> String {
        match object.kind {
            Kind::Conversation => self.conversation(&object.id),
            Kind::Contact => self.contact(&object.id),
        }
    }

    fn read(&self, text: &str) -> Result<Found, ToolError> {
        let refused = |reason: String, hint: &str| {
            Err(ToolError::Arguments(format!("the address `{}` {reason}\nhint: {hint}", shown(text))))
        };
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let (Some(found), Ok(ours)) = (web_address::parse(&with_scheme), Url::parse(&self.app_url)) else {
            return refused("cannot be read".to_owned(), "give the id alone, as in `conversation_123`");
        };
        let origin = ours.origin().ascii_serialization();
        if found.origin() != ours.origin() || !found.username().is_empty() || found.password().is_some() {
            return refused(
                format!("is not of this workspace's Intercom app, `{origin}`"),
                "copy the address from the app of the workspace that is connected, or give the id alone",
            );
        }
        let path = found.path_segments().map(|segments| segments.filter(|s| !s.is_empty()).collect::<Vec<_>>());
        let path = path.unwrap_or_default();
        let ["a", "inbox" | "apps", workspace, rest @ ..] = path.as_slice() else {
            return refused(
                "is no page of a conversation or a contact".to_owned(),
                "open the conversation or the contact and copy the address from there",
            );
        };
        if *workspace != "_" && self.workspace.as_deref().is_some_and(|ours| ours != *workspace) {
            return refused(
                format!("is of the workspace `{}`; connected is `{}`", shown(workspace), self.workspace()),
                "connect to that workspace, or search in this one",
            );
        }
        match object_in(rest) {
            Some(object) => Ok(Found::Typed(object)),
            None if rest.contains(&"companies") => refused(
                "is a company's; only conversations and contacts can be read".to_owned(),
                "`get_contact` names the companies of a contact",
            ),
            None => refused(
                "names no conversation and no contact".to_owned(),
                "open the conversation or the contact and copy the address from there",
            ),
        }
    }
}

/// The object that a path ends with: `…/conversation/{id}`, `…/conversations/{id}`, `…/users/{id}[/tab]`.
fn object_in(path: &[&str]) -> Option<ObjectId> {
    // What follows counts: an id may itself read `users`.
    let after = |names: &[&str]| {
        let pair = path.windows(2).rfind(|pair| names.contains(&pair[0]));
        pair.map(|pair| pair[1].to_owned())
    };
    let conversation = after(&["conversation", "conversations"]).filter(|id| is_digits(id));
    let conversation = conversation.map(|id| ObjectId { kind: Kind::Conversation, id });
    conversation.or_else(|| after(&["users", "leads", "contacts"]).map(|id| ObjectId { kind: Kind::Contact, id }))
}
