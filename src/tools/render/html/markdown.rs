//! The conversion itself, by `htmd`, and the whitespace after it.

use std::sync::LazyLock;

use htmd::{
    Element, HtmlToMarkdown,
    element_handler::{HandlerResult, Handlers},
    options::{BrStyle, BulletListMarker, HrStyle, Options},
};

use super::{clean::Piece, mark};
use crate::{
    compute::Stop,
    text::visible::{is_blank, is_dependent, is_invisible},
};

/// Characters of a cell, at most, for its table to stay one; more is a page's layout.
const CELL_LENGTH: usize = 200;

static CONVERTER: LazyLock<HtmlToMarkdown> = LazyLock::new(|| {
    HtmlToMarkdown::builder()
        .options(Options {
            br_style: BrStyle::TwoSpaces,
            bullet_list_marker: BulletListMarker::Dash,
            hr_style: HrStyle::Dashes,
            ul_bullet_spacing: 1,
            ol_number_spacing: 1,
            ..Options::default()
        })
        .add_handler(vec!["div"], |handlers: &dyn Handlers, element: Element| division(handlers, &element, "\n"))
        // The cleaner's name for a `div` that follows another.
        .add_handler(vec!["section"], |handlers: &dyn Handlers, element: Element| division(handlers, &element, ""))
        .add_handler(vec!["a"], anchor)
        .add_handler(vec!["img"], image)
        .add_handler(vec!["td", "th"], |handlers: &dyn Handlers, element: Element| {
            marked(handlers, &element, mark::CELL)
        })
        .add_handler(vec!["tr"], |handlers: &dyn Handlers, element: Element| marked(handlers, &element, mark::ROW))
        .add_handler(vec!["tbody", "thead", "tfoot"], |handlers: &dyn Handlers, element: Element| {
            Some(handlers.walk_children(element.node))
        })
        .add_handler(vec!["table"], table)
        .build()
});

/// Cleaned HTML as Markdown, with the marks still in it. What is left once `stop` is set is not converted.
pub(super) fn convert(pieces: Vec<Piece>, stop: &Stop) -> String {
    let mut text = String::new();
    for Piece { html, between } in pieces.into_iter().take_while(|_| !stop.is_set()) {
        match CONVERTER.convert(&html) {
            Ok(converted) => text.push_str(&converted),
            // Reading from memory cannot fail; should it ever, the text without its tags is the next best.
            Err(_) => text.push_str(&html.replace(['<', '>'], " ")),
        }
        text.push_str(between);
    }
    tidy(&text)
}

/// Puts back the characters that were hidden, and takes out the marks.
pub(super) fn reveal(text: &str) -> String {
    text.chars()
        .filter_map(|character| match mark::HIDDEN.iter().find(|(_, hidden)| *hidden == character) {
            Some((plain, _)) => Some(*plain),
            None => (!mark::is_mark(character)).then_some(character),
        })
        .collect()
}

/// Mail clients write a `div` for each line; a blank line between them would say more than the sender did.
fn division(handlers: &dyn Handlers, element: &Element, before: &str) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    Some(format!("{before}{}\n", content.trim_matches('\n')).into())
}

/// An address that is its own text stands alone.
fn anchor(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let text = content.trim();
    let address = attribute(&element, "href");
    let visible = reveal(text);
    // Of a link around nothing that is seen nothing is drawn.
    if visible.chars().all(|character| is_blank(character) || is_invisible(character) || is_dependent(character)) {
        return None;
    }
    if address.is_empty() || address.trim_start_matches("mailto:").trim_start_matches("tel:") == visible {
        return Some(content.into());
    }
    // A link over several lines, around a button or a picture of the layout.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if address.trim_end_matches('/') == visible.trim_end_matches('/') {
        return Some(address.into());
    }
    let (before, after) = (content.starts_with(' '), content.ends_with(' '));
    let address = in_parentheses(&address);
    Some(format!("{}[{text}]({address}){}", if before { " " } else { "" }, if after { " " } else { "" }).into())
}

/// An image is its alternative text, as it was typed, and its address.
fn image(_: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let text = attribute(&element, "alt");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(format!("![{text}]({})", in_parentheses(&attribute(&element, "src"))).into())
}

