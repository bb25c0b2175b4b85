//! What styles refer to by name or address: fonts, pictures, sheets.

use super::value::is_space;

/// Fonts whose letters are pictures, or nothing.
const PICTORIAL: [&str; 10] =
    ["wingdings", "webdings", "dingbats", "symbol", "blank", "barcode", "redact", "emoji", "icons", "marlett"];

/// Whether letters in the first of these fonts, or in a `font` shorthand, may not look like letters.
pub(super) fn is_pictorial(families: &str) -> bool {
    let first = families.split(',').next().unwrap_or_default();
    PICTORIAL.iter().any(|pictorial| first.contains(pictorial)) || families.contains("unknown(")
}

/// Whether an address, as it stands in an attribute or in `url()`, leads elsewhere: no program that shows mail loads
/// sheets and fonts from there, so that nothing follows from it. What an address holds itself (`data:`) is loaded.
pub(super) fn leads_elsewhere(address: &str) -> bool {
    let address = address.trim_matches(is_space).trim_start_matches("url(").trim_start_matches(is_space);
    let address = address.trim_start_matches(['"', '\'']).to_ascii_lowercase();
    // What is written in a way of its own is not told from one that is brought along.
    let scheme = address.split(['/', '?', '#', '"', '\'', ')']).next().unwrap_or_default();
    let is_plain = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'));
    is_plain && (!scheme.contains(':') || matches!(scheme, "http:" | "https:"))
}
