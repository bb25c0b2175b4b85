//! The values that variables take. Each function reads one kind; its error is the sentence that says what
//! is accepted.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
    time::Duration,
};

use ipnet::IpNet;
use tracing_subscriber::EnvFilter;
use url::{Host, Url};

use super::{ForwardedHeader, LogFormat, RedirectPolicy, StoreUrl};
use crate::{region::Region, scheme};

/// What hosts and origins have in common.
const AS_SENT: &str = "each written out (no `*`) and as clients send it (`xn--…` for names beyond ASCII)";

pub(super) fn socket_addr(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "an IP address and a port, such as `127.0.0.1:8080` or `[::]:8080`".to_owned())
}

pub(super) fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("`true` or `false`".to_owned()),
    }
}

/// A whole number from `least` up.
pub(super) fn at_least<T: FromStr + PartialOrd + fmt::Display>(text: &str, least: T) -> Result<T, String> {
    match text.parse::<T>() {
        Ok(number) if number >= least => Ok(number),
        _ => Err(format!("a whole number, at least {least}")),
    }
}

pub(super) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|_| "a duration with its unit, such as `20s`, `500ms` or `1m 30s`".to_owned())
}

pub(super) fn positive_duration(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err("a duration longer than zero, such as `20s`".to_owned()),
        duration => Ok(duration),
    }
}

/// `None` is `auto`.
pub(super) fn region(text: &str) -> Result<Option<Region>, String> {
    if text.eq_ignore_ascii_case("auto") {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| "`auto`, `us`, `eu` or `au`".to_owned())
}

/// The version whose rules of search the queries follow. Before it, priorities and owners have other forms; after it,
/// dates of contacts match by the second.
pub(super) fn api_version(text: &str) -> Result<String, String> {
    match text {
        "2.16" => Ok(text.to_owned()),
        _ => Err("`2.16`".to_owned()),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("`text` or `json`".to_owned()),
    }
}

pub(super) fn log_filter(text: &str) -> Result<String, String> {
    match EnvFilter::builder().parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("levels, such as `info` or `warn,intercom_mcp=debug`".to_owned()),
    }
}

pub(super) fn workspace(text: &str) -> Result<String, String> {
    if text == "*" || text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        return Ok(text.to_owned());
    }
    Err("ids of workspaces as they stand in the app's addresses, such as `abc12345`, or `*`".to_owned())
}

/// The id of an app of Intercom's.
pub(super) fn client_id(text: &str) -> Result<String, String> {
    if text.len() <= 200 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        return Ok(text.to_owned());
    }
    Err("the `client_id` of an app, as Intercom's Developer Hub shows it".to_owned())
}

pub(super) fn store_url(text: &str) -> Result<StoreUrl, String> {
    match text.strip_prefix("sqlite:") {
        Some(":memory:") => Ok(StoreUrl::Memory),
        Some(path) if !path.is_empty() && !path.starts_with("//") => Ok(StoreUrl::Sqlite(path.into())),
        _ => {
            Err("`sqlite:` and a file's path, such as `sqlite:/data/intercom-mcp.db`, or `sqlite::memory:`".to_owned())
        }
    }
}

pub(super) fn redirect_policy(text: &str) -> Result<RedirectPolicy, String> {
    match text {
        "open" => Ok(RedirectPolicy::Open),
        "allowlist" => Ok(RedirectPolicy::Allowlist),
        _ => Err("`open` or `allowlist`".to_owned()),
    }
}

/// A redirect URI as clients send it. The port of a loopback address and the last part of a path may be `*`.
pub(super) fn redirect_uri(text: &str) -> Result<String, String> {
    let (start, end) = text.split_at(text.find(":*").unwrap_or(text.len()));
    let has_port_star = !end.is_empty();
    let plain = format!("{start}{}", end.strip_prefix(":*").unwrap_or(end));
    let plain = plain.strip_suffix("/*").unwrap_or(&plain);
    let is_graphic = text.bytes().all(|byte| byte.is_ascii_graphic());
    let url = Url::parse(plain).map_err(|_| accepted_redirect_uri())?;
    let is_acceptable = match url.scheme() {
        "https" => !has_port_star,
        "http" => matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")),
        of_the_system if scheme::is_of_the_system(of_the_system) => false,
        _ => !has_port_star,
    };
    if is_acceptable && is_graphic && !plain.contains('*') && url.fragment().is_none() && !has_credentials(&url) {
        return Ok(text.to_owned());
    }
    Err(accepted_redirect_uri())
}

