//! What a body uses, and what of it does harm beside other things.

use super::properties::{is_listed, is_of_office};
use crate::html::hidden::{
    colour::{Paint, WHITE},
    property::physical,
    value::Length,
};

/// Pixels of a box up to which a word does not fit into it.
const NARROW: f32 = 60.0;
/// Pixels of a box for a picture, which has no text that a padding could push out.
const ICON: f32 = 40.0;

/// What a body uses, of which some does no harm alone.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// Whether there are many spaces in a row that do not break a line, where they are drawn and elsewhere.
    pub(super) has_gap: bool,
    pub(super) has_undrawn_gap: bool,
    /// Whether something that is too long for its box is cut off.
    cuts: bool,
    /// Whether there is text that is seen only on something dark.
    is_light: bool,
    /// Whether a rule shows what elements hide of themselves.
    shows_again: bool,
    /// Whether an element is put out of the page by its style, and whether rules say where elements are put.
    has_away: bool,
    is_put: bool,
    /// Declarations of all rules, for each of their selectors.
    pub(super) copies: usize,
    /// Whether paddings are taken from widths, the narrowest width and the widest padding.
    has_border_box: bool,
    narrowest: Option<f32>,
    widest_padding: f32,
    /// Whether a shadow reaches over a line.
    has_shadow: bool,
    /// Whether cells may lie on each other, and whether something is drawn after all that is in its place.
    pub(super) spans_rows: bool,
    pub(super) spans_columns: bool,
    /// Whether the page is written from the right, and whether something in it is from the left.
    pub(super) is_from_right: bool,
    pub(super) is_from_left: bool,
    is_stacked: bool,
    /// Whether something is narrower than a word, and whether something stands beside others.
    is_narrow: bool,
    is_beside: bool,
}

impl Uses {
    /// Whether text may stand where it is cut off, or not on what is behind its element.
    pub(super) fn are_at_odds(&self) -> bool {
        let has_gap = self.has_gap || self.shows_again && self.has_undrawn_gap;
        has_gap && (self.cuts || self.is_light)
            || self.has_away && self.is_put
            || self.is_narrow && self.is_beside
            || self.spans_rows && (self.is_stacked || self.spans_columns)
            || self.is_from_right && self.is_from_left
            || self.has_border_box && self.narrowest.is_some_and(|width| width < 2.0 * self.widest_padding + 60.0)
            || self.has_border_box && self.widest_padding > 100.0
            || self.has_shadow && (self.is_stacked || self.is_beside)
    }

    /// Takes note of the colour of text in an attribute.
    pub(super) fn color(&mut self, value: &str) {
        self.is_light |= Paint::read_attribute(value).is_some_and(is_light);
    }

    /// Reads the declarations of an element of this name, or of a rule: whether they hide it. `None` if one of them is
    /// not listed.
    pub(super) fn block(&mut self, declarations: &[(String, String)], name: Option<&str>) -> Option<bool> {
        let (mut overflows_unseen, mut is_nothing, mut is_narrow) = (false, false, false);
        let is_away = name.is_some() && is_away(declarations);
        self.has_away |= is_away;
        let mut is_hidden = is_away;
        for (property, written) in declarations {
            let lower = written.to_ascii_lowercase();
            let (value, is_important) = match lower.rsplit_once('!') {
                Some((value, word)) if word.trim_ascii() == "important" => (value, true),
                _ => (lower.as_str(), false),
            };
            let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            // What a custom property says reaches nothing but by a function, which is not listed.
            if value.is_empty() || is_of_office(property) || property.starts_with("--") {
                continue;
            }
            let bare = property.strip_prefix("-webkit-").or_else(|| property.strip_prefix("-moz-"));
            let property = physical(bare.unwrap_or(property));
            if is_away && matches!(property, "position" | "left" | "top") {
                continue;
            }
            if !is_listed(property, &value, name) {
                return None;
            }
            match property {
                "display" if value == "none" => is_hidden = true,
                "display" => {
                    self.shows_again |= is_important && name.is_none();
                    self.is_beside |= value.starts_with("inline-");
                }
                "direction" if value == "ltr" => self.is_from_left = true,
                "direction" => self.is_from_right |= name.is_none_or(|name| matches!(name, "html" | "body")),
                "position" | "opacity" | "z-index" => {
                    self.is_stacked |= !matches!(value.as_str(), "static" | "1" | "0" | "auto" | "initial");
                }
                "float" => self.is_beside |= value != "none",
                "left" | "top" | "right" | "bottom" => self.is_put |= name.is_none(),
                "overflow" | "overflow-x" | "overflow-y" => overflows_unseen |= value == "hidden",
                "table-layout" => self.cuts |= value == "fixed",
                "max-height" | "height" | "max-width" | "width" | "font-size" => {
                    let pixels = Length::read(&value).map(Length::pixels);
                    is_nothing |= pixels.is_some_and(|pixels| pixels <= 1.0);
                    if property.ends_with("width") {
                        is_narrow |= pixels.is_some_and(|pixels| pixels <= NARROW);
                        let wide = pixels.filter(|pixels| *pixels > ICON);
                        self.narrowest = self.narrowest.into_iter().chain(wide).reduce(f32::min);
                    }
                }
                "box-sizing" => self.has_border_box |= value != "content-box",
                "padding" | "padding-left" | "padding-right" => {
                    let widest = value.split(' ').filter_map(Length::read).map(Length::pixels).fold(0.0, f32::max);
                    self.widest_padding = self.widest_padding.max(widest);
                }
                "box-shadow" if value != "none" => self.has_shadow |= !is_near_shadow(&value),
                "color" => self.is_light |= Paint::read(&value).is_some_and(is_light),
                _ => {}
            }
        }
        let grows = name.is_some_and(|name| matches!(name, "td" | "th" | "table" | "img" | "col" | "hr" | "tr"));
        self.is_narrow |= is_narrow && !grows && !is_hidden && !overflows_unseen;
        // What is cut off to nothing is hidden as a whole.
        self.cuts |= overflows_unseen && !is_hidden && !is_nothing;
        Some(is_hidden)
    }
}

/// Whether text in this colour is not seen on a white page.
fn is_light(paint: Paint) -> bool {
    !paint.over(WHITE).is_told_from(WHITE, 1.0)
}

/// Whether an element is put beyond the page's left end, as small as nothing, as some programs hide a preview.
fn is_away(declarations: &[(String, String)]) -> bool {
    let value = |name: &str| {
        declarations.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.to_ascii_lowercase())
    };
    let pixels = |name| value(name).as_deref().and_then(Length::read).map(Length::pixels);
    let is_small = |name| pixels(name).is_some_and(|pixels| (0.0..=2.0).contains(&pixels));
    value("position").as_deref() == Some("absolute")
        && pixels("left").is_some_and(|pixels| pixels <= -5_000.0)
        && is_small("width")
        && is_small("height")
        && value("overflow").as_deref() == Some("hidden")
        && !declarations.iter().any(|(name, _)| {
            ["padding", "margin", "min-", "border", "right", "bottom"].iter().any(|known| name.starts_with(known))
        })
}

/// Whether shadows reach so little beyond their box that they cover no line.
fn is_near_shadow(value: &str) -> bool {
    value.split("),").all(|shadow| {
        let lengths = shadow.split_ascii_whitespace().filter_map(Length::read).map(Length::pixels);
        lengths.map(f32::abs).sum::<f32>() <= 10.0
    })
}
