//! Redirects to a program on the same computer, which gets its port from the system and so cannot register it:
//! "the authorization server MUST allow any port to be specified at the time of the request" (RFC 8252, section 7.3;
//! OAuth 2.1 says the same of `localhost`). Everything else is compared exactly.

/// The hosts whose port is not compared, as they stand in a URI. They are not compared with each other.
pub const HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// An http URI of a loopback host, in its parts.
#[derive(Clone, Copy)]
pub(super) struct Loopback<'a> {
    pub(super) host: &'a str,
    /// Path and query; may be empty.
    rest: &'a str,
}

impl<'a> Loopback<'a> {
    /// `None` when it is anything else.
    pub(super) fn parse(uri: &'a str) -> Option<Self> {
        Self::parse_with(uri, is_port)
    }

    /// Takes `*` as the port as well: how lists write what holds anyway.
    pub(super) fn parse_entry(entry: &'a str) -> Option<Self> {
        Self::parse_with(entry, |port| port == "*" || is_port(port))
    }

    fn parse_with(uri: &'a str, is_port: impl FnOnce(&str) -> bool) -> Option<Self> {
        let after_scheme = uri.strip_prefix("http://")?;
        let (host, after_host) =
            HOSTS.iter().find_map(|host| after_scheme.strip_prefix(host).map(|after| (*host, after)))?;
        let rest = match after_host.strip_prefix(':') {
            Some(after) => {
                let (port, rest) = after.split_at(after.find(['/', '?']).unwrap_or(after.len()));
                is_port(port).then_some(rest)?
            }
            None => after_host,
        };
        (rest.is_empty() || rest.starts_with(['/', '?'])).then_some(Self { host, rest })
    }

    /// Whether the two differ in their port at most.
    pub(super) fn is_but_for_port(self, other: Self) -> bool {
        self.host == other.host && self.rest == other.rest
    }
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}
