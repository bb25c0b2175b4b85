//! What the markup says of styles: whether they hold, which are asked for from elsewhere, and what they bring along.

use crate::html::{
    attribute,
    hidden::{
        context::{is_pictorial, leads_elsewhere},
        media::{Holds, media},
        value::{is_space, pieces},
    },
    reference,
};

/// Bytes of a font's description, and descriptions, at most.
const LONGEST: usize = 4_096;
const FONTS: usize = 64;

/// Whether a sheet brings along a font whose letters may look like anything. It may have the name of any other font, also
/// of the one of text that names none.
pub(super) fn brings_fonts(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.match_indices("@font-face").enumerate().any(|(count, (at, name))| {
        let behind = lower[at + name.len()..].trim_start_matches(is_space);
        let inside = behind.strip_prefix('{').and_then(|inside| {
            let end = inside.bytes().take(LONGEST).position(|byte| byte == b'}')?;
            Some(&inside[..end])
        });
        count >= FONTS || inside.is_none_or(is_brought)
    })
}

fn is_brought(description: &str) -> bool {
    const KNOWN: [&str; 7] =
        ["font-family", "font-style", "font-weight", "font-stretch", "font-display", "unicode-range", "src"];
    let is_harmless = |source: &str| {
        let source = source.trim_matches(is_space);
        source.starts_with("local(") && !is_pictorial(source) || source.starts_with("url(") && leads_elsewhere(source)
    };
    pieces(description, b';').filter(|line| !line.trim_matches(is_space).is_empty()).any(|line| {
        let Some((name, value)) = line.split_once(':') else { return true };
        let name = name.trim_matches(is_space);
        let is_of_old = name.starts_with("mso-") || name.starts_with("panose");
        !(KNOWN.contains(&name) || is_of_old) || name == "src" && !pieces(value, b',').all(is_harmless)
    })
}

/// Whether a picture has a `style` element that is read there in another way than elsewhere: with elements in it, or with
/// attributes of which it is not certain where they end.
pub(super) fn has_odd_style(inside: &str) -> bool {
    const PLAIN: [&str; 3] = ["", " type=\"text/css\"", " type='text/css'"];
    let lower = inside.to_ascii_lowercase();
    lower.match_indices("<style").take(FONTS + 1).enumerate().any(|(count, (at, name))| {
        let behind = &lower[at + name.len()..];
        let parts = behind.split_once('>').and_then(|(attributes, rest)| Some((attributes, rest.split_once('<')?.1)));
        count == FONTS
            || parts.is_none_or(|(attributes, end)| !PLAIN.contains(&attributes) || !end.starts_with("/style>"))
    })
}

/// The texts of `style` elements in a picture.
pub(super) fn foreign_styles(inside: &str) -> impl Iterator<Item = &str> {
    let mut rest = inside;
    std::iter::from_fn(move || {
        let at = rest.as_bytes().windows(6).position(|bytes| bytes.eq_ignore_ascii_case(b"<style"))?;
        let from = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let length = rest[from..].find("</").unwrap_or(rest.len() - from);
        let style = &rest[from..from + length];
        rest = &rest[from + length..];
        Some(style.trim_start_matches("<![CDATA["))
    })
}

fn value_of<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    std::iter::from_fn(|| attribute::next(&mut rest))
        .find(|(own, _)| own.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// Whether a `link` asks for styles that are not known.
pub(super) fn is_unknown_link(attributes: &str) -> bool {
    let value = |name| value_of(attributes, name).map(|value| reference::decode_attribute(value).to_ascii_lowercase());
    let relation = value("rel").unwrap_or_default();
    let is_sheet = relation.split_ascii_whitespace().any(|word| word == "stylesheet");
    let is_used = value("media").is_none_or(|queries| media(&queries) != Holds::No);
    is_sheet && is_used && !value("href").is_some_and(|address| leads_elsewhere(&address))
}

/// Whether a page is said to be a dark one, or to have a policy for its styles.
pub(super) fn is_strange(attributes: &str) -> bool {
    let value = |name| value_of(attributes, name).map(|value| reference::decode_attribute(value).to_ascii_lowercase());
    let has_policy = value("http-equiv").is_some_and(|name| name.trim_matches(is_space) == "content-security-policy");
    has_policy
        || value("name").is_some_and(|name| name.trim_matches(is_space) == "color-scheme")
            && value("content").is_some_and(|content| content.contains("dark") && !content.contains("light"))
}

pub(super) fn style_holds(attributes: &str) -> Holds {
    let media_of =
        value_of(attributes, "media").map(|value| media(&reference::decode_attribute(value).to_ascii_lowercase()));
    let written = value_of(attributes, "type").map(reference::decode_attribute);
    let kind = written.as_deref().map(|value| value.trim_matches(is_space).to_ascii_lowercase());
    let is_padded = written.zip(kind.as_ref()).is_some_and(|(written, kind)| written.len() != kind.len());
    match kind.as_deref() {
        None | Some("" | "text/css") if !is_padded => media_of.unwrap_or(Holds::Yes),
        None | Some("" | "text/css") => Holds::Perhaps,
        Some(_) => Holds::No,
    }
}
