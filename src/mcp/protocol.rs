//! Protocol versions and eras, and the wire types of what this server answers.
//!
//! *Legacy* revisions (to 2025-11-25) open with `initialize`; the *modern* one (2026-07-28) says version and
//! capabilities in every request's `_meta` and asks `server/discover` (2026-07-28 `basic/versioning`).
//! Which era a request belongs to is decided by [`era`] alone, per request: nothing is remembered.

use serde::Serialize;
use serde_json::{Map, Value, json, value::RawValue};

use super::{
    INSTRUCTIONS,
    icons::{ICONS, Icon},
    jsonrpc::{ErrorObject, Request, UNSUPPORTED_PROTOCOL_VERSION},
};
use crate::tools::Definition;

/// Key of `_meta` that names the protocol version of a modern request.
pub const META_PROTOCOL_VERSION: &str = "io.modelcontextprotocol/protocolVersion";
/// Key of `_meta` that holds the client's capabilities; required in a modern request.
pub const META_CLIENT_CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
/// Key of `_meta` that says who the client is; optional.
pub const META_CLIENT_INFO: &str = "io.modelcontextprotocol/clientInfo";
/// Key of `_meta` that sets a log level; checked, and without effect, since this server sends no logs.
pub const META_LOG_LEVEL: &str = "io.modelcontextprotocol/logLevel";
/// Key of a modern result's `_meta` that says who the server is.
const META_SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";

/// How long a client may keep a list: five minutes.
const LIST_TTL_MS: u32 = 300_000;

/// A published revision of the protocol. Later ones are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "a revision's date is its whole name")]
pub enum Version {
    V2024_11_05,
    V2025_03_26,
    V2025_06_18,
    V2025_11_25,
    V2026_07_28,
}

/// How requests of a version are shaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Era {
    /// A handshake, then requests.
    Legacy,
    /// Every request stands alone.
    Modern,
}

impl Version {
    /// Every version that is served, newest first.
    pub const SUPPORTED: [Version; 5] =
        [Self::V2026_07_28, Self::V2025_11_25, Self::V2025_06_18, Self::V2025_03_26, Self::V2024_11_05];

    /// The newest version with a handshake: the counter-offer of `initialize`.
    pub const LATEST_LEGACY: Version = Self::V2025_11_25;

    /// What a legacy request without `MCP-Protocol-Version` speaks (2025-06-18 `basic/transports`).
    pub const WITHOUT_HEADER: Version = Self::V2025_03_26;

    /// The version's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2024_11_05 => "2024-11-05",
            Self::V2025_03_26 => "2025-03-26",
            Self::V2025_06_18 => "2025-06-18",
            Self::V2025_11_25 => "2025-11-25",
            Self::V2026_07_28 => "2026-07-28",
        }
    }

    /// The version of that name, if it is served.
    pub fn parse(name: &str) -> Option<Self> {
        Self::SUPPORTED.into_iter().find(|version| version.as_str() == name)
    }

    /// The version's era.
    pub fn era(self) -> Era {
        if self >= Self::V2026_07_28 { Era::Modern } else { Era::Legacy }
    }

    /// Whether an array of messages may be sent: only 2025-03-26 says so.
    pub fn takes_batches(self) -> bool {
        self == Self::V2025_03_26
    }

    /// What `initialize` agrees on: the version asked for, or the newest that has a handshake.
    pub fn negotiate(requested: &str) -> Self {
        Self::parse(requested).filter(|version| version.era() == Era::Legacy).unwrap_or(Self::LATEST_LEGACY)
    }
}

/// The era of a request, from its own words and the `MCP-Protocol-Version` header.
///
/// - `initialize` with the handshake's parameters → legacy, whatever else it carries
/// - `_meta` names a version → that version's era; an unknown one is modern, since only modern requests name it
/// - `server/discover` → modern
/// - any other method but `initialize` under a header of 2026-07-28 or later → modern
/// - anything else → legacy
pub fn era(request: &Request, header: Option<&str>) -> Era {
    let is_initialize = request.method == "initialize";
    if is_initialize && request.params.contains_key("protocolVersion") {
        return Era::Legacy;
    }
    if let Some(version) = meta_version(&request.params) {
        return version.as_str().and_then(Version::parse).map_or(Era::Modern, Version::era);
    }
    if request.method == "server/discover" || (!is_initialize && header.is_some_and(is_modern_date)) {
        return Era::Modern;
    }
    Era::Legacy
}

/// What `params._meta` says of the protocol version.
pub fn meta_version(params: &Map<String, Value>) -> Option<&Value> {
    params.get("_meta")?.get(META_PROTOCOL_VERSION)
}

/// Whether `name` is a date from the first modern revision on, be that version known or not.
pub fn is_modern_date(name: &str) -> bool {
    let is_date = name.len() == 10
        && name.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_date && name >= Version::V2026_07_28.as_str()
}

/// The error that lists the versions there are. Both eras recognize it.
pub fn unsupported_version(requested: &str) -> ErrorObject {
    ErrorObject {
        code: UNSUPPORTED_PROTOCOL_VERSION,
        message: "unsupported protocol version; `data.supported` lists those there are".to_owned(),
        data: Some(json!({ "supported": Version::SUPPORTED.map(Version::as_str), "requested": requested })),
    }
}

