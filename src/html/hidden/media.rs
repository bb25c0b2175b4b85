//! Whether the rules within an at-rule hold in the window of a teammate.

use super::value::{Length, pieces};

/// Pixels of a teammate's window, at least.
const WINDOW: f32 = 1_200.0;

/// Whether rules hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    No,
    /// It depends on the reader.
    Perhaps,
    Yes,
}

/// Whether the block of an at-rule holds.
pub(super) fn holds(prelude: &str) -> Holds {
    let (name, condition) = prelude.split_once(|c: char| c.is_ascii_whitespace() || c == '(').unwrap_or((prelude, ""));
    match name {
        "@media" => media(&prelude[6..]),
        "@supports" if condition.contains("-ms-") || condition.contains("-moz-") => Holds::No,
        "@supports" if condition.trim_start().starts_with("not") => Holds::Perhaps,
        "@supports" | "@layer" => Holds::Yes,
        "@scope" if condition.trim().is_empty() => Holds::Yes,
        "@scope" | "@container" => Holds::Perhaps,
        _ => Holds::No,
    }
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
    if let Some(other) = query.strip_prefix("not ") {
        return match simple(other) {
            Holds::Yes => Holds::No,
            Holds::No => Holds::Yes,
            Holds::Perhaps => Holds::Perhaps,
        };
    }
    simple(query)
}

fn simple(query: &str) -> Holds {
    let query = query.strip_prefix("only ").unwrap_or(query);
    if query.contains(" or ") || query.contains("not ") {
        return Holds::Perhaps;
    }
    query.split(" and ").map(|part| part.trim()).map(condition).min().unwrap_or(Holds::Yes)
}

fn condition(part: &str) -> Holds {
    let yes = |is: bool| if is { Holds::Yes } else { Holds::No };
    let Some(inside) = part.strip_prefix('(') else {
        return yes(matches!(part, "all" | "screen"));
    };
    let inside = inside.trim_end_matches(')').trim();
    let pixels = |text: &str| Length::read(text).map(Length::pixels);
    if let Some((feature, value)) = inside.split_once(':') {
        return match (feature.trim(), value.trim(), pixels(value)) {
            ("min-width" | "min-device-width", _, Some(width)) => yes(width <= WINDOW),
            ("max-width" | "max-device-width", _, Some(width)) => yes(width >= WINDOW),
            ("hover" | "any-hover", value, _) => yes(value == "hover"),
            ("pointer" | "any-pointer", value, _) => yes(value == "fine"),
            ("orientation", value, _) => yes(value == "landscape"),
            ("min-height" | "min-device-height", _, Some(height)) => yes(height <= WINDOW / 2.0),
            _ => Holds::Perhaps,
        };
    }
    let sides: Vec<&str> = inside.split(['<', '>']).map(|side| side.trim_start_matches('=').trim()).collect();
    let is_less = inside.contains('<');
    match sides[..] {
        ["width", limit] => pixels(limit).map_or(Holds::Perhaps, |limit| yes(is_less == (WINDOW < limit))),
        [limit, "width"] => pixels(limit).map_or(Holds::Perhaps, |limit| yes(is_less == (limit < WINDOW))),
        [from, "width", to] => match (pixels(from), pixels(to)) {
            (Some(from), Some(to)) => yes((from.min(to)..=from.max(to)).contains(&WINDOW)),
            _ => Holds::Perhaps,
        },
        _ => Holds::Perhaps,
    }
}
