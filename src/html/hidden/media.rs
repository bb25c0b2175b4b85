//! Whether the rules within an at-rule hold in the window of a teammate.

use super::value::{Length, is_space, pieces};

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
    match name {
        "@media" => media(condition),
        "@supports" if is_of_one_browser(condition) => Holds::No,
        "@supports" => supports(condition),
        "@page" | "@counter-style" | "@font-feature-values" | "@-ms-viewport" | "@viewport" | "@-moz-document" => {
            Holds::No
        }
        _ => Holds::Perhaps,
    }
}

/// Whether a condition is one property of a single browser of old.
fn is_of_one_browser(condition: &str) -> bool {
    let inside = condition.trim_matches(is_space).strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inside.is_some_and(|inside| {
        (inside.starts_with("-ms-") || inside.starts_with("-moz-"))
            && inside.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':' | b' '))
    })
}

/// Whether browsers know what a condition names, as far as it is something that all of them do.
fn supports(condition: &str) -> Holds {
    let is_known = matches!(
        condition.trim_matches(is_space),
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
    if queries.trim_matches(is_space).is_empty() {
        return Holds::Yes;
    }
    if !is_plain(queries) {
        return Holds::Perhaps;
    }
    pieces(queries, b',').map(query).max().unwrap_or(Holds::Yes)
}

/// Whether every browser reads a list of queries in one way: types, and features with a number or a word.
fn is_plain(queries: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    let is_condition = |part: &str| {
        let inside = part.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let pair = inside.and_then(|inside| inside.split_once(':'));
        pair.is_some_and(|(feature, value)| {
            let (feature, value) = (feature.trim_matches(is_space), value.trim_matches(is_space));
            let unit = ["px", "em"].into_iter().find_map(|unit| value.strip_suffix(unit));
            let is_size = unit.is_some_and(|number| number.parse::<f32>().is_ok_and(|number| number >= 0.0));
            let is_sized = feature.ends_with("-width") || feature.ends_with("-height");
            is_word(feature)
                && (is_sized && is_size
                    || !is_sized && is_word(value)
                    || feature.starts_with("-webkit-") && value.parse::<f32>().is_ok())
        })
    };
    pieces(queries, b',').all(|query| {
        let query = query.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        query.split(" and ").enumerate().all(|(at, part)| {
            let kind = if at == 0 { part.strip_prefix("only ").unwrap_or(part) } else { part };
            is_condition(part) || at == 0 && is_word(kind) && !matches!(kind, "only" | "not" | "and" | "or")
        })
    })
}

fn query(query: &str) -> Holds {
    let query = query.trim_matches(is_space);
    let Some(other) = query.strip_prefix("not ") else { return simple(query) };
    simple(other).not()
}

fn simple(query: &str) -> Holds {
    let query = query.trim_matches(is_space).strip_prefix("only ").unwrap_or(query.trim_matches(is_space));
    if query.contains(" or ") || query.contains("not ") || query.contains("not(") || query.starts_with("((") {
        return Holds::Perhaps;
    }
    let query: String = query.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    query.split("and ").map(|part| part.trim_matches(is_space)).map(condition).min().unwrap_or(Holds::Yes)
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
    let inside = inside.trim_end_matches(')').trim_matches(is_space);
    let pixels = |text: &str| Length::read(text).map(Length::pixels);
    let number = |text: &str| {
        text.trim_matches(is_space).trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<f32>().ok()
    };
    if let Some((feature, value)) = inside.split_once(':') {
        let (feature, value) = (feature.trim_matches(is_space), value.trim_matches(is_space));
        return match (feature, pixels(value)) {
            ("min-width" | "min-device-width", Some(width)) => is_as_wide_as(width),
            ("max-width" | "max-device-width", Some(width)) => is_as_wide_as(width + 0.01).not(),
            ("min-height" | "min-device-height", Some(height)) if height <= 300.0 => Holds::Yes,
            ("max-height" | "max-device-height", Some(height)) if height <= 400.0 => Holds::No,
            ("orientation", _) => Holds::from(value == "landscape"),
            ("prefers-color-scheme", _) => Holds::from(value == "light"),
            ("prefers-reduced-motion" | "prefers-contrast" | "prefers-reduced-transparency", _) => {
                Holds::from(value == "no-preference")
            }
            ("forced-colors", _) => Holds::from(value == "none"),
            ("display-mode", _) => Holds::from(value == "browser"),
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
        "color" | "width" | "height" => return Holds::Yes,
        "monochrome" | "grid" | "color-index" => return Holds::No,
        _ => {}
    }
    let sides: Vec<&str> =
        inside.split(['<', '>']).map(|side| side.trim_start_matches('=').trim_matches(is_space)).collect();
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