/// Who this server is.
#[derive(Serialize)]
struct Implementation {
    name: &'static str,
    title: &'static str,
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icons: Option<&'static [Icon]>,
}

/// What every modern result says of the server.
const SERVER_INFO: Implementation = Implementation {
    name: "intercom-mcp",
    title: "Intercom",
    version: env!("CARGO_PKG_VERSION"),
    description: None,
    icons: None,
};

impl Implementation {
    /// What is said once, to clients of a version that knows all of it.
    fn in_full(version: Version) -> Self {
        let is_known = version >= Version::V2025_11_25;
        Self {
            description: is_known.then_some("Read the conversations and contacts of an Intercom workspace"),
            icons: is_known.then_some(&*ICONS),
            ..SERVER_INFO
        }
    }
}

/// What this server can do: tools, whose list never changes while it runs.
#[derive(Serialize)]
struct Capabilities {
    tools: Map<String, Value>,
}

/// Members that every modern result carries, and no legacy one.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Complete {
    result_type: &'static str,
    #[serde(rename = "_meta")]
    meta: Value,
}

impl Complete {
    fn in_era(era: Era) -> Option<Self> {
        (era == Era::Modern).then(|| Self::by(&SERVER_INFO))
    }

    fn by(server: &Implementation) -> Self {
        Self { result_type: "complete", meta: json!({ META_SERVER_INFO: server }) }
    }
}

/// For how long, and for whom, a modern list may be kept. Private, because the list follows the credential.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CacheHints {
    ttl_ms: u32,
    cache_scope: &'static str,
}

const CACHE_HINTS: CacheHints = CacheHints { ttl_ms: LIST_TTL_MS, cache_scope: "private" };

/// Result of `initialize`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InitializeResult {
    protocol_version: &'static str,
    capabilities: Capabilities,
    server_info: Implementation,
    instructions: &'static str,
}

impl InitializeResult {
    pub(super) fn new(version: Version) -> Self {
        Self {
            protocol_version: version.as_str(),
            capabilities: Capabilities { tools: Map::new() },
            server_info: Implementation::in_full(version),
            instructions: INSTRUCTIONS,
        }
    }
}

/// Result of `server/discover`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DiscoverResult {
    supported_versions: [&'static str; Version::SUPPORTED.len()],
    capabilities: Capabilities,
    instructions: &'static str,
    #[serde(flatten)]
    cache: CacheHints,
    #[serde(flatten)]
    complete: Complete,
}

impl DiscoverResult {
    pub(super) fn new() -> Self {
        Self {
            supported_versions: Version::SUPPORTED.map(Version::as_str),
            capabilities: Capabilities { tools: Map::new() },
            instructions: INSTRUCTIONS,
            cache: CACHE_HINTS,
            complete: Complete::by(&Implementation::in_full(Version::V2026_07_28)),
        }
    }
}

/// Result of `tools/list`: one page.
#[derive(Serialize)]
pub(super) struct ListToolsResult<'a> {
    tools: Vec<Tool<'a>>,
    #[serde(flatten)]
    cache: Option<CacheHints>,
    #[serde(flatten)]
    complete: Option<Complete>,
}

impl<'a> ListToolsResult<'a> {
    pub(super) fn new(era: Era, definitions: impl Iterator<Item = &'a Definition>) -> Self {
        Self {
            tools: definitions.map(Tool::from).collect(),
            cache: (era == Era::Modern).then_some(CACHE_HINTS),
            complete: Complete::in_era(era),
        }
    }
}

/// A tool as `tools/list` shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tool<'a> {
    name: &'a str,
    title: &'a str,
    description: &'a str,
    input_schema: &'a Value,
    output_schema: &'a Value,
    annotations: Annotations<'a>,
}

/// All of our tools only read, and read a system outside.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Annotations<'a> {
    title: &'a str,
    read_only_hint: bool,
    destructive_hint: bool,
    idempotent_hint: bool,
    open_world_hint: bool,
}

impl<'a> From<&'a Definition> for Tool<'a> {
    fn from(definition: &'a Definition) -> Self {
        Self {
            name: definition.name,
            title: definition.title,
            description: definition.description,
            input_schema: &definition.input_schema,
            output_schema: &definition.output_schema,
            annotations: Annotations {
                title: definition.title,
                read_only_hint: true,
                destructive_hint: false,
                idempotent_hint: true,
                open_world_hint: true,
            },
        }
    }
}

/// Result of `tools/call`: the same JSON as text and as structure, or a tool execution error.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallToolResult<'a> {
    content: [TextContent<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    structured_content: Option<&'a RawValue>,
    is_error: bool,
    #[serde(flatten)]
    complete: Option<Complete>,
}

#[derive(Serialize)]
struct TextContent<'a> {
    r#type: &'static str,
    text: &'a str,
}

impl<'a> CallToolResult<'a> {
    pub(super) fn output(era: Era, output: &'a RawValue) -> Self {
        Self {
            content: [TextContent { r#type: "text", text: output.get() }],
            structured_content: Some(output),
            is_error: false,
            complete: Complete::in_era(era),
        }
    }

    pub(super) fn error(era: Era, text: &'a str) -> Self {
        Self {
            content: [TextContent { r#type: "text", text }],
            structured_content: None,
            is_error: true,
            complete: Complete::in_era(era),
        }
    }
}

/// Result of a legacy `ping`: an empty object.
pub(super) type PingResult = Map<String, Value>;
