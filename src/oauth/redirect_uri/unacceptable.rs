//! Why a redirect URI is refused.

use super::MAX_LENGTH;

/// Why a redirect URI is not accepted. Displays as a clause that follows the URI: "`x` …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unacceptable {
    /// Longer than [`MAX_LENGTH`].
    #[error("has {0} bytes; at most {MAX_LENGTH} are accepted")]
    TooLong(usize),
    /// RFC 3986, section 2.
    #[error("has `{}`, which no URI may have; percent-encode it", .0.escape_default())]
    Character(char),
    /// RFC 3986, section 3.
    #[error("is no absolute URI")]
    NotAUri,
    /// RFC 6749, section 3.1.2.
    #[error("has a fragment, which a redirect URI must not have")]
    Fragment,
    /// Such as `https://trusted.example@evil.example/`.
    #[error("has a user name before its host, which a redirect URI must not have")]
    UserInformation,
    /// The parameter would come twice.
    #[error("has the parameter `{0}`, which this server adds itself")]
    Parameter(&'static str),
    /// RFC 8252, section 7.3.
    #[error("is plain http; that is accepted for `localhost`, `127.0.0.1` and `[::1]` only, so use https")]
    PlainHttp,
    /// Not a scheme that is accepted.
    #[error(
        "has the scheme `{0}`; accepted are https, http on loopback, schemes of apps that are a registered domain \
         backwards such as `com.example.app`, and what the server's operator lists in ALLOWED_REDIRECT_URIS"
    )]
    Scheme(String),
    /// A scheme that no list makes acceptable.
    #[error("has the scheme `{0}`, on which a browser or the system acts by itself; no app can have it")]
    SystemScheme(String),
    /// REDIRECT_POLICY is `allowlist`.
    #[error(
        "is not among the redirect URIs that this server accepts; ask its operator to add it to ALLOWED_REDIRECT_URIS"
    )]
    NotListed,
}
