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
    /// Under which key the rate limit is counted: the workspace for OAuth, the token's digest for direct tokens.
    pub budget_key: Digest,
    /// Intercom's token.
    pub token: SecretString,
    /// Where the workspace is hosted.
    pub region: Region,
    /// The workspace.
    pub workspace: Workspace,
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
    /// The teammate whose token it is.
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

impl From<AdminWithApp> for Me {
    fn from(admin: AdminWithApp) -> Self {
        let app = admin.app.unwrap_or_default();
        Self {
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
