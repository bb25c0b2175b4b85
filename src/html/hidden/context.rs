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
    /// Names of fonts that the body brings along from an address that is none of a known publisher of fonts.
    pub(super) fonts: HashSet<String>,
}

impl Context {
    /// Whether letters of these fonts, or of a `font` shorthand, may not look like letters.
    pub(super) fn is_pictorial(&self, families: &str) -> bool {
        let first = families.split(',').next().unwrap_or_default();
        PICTORIAL.iter().any(|name| first.contains(name))
            || self.fonts.iter().any(|font| families.replace('"', "").contains(font.as_str()))
            || families.contains("unknown(")
    }
}

/// Publishers of fonts, of which none draws nothing.
const PUBLISHERS: [&str; 8] = [
    "fonts.gstatic.com",
    "fonts.googleapis.com",
    "use.typekit.net",
    "p.typekit.net",
    "fonts.bunny.net",
    "cloud.typography.com",
    "fast.fonts.net",
    "use.fontawesome.com",
];

/// Whether an address is that of a known publisher of fonts, as it stands in an attribute or in `url()`.
pub(super) fn is_publisher(address: &str) -> bool {
    let address = address.trim().trim_start_matches("url(").trim_start().trim_start_matches('"').to_ascii_lowercase();
    let rest = address.strip_prefix("https:").or_else(|| address.strip_prefix("http:")).unwrap_or(&address);
    let Some(rest) = rest.strip_prefix("//") else { return false };
    let host = rest.split(['/', '?', '"', ')']).next().unwrap_or_default();
    PUBLISHERS.contains(&host)
}
