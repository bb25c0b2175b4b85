//! Records of the authorization server in the store: JSON of a type per kind (`docs/storage.md`).

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    intercom::me::Workspace,
    region::Region,
    secret::{Digest, fingerprint, hex},
    store::records::{Error, Kind, Record, Store},
};

/// A type that is stored under one kind.
pub(super) trait Kept: Serialize + DeserializeOwned {
    const KIND: Kind;
}

/// What was found, and what a change of it has to name.
#[derive(Clone, Debug)]
pub(super) struct Found<T> {
    pub(super) content: T,
    pub(super) version: u64,
    pub(super) expires: Timestamp,
}

pub(super) async fn get<T: Kept>(store: &dyn Store, id: &str) -> Result<Option<Found<T>>, Error> {
    store.get(T::KIND, id).await?.map(|record| read(&record)).transpose()
}

pub(super) async fn put<T: Kept>(store: &dyn Store, id: &str, content: &T, expires: Timestamp) -> Result<(), Error> {
    store.put(T::KIND, id, write(content)?, expires).await
}

pub(super) async fn take<T: Kept>(store: &dyn Store, id: &str) -> Result<Option<Found<T>>, Error> {
    store.take(T::KIND, id).await?.map(|record| read(&record)).transpose()
}

/// Writes over what was found, unless it was changed since; says whether it did.
pub(super) async fn replace<T: Kept>(
    store: &dyn Store,
    id: &str,
    version: u64,
    content: &T,
    expires: Timestamp,
) -> Result<bool, Error> {
    store.replace(T::KIND, id, version, write(content)?, expires).await
}

pub(super) fn read<T: Kept>(record: &Record) -> Result<Found<T>, Error> {
    let content = serde_json::from_slice(&record.value)
        .map_err(|_| Error::Corrupt(format!("a record of the kind `{}` cannot be read", T::KIND.as_str())))?;
    Ok(Found { content, version: record.version, expires: record.expires })
}

fn write<T: Kept>(content: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(content).map_err(|error| Error::Unavailable(error.to_string()))
}

/// A client that registered itself. Kind `client`, by client id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Registration {
    /// What it calls itself.
    pub client_name: String,
    /// Those of its redirect URIs that are accepted.
    pub redirect_uris: Vec<String>,
    /// Its home page.
    pub client_uri: Option<String>,
    /// When it first registered.
    pub registered_at: Timestamp,
    /// When somebody last signed in with it, or it registered again.
    pub last_used: Timestamp,
    /// Whether somebody has signed in with it. Before this was noted, nobody could know that nobody had.
    #[serde(default = "yes")]
    pub was_used: bool,
}

fn yes() -> bool {
    true
}

/// A sign-in that waits for Intercom's answer. Kind `sign_in`, by the digest of the state sent there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SignIn {
    pub(super) request: AuthorizationRequest,
    /// Where the person says that the workspace is hosted.
    pub(super) region: Region,
    /// Digest of the cookie of the browser that approved.
    pub(super) browser: String,
}

/// What a client asked for, after all checks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct AuthorizationRequest {
    pub(super) client_id: String,
    pub(super) client_name: String,
    pub(super) redirect_uri: String,
    pub(super) code_challenge: String,
    /// The identifier that the tokens will be for; the issuer's for all of this server.
    pub(super) resource: String,
    pub(super) scope: String,
    /// The client's own, given back as it came.
    pub(super) state: Option<String>,
}

/// Who lets whom read what. Kind `grant`, by its id. Tokens are worth nothing without it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Grant {
    /// The client.
    pub client_id: String,
    /// What it calls itself.
    pub client_name: String,
    /// The workspace's id; `None` when the token may not read `/me`.
    pub workspace_id: Option<String>,
    /// The workspace's name.
    pub workspace_name: Option<String>,
    /// Where it is hosted.
    pub region: Region,
    /// IANA name of its time zone.
    pub timezone: Option<String>,
    /// Id of the teammate who signed in. Grants of before it was kept have none.
    #[serde(default)]
    pub teammate_id: Option<String>,
    /// Their name.
    pub teammate: Option<String>,
    /// Whether Intercom's token was pasted: then it belongs to an app of somebody else's.
    pub is_pasted: bool,
    /// When.
    pub created_at: Timestamp,
    /// When it was last used, give or take an hour.
    pub last_used: Timestamp,
    /// When Intercom last confirmed the token.
    pub verified_at: Timestamp,
}

