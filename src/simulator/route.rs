//! Where a method and path lead, with or without a region's prefix.

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

/// What a method and path lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// The page on which a person connects an app.
    SignInPage,
    /// The form of that page.
    SignInForm,
    /// A code for a token.
    Exchange,
    /// The app leaves a workspace.
    Uninstall,
    /// An endpoint of the API and its id, empty where it has none.
    Api(Endpoint, String),
}

const SIGN_IN_ROUTES: [(Method, &str, Route); 4] = [
    (Method::GET, "/oauth", Route::SignInPage),
    (Method::POST, "/oauth", Route::SignInForm),
    (Method::POST, "/auth/eagle/token", Route::Exchange),
    (Method::POST, "/auth/uninstall", Route::Uninstall),
];

/// Method, template and endpoint; literal segments stand before the placeholders that would swallow them.
const API_ROUTES: [(Method, &str, Endpoint); 20] = [
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
    /// `None` is nowhere.
    pub(super) route: Option<Route>,
    /// The route's template, or the path itself where there is no route.
    pub(super) template: String,
}

impl Target {
    pub(super) fn of(method: &Method, path: &str) -> Self {
        let (region, path) = split_region(path);
        let sign_in = SIGN_IN_ROUTES.into_iter().filter(|(_, template, _)| *template == path);
        let api = API_ROUTES.iter().filter_map(|(allowed, template, endpoint)| {
            let id = captured(template, path)?.into_owned();
            Some((allowed.clone(), *template, Route::Api(*endpoint, id)))
        });
        let found = sign_in.chain(api).find(|(allowed, ..)| allowed == method);
        Self {
            region,
            path: path.to_owned(),
            template: found.as_ref().map_or(path, |(_, template, _)| template).to_owned(),
            route: found.map(|(.., route)| route),
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
