//! Whether the rules within an at-rule hold in the window of a teammate.

use super::value::{Length, pieces};

/// Pixels of a teammate's window, from and to.
const NARROWEST: f32 = 800.0;
const WIDEST: f32 = 2_560.0;

/// Whether the rules in an at-rule apply. In order: of conditions joined by `and` the least holds, by a comma the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    No,
    /// It depends on the reader, or cannot be judged.
    Perhaps,
    Yes,
}

impl Holds {
    /// The opposite.
    pub(super) fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Perhaps => Self::Perhaps,
        }
    }
}

impl From<bool> for Holds {
    fn from(is: bool) -> Self {
        if is { Self::Yes } else { Self::No }
    }
}

/// Whether the block of a conditional at-rule holds. One that is not known may.
pub(super) fn holds(name: &str, condition: &str) -> Holds {
    let is_not = condition.contains("not");
    match name {
        "@media" => media(condition),
        "@supports" if !is_not && (condition.contains("(-ms-") || condition.contains("(-moz-")) => Holds::No,
        "@supports" => supports(condition),
        "@page" | "@counter-style" | "@font-feature-values" | "@-ms-viewport" | "@viewport" | "@-moz-document" => {
            Holds::No
        }
        _ => Holds::Perhaps,
    }
}

/// Whether browsers know what a condition names, as far as it is something that all of them do.
fn supports(condition: &str) -> Holds {
    let inside: String = condition.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let is_known = matches!(
        inside.as_str(),
        "(display:block)"
            | "(display:flex)"
            | "(display:grid)"
            | "(display:inline-block)"
            | "(color:red)"
            | "(opacity:0)"
    );
    if is_known { Holds::Yes } else { Holds::Perhaps }
}

/// Whether a list of media queries holds.
pub(super) fn media(queries: &str) -> Holds {
    if queries.trim().is_empty() {
        return Holds::Yes;
    }
    pieces(queries, b',').map(query).max().unwrap_or(Holds::Yes)
}

fn query(query: &str) -> Holds {
    let query = query.trim();
    let Some(other) = query.strip_prefix("not ") else { return simple(query) };
    simple(other).not()
}

fn simple(query: &str) -> Holds {
    let query = query.trim().strip_prefix("only ").unwrap_or(query.trim());
    if query.contains(" or ") || query.contains("not ") || query.contains("not(") || query.starts_with("((") {
        return Holds::Perhaps;
    }
    let query: String = query.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    query.split("and ").map(|part| part.trim()).map(condition).min().unwrap_or(Holds::Yes)
}

/// Whether the window is as wide as this, at least.
fn is_as_wide_as(width: f32) -> Holds {
    if width <= NARROWEST {
        Holds::Yes
    } else if width > WIDEST {
        Holds::No
    } else {
        Holds::Perhaps
    }
}

fn condition(part: &str) -> Holds {
    let Some(inside) = part.strip_prefix('(') else {
        const TYPES: [&str; 11] =
            ["all", "screen", "print", "tv", "tty", "handheld", "braille", "embossed", "projection", "aural", "speech"];
        // A type that is not known is none, and matches nothing; two words are a mistake, that matches nothing either.
        return Holds::from(TYPES[..2].contains(&part));
    };
    let inside = inside.trim_end_matches(')').trim();
    let pixels = |text: &str| Length::read(text).map(Length::pixels);
    let number = |text: &str| text.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<f32>().ok();
    if let Some((feature, value)) = inside.split_once(':') {
        let (feature, value) = (feature.trim(), value.trim());
        return match (feature, pixels(value)) {
            ("min-width" | "min-device-width", Some(width)) => is_as_wide_as(width),
            ("max-width" | "max-device-width", Some(width)) => is_as_wide_as(width + 0.01).not(),
            ("min-height" | "min-device-height", Some(height)) if height <= 300.0 => Holds::Yes,
            ("max-height" | "max-device-height", Some(height)) if height <= 400.0 => Holds::No,
            ("hover" | "any-hover", _) => Holds::from(value == "hover"),
            ("pointer" | "any-pointer", _) => Holds::from(value == "fine"),
            ("orientation", _) => Holds::from(value == "landscape"),
            ("prefers-color-scheme", _) => Holds::from(value == "light"),
            ("prefers-reduced-motion" | "prefers-contrast" | "prefers-reduced-transparency", _) => {
                Holds::from(value == "no-preference")
            }
            ("forced-colors", _) => Holds::from(value == "none"),
            ("display-mode", _) => Holds::from(value == "browser"),
            ("scripting", _) => Holds::from(value == "enabled"),
            ("-webkit-min-device-pixel-ratio" | "min-device-pixel-ratio" | "min-resolution", _) => {
                let dots = if value.ends_with("dpi") { 96.0 } else { 1.0 };
                match number(value).map(|number| number / dots) {
                    Some(ratio) if ratio <= 1.0 => Holds::Yes,
                    Some(ratio) if ratio > 4.0 => Holds::No,
                    _ => Holds::Perhaps,
                }
            }
            ("max-aspect-ratio", _) => match value.split_once('/').map(|(w, h)| (number(w), number(h))) {
                Some((Some(width), Some(height))) if width < height => Holds::No,
                _ => Holds::Perhaps,
            },
            // Of a single browser of old.
            (feature, _) if feature.starts_with("-ms-") || feature.starts_with("-moz-") => Holds::No,
            _ => Holds::Perhaps,
        };
    }
    match inside {
        "hover" | "any-hover" | "pointer" | "any-pointer" | "color" | "width" | "height" | "scripting" => {
            return Holds::Yes;
        }
        "monochrome" | "grid" | "color-index" => return Holds::No,
        _ => {}
    }
    let sides: Vec<&str> = inside.split(['<', '>']).map(|side| side.trim_start_matches('=').trim()).collect();
    let is_less = inside.contains('<');
    // Narrower than so much, or not.
    let narrower = |limit: &str, is_narrower: bool| match pixels(limit) {
        Some(limit) if is_narrower => is_as_wide_as(limit).not(),
        Some(limit) => is_as_wide_as(limit),
        None => Holds::Perhaps,
    };
    match sides[..] {
        ["width", limit] => narrower(limit, is_less),
        [limit, "width"] => narrower(limit, !is_less),
        [from, "width", to] => narrower(from, !is_less).min(narrower(to, is_less)),
        _ => Holds::Perhaps,
    }
}
