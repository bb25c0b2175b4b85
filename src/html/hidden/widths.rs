//! How wide what is in a table makes its columns, at most.
//!
//! A table, a float and a block in a line are as wide as what in them cannot be wrapped. What stands in another column, or
//! at the right, may then stand beside every window, behind nothing that a reader sees. The widths are known when a table has ended, and used when a body
//! is read again.

use super::computed::Computed;

/// Pixels of a window, less some for what is around.
const WINDOW: f32 = 1_250.0;
/// Pixels at which the text of a line begins, at most, for a reader to see it.
const BESIDE: f32 = 1_150.0;
/// Columns of a table that are told apart, at most.
const COLUMNS: usize = 64;

/// Widths of the columns of each table, in the order in which these begin.
pub(super) type Told = Vec<Vec<f32>>;

/// The boxes that are open which are as wide as what is in them.
#[derive(Debug, Default)]
pub(super) struct Widths {
    frames: Vec<Frame>,
    tables: Told,
    /// Whether one of them is wider than a window.
    is_wide: bool,
}

#[derive(Debug)]
struct Frame {
    /// Where its element is open.
    at: usize,
    /// The place of its table among all, and the column in it.
    table: usize,
    column: usize,
    is_cell: bool,
    /// Columns that the cell takes.
    span: usize,
    /// Pixels of padding and the like around what is in it, from the start of the body on.
    sides: f32,
    /// Pixels of what is not wrapped: of what is read now, and the widest.
    run: f32,
    most: f32,
}

impl Widths {
    /// Begins a box that is as wide as what is in it, or a table.
    pub(super) fn begin(&mut self, at: usize, sides: f32) {
        self.tables.push(Vec::new());
        let table = self.tables.len() - 1;
        self.frames.push(Frame { at, table, column: 0, is_cell: false, span: 1, sides, run: 0.0, most: 0.0 });
    }

    /// Begins a cell, which takes so many columns. Without a table around it, it is one.
    pub(super) fn begin_cell(&mut self, at: usize, span: usize, sides: f32) {
        if self.frames.last().is_none_or(|frame| frame.is_cell) {
            self.begin(at, sides);
        }
        let Some(table) = self.frames.last_mut() else { return };
        let (number, column) = (table.table, table.column);
        let span = span.clamp(1, COLUMNS);
        table.column += span;
        self.frames.push(Frame { at, table: number, column, is_cell: true, span, sides, run: 0.0, most: 0.0 });
    }

    /// Begins a row of the table.
    pub(super) fn begin_row(&mut self) {
        if let Some(table) = self.frames.last_mut().filter(|frame| !frame.is_cell) {
            table.column = 0;
        }
    }

    /// Says that cells of the row go down into others, so that columns are not told apart any more.
    pub(super) fn mix(&mut self) {
        let table = self.frames.iter_mut().rev().find(|frame| !frame.is_cell);
        table.into_iter().for_each(|table| table.span = 0);
    }

    /// Ends what is open at `at` or within; how wide it is at most.
    pub(super) fn end(&mut self, at: usize) -> f32 {
        let mut width = 0.0;
        while let Some(frame) = self.frames.pop_if(|frame| frame.at >= at) {
            let parent = self.frames.last_mut();
            if frame.is_cell {
                let is_mixed = parent.is_some_and(|table| table.span == 0);
                let columns = &mut self.tables[frame.table];
                let last = (frame.column + frame.span - 1).min(COLUMNS - 1);
                if columns.len() <= last {
                    columns.resize(last + 1, 0.0);
                }
                columns[last] = if is_mixed { columns[last] + frame.most } else { columns[last].max(frame.most) };
                continue;
            }
            let columns = &mut self.tables[frame.table];
            // What is wider than all columns, as a width that is declared, may make any of them wider.
            let more = frame.most - columns.iter().sum::<f32>();
            match columns.first_mut() {
                Some(first) => *first += more.max(0.0),
                None => columns.push(more.max(0.0)),
            }
            let total: f32 = columns.iter().sum();
            width = total;
            self.is_wide |= total > WINDOW;
            if let Some(parent) = parent {
                parent.most = parent.most.max(parent.run + total + frame.sides - parent.sides);
            }
        }
        width
    }

    /// Says that something is so wide that cannot be wrapped; whether it stays in line with what comes next.
    pub(super) fn add(&mut self, width: f32, sides: f32, is_unwrapped: bool) {
        if let Some(frame) = self.frames.last_mut() {
            frame.most = frame.most.max(frame.run + width + sides - frame.sides);
            frame.run = if is_unwrapped { frame.run + width } else { 0.0 };
        }
    }

    /// Says that a line ends here.
    pub(super) fn end_line(&mut self) {
        self.frames.last_mut().into_iter().for_each(|frame| frame.run = 0.0);
    }

    /// Reads a text, its references decoded. What is seen of it leads the eye: only the rest of it counts.
    pub(super) fn read(&mut self, text: &str, computed: &Computed, sides: f32, is_hidden: bool) {
        let Some(frame) = self.frames.last_mut() else { return };
        let letters = computed.letters.1.min(1_000.0);
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let is_space = matches!(character, ' ' | '\n' | '\r' | '\t' | '\u{c}');
            if is_space && !computed.is_unwrapped || matches!(character, '\n' | '\r') && computed.is_preserved {
                frame.run = 0.0;
                continue;
            }
            if is_hidden || is_space || crate::text::visible::is_blank(character) {
                frame.run += letters * width(character) + computed.spacing;
            }
            frame.most = frame.most.max(frame.run + sides - frame.sides);
            let is_break = matches!(character, '/' | '?' | '-')
                && characters.peek().is_some_and(char::is_ascii_alphabetic)
                || is_ideographic(character);
            if is_break && !computed.is_unwrapped {
                frame.run = 0.0;
            }
        }
    }

    /// What there is to tell to a second reading, if a table is wider than a window.
    pub(super) fn told(&mut self) -> Option<Told> {
        self.is_wide.then(|| std::mem::take(&mut self.tables))
    }

    /// Where the innermost box begins that is as wide as what is in it, seen from the one around it, and how wide it is:
    /// as a first reading told.
    pub(super) fn place(&self, told: &Told) -> (f32, f32) {
        let Some(frame) = self.frames.last() else { return (0.0, 0.0) };
        let Some(columns) = told.get(frame.table) else { return (0.0, 0.0) };
        if !frame.is_cell {
            return (0.0, columns.iter().sum());
        }
        let before = columns.iter().take(frame.column).sum();
        (before, columns.iter().skip(frame.column).take(frame.span).sum())
    }

    /// Whether text that begins at so many pixels is beside the window.
    pub(super) fn is_beside(pixels: f32) -> bool {
        pixels > BESIDE
    }
}

/// How wide a character is, at most, of its size.
pub(super) fn width(character: char) -> f32 {
    match character {
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.0,
        _ if character.is_ascii_uppercase() => 0.8,
        _ if character.is_ascii() => 0.62,
        // Ligatures of whole words, and signs as wide as a line.
        '\u{fdf0}'..='\u{fdff}' | '\u{12000}'..='\u{1254f}' | '\u{2e3a}' | '\u{2e3b}' => 12.0,
        '\u{590}'..='\u{6ff}' => 0.8,
        _ => 1.2,
    }
}

/// Whether a line may be wrapped behind a character.
fn is_ideographic(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3ffff}')
}
