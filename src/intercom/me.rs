//! Who a token is: `GET /me` (OpenAPI schema `admin_with_app`), and the region that follows.

use std::sync::Arc;

use jiff::tz::TimeZone;
use serde::Deserialize;

use super::decode;
use crate::{
    region::Region,
    secret::{Digest, SecretString},
};

/// A credential that Intercom accepts, and where it belongs. Everything a call needs to know of its caller.
#[derive(Clone, Debug)]
pub struct Access {
    /// Whose streams, caches, limits and flights these are; nothing is shared across principals.
    pub principal: Digest,
    /// Whose limits are counted, whatever they sign in with: the teammate, and the workspace. `None` when Intercom does
    /// not say.
    pub person: Option<Digest>,
    /// Under which key the rate limit is counted: the workspace for OAuth, the token's digest for direct tokens.
    pub budget_key: Digest,
    /// Intercom's token.
    pub token: SecretString,
    /// Where the workspace is hosted.
    pub region: Region,
    /// The workspace.
    pub workspace: Workspace,
}

impl Access {
    /// Under which key calls are counted: the person's; the credential's where that is not known.
    pub fn caller(&self) -> &Digest {
        self.person.as_ref().unwrap_or(&self.principal)
    }
}

/// A workspace, as far as `/me` tells.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// `app.id_code`, as it stands in links; `None` when the token may not read `/me`.
    pub id: Option<Arc<str>>,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Its time zone; UTC when unknown. Contact dates are whole days in it.
    pub timezone: TimeZone,
}

/// What `GET /me` answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "AdminWithApp")]
pub struct Me {
    /// Id of the teammate whose token it is.
    pub id: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// The workspace's region, when Intercom names one we know.
    pub region: Option<Region>,
    /// The workspace.
    pub workspace: Workspace,
}

/// A token that Intercom accepted.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Where it works.
    pub region: Region,
    /// Who it is; `None` when the token is valid but may not read `/me`.
    pub me: Option<Me>,
}

/// OpenAPI schema `admin_with_app`.
#[derive(Deserialize)]
struct AdminWithApp {
    #[serde(default, deserialize_with = "decode::optional_id")]
    id: Option<String>,
    #[serde(default, deserialize_with = "decode::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "decode::optional")]
    app: Option<App>,
}

/// OpenAPI schema `app`.
#[derive(Default, Deserialize)]
struct App {
    #[serde(default, deserialize_with = "decode::text")]
    id_code: Option<String>,
    #[serde(default, deserialize_with = "decode::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "decode::text")]
    region: Option<String>,
    #[serde(default, deserialize_with = "decode::text")]
    timezone: Option<String>,
}

impl Default for Workspace {
    /// A workspace of which nothing is known.
    fn default() -> Self {
        Self { id: None, name: None, timezone: TimeZone::UTC }
    }
}

impl Workspace {
    /// The key of a person: a teammate of this workspace.
    pub fn person(&self, teammate: &str) -> Option<Digest> {
        self.id.as_ref().map(|workspace| format!("{workspace}/{teammate}").into())
    }
}

impl From<AdminWithApp> for Me {
    fn from(admin: AdminWithApp) -> Self {
        let app = admin.app.unwrap_or_default();
        Self {
            id: admin.id,
            name: admin.name,
            region: app.region.and_then(|region| region.parse().ok()),
            workspace: Workspace {
                id: app.id_code.map(Into::into),
                name: app.name.map(Into::into),
                timezone: app.timezone.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC),
            },
        }
    }
}
