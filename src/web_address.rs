//! Addresses that strangers send, read in time that their length bounds.

use std::borrow::Cow;

use url::Url;

/// Bytes of a part of a host's name between dots, at most. DNS allows 63 (RFC 1035, section 2.3.4), of which other
/// alphabets and percent signs make a few times as many.
const MAX_LABEL: usize = 255;

const BREAKS: [char; 3] = ['\t', '\n', '\r'];
/// Schemes whose URLs name a host that is decoded, with slashes before it or without (WHATWG URL, "special scheme").
const SPECIAL: [&str; 6] = ["http", "https", "ws", "wss", "ftp", "file"];

/// A URL by the WHATWG's standard. `None` for a text that is not a URL, and for a host with a label that no name can have: a name in
/// Punycode is decoded in the square of its length (RFC 3492, section 6.2).
pub fn parse(text: &str) -> Option<Url> {
    // The standard passes over them wherever they stand.
    let text: Cow<'_, str> = if text.contains(BREAKS) { text.replace(BREAKS, "").into() } else { text.into() };
    let (scheme, rest) = text.split_once(':')?;
    let is_special = SPECIAL.iter().any(|special| scheme.trim().eq_ignore_ascii_case(special));
    let authority = rest.trim_start_matches(['/', '\\']).split(['/', '\\', '?', '#']).next().unwrap_or_default();
    if is_special && authority.split(['.', '@', '。', '．', '｡']).any(|label| label.len() > MAX_LABEL) {
        return None;
    }
    Url::parse(&text).ok()
}
