//! What a call asks for: its path, the words for it, and the permission it needs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;

/// Everything but RFC 3986's unreserved characters: an id never changes the path around it.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// One of the questions this client asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked<'a> {
    /// `GET /me`.
    Me,
    /// `GET /conversations?per_page=1`: does the token work here?
    AnyConversation,
    /// `POST /conversations/search`.
    Conversations,
    /// `GET /conversations/{id}`.
    Conversation(&'a str),
    /// `POST /contacts/search`.
    Contacts,
    /// `GET /contacts/{id}`.
    Contact(&'a str),
    /// `GET /contacts/{id}/{list}`.
    ContactList(&'a str, List),
    /// `GET /{collection}`.
    Collection(super::names::Kind),
}

/// The lists that belong to a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Companies,
    Tags,
    Notes,
    Segments,
}

impl List {
    fn as_str(self) -> &'static str {
        match self {
            List::Companies => "companies",
            List::Tags => "tags",
            List::Notes => "notes",
            List::Segments => "segments",
        }
    }
}

impl Asked<'_> {
    pub(super) fn method(self) -> Method {
        match self {
            Asked::Conversations | Asked::Contacts => Method::POST,
            _ => Method::GET,
        }
    }

    /// Path and query, ids percent-encoded.
    pub(super) fn path(self) -> String {
        match self {
            Asked::Me => "/me".to_owned(),
            Asked::AnyConversation => "/conversations?per_page=1".to_owned(),
            Asked::Conversations => "/conversations/search".to_owned(),
            Asked::Conversation(id) => format!("/conversations/{}", segment(id)),
            Asked::Contacts => "/contacts/search".to_owned(),
            Asked::Contact(id) => format!("/contacts/{}", segment(id)),
            // These lists take no page size; their pages hold 50.
            Asked::ContactList(id, list) => format!("/contacts/{}/{}", segment(id), list.as_str()),
            Asked::Collection(kind) => format!("/{}", kind.collection()),
        }
    }

    /// The path's shape, for logs: no ids.
    pub(super) fn route(self) -> &'static str {
        match self {
            Asked::Me => "/me",
            Asked::AnyConversation => "/conversations",
            Asked::Conversations => "/conversations/search",
            Asked::Conversation(_) => "/conversations/{id}",
            Asked::Contacts => "/contacts/search",
            Asked::Contact(_) => "/contacts/{id}",
            Asked::ContactList(_, List::Companies) => "/contacts/{id}/companies",
            Asked::ContactList(_, List::Tags) => "/contacts/{id}/tags",
            Asked::ContactList(_, List::Notes) => "/contacts/{id}/notes",
            Asked::ContactList(_, List::Segments) => "/contacts/{id}/segments",
            Asked::Collection(_) => "/{collection}",
        }
    }

    /// What Intercom does not know when it answers 404.
    pub(super) fn what(self) -> String {
        match self {
            Asked::Conversation(id) => format!("conversation {id}"),
            Asked::Contact(id) | Asked::ContactList(id, _) => format!("contact {id}"),
            other => format!("`{}`", other.route()),
        }
    }

    /// The box to tick in Intercom's Developer Hub (intercom.md, section 5).
    pub(super) fn permission(self) -> &'static str {
        match self {
            Asked::Me => "Read one admin",
            Asked::AnyConversation | Asked::Conversations | Asked::Conversation(_) => "Read conversations",
            Asked::Contacts | Asked::Contact(_) | Asked::ContactList(..) => "Read and list users and companies",
            Asked::Collection(kind) => kind.permission(),
        }
    }
}

fn segment(id: &str) -> String {
    utf8_percent_encode(id, SEGMENT).to_string()
}

/// Whether `id` can stand in a path: an empty one would ask for a list, and dots for another path,
/// encoded or not (WHATWG URL, "double-dot path segment").
pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty() && id != "." && id != ".."
}
