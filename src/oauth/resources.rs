//! What this server's tokens are for: its own identifiers (RFC 8707, section 2).

use url::Url;

use crate::web_address;

/// The one scope there is: everything that the tools read.
pub const SCOPE: &str = "intercom:read";
/// Asked for by clients that want a refresh token, which everybody gets.
pub const OFFLINE_ACCESS: &str = "offline_access";
/// The endpoints that a token may be for.
pub const ENDPOINTS: [&str; 2] = ["/mcp", "/sse"];

/// The identifiers of one server.
#[derive(Clone, Debug)]
pub struct Resources {
    /// Scheme and authority, without a slash at the end. Also the issuer.
    origin: String,
}

impl Resources {
    /// Of the server at `public_url`.
    pub fn new(public_url: &Url) -> Self {
        Self { origin: public_url.as_str().trim_end_matches('/').to_owned() }
    }

    /// The issuer (RFC 8414, section 2): the server's address without a slash at its end.
    pub fn issuer(&self) -> &str {
        &self.origin
    }

    /// An address of this server's.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The identifier that `presented` means, without its query; `None` if it is none of ours. Case of scheme and
    /// host, the scheme's own port and a slash at the end make no difference.
    pub fn find(&self, presented: &str) -> Option<String> {
        let mut url = web_address::parse(presented)?;
        if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        url.set_query(None);
        let presented = url.as_str().trim_end_matches('/');
        let known = std::iter::once(self.origin.clone()).chain(ENDPOINTS.map(|path| self.at(path)));
        known.into_iter().find(|known| known == presented)
    }

    /// Whether a token of this audience is for this server.
    pub fn includes(&self, audience: &str) -> bool {
        self.find(audience).is_some()
    }
}

/// The scopes that are granted when `asked` is: unknown ones are left out, and nobody gets less than the one.
pub fn granted_scope(asked: Option<&str>) -> String {
    let asks_offline = asked.is_some_and(|asked| asked.split(' ').any(|scope| scope == OFFLINE_ACCESS));
    if asks_offline { format!("{SCOPE} {OFFLINE_ACCESS}") } else { SCOPE.to_owned() }
}
