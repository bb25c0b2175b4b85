//! Every environment variable: its name, its default, its meaning.
//!
//! Read once at start; everything else takes a [`Config`], which tests build by hand. What a value may be
//! stands in `config/value.rs`, and what the variables mean together in `config/environment.rs`.

mod environment;
mod sign_in;
mod value;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use ipnet::IpNet;
use url::Url;

pub use self::environment::{Error, Lookup, read_bind_addr, read_logging};
use crate::{region::Region, secret::SecretString};

/// The configuration. Every field names its variable; `.env.example` has the same words in the same order.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address to listen on. Read from `BIND_ADDR`; default 127.0.0.1:8080.
    pub bind_addr: SocketAddr,
    /// Address under which clients reach this server: scheme and authority, no path. Read from `PUBLIC_URL`;
    /// default `http://BIND_ADDR`, required when `BIND_ADDR` is not loopback.
    pub public_url: Url,
    /// Further values of the Host header to accept. Read from `ALLOWED_HOSTS`; default none.
    pub allowed_hosts: Vec<String>,
    /// Further origins to accept. Read from `ALLOWED_ORIGINS`; default none.
    pub allowed_origins: Vec<String>,
    /// Proxies that are believed when they say whom they were called from: addresses and networks. Read from
    /// `TRUSTED_PROXIES`; default none.
    pub trusted_proxies: Vec<IpNet>,
    /// Header in which they say so: `x-forwarded-for`, or `forwarded` (RFC 7239). The other one is never looked at, since
    /// proxies pass it on as the visitor sent it. Read from `FORWARDED_HEADER`; default x-forwarded-for.
    pub forwarded_header: ForwardedHeader,
    /// Id of the app in Intercom's Developer Hub with which people sign in; its redirect URL is `PUBLIC_URL/callback`.
    /// Read from `INTERCOM_CLIENT_ID`; default none, which switches sign-in off.
    pub intercom_client_id: Option<String>,
    /// Secret of that app. Read from `INTERCOM_CLIENT_SECRET`; default none.
    pub intercom_client_secret: Option<SecretString>,
    /// Whether the sign-in page takes an Intercom access token instead of sending the browser to Intercom. Read from
    /// `ACCEPT_PASTED_TOKENS`; default false.
    pub accept_pasted_tokens: bool,
    /// Whether clients may send an Intercom access token as the bearer. Read from `ACCEPT_INTERCOM_TOKENS`;
    /// default true; false in single-user mode, and where people sign in and `PUBLIC_URL` is not loopback.
    pub accept_intercom_tokens: bool,
    /// Workspaces that may be read: ids as they stand in the app's addresses, or `*` for any. Read from
    /// `ALLOWED_WORKSPACES`; default `*`, required when `PUBLIC_URL` is not loopback.
    pub allowed_workspaces: Option<Vec<String>>,
    /// The server's own Intercom access token: single-user mode. Read from `INTERCOM_ACCESS_TOKEN`; default none.
    pub intercom_access_token: Option<SecretString>,
    /// The bearer that clients send in single-user mode: 16 to 4096 visible characters, such as `openssl rand -hex 32`
    /// prints. Read from `ACCESS_KEY`; may be unset only when `BIND_ADDR` and `PUBLIC_URL` are both loopback.
    pub access_key: Option<SecretString>,
    /// The workspace's region: `us`, `eu`, `au`, or `auto` to find it out. Read from `INTERCOM_REGION`; default auto.
    pub intercom_region: Option<Region>,
    /// Version of Intercom's API: only `2.16`, since queries are made for its rules. Read from `INTERCOM_API_VERSION`;
    /// default 2.16.
    pub intercom_api_version: String,
    /// Time one call to Intercom may take. Read from `INTERCOM_TIMEOUT`; default 20s.
    pub intercom_timeout: Duration,
    /// Overrides the hosts of Intercom's API; may contain `{region}`, must be https unless loopback. Read from
    /// `INTERCOM_API_URL`; default Intercom's.
    pub intercom_api_url: Option<String>,
    /// Overrides the hosts of the Intercom app in links; may contain `{region}`, must be https unless loopback. Read
    /// from `INTERCOM_APP_URL`; default Intercom's.
    pub intercom_app_url: Option<String>,
    /// Where sign-ins are stored: `sqlite:` and a file's path, or `sqlite::memory:` to forget them at the end. Read from
    /// `STORE_URL`; default `sqlite:intercom-mcp.db`, which is made only if sign-in is on.
    pub store_url: StoreUrl,
    /// Keys that seal the Intercom tokens of sign-ins: 32 bytes in base64, such as `openssl rand -base64 32` prints;
    /// several for a rotation, the newest first. Read from `ENCRYPTION_KEY`; default those of `ENCRYPTION_KEY_FILE`.
    pub encryption_keys: Vec<SecretString>,
    /// File with those keys, one a line. Read from `ENCRYPTION_KEY_FILE`; default a file beside the database, which is
    /// made with a new key if it does not exist.
    pub encryption_key_file: Option<PathBuf>,
    /// Which redirect URIs clients may have: `open` for any that is safe, named on the sign-in page, or `allowlist` for
    /// those of `ALLOWED_REDIRECT_URIS` only. Read from `REDIRECT_POLICY`; default open.
    pub redirect_policy: RedirectPolicy,
    /// Redirect URIs that clients may have besides those that are safe by themselves; with `allowlist` the only ones. The
    /// port of a loopback address and the end of a path may be `*`. A client whose metadata lies on the site of one that
    /// it uses is shown as verified. Read from `ALLOWED_REDIRECT_URIS`; default none, with `allowlist` those of the known
    /// clients.
    pub allowed_redirect_uris: Vec<String>,
    /// Whether a copy of the known clients' metadata serves where their own cannot be fetched. Read from
    /// `CLIENT_METADATA_FALLBACK`; default true.
    pub client_metadata_fallback: bool,
    /// How long an access token holds. Read from `ACCESS_TOKEN_LIFETIME`; default 1h.
    pub access_token_lifetime: Duration,
    /// How long a sign-in holds that is not used. Read from `REFRESH_TOKEN_LIFETIME`; default 90d.
    pub refresh_token_lifetime: Duration,
    /// How long a refresh token that was used gives the same successor again. Read from `REFRESH_GRACE`; default 60s.
    pub refresh_grace: Duration,
    /// How long a sign-in holds at most, however often it is used. Read from `GRANT_LIFETIME`; default 365d.
    pub grant_lifetime: Duration,
    /// Whether the app is uninstalled from a workspace at Intercom when its last sign-in is revoked. Read from
    /// `UNINSTALL_ON_LAST_REVOKE`; default false.
    pub uninstall_on_last_revoke: bool,
    /// Whether the deprecated HTTP+SSE transport is served at `/sse`. Read from `ENABLE_SSE`; default true.
    pub enable_sse: bool,
    /// Whether a reply on `/sse` whose stream has gone may go to a later stream of the same caller. Read from
    /// `SSE_ADOPT_REPLIES`; default true.
    pub sse_adopt_replies: bool,
    /// Names of the tools to serve. Read from `ENABLED_TOOLS`; default all.
    pub enabled_tools: Option<Vec<String>>,
    /// Bytes of a tool's result, at most. Read from `MAX_RESULT_BYTES`; default 60000, least 4000.
    pub max_result_bytes: usize,
    /// Tool calls a person may make per minute, with all their sign-ins and tokens together. Read from `REQUESTS_PER_MINUTE`; default 600.
    pub requests_per_minute: u32,
    /// Tool calls of a person at the same time, likewise. Read from `MAX_CONCURRENT_CALLS`; default 64.
    pub max_concurrent_calls: usize,
    /// How long calls are still served after SIGTERM, while `/readyz` already fails. Read from `DRAIN_DELAY`; default 5s.
    pub drain_delay: Duration,
    /// How long running calls get after that. Read from `DRAIN_TIMEOUT`; default 30s.
    pub drain_timeout: Duration,
    /// Form of the log on stderr: `text` or `json`. Read from `LOG_FORMAT`; default text.
    pub log_format: LogFormat,
    /// What is logged: levels, such as `info` or `warn,intercom_mcp=debug`. Read from `RUST_LOG`; default info
    /// (`demo`: warn).
    pub log_filter: String,
}

