//! What the markup says of styles: whether they hold, which are asked for from elsewhere, and what they bring along.

use crate::html::{
    attribute,
    hidden::{
        context::{Context, family as family_name, is_pictorial, leads_elsewhere},
        media::{Holds, media},
        value::pieces,
    },
    reference,
};

/// Fonts of a body that are kept apart, at most.
const FONTS: usize = 16;

/// Takes down what is referred to from elsewhere: fonts and registered properties.
pub(super) fn prepare(text: &str, context: &mut Context) {
    let lower = text.to_ascii_lowercase();
    context.variables.is_unknown |= lower.contains("@property");
    for (at, _) in lower.match_indices("@font-face") {
        let Some(open) = lower[at..].find('{') else { continue };
        let inside = &lower[at + open + 1..];
        let inside = &inside[..inside.find('}').unwrap_or(inside.len())];
        let value = |name: &str| {
            pieces(inside, b';').filter_map(|line| line.split_once(':')).find(|(own, _)| own.trim() == name)
        };
        // One without a source is none.
        let is_brought = value("src").is_some_and(|(_, sources)| {
            let is_harmless = |source: &str| {
                source.starts_with("local(") && !is_pictorial(source)
                    || source.starts_with("url(") && leads_elsewhere(source)
            };
            inside.contains("size-adjust")
                || inside.contains("override")
                || !pieces(sources, b',').all(|source| is_harmless(source.trim()))
        });
        if is_brought && let Some((_, family)) = value("font-family") {
            let family = family_name(family);
            if family.is_empty() || context.fonts.len() >= FONTS {
                // Any font may be one of them.
                context.fonts.insert(String::new());
            } else {
                context.fonts.insert(family);
            }
        }
    }
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
    let has_policy = value("http-equiv").is_some_and(|name| name.trim() == "content-security-policy");
    has_policy
        || value("name").is_some_and(|name| name.trim() == "color-scheme")
            && value("content").is_some_and(|content| content.contains("dark") && !content.contains("light"))
}

pub(super) fn style_holds(attributes: &str) -> Holds {
    let media_of =
        value_of(attributes, "media").map(|value| media(&reference::decode_attribute(value).to_ascii_lowercase()));
    let kind = value_of(attributes, "type").map(|value| reference::decode_attribute(value).trim().to_ascii_lowercase());
    match kind.as_deref() {
        None | Some("" | "text/css") => media_of.unwrap_or(Holds::Yes),
        Some(_) => Holds::No,
    }
}
