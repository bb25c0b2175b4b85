//! A client's metadata document, read and checked (draft-ietf-oauth-client-id-metadata-document, "Client Metadata
//! Document"; its members are those of RFC 7591, section 2).
//!
//! - `client_id`      → the address it was fetched from, character by character
//! - `client_name`    → required (MCP), shown on one line
//! - `redirect_uris`  → required, at most 20; those that this server does not accept are left out, one must remain
//! - `token_endpoint_auth_method` → `none`, or nothing; another one only if `token_endpoint_auth_methods_supported`
//!   (OpenID Connect RP Metadata Choices) offers `none` beside it, as ChatGPT's does
//! - `client_secret`  → never: the document is public
//! - anything else    → ignored; `logo_uri` and `jwks_uri` are never fetched

use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use super::{DocumentError, client_id::ClientId};
use crate::{config::RedirectPolicy, oauth::redirect_uri, text::name, web_address};

const MAX_REDIRECT_URIS: usize = 20;
/// Characters of what a document says that an error repeats.
const QUOTED: usize = 100;

/// What a client says of itself, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it calls itself, fit to be shown ([`name::shown`]). Proves nothing.
    pub client_name: String,
    /// The host of its client id, in lower case and ASCII: that it publishes the document is what is known of it.
    pub host: String,
    /// The redirect URIs that are acceptable here, as written; at least one.
    pub redirect_uris: Vec<String>,
    /// Its home page, if it names one with https.
    pub client_uri: Option<String>,
}

/// Which redirect URIs are accepted here.
pub(super) struct Rules {
    pub(super) policy: RedirectPolicy,
    pub(super) allowed: Vec<String>,
}

/// The members that are looked at. serde refuses one that comes twice.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Members {
    client_id: String,
    client_name: Option<String>,
    redirect_uris: Option<Vec<String>>,
    client_uri: Option<Value>,
    token_endpoint_auth_method: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    grant_types: Option<Vec<String>>,
    response_types: Option<Vec<String>>,
    client_secret: Option<IgnoredAny>,
}

/// Reads the document of the client `id`.
pub(super) fn read(id: &ClientId, body: &[u8], rules: &Rules) -> Result<Document, DocumentError> {
    // serde would take a list as well, by the order of the members.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(DocumentError::invalid("it is no JSON object"));
    }
    let members: Members = serde_json::from_slice(body).map_err(|error| {
        DocumentError::invalid(format!(
            "it is no JSON object with the members of a client ({})",
            quoted(&error.to_string())
        ))
    })?;
    if members.client_id != id.as_str() {
        let reason = format!("its `client_id` is `{}`, not its own address", quoted(&members.client_id));
        return Err(DocumentError::invalid(reason));
    }
    if members.client_secret.is_some() {
        return Err(DocumentError::invalid("it has a `client_secret`, which everybody could read"));
    }
    check_methods(&members)?;
    let client_name = members.client_name.as_deref().and_then(name::shown);
    let client_name =
        client_name.ok_or_else(|| DocumentError::invalid("it has no `client_name` of which anything can be seen"))?;
    let redirect_uris = acceptable(members.redirect_uris.unwrap_or_default(), rules)?;
    let client_uri = members.client_uri.as_ref().and_then(Value::as_str).and_then(home_page);
    Ok(Document { client_name, host: id.host().to_owned(), redirect_uris, client_uri })
}

/// Every client is public here and uses the code flow.
fn check_methods(members: &Members) -> Result<(), DocumentError> {
    let offers =
        |list: &Option<Vec<String>>, value: &str| list.as_ref().is_some_and(|list| list.iter().any(|one| one == value));
    match members.token_endpoint_auth_method.as_deref() {
        None | Some("none") => {}
        Some(method) if offers(&members.token_endpoint_auth_methods_supported, "none") && !is_symmetric(method) => {}
        Some(method) => {
            return Err(DocumentError::invalid(format!(
                "its `token_endpoint_auth_method` is `{}`; this server takes `none`, also as one of \
                 `token_endpoint_auth_methods_supported`",
                quoted(method)
            )));
        }
    }
    if members.grant_types.is_some() && !offers(&members.grant_types, "authorization_code") {
        return Err(DocumentError::invalid("its `grant_types` lack `authorization_code`"));
    }
    if members.response_types.is_some() && !offers(&members.response_types, "code") {
        return Err(DocumentError::invalid("its `response_types` lack `code`"));
    }
    Ok(())
}

/// "MUST NOT include `client_secret_post`, `client_secret_basic`, `client_secret_jwt`" or the like.
fn is_symmetric(method: &str) -> bool {
    method.starts_with("client_secret")
}

fn acceptable(uris: Vec<String>, rules: &Rules) -> Result<Vec<String>, DocumentError> {
    match uris.len() {
        0 => return Err(DocumentError::invalid("it has no `redirect_uris`")),
        1..=MAX_REDIRECT_URIS => {}
        count => {
            let reason = format!("it has {count} `redirect_uris`; at most {MAX_REDIRECT_URIS} are accepted");
            return Err(DocumentError::invalid(reason));
        }
    }
    let mut refused = None;
    let mut accepted = Vec::new();
    for uri in uris {
        match redirect_uri::acceptable(&uri, rules.policy, &rules.allowed) {
            Ok(_) => accepted.push(uri),
            Err(reason) => {
                refused = Some(format!("none of its `redirect_uris` is accepted: `{}` {reason}", quoted(&uri)))
            }
        }
    }
    match refused {
        Some(reason) if accepted.is_empty() => Err(DocumentError::invalid(reason)),
        _ => Ok(accepted),
    }
}

fn home_page(text: &str) -> Option<String> {
    let url = web_address::parse(text)?;
    let is_plain = url.scheme() == "https" && url.username().is_empty() && url.password().is_none();
    (is_plain && text.len() <= redirect_uri::MAX_LENGTH).then(|| url.into())
}

/// Words of a stranger: on one line, visible, not too many.
fn quoted(text: &str) -> String {
    let start: String = text.chars().take(QUOTED).collect();
    let dots = if start.len() < text.len() { "…" } else { "" };
    format!("{}{dots}", start.escape_debug())
}