fn attribute(element: &Element, name: &str) -> String {
    let attribute = element.attrs.iter().find(|attribute| &*attribute.name.local == name);
    attribute.map(|attribute| attribute.value.to_string()).unwrap_or_default()
}

/// An address that ends where Markdown says it does.
fn in_parentheses(address: &str) -> String {
    address.replace('(', "%28").replace(')', "%29")
}

fn marked(handlers: &dyn Handlers, element: &Element, mark: char) -> Option<HandlerResult> {
    let mut content = handlers.walk_children(element.node).content;
    content.push(mark);
    Some(content.into())
}

/// A table of short cells is a Markdown table; one that only places things on a page gives its content in order.
fn table(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let rows = content
        .split(mark::ROW)
        .map(|row| row.split(mark::CELL).map(str::trim).collect::<Vec<_>>())
        .map(|mut row| {
            // What follows a row's last mark is the whitespace between tags.
            if row.len() > 1 && row.last().is_some_and(|last| last.is_empty()) {
                row.pop();
            }
            row
        })
        .filter(|row| row.iter().any(|cell| !cell.is_empty()))
        .collect::<Vec<_>>();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let is_short = |cell: &&str| !cell.contains('\n') && cell.chars().nth(CELL_LENGTH).is_none();
    let text = if rows.len() > 1 && columns > 1 && rows.iter().flatten().all(is_short) {
        grid(&rows, columns)
    } else {
        layout(&rows)
    };
    Some(format!("\n\n{text}\n\n").into())
}

fn grid(rows: &[Vec<&str>], columns: usize) -> String {
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        text.push('|');
        // Rows shorter than the others are rare; only the first is filled up, so that size stays linear.
        let filled = if index == 0 { columns } else { row.len() };
        for column in 0..filled {
            text.push(' ');
            text.push_str(&row.get(column).unwrap_or(&"").replace('|', "\\|"));
            text.push_str(" |");
        }
        text.push('\n');
        if index == 0 {
            text.push('|');
            text.push_str(&" --- |".repeat(columns));
            text.push('\n');
        }
    }
    text
}

fn layout(rows: &[Vec<&str>]) -> String {
    let lines = rows.iter().map(|row| {
        let cells = row.iter().copied().filter(|cell| !cell.is_empty()).collect::<Vec<_>>();
        let is_line = cells.iter().all(|cell| !cell.contains('\n'));
        cells.join(if is_line { " | " } else { "\n\n" })
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Folds whitespace outside of code: no trailing spaces, no runs of them, one blank line at most.
fn tidy(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    // The backticks of the code block that is open; its own lines have fewer in a row.
    let mut fence = None;
    let mut blank = 0;
    for line in markdown.lines() {
        let ticks = line.trim_start().bytes().take_while(|byte| *byte == b'`').count();
        match fence {
            Some(open) if ticks < open => {
                text.push_str(line);
                text.push('\n');
                continue;
            }
            Some(_) => fence = None,
            None => fence = (ticks >= 3).then_some(ticks),
        }
        let before = text.len();
        push_folded(&mut text, line);
        blank = if text.len() == before { blank + 1 } else { 0 };
        if blank < 2 {
            text.push('\n');
        }
    }
    text.trim_matches('\n').to_owned()
}

/// Keeps indentation, which means something in lists; drops what has no width, which only trackers write.
fn push_folded(text: &mut String, line: &str) {
    let begin = text.len();
    let indent = line.len() - line.trim_start_matches(' ').len();
    let mut spaces = indent.min(12);
    for character in line[indent..].chars() {
        // A narrow space may stand before a suffix of Mongolian; elsewhere it becomes a space when all is converted.
        let is_narrow = character == '\u{202f}' && spaces == 0 && text.len() > begin;
        if is_blank(character) && !is_narrow {
            spaces = if text.len() == begin { spaces } else { 1 };
            continue;
        }
        let is_behind_blank = text.len() == begin || spaces > 0;
        if is_padding(character) || is_behind_blank && is_dependent(character) {
            continue;
        }
        text.extend(std::iter::repeat_n(' ', std::mem::take(&mut spaces)));
        text.push(character);
    }
}

/// Whether a character is not seen, and no mark of ours.
fn is_padding(character: char) -> bool {
    !character.is_ascii() && !mark::is_mark(character) && is_invisible(character)
}
