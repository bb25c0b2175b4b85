//! `Config::from_env`: what each variable means, what stops the start, and the line that says so.

use std::{ffi::OsString, time::Duration};

use insta::assert_snapshot;
use intercom_mcp::{
    config::{Config, Error, LogFormat, StoreUrl},
    region::Region,
    secret::ExposeSecret,
};

const TOOLS: [&str; 3] = ["search", "fetch", "get_contact"];

pub(crate) fn read(variables: &[(&str, &str)]) -> Result<Config, Error> {
    let lookup = |asked: &str| {
        let found = variables.iter().find(|(name, _)| *name == asked);
        found.map(|(_, value)| OsString::from(value))
    };
    Config::from_env(&lookup, &TOOLS)
}

fn config(variables: &[(&str, &str)]) -> Config {
    read(variables).unwrap_or_else(|error| panic!("refused: {error}"))
}

/// The lines that stop a start, one for each set of variables.
pub(super) fn refusals(starts: &[&[(&str, &str)]]) -> String {
    let lines = starts.iter().map(|variables| match read(variables) {
        Ok(_) => panic!("accepted: {variables:?}"),
        Err(error) => error.to_string(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_set_is_the_loopback_default() {
    let config = config(&[]);
    let store_url = StoreUrl::Sqlite("intercom-mcp.db".into());
    let default = Config { store_url, ..Config::for_loopback(([127, 0, 0, 1], 8080).into()) };
    assert_eq!(format!("{config:?}"), format!("{default:?}"));
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:8080/");
}

#[test]
fn empty_variable_is_an_unset_one() {
    let empty = config(&[("PUBLIC_URL", ""), ("ACCESS_KEY", " "), ("MAX_RESULT_BYTES", ""), ("ENABLED_TOOLS", "")]);
    assert_eq!(format!("{empty:?}"), format!("{:?}", config(&[])));
}

#[test]
fn every_variable_reaches_its_field() {
    let config = config(&[
        ("BIND_ADDR", "0.0.0.0:9000"),
        ("PUBLIC_URL", "https://mcp.example.com"),
        ("ALLOWED_HOSTS", "internal:9000, Other.Example.com"),
        ("ALLOWED_ORIGINS", "https://app.example.com:443, vscode-webview://abc"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,192.0.2.7,2001:db8::/32"),
        ("ACCEPT_INTERCOM_TOKENS", "true"),
        ("ALLOWED_WORKSPACES", "abc123,def456"),
        ("INTERCOM_ACCESS_TOKEN", "dG9rOjE="),
        ("ACCESS_KEY", "a-key-nobody-guesses"),
        ("INTERCOM_REGION", "EU"),
        ("INTERCOM_API_VERSION", "2.16"),
        ("INTERCOM_TIMEOUT", "1500ms"),
        ("INTERCOM_API_URL", "http://127.0.0.1:9100/{region}/"),
        ("INTERCOM_APP_URL", "https://app.{region}.example.com"),
        ("ENABLED_TOOLS", "fetch,search"),
        ("MAX_RESULT_BYTES", "4000"),
        ("REQUESTS_PER_MINUTE", "7"),
        ("MAX_CONCURRENT_CALLS", "8"),
        ("DRAIN_DELAY", "0s"),
        ("DRAIN_TIMEOUT", "1m 30s"),
        ("LOG_FORMAT", "json"),
        ("RUST_LOG", "warn,intercom_mcp=debug"),
    ]);
    assert_eq!(config.bind_addr, ([0, 0, 0, 0], 9000).into());
    assert_eq!(config.public_url.as_str(), "https://mcp.example.com/");
    assert_eq!(config.allowed_hosts, ["internal:9000", "other.example.com"]);
    assert_eq!(config.allowed_origins, ["https://app.example.com", "vscode-webview://abc"]);
    let proxies: Vec<String> = config.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"]);
    assert!(config.accept_intercom_tokens);
    assert_eq!(config.allowed_workspaces.as_deref(), Some(["abc123".to_owned(), "def456".to_owned()].as_slice()));
    assert_eq!(config.intercom_access_token.expect("a token").expose_secret(), "dG9rOjE=");
    assert_eq!(config.access_key.expect("a key").expose_secret(), "a-key-nobody-guesses");
    assert_eq!(config.intercom_region, Some(Region::Eu));
    assert_eq!(config.intercom_api_version, "2.16");
    assert_eq!(config.intercom_timeout, Duration::from_millis(1500));
    assert_eq!(config.intercom_api_url.as_deref(), Some("http://127.0.0.1:9100/{region}"));
    assert_eq!(config.intercom_app_url.as_deref(), Some("https://app.{region}.example.com"));
    assert_eq!(config.enabled_tools.expect("a list"), ["fetch", "search"]);
    assert_eq!((config.max_result_bytes, config.requests_per_minute, config.max_concurrent_calls), (4000, 7, 8));
    assert_eq!((config.drain_delay, config.drain_timeout), (Duration::ZERO, Duration::from_secs(90)));
    assert_eq!(config.log_format, LogFormat::Json);
    assert_eq!(config.log_filter, "warn,intercom_mcp=debug");
}

#[test]
fn server_of_its_own_token_accepts_no_other_unless_told() {
    assert!(config(&[]).accept_intercom_tokens);
    assert!(!config(&[("INTERCOM_ACCESS_TOKEN", "token")]).accept_intercom_tokens);
    assert!(config(&[("INTERCOM_ACCESS_TOKEN", "token"), ("ACCEPT_INTERCOM_TOKENS", "true")]).accept_intercom_tokens);
}

#[test]
fn star_is_any_workspace() {
    let public = config(&[("PUBLIC_URL", "https://mcp.example.com"), ("ALLOWED_WORKSPACES", "*")]);
    assert_eq!(public.allowed_workspaces, None);
    assert_eq!(config(&[("INTERCOM_REGION", "auto")]).intercom_region, None);
}

#[test]
fn port_zero_is_replaced_by_the_port_that_was_given() {
    let config = config(&[("BIND_ADDR", "127.0.0.1:0")]).listening_on(([127, 0, 0, 1], 4711).into());
    assert_eq!(config.bind_addr.port(), 4711);
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:4711/");
}

#[test]
fn value_that_cannot_be_used_is_named_with_what_is_accepted() {
    assert_snapshot!(refusals(&[
        &[("BIND_ADDR", "8080")],
        &[("PUBLIC_URL", "mcp.example.com")],
        &[("PUBLIC_URL", "https://mcp.example.com/base")],
        &[("PUBLIC_URL", "https://mcp.example.com?")],
        &[("ALLOWED_HOSTS", "https://mcp.example.com")],
        &[("ALLOWED_ORIGINS", "*")],
        &[("TRUSTED_PROXIES", "10.0.0.0/8,proxy")],
        &[("ACCEPT_INTERCOM_TOKENS", "yes")],
        &[("ALLOWED_WORKSPACES", "abc 123")],
        &[("INTERCOM_REGION", "uk")],
        &[("INTERCOM_API_VERSION", "2.15")],
        &[("INTERCOM_API_VERSION", "2.17")],
        &[("INTERCOM_TIMEOUT", "20")],
        &[("INTERCOM_TIMEOUT", "0s")],
        &[("INTERCOM_API_URL", "http://api.example.com")],
        &[("INTERCOM_APP_URL", "https://app.{country}.example.com")],
        &[("ENABLED_TOOLS", "search,delete_contact")],
        &[("ENABLED_TOOLS", ", ,")],
        &[("MAX_RESULT_BYTES", "3999")],
        &[("REQUESTS_PER_MINUTE", "0")],
        &[("MAX_CONCURRENT_CALLS", "-1")],
        &[("DRAIN_DELAY", "soon")],
        &[("DRAIN_TIMEOUT", "30 parsecs")],
        &[("LOG_FORMAT", "xml")],
        &[("RUST_LOG", "a=b=c")],
        &[("BIND_ADDR", "two\nlines")],
    ]), @r"
    `BIND_ADDR`: found `8080`; accepted: an IP address and a port, such as `127.0.0.1:8080` or `[::]:8080`
    `PUBLIC_URL`: found `mcp.example.com`; accepted: `https://` or `http://`, a host and perhaps a port, such as `https://mcp.example.com`; no path
    `PUBLIC_URL`: found `https://mcp.example.com/base`; accepted: `https://` or `http://`, a host and perhaps a port, such as `https://mcp.example.com`; no path
    `PUBLIC_URL`: found `https://mcp.example.com?`; accepted: `https://` or `http://`, a host and perhaps a port, such as `https://mcp.example.com`; no path
    `ALLOWED_HOSTS`: found `https://mcp.example.com`; accepted: hosts, such as `mcp.example.com` or `mcp.example.com:8443`, each written out (no `*`) and as clients send it (`xn--…` for names beyond ASCII)
    `ALLOWED_ORIGINS`: found `*`; accepted: origins, such as `https://app.example.com`, each written out (no `*`) and as clients send it (`xn--…` for names beyond ASCII)
    `TRUSTED_PROXIES`: found `proxy`; accepted: IP addresses and networks, such as `10.0.0.0/8` or `192.0.2.7`
    `ACCEPT_INTERCOM_TOKENS`: found `yes`; accepted: `true` or `false`
    `ALLOWED_WORKSPACES`: found `abc 123`; accepted: ids of workspaces as they stand in the app's addresses, such as `abc12345`, or `*`
    `INTERCOM_REGION`: found `uk`; accepted: `auto`, `us`, `eu` or `au`
    `INTERCOM_API_VERSION`: found `2.15`; accepted: `2.16`
    `INTERCOM_API_VERSION`: found `2.17`; accepted: `2.16`
    `INTERCOM_TIMEOUT`: found `20`; accepted: a duration with its unit, such as `20s`, `500ms` or `1m 30s`
    `INTERCOM_TIMEOUT`: found `0s`; accepted: a duration longer than zero, such as `20s`
    `INTERCOM_API_URL`: found `http://api.example.com`; accepted: an address with `https://` (`http://` only on loopback), without a query, in which `{region}` may stand, such as `https://api.{region}.example.com`
    `INTERCOM_APP_URL`: found `https://app.{country}.example.com`; accepted: an address with `https://` (`http://` only on loopback), without a query, in which `{region}` may stand, such as `https://api.{region}.example.com`
    `ENABLED_TOOLS`: found `delete_contact`; accepted: names out of `search`, `fetch`, `get_contact`
    `ENABLED_TOOLS`: found `, ,`; accepted: a comma-separated list with at least one item
    `MAX_RESULT_BYTES`: found `3999`; accepted: a whole number, at least 4000
    `REQUESTS_PER_MINUTE`: found `0`; accepted: a whole number, at least 1
    `MAX_CONCURRENT_CALLS`: found `-1`; accepted: a whole number, at least 1
    `DRAIN_DELAY`: found `soon`; accepted: a duration with its unit, such as `20s`, `500ms` or `1m 30s`
    `DRAIN_TIMEOUT`: found `30 parsecs`; accepted: a duration with its unit, such as `20s`, `500ms` or `1m 30s`
    `LOG_FORMAT`: found `xml`; accepted: `text` or `json`
    `RUST_LOG`: found `a=b=c`; accepted: levels, such as `info` or `warn,intercom_mcp=debug`
    `BIND_ADDR`: found `two\nlines`; accepted: an IP address and a port, such as `127.0.0.1:8080` or `[::]:8080`
    ");
}

#[test]
fn configuration_that_would_let_strangers_in_stops_the_start() {
    let public = ("PUBLIC_URL", "https://mcp.example.com");
    let token = ("INTERCOM_ACCESS_TOKEN", "token");
    assert_snapshot!(refusals(&[
        &[("BIND_ADDR", "0.0.0.0:8080")],
        &[public],
        &[public, ("ALLOWED_WORKSPACES", "*,abc123")],
        &[public, ("ALLOWED_WORKSPACES", "abc123"), token],
        &[("BIND_ADDR", "[::]:8080"), ("PUBLIC_URL", "http://localhost:8080"), token],
    ]), @"
    `PUBLIC_URL`: found nothing; accepted: the address under which clients reach this server, such as `https://mcp.example.com`, since `BIND_ADDR` is `0.0.0.0:8080`, which is not loopback
    `ALLOWED_WORKSPACES`: found nothing; accepted: the ids of the workspaces that may be read, or `*` for any, since `PUBLIC_URL` is `https://mcp.example.com`, which is not loopback
    `ALLOWED_WORKSPACES`: found `*` beside ids; accepted: either ids of workspaces, or `*` alone
    `ACCESS_KEY`: found nothing; accepted: the bearer that clients must send, since `INTERCOM_ACCESS_TOKEN` is set and `BIND_ADDR` or `PUBLIC_URL` is not loopback: without it any stranger could read the workspace
    `ACCESS_KEY`: found nothing; accepted: the bearer that clients must send, since `INTERCOM_ACCESS_TOKEN` is set and `BIND_ADDR` or `PUBLIC_URL` is not loopback: without it any stranger could read the workspace
    ");
}

#[test]
fn configuration_that_fits_nobody_stops_the_start() {
    assert_snapshot!(refusals(&[&[("ACCEPT_INTERCOM_TOKENS", "false")], &[("ACCESS_KEY", "a-key-nobody-guesses")]]), @"
    `ACCEPT_INTERCOM_TOKENS`: found `false`; accepted: `true`, or `INTERCOM_CLIENT_ID` or `INTERCOM_ACCESS_TOKEN` set as well: otherwise nobody could connect
    `ACCESS_KEY`: found a value; accepted: nothing, since `INTERCOM_ACCESS_TOKEN` is not set: the key would protect nothing
    ");
}

#[test]
fn single_user_mode_needs_no_key_on_loopback_and_one_elsewhere() {
    let token = ("INTERCOM_ACCESS_TOKEN", "token");
    assert!(config(&[token]).access_key.is_none());
    assert!(config(&[token, ("PUBLIC_URL", "http://localhost:8080")]).access_key.is_none());
    let public = [token, ("PUBLIC_URL", "https://mcp.example.com"), ("ALLOWED_WORKSPACES", "abc123")];
    assert_eq!(read(&public).expect_err("no key").variable, "ACCESS_KEY");
    assert!(config(&[public.as_slice(), &[("ACCESS_KEY", "a-key-nobody-guesses")]].concat()).access_key.is_some());
}

#[test]
fn secret_never_stands_in_the_line_that_refuses_it() {
    let refused = [
        ("INTERCOM_ACCESS_TOKEN", "Bearer hunter2"),
        ("ACCESS_KEY", "hunter2 "),
        ("ACCESS_KEY", "hunter2\u{e9}"),
        ("PUBLIC_URL", "https://name:hunter2@mcp.example.com"),
        ("INTERCOM_API_URL", "https://name:hunter2@api.example.com"),
        ("ALLOWED_ORIGINS", "https://name:hunter2@app.example.com"),
    ];
    for variable in refused {
        let error = read(&[variable]).expect_err(variable.0);
        assert_eq!(error.variable, variable.0);
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

#[test]
fn configuration_prints_without_its_secrets() {
    let printed =
        format!("{:?}", config(&[("INTERCOM_ACCESS_TOKEN", "hunter2"), ("ACCESS_KEY", "hunter3-hunter3-hunter3")]));
    assert!(!printed.contains("hunter"), "{printed}");
}

#[test]
fn a_key_that_can_be_guessed_or_not_be_sent_stops_the_start() {
    let token = ("INTERCOM_ACCESS_TOKEN", "dG9rOjE6dG9rOjE6dG9rOjE");
    let long = "k".repeat(4097);
    assert_snapshot!(refusals(&[
        &[token, ("ACCESS_KEY", "fifteen-letters")],
        &[token, ("ACCESS_KEY", &long)],
        &[token, ("ACCESS_KEY", "sixteen letters and more")],
        &[token, ("ACCESS_KEY", token.1)],
    ]), @"
    `ACCESS_KEY`: found a value of 15 characters; accepted: 16 to 4096 visible characters that nobody can guess: `openssl rand -hex 32` prints one
    `ACCESS_KEY`: found a value of 4097 characters; accepted: 16 to 4096 visible characters that nobody can guess: `openssl rand -hex 32` prints one
    `ACCESS_KEY`: found a value with a space or another character that no bearer can have; accepted: visible ASCII characters without spaces, and without `Bearer ` before them
    `ACCESS_KEY`: found the value of `INTERCOM_ACCESS_TOKEN`; accepted: another secret, so that clients do not hold the token: `openssl rand -hex 32` prints one
    ");
    assert!(config(&[token, ("ACCESS_KEY", "sixteen-letters!")]).access_key.is_some());
    assert!(config(&[token, ("ACCESS_KEY", &long[1..])]).access_key.is_some());
}

#[test]
fn a_host_or_origin_that_no_browser_sends_stops_the_start() {
    assert_snapshot!(refusals(&[
        &[("ALLOWED_HOSTS", "*")],
        &[("ALLOWED_HOSTS", "*.example.com")],
        &[("ALLOWED_HOSTS", "b\u{fc}cher.example")],
        &[("ALLOWED_ORIGINS", "*")],
        &[("ALLOWED_ORIGINS", "https://*.example.com")],
        &[("ALLOWED_ORIGINS", "https://b\u{fc}cher.example")],
    ]), @"
    `ALLOWED_HOSTS`: found `*`; accepted: hosts, such as `mcp.example.com` or `mcp.example.com:8443`, each written out (no `*`) and as clients send it (`xn--…` for names beyond ASCII)
    `ALLOWED_HOSTS`: found `*.example.com`; accepted: hosts, such as `mcp.example.com` or `mcp.example.com:8443`, each written out (no `*`) and as clients send it (`xn--…` for names beyond ASCII)
    `ALLOWED_HOSTS`: found `bücher.example`; accepted: hosts, such as `mcp.example.com` or `mcp.example.com:8443`, each written out (no `*`) and as clients send it (`xn--…` for names beyond ASCII)
    `ALLOWED_ORIGINS`: found `*`; accepted: origins, such as `https://app.example.com`, each written out (no `*`) and as clients send it (`xn--…` for names beyond ASCII)
    `ALLOWED_ORIGINS`: found `https://*.example.com`; accepted: origins, such as `https://app.example.com`, each written out (no `*`) and as clients send it (`xn--…` for names beyond ASCII)
    `ALLOWED_ORIGINS`: found `https://bücher.example`; accepted: origins, such as `https://app.example.com`, each written out (no `*`) and as clients send it (`xn--…` for names beyond ASCII)
    ");
    let usable = config(&[
        ("ALLOWED_HOSTS", "xn--bcher-kva.example,[2001:db8::1]:8080,192.0.2.7"),
        ("ALLOWED_ORIGINS", "https://xn--bcher-kva.example,http://[::1]:3000"),
    ]);
    assert_eq!((usable.allowed_hosts.len(), usable.allowed_origins.len()), (3, 2));
}