fn accepted_redirect_uri() -> String {
    "whole redirect URIs: `https://…`, `http://` on loopback (its port may be `*`), or an app's own scheme, such as \
     `cursor://anysphere.cursor-mcp/oauth/callback`; they may end in `/*`"
        .to_owned()
}

pub(super) fn tool(text: &str, tools: &[&str]) -> Result<String, String> {
    if tools.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(format!("names out of `{}`", tools.join("`, `")))
}

pub(super) fn network(text: &str) -> Result<IpNet, String> {
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| "IP addresses and networks, such as `10.0.0.0/8` or `192.0.2.7`".to_owned())
}

pub(super) fn forwarded_header(text: &str) -> Result<ForwardedHeader, String> {
    match text.to_ascii_lowercase().as_str() {
        "x-forwarded-for" => Ok(ForwardedHeader::XForwardedFor),
        "forwarded" => Ok(ForwardedHeader::Forwarded),
        _ => Err("`x-forwarded-for` or `forwarded`".to_owned()),
    }
}

/// A value of the Host header: host, and port where it is not the scheme's own.
pub(super) fn host(text: &str) -> Result<String, String> {
    match Url::parse(&format!("http://{text}")) {
        Ok(url) if is_bare(&url) && !text.ends_with('/') && is_as_sent(&url, text) => Ok(text.to_ascii_lowercase()),
        _ => Err(format!("hosts, such as `mcp.example.com` or `mcp.example.com:8443`, {AS_SENT}")),
    }
}

/// An origin, as browsers write it (RFC 6454, section 6.2).
pub(super) fn origin(text: &str) -> Result<String, String> {
    match Url::parse(text) {
        Ok(url) if url.has_host() && is_bare(&url) && is_as_sent(&url, text) => match url.origin() {
            // Browsers serialize other schemes (`vscode-webview:`) as they stand; `url` calls them opaque.
            url::Origin::Opaque(_) => Ok(text.trim_end_matches('/').to_ascii_lowercase()),
            origin => Ok(origin.ascii_serialization()),
        },
        _ => Err(format!("origins, such as `https://app.example.com`, {AS_SENT}")),
    }
}

pub(super) fn public_url(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && is_bare(&url) => Ok(url),
        _ => {
            Err("`https://` or `http://`, a host and perhaps a port, such as `https://mcp.example.com`; no path"
                .to_owned())
        }
    }
}

/// An address that may contain `{region}`, without a slash at its end.
pub(super) fn url_template(text: &str) -> Result<String, String> {
    let accepted = || {
        "an address with `https://` (`http://` only on loopback), without a query, in which `{region}` may stand, \
         such as `https://api.{region}.example.com`"
            .to_owned()
    };
    for region in Region::ALL {
        let url = text.replace("{region}", region.as_str());
        if url.contains(['{', '}']) {
            return Err(accepted());
        }
        let url = Url::parse(&url).map_err(|_| accepted())?;
        let secure = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        if !secure || url.query().is_some() || url.fragment().is_some() || has_credentials(&url) {
            return Err(accepted());
        }
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Whether only this machine can reach the address.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // RFC 6761, section 6.3: names under `localhost` resolve to loopback.
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// Whether the host stands in `text` as clients send it. They write names beyond ASCII as `xn--…`, and a `*`
/// never: what is compared with that would silently match nothing.
fn is_as_sent(url: &Url, text: &str) -> bool {
    url.host_str().is_some_and(|host| !host.contains(['*', '%']) && text.to_ascii_lowercase().contains(host))
}

/// Nothing but scheme and authority.
fn is_bare(url: &Url) -> bool {
    matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none() && !has_credentials(url)
}

fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}