/// What an access token, a refresh token and a code have in common.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Issue {
    pub(super) grant: String,
    pub(super) client_id: String,
    /// As in [`AuthorizationRequest`].
    pub(super) resource: String,
    pub(super) scope: String,
    /// Intercom's token, sealed under the token that this is the record of; empty once that was used up.
    pub(super) sealed: String,
}

/// An authorization code. Kind `code`, by its digest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Code {
    pub(super) issue: Issue,
    pub(super) redirect_uri: String,
    pub(super) code_challenge: String,
    /// Until when it can be exchanged. The record outlives this, so that a second use is known for one.
    pub(super) valid_until: Timestamp,
    pub(super) is_used: bool,
}

/// An access token. Kind `access_token`, by its digest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct AccessToken {
    pub(super) issue: Issue,
}

/// A refresh token. Kind `refresh_token`, by its digest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RefreshToken {
    pub(super) issue: Issue,
    /// Once it was used.
    pub(super) rotation: Option<Rotation>,
}

/// That a refresh token was used. The pair that it gave is not kept here, but apart and for the grace only: what
/// was used must not lead to what is good.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Rotation {
    pub(super) at: Timestamp,
    /// The id of the [`Successor`]; `None` in records from before there was one.
    #[serde(default)]
    pub(super) kept_as: Option<String>,
}

/// The pair that a used refresh token gave. Kind `successor`, by a random id; it expires with the grace.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Successor {
    /// The pair, sealed under the token that was used.
    pub(super) sealed: String,
}

/// That somebody has told of an uninstall. Kind `workspace`, by [`Uninstalled::id`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Uninstalled {
    pub(super) noticed_at: Timestamp,
}

impl Uninstalled {
    /// The record that a workspace's notices go to: three hex digits of the digest of its id. So a notice is one write,
    /// whether the workspace is known here or not, and all notices there can be leave 4,096 records at most. Where two
    /// workspaces of one server share a record, Intercom is asked once more than needed.
    pub(super) fn id(workspace: &str) -> String {
        hex(&fingerprint(workspace)[..2])[..3].to_owned()
    }
}

impl Grant {
    /// Under which key Intercom's calls for this workspace are counted.
    pub(super) fn budget_key(workspace: &str) -> Digest {
        format!("workspace:{workspace}").into()
    }

    /// Whose limits its calls are counted under. Those who signed in before that was kept are one person per grant,
    /// `id`; where Intercom does not say who signed in, there is none.
    pub(super) fn person(&self, id: &str) -> Option<Digest> {
        let workspace = self.workspace();
        match &self.teammate_id {
            Some(teammate) => workspace.person(teammate),
            None => workspace.id.map(|_| id.into()),
        }
    }

    /// The workspace, as calls to Intercom need it.
    pub(super) fn workspace(&self) -> Workspace {
        let timezone = self.timezone.as_ref().and_then(|name| jiff::tz::TimeZone::get(name).ok());
        Workspace {
            id: self.workspace_id.as_deref().map(Into::into),
            name: self.workspace_name.as_deref().map(Into::into),
            timezone: timezone.unwrap_or(jiff::tz::TimeZone::UTC),
        }
    }
}

macro_rules! kept {
    ($($type:ty => $kind:ident,)*) => {
        $(impl Kept for $type { const KIND: Kind = Kind::$kind; })*
    };
}

kept! {
    Registration => Client,
    SignIn => SignIn,
    Grant => Grant,
    Code => Code,
    AccessToken => AccessToken,
    RefreshToken => RefreshToken,
    Successor => Successor,
    Uninstalled => Workspace,
}
