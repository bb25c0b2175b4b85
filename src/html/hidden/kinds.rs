//! What boxes an element may be (CSS Display, section 2), where it is not certain which of them.

use super::names;

/// Kinds of which one holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kinds(u8);

impl Kinds {
    /// In the lines of its block.
    pub(super) const INLINE: Self = Self(1);
    /// A block that stands in a line, as large as what is in it.
    pub(super) const INLINE_BLOCK: Self = Self(1 << 1);
    pub(super) const BLOCK: Self = Self(1 << 2);
    pub(super) const TABLE: Self = Self(1 << 3);
    pub(super) const CELL: Self = Self(1 << 4);
    pub(super) const CAPTION: Self = Self(1 << 5);
    /// Rows of a table, and groups of them.
    pub(super) const ROWS: Self = Self(1 << 6);
    /// No box at all, or one that lays out what is in it in a way that is not followed.
    pub(super) const OTHER: Self = Self(1 << 7);

    /// The kinds of both: which one holds is not known.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it may be one of these.
    pub(super) fn may_be(self, kinds: Self) -> bool {
        self.0 & kinds.0 > 0
    }

    /// Whether it is one of these for certain.
    pub(super) fn is(self, kinds: Self) -> bool {
        self.0 & !kinds.0 == 0
    }

    /// What an element of this name is if nothing is declared.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "table" => Self::TABLE,
            "td" | "th" => Self::CELL,
            "caption" => Self::CAPTION,
            "tr" | "tbody" | "thead" | "tfoot" | "col" | "colgroup" => Self::ROWS,
            "button" | "input" | "img" | "image" | "embed" | "object" | "textarea" | "select" => Self::INLINE_BLOCK,
            "html" | "body" | "head" | "legend" | "optgroup" | "option" => Self::BLOCK,
            _ if names::is_block(name) => Self::BLOCK,
            _ => Self::INLINE,
        }
    }

    /// What a value of `display` makes of an element; `None` for one that a browser drops.
    pub(super) fn read(value: &str) -> Option<Self> {
        if value.starts_with("-ms-") || value.starts_with("-moz-") {
            return None;
        }
        Some(match value {
            "inline" | "initial" | "unset" | "ruby" => Self::INLINE,
            "inline-block" | "inline-table" => Self::INLINE_BLOCK,
            "block" | "list-item" | "flow-root" | "flow" => Self::BLOCK,
            "table" => Self::TABLE,
            "table-cell" => Self::CELL,
            "table-caption" => Self::CAPTION,
            "table-row" | "table-row-group" | "table-header-group" | "table-footer-group" => Self::ROWS,
            _ => Self::OTHER,
        })
    }
}