/// Where sign-ins are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// A database file.
    Sqlite(PathBuf),
    /// This process's memory.
    Memory,
}

/// Which redirect URIs clients may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectPolicy {
    /// Any that is safe by itself, and those that are listed.
    Open,
    /// Those that are listed.
    Allowlist,
}

/// The header in which trusted proxies say whom they were called from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`: addresses.
    XForwardedFor,
    /// `Forwarded` (RFC 7239): parameters, `for` among them.
    Forwarded,
}

/// Form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Config {
    /// What `serve` uses on this address when nothing is set, but for the store, which is in memory.
    pub fn for_loopback(bind_addr: SocketAddr) -> Self {
        let mut public_url = Url::parse("http://127.0.0.1").unwrap_or_else(|_| unreachable!("a constant URL"));
        let _ = public_url.set_ip_host(bind_addr.ip());
        let _ = public_url.set_port(Some(bind_addr.port()));
        Self {
            bind_addr,
            public_url,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::XForwardedFor,
            intercom_client_id: None,
            intercom_client_secret: None,
            accept_pasted_tokens: false,
            accept_intercom_tokens: true,
            allowed_workspaces: None,
            intercom_access_token: None,
            access_key: None,
            intercom_region: None,
            intercom_api_version: "2.16".to_owned(),
            intercom_timeout: Duration::from_secs(20),
            intercom_api_url: None,
            intercom_app_url: None,
            store_url: StoreUrl::Memory,
            encryption_keys: Vec::new(),
            encryption_key_file: None,
            redirect_policy: RedirectPolicy::Open,
            allowed_redirect_uris: Vec::new(),
            client_metadata_fallback: true,
            access_token_lifetime: Duration::from_secs(60 * 60),
            refresh_token_lifetime: Duration::from_secs(90 * 24 * 60 * 60),
            refresh_grace: Duration::from_secs(60),
            grant_lifetime: Duration::from_secs(365 * 24 * 60 * 60),
            uninstall_on_last_revoke: false,
            enable_sse: true,
            sse_adopt_replies: true,
            enabled_tools: None,
            max_result_bytes: 60_000,
            requests_per_minute: 600,
            max_concurrent_calls: 64,
            drain_delay: Duration::from_secs(5),
            drain_timeout: Duration::from_secs(30),
            log_format: LogFormat::Text,
            log_filter: "info".to_owned(),
        }
    }

    /// Takes the address that the listener got, which `BIND_ADDR` with port 0 leaves to the system.
    #[must_use]
    pub fn listening_on(mut self, address: SocketAddr) -> Self {
        if self.public_url.port() == Some(0) {
            let _ = self.public_url.set_port(Some(address.port()));
        }
        self.bind_addr = address;
        self
    }

    /// Whether people can sign in: with an app of Intercom's, or by pasting a token.
    pub fn offers_sign_in(&self) -> bool {
        self.intercom_client_id.is_some() || self.accept_pasted_tokens
    }

    /// Whether only this machine can reach `PUBLIC_URL`.
    pub fn is_public_url_loopback(&self) -> bool {
        value::is_loopback(&self.public_url)
    }

    /// The app's address in `region`, for links, without a slash at its end.
    pub fn app_url(&self, region: Region) -> String {
        match &self.intercom_app_url {
            Some(template) => template.replace("{region}", region.as_str()).trim_end_matches('/').to_owned(),
            None => region.app_url().to_owned(),
        }
    }
}
