//! From environment variables to a [`Config`].
//!
//! An empty variable is an unset one. A value that cannot be used is an [`Error`] of one line, and so is a
//! configuration that would let strangers in. The defaults are those of [`Config::for_loopback`].

use std::{ffi::OsString, fmt, net::SocketAddr, ops::RangeInclusive, time::Duration};

use url::Url;

use super::{Config, LogFormat, sign_in, value};
use crate::secret::{self, ExposeSecret, SecretString};

/// Characters of `ACCESS_KEY`.
const KEY_LENGTH: RangeInclusive<usize> = 16..=4096;
const MAKE_A_KEY: &str = "`openssl rand -hex 32` prints one";

/// Where variables come from: the process, a file, or a test.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// A variable that cannot be used. Displays as one line; a secret's value never stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The variable's name.
    pub variable: &'static str,
    /// What was found, ready to print: `nothing`, or the value in backticks.
    pub found: String,
    /// What is accepted.
    pub accepted: String,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`: found {}; accepted: {}", self.variable, self.found, self.accepted)
    }
}

impl std::error::Error for Error {}

impl Config {
    /// Reads every variable. `tools` are the names that `ENABLED_TOOLS` may hold.
    ///
    /// # Errors
    /// At the first variable that cannot be used.
    pub fn from_env(lookup: Lookup<'_>, tools: &[&str]) -> Result<Self, Error> {
        let bind_addr = read_bind_addr(lookup)?;
        let defaults = Self::for_loopback(bind_addr);
        let environment = Environment { lookup };
        let public_url = environment.public_url(bind_addr, defaults.public_url)?;
        let intercom_access_token = environment.secret("INTERCOM_ACCESS_TOKEN")?;
        let intercom_client_id = environment.one("INTERCOM_CLIENT_ID", value::client_id)?;
        let accept_pasted_tokens =
            environment.one("ACCEPT_PASTED_TOKENS", value::boolean)?.unwrap_or(defaults.accept_pasted_tokens);
        let offers_sign_in = intercom_client_id.is_some() || accept_pasted_tokens;
        // Beside sign-in a public server has no need of them. On loopback nobody but this machine can send one.
        let accepts_intercom_tokens =
            intercom_access_token.is_none() && (!offers_sign_in || value::is_loopback(&public_url));
        let (log_format, log_filter) = read_logging(lookup, &defaults.log_filter)?;
        let config = Self {
            bind_addr,
            allowed_hosts: environment.list("ALLOWED_HOSTS", value::host)?.unwrap_or_default(),
            allowed_origins: environment.list("ALLOWED_ORIGINS", value::origin)?.unwrap_or_default(),
            trusted_proxies: environment.list("TRUSTED_PROXIES", value::network)?.unwrap_or_default(),
            forwarded_header: environment
                .one("FORWARDED_HEADER", value::forwarded_header)?
                .unwrap_or(defaults.forwarded_header),
            intercom_client_id,
            intercom_client_secret: environment.secret("INTERCOM_CLIENT_SECRET")?,
            accept_pasted_tokens,
            accept_intercom_tokens: environment
                .one("ACCEPT_INTERCOM_TOKENS", value::boolean)?
                .unwrap_or(accepts_intercom_tokens),
            allowed_workspaces: environment.allowed_workspaces(&public_url)?,
            intercom_access_token,
            access_key: environment.access_key()?,
            intercom_region: environment.one("INTERCOM_REGION", value::region)?.unwrap_or(defaults.intercom_region),
            intercom_api_version: environment
                .one("INTERCOM_API_VERSION", value::api_version)?
                .unwrap_or(defaults.intercom_api_version),
            intercom_timeout: environment
                .one("INTERCOM_TIMEOUT", value::positive_duration)?
                .unwrap_or(defaults.intercom_timeout),
            intercom_api_url: environment.one("INTERCOM_API_URL", value::url_template)?,
            intercom_app_url: environment.one("INTERCOM_APP_URL", value::url_template)?,
            store_url: environment.one("STORE_URL", value::store_url)?.unwrap_or_else(sign_in::default_store),
            encryption_keys: environment.encryption_keys()?,
            encryption_key_file: environment.text("ENCRYPTION_KEY_FILE")?.map(Into::into),
            redirect_policy: environment
                .one("REDIRECT_POLICY", value::redirect_policy)?
                .unwrap_or(defaults.redirect_policy),
            allowed_redirect_uris: environment.list("ALLOWED_REDIRECT_URIS", value::redirect_uri)?.unwrap_or_default(),
            client_metadata_fallback: environment
                .one("CLIENT_METADATA_FALLBACK", value::boolean)?
                .unwrap_or(defaults.client_metadata_fallback),
            access_token_lifetime: environment
                .one("ACCESS_TOKEN_LIFETIME", value::positive_duration)?
                .unwrap_or(defaults.access_token_lifetime),
            refresh_token_lifetime: environment
                .one("REFRESH_TOKEN_LIFETIME", value::positive_duration)?
                .unwrap_or(defaults.refresh_token_lifetime),
            refresh_grace: environment.duration("REFRESH_GRACE", defaults.refresh_grace)?,
            grant_lifetime: environment
                .one("GRANT_LIFETIME", value::positive_duration)?
                .unwrap_or(defaults.grant_lifetime),
            uninstall_on_last_revoke: environment
                .one("UNINSTALL_ON_LAST_REVOKE", value::boolean)?
                .unwrap_or(defaults.uninstall_on_last_revoke),
            enable_sse: environment.one("ENABLE_SSE", value::boolean)?.unwrap_or(defaults.enable_sse),
            sse_adopt_replies: environment
                .one("SSE_ADOPT_REPLIES", value::boolean)?
                .unwrap_or(defaults.sse_adopt_replies),
            enabled_tools: environment.list("ENABLED_TOOLS", |name| value::tool(name, tools))?,
            max_result_bytes: environment
                .one("MAX_RESULT_BYTES", |text| value::at_least(text, 4_000))?
                .unwrap_or(defaults.max_result_bytes),
            requests_per_minute: environment
                .one("REQUESTS_PER_MINUTE", |text| value::at_least(text, 1))?
                .unwrap_or(defaults.requests_per_minute),
            max_concurrent_calls: environment
                .one("MAX_CONCURRENT_CALLS", |text| value::at_least(text, 1))?
                .unwrap_or(defaults.max_concurrent_calls),
            drain_delay: environment.duration("DRAIN_DELAY", defaults.drain_delay)?,
            drain_timeout: environment.duration("DRAIN_TIMEOUT", defaults.drain_timeout)?,
            log_format,
            log_filter,
            public_url,
        };
        config.refuse_what_fits_nobody()?;
        Ok(config)
    }

    /// Rules that concern more than one variable.
    fn refuse_what_fits_nobody(&self) -> Result<(), Error> {
        let loopback = self.bind_addr.ip().is_loopback() && value::is_loopback(&self.public_url);
        match (&self.intercom_access_token, &self.access_key) {
            (Some(token), Some(key)) if secret::equal(token.expose_secret(), key.expose_secret()) => Err(Error {
                variable: "ACCESS_KEY",
                found: "the value of `INTERCOM_ACCESS_TOKEN`".to_owned(),
                accepted: format!("another secret, so that clients do not hold the token: {MAKE_A_KEY}"),
            }),
            (Some(_), None) if !loopback => Err(Error {
                variable: "ACCESS_KEY",
                found: "nothing".to_owned(),
                accepted: "the bearer that clients must send, since `INTERCOM_ACCESS_TOKEN` is set and `BIND_ADDR` or \
                           `PUBLIC_URL` is not loopback: without it any stranger could read the workspace"
                    .to_owned(),
            }),
            (None, Some(_)) => Err(Error {
                variable: "ACCESS_KEY",
                found: "a value".to_owned(),
                accepted: "nothing, since `INTERCOM_ACCESS_TOKEN` is not set: the key would protect nothing".to_owned(),
            }),
            (None, None) if !self.accept_intercom_tokens && !self.offers_sign_in() => Err(Error {
                variable: "ACCEPT_INTERCOM_TOKENS",
                found: "`false`".to_owned(),
                accepted: "`true`, or `INTERCOM_CLIENT_ID` or `INTERCOM_ACCESS_TOKEN` set as well: otherwise nobody \
                           could connect"
                    .to_owned(),
            }),
            _ => self.refuse_unsafe_sign_in(),
        }
    }
}

/// Reads `BIND_ADDR` alone, for a command that needs nothing else.
///
/// # Errors
/// When it is no address.
pub fn read_bind_addr(lookup: Lookup<'_>) -> Result<SocketAddr, Error> {
    let default = SocketAddr::from(([127, 0, 0, 1], 8080));
    Ok(Environment { lookup }.one("BIND_ADDR", value::socket_addr)?.unwrap_or(default))
}

/// Reads `LOG_FORMAT` and `RUST_LOG` alone, for a command that needs nothing else.
///
/// # Errors
/// When one of them cannot be used.
pub fn read_logging(lookup: Lookup<'_>, default_filter: &str) -> Result<(LogFormat, String), Error> {
    let environment = Environment { lookup };
    let format = environment.one("LOG_FORMAT", value::log_format)?.unwrap_or(LogFormat::Text);
    let filter = environment.one("RUST_LOG", value::log_filter)?.unwrap_or_else(|| default_filter.to_owned());
    Ok((format, filter))
}

pub(super) struct Environment<'a> {
    lookup: Lookup<'a>,
}

impl Environment<'_> {
    /// The variable's text; `None` when it is unset or empty.
    pub(super) fn text(&self, variable: &'static str) -> Result<Option<String>, Error> {
        let Some(text) = (self.lookup)(variable) else { return Ok(None) };
        let text = text.into_string().map_err(|_| Error {
            variable,
            found: "bytes that are no text".to_owned(),
            accepted: "text in UTF-8".to_owned(),
        })?;
        let text = text.trim();
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    /// One value, read by `parse`, whose error says what is accepted.
    fn one<T>(&self, variable: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, Error> {
        let Some(text) = self.text(variable)? else { return Ok(None) };
        parse(&text).map(Some).map_err(|accepted| Error { variable, found: printable(&text), accepted })
    }

    /// A comma-separated list; `None` when unset. One that holds nothing but commas is refused, because it
    /// would silently mean "none at all".
    fn list<T>(
        &self,
        variable: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<Vec<T>>, Error> {
        let Some(text) = self.text(variable)? else { return Ok(None) };
        let mut items = text.split(',').map(str::trim).filter(|item| !item.is_empty()).peekable();
        if items.peek().is_none() {
            let accepted = "a comma-separated list with at least one item".to_owned();
            return Err(Error { variable, found: printable(&text), accepted });
        }
        items
            .map(|item| parse(item).map_err(|accepted| Error { variable, found: printable(item), accepted }))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    fn duration(&self, variable: &'static str, default: Duration) -> Result<Duration, Error> {
        Ok(self.one(variable, value::duration)?.unwrap_or(default))
    }

    /// A secret; what is wrong with it is said without it.
    fn secret(&self, variable: &'static str) -> Result<Option<SecretString>, Error> {
        let Some(secret) = self.text(variable)?.map(SecretString::from) else { return Ok(None) };
        if secret.expose_secret().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Some(secret));
        }
        Err(Error {
            variable,
            found: "a value with a space or another character that no bearer can have".to_owned(),
            accepted: "visible ASCII characters without spaces, and without `Bearer ` before them".to_owned(),
        })
    }

    /// A key that nobody guesses and every client can send.
    fn access_key(&self) -> Result<Option<SecretString>, Error> {
        let variable = "ACCESS_KEY";
        let Some(key) = self.secret(variable)? else { return Ok(None) };
        let length = key.expose_secret().len();
        if KEY_LENGTH.contains(&length) {
            return Ok(Some(key));
        }
        let (least, most) = KEY_LENGTH.into_inner();
        let plural = if length == 1 { "" } else { "s" };
        Err(Error {
            variable,
            found: format!("a value of {length} character{plural}"),
            accepted: format!("{least} to {most} visible characters that nobody can guess: {MAKE_A_KEY}"),
        })
    }

    fn public_url(&self, bind_addr: SocketAddr, default: Url) -> Result<Url, Error> {
        match self.one("PUBLIC_URL", value::public_url)? {
            Some(public_url) => Ok(public_url),
            None if bind_addr.ip().is_loopback() => Ok(default),
            None => Err(Error {
                variable: "PUBLIC_URL",
                found: "nothing".to_owned(),
                accepted: format!(
                    "the address under which clients reach this server, such as `https://mcp.example.com`, since \
                     `BIND_ADDR` is `{bind_addr}`, which is not loopback"
                ),
            }),
        }
    }

    fn allowed_workspaces(&self, public_url: &Url) -> Result<Option<Vec<String>>, Error> {
        let variable = "ALLOWED_WORKSPACES";
        match self.list(variable, value::workspace)? {
            None if value::is_loopback(public_url) => Ok(None),
            None => Err(Error {
                variable,
                found: "nothing".to_owned(),
                accepted: format!(
                    "the ids of the workspaces that may be read, or `*` for any, since `PUBLIC_URL` is \
                     `{}`, which is not loopback",
                    public_url.as_str().trim_end_matches('/')
                ),
            }),
            Some(ids) if ids == ["*"] => Ok(None),
            Some(ids) if ids.iter().any(|id| id == "*") => Err(Error {
                variable,
                found: "`*` beside ids".to_owned(),
                accepted: "either ids of workspaces, or `*` alone".to_owned(),
            }),
            Some(ids) => Ok(Some(ids)),
        }
    }
}

/// A value as it may stand in a line of an error: in backticks, on one line. What may be a password before
/// an `@` is left out.
fn printable(text: &str) -> String {
    if text.contains('@') {
        return "a value with `@`, which is not shown since it may hold a password".to_owned();
    }
    format!("`{}`", text.escape_debug())
}
