//! What the styles of a body refer to: custom properties, fonts, animations.

use std::collections::HashSet;

use super::variables::Variables;

/// Fonts whose letters are pictures, or nothing.
const PICTORIAL: [&str; 10] =
    ["wingdings", "webdings", "dingbats", "symbol", "blank", "barcode", "redact", "emoji", "icons", "marlett"];

/// What declarations refer to.
#[derive(Debug, Default)]
pub(super) struct Context {
    pub(super) variables: Variables,
    /// Names of fonts that the body itself brings along.
    pub(super) fonts: HashSet<String>,
}

impl Context {
    /// Whether letters of these fonts, or of a `font` shorthand, may not look like letters.
    pub(super) fn is_pictorial(&self, families: &str) -> bool {
        let first = families.split(',').next().unwrap_or_default();
        is_pictorial(first)
            || self.fonts.iter().any(|font| family(families).contains(font.as_str()))
            || families.contains("unknown(")
    }
}

/// Names of fonts as they are compared: in lower case, without quotation marks and spaces.
pub(super) fn family(names: &str) -> String {
    names.chars().filter(|c| !c.is_ascii_whitespace() && *c != '"').flat_map(char::to_lowercase).collect()
}

/// Whether the name of a font says that its letters are none.
pub(super) fn is_pictorial(name: &str) -> bool {
    PICTORIAL.iter().any(|pictorial| name.contains(pictorial))
}

/// Whether an address, as it stands in an attribute or in `url()`, leads elsewhere: no program that shows mail loads
/// sheets and fonts from there, so that nothing follows from it. What an address holds itself (`data:`) is loaded.
pub(super) fn leads_elsewhere(address: &str) -> bool {
    let address = address.trim().trim_start_matches("url(").trim_start().trim_start_matches(['"', '\'']);
    let scheme = address.split(['/', '?', '#', '"', '\'', ')']).next().unwrap_or_default();
    !scheme.contains(':') || ["http:", "https:"].iter().any(|web| scheme.eq_ignore_ascii_case(web))
}
