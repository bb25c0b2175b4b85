//! Values as every browser takes them.
//!
//! A browser drops a declaration whose value it does not know, and what was declared before holds. So a declaration counts
//! as certain only where its value is written in one of the ways below, which are those of mails. Of any other, what it
//! says may hold or not: whatever of the two hides more is read.

use super::{
    colour::Paint,
    context::leads_elsewhere,
    harmless,
    shape::gradient,
    value::{Length, pieces},
};

/// Whether a browser takes a value for certain. It is in lower case.
pub(super) fn is_canonical(property: &str, value: &str) -> bool {
    if !value.is_ascii() || value.contains("  ") || value.bytes().any(|byte| byte.is_ascii_control()) {
        return false;
    }
    if matches!(value, "inherit" | "initial" | "unset") {
        return true;
    }
    let words: Vec<&str> = value.split(' ').collect();
    let is = |known: &str| known.split('|').any(|known| known == value);
    let lengths = |most: usize, is_signed: bool, other: &str| {
        words.len() <= most && words.iter().all(|word| *word == other || is_length(word, is_signed))
    };
    match property {
        "display" => is(
            "none|block|inline|inline-block|table|table-cell|table-row|table-row-group|table-caption|inline-table|list-item|flow-root|contents|flex|grid|inline-flex|inline-grid",
        ),
        "visibility" => is("visible|hidden|collapse"),
        "float" => is("left|right|none"),
        "clear" => is("both|left|right|none"),
        "position" => is("static|relative|absolute|fixed|sticky"),
        "overflow" | "overflow-x" | "overflow-y" => is("visible|hidden|auto|scroll|clip"),
        "opacity" => is_number(value),
        "font-size" => {
            is("smaller|larger|xx-small|x-small|small|medium|large|x-large|xx-large") || is_length(value, false)
        }
        "line-height" => is("normal") || is_number(value) || is_length(value, false),
        "text-align" => is("left|right|center|justify|start|end"),
        "vertical-align" => is("baseline|top|middle|bottom|sub|super|text-top|text-bottom") || is_length(value, true),
        "white-space" => is("normal|nowrap|pre|pre-wrap|pre-line"),
        "direction" => is("ltr|rtl"),
        "table-layout" => is("auto|fixed"),
        "width" | "height" | "min-width" | "min-height" => is("auto") || is_length(value, false),
        "max-width" | "max-height" => is("none") || is_length(value, false),
        "inset" => lengths(4, true, "auto"),
        "margin" => lengths(4, true, "auto"),
        "margin-top" | "margin-right" | "margin-bottom" | "margin-left" => lengths(1, true, "auto"),
        "top" | "right" | "bottom" | "left" => lengths(1, true, "auto"),
        "padding" => lengths(4, false, ""),
        "padding-top" | "padding-right" | "padding-bottom" | "padding-left" => lengths(1, false, ""),
        "border-radius" => lengths(4, false, ""),
        "border" | "border-top" | "border-right" | "border-bottom" | "border-left" => is_line(&words),
        "border-width" => lengths(4, false, ""),
        "color" | "background-color" => is_colour(value),
        "background" => is("none|0 0") || gradient(value).is_some() || is_background(value),
        "background-image" => is("none") || gradient(value).is_some(),
        "transform" | "scale" | "text-shadow" => is("none"),
        "zoom" => is("1|normal|100%"),
        "clip" => is("auto") || is_rectangle(value),
        "text-fill-color" => is_colour(value),
        "background-repeat" => is("repeat|no-repeat|repeat-x|repeat-y"),
        _ => harmless::place(property).is_some() && is_canonical_guarded(property, value, &words),
    }
}

/// The same of properties that `harmless.rs` knows.
fn is_canonical_guarded(property: &str, value: &str, words: &[&str]) -> bool {
    let is = |known: &str| known.split('|').any(|known| known == value);
    match property {
        "letter-spacing" | "word-spacing" => is("normal") || is_length(value, true),
        "text-indent" => is_length(value, true),
        "z-index" => is("auto") || value.parse::<i32>().is_ok(),
        "text-decoration" | "text-decoration-line" => is("none|underline|overline|line-through"),
        "outline" => is("none|0") || is_line(words),
        "outline-width" | "border-spacing" => is_length(value, false),
        "outline-style" => is("none|solid|dotted|dashed"),
        "box-shadow" => is("none"),
        "list-style" | "list-style-type" => is("none|disc|circle|square|decimal"),
        "font-style" => is("normal|italic|oblique"),
        "unicode-bidi" => is("normal|embed|isolate|plaintext|bidi-override|isolate-override"),
        "mix-blend-mode" | "background-blend-mode" => is("normal"),
        "text-size-adjust" => is("none|auto|100%"),
        "columns" | "column-count" | "column-width" | "aspect-ratio" => is("auto"),
        "appearance" => is("none|auto|button"),
        "content-visibility" => is("visible"),
        "writing-mode" => is("horizontal-tb"),
        "align-content" | "place-content" => is("normal"),
        _ => is("none"),
    }
}

