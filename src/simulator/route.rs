//! Which endpoint a method and path name, with or without a region's prefix.

use std::borrow::Cow;

use axum::http::Method;
use percent_encoding::percent_decode_str;

/// An endpoint of Intercom's REST API that the simulator plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    Me,
    SearchConversations,
    Conversations,
    Conversation,
    SearchContacts,
    Contacts,
    ContactByExternalId,
    Contact,
    ContactCompanies,
    ContactTags,
    ContactNotes,
    ContactSegments,
    Company,
    Admins,
    Admin,
    Teams,
    Team,
    Tags,
    Segments,
    DataAttributes,
}

/// Method, template and endpoint; literal segments stand before the placeholders that would swallow them.
const ROUTES: [(Method, &str, Endpoint); 20] = [
    (Method::GET, "/me", Endpoint::Me),
    (Method::POST, "/conversations/search", Endpoint::SearchConversations),
    (Method::GET, "/conversations", Endpoint::Conversations),
    (Method::GET, "/conversations/{id}", Endpoint::Conversation),
    (Method::POST, "/contacts/search", Endpoint::SearchContacts),
    (Method::GET, "/contacts", Endpoint::Contacts),
    (Method::GET, "/contacts/find_by_external_id/{external_id}", Endpoint::ContactByExternalId),
    (Method::GET, "/contacts/{id}", Endpoint::Contact),
    (Method::GET, "/contacts/{id}/companies", Endpoint::ContactCompanies),
    (Method::GET, "/contacts/{id}/tags", Endpoint::ContactTags),
    (Method::GET, "/contacts/{id}/notes", Endpoint::ContactNotes),
    (Method::GET, "/contacts/{id}/segments", Endpoint::ContactSegments),
    (Method::GET, "/companies/{id}", Endpoint::Company),
    (Method::GET, "/admins", Endpoint::Admins),
    (Method::GET, "/admins/{id}", Endpoint::Admin),
    (Method::GET, "/teams", Endpoint::Teams),
    (Method::GET, "/teams/{id}", Endpoint::Team),
    (Method::GET, "/tags", Endpoint::Tags),
    (Method::GET, "/segments", Endpoint::Segments),
    (Method::GET, "/data_attributes", Endpoint::DataAttributes),
];

/// Where a request goes.
#[derive(Debug)]
pub(super) struct Target {
    /// The region whose host was called; `None` is the host without a prefix.
    pub(super) region: Option<&'static str>,
    /// The path without the region's prefix.
    pub(super) path: String,
    /// The endpoint and its id (empty where it has none); `None` is nowhere.
    pub(super) endpoint: Option<(Endpoint, String)>,
    /// The route's template, or the path itself where there is no route.
    pub(super) template: String,
}

impl Target {
    pub(super) fn of(method: &Method, path: &str) -> Self {
        let (region, path) = split_region(path);
        let found = ROUTES.iter().filter(|(allowed, ..)| allowed == method).find_map(|(_, template, endpoint)| {
            captured(template, path).map(|id| (*template, *endpoint, id.into_owned()))
        });
        Self {
            region,
            path: path.to_owned(),
            template: found.as_ref().map_or(path, |(template, ..)| template).to_owned(),
            endpoint: found.map(|(_, endpoint, id)| (endpoint, id)),
        }
    }
}

/// Takes `/us`, `/eu` or `/au` off a path.
pub(super) fn split_region(path: &str) -> (Option<&'static str>, &str) {
    for (prefix, region) in [("/us", "US"), ("/eu", "EU"), ("/au", "AU")] {
        if let Some(rest) = path.strip_prefix(prefix)
            && (rest.is_empty() || rest.starts_with('/'))
        {
            return (Some(region), rest);
        }
    }
    (None, path)
}

/// The value of the template's placeholder (empty where it has none), if the path fits.
fn captured<'a>(template: &str, path: &'a str) -> Option<Cow<'a, str>> {
    let mut id = Cow::Borrowed("");
    let mut segments = path.split('/');
    for expected in template.split('/') {
        let segment = segments.next()?;
        if expected.starts_with('{') {
            id = percent_decode_str(segment).decode_utf8().ok().filter(|id| !id.is_empty())?;
        } else if expected != segment {
            return None;
        }
    }
    segments.next().is_none().then_some(id)
}