fn is_number(value: &str) -> bool {
    let (whole, part) = value.split_once('.').unwrap_or((value, "0"));
    !value.is_empty()
        && !part.is_empty()
        && value.len() <= 8
        && whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit())
}

/// Nothing, or a number with one of the units that mails have.
fn is_length(word: &str, is_signed: bool) -> bool {
    let bare = word.strip_prefix('-').filter(|_| is_signed).unwrap_or(word);
    let unit =
        ["px", "pt", "in", "em", "%", "cm", "mm", "ex", "rem"].into_iter().find_map(|unit| bare.strip_suffix(unit));
    bare == "0" || unit.is_some_and(is_number) && Length::read(word).is_some()
}

/// A name, the digits of a colour, or three whole numbers with an optional share.
pub(super) fn is_colour(value: &str) -> bool {
    if let Some(digits) = value.strip_prefix('#') {
        return matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    if value.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Paint::read(value).is_some() || value == "currentcolor";
    }
    let inside = |name: &str| {
        value.strip_prefix(name).and_then(|rest| rest.strip_prefix('(')).and_then(|rest| rest.strip_suffix(')'))
    };
    let (inside, count) = match (inside("rgb"), inside("rgba")) {
        (Some(inside), _) => (inside, 3),
        (_, Some(inside)) => (inside, 4),
        _ => return false,
    };
    let parts: Vec<&str> = inside.split(',').map(|part| part.trim_matches(' ')).collect();
    parts.len() == count
        && parts[..3].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()) && part.parse::<u8>().is_ok())
        && parts[3..].iter().all(|part| is_number(part) || part.strip_prefix('.').is_some_and(is_number))
}

/// A colour, a picture, whether it is repeated, where it is and how large, in this order and none twice.
fn is_background(value: &str) -> bool {
    let mut words = pieces(value, b' ').filter(|word| !word.is_empty()).peekable();
    let has_colour = words.next_if(|word| is_colour(word)).is_some();
    let has_picture = words
        .next_if(|word| *word == "none" || word.starts_with("url(") && word.ends_with(')') && leads_elsewhere(word))
        .is_some();
    words.next_if(|word| matches!(*word, "repeat" | "no-repeat" | "repeat-x" | "repeat-y"));
    let last = words.by_ref().take(6).collect::<Vec<_>>().join(" ").replace('/', " / ");
    let last: Vec<&str> = last.split_ascii_whitespace().collect();
    let at = last.iter().position(|word| *word == "/").unwrap_or(last.len());
    let is_sized = last[at..].is_empty() || matches!(last[at..], ["/", "cover" | "contain" | "auto" | "100%"]);
    (has_colour || has_picture)
        && matches!(
            last[..at],
            [] | ["center" | "top" | "left"]
                | ["center", "center" | "top"]
                | ["top" | "left", "center"]
                | ["0" | "50%", "0" | "50%"]
        )
        && is_sized
        && (at > 0 || last.is_empty())
        && words.next().is_none()
}

/// Four lengths, parted by commas or spaces.
fn is_rectangle(value: &str) -> bool {
    let inside = value.strip_prefix("rect(").and_then(|rest| rest.strip_suffix(')'));
    inside.is_some_and(|inside| {
        let separator = if inside.contains(',') { ',' } else { ' ' };
        let sides: Vec<&str> = inside.split(separator).map(|side| side.trim_matches(' ')).collect();
        sides.len() == 4 && sides.iter().all(|side| *side == "auto" || is_length(side, true))
    })
}

/// A width, a style and a colour, in whatever order, or nothing.
fn is_line(words: &[&str]) -> bool {
    const STYLES: [&str; 9] = ["none", "hidden", "solid", "dotted", "dashed", "double", "groove", "inset", "outset"];
    let text = words.join(" ");
    let words: Vec<&str> = pieces(&text, b' ').collect();
    let count = |is: &dyn Fn(&str) -> bool| words.iter().filter(|word| is(word)).count();
    let widths = count(&|word| is_length(word, false) || matches!(word, "thin" | "medium" | "thick"));
    let styles = count(&|word| STYLES.contains(&word));
    let colours = count(&|word| !STYLES.contains(&word) && is_colour(word));
    widths <= 1 && styles <= 1 && colours <= 1 && widths + styles + colours == words.len()
}
