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
pub(super) type Told = Vec<Vec<Width>>;

/// How wide something is, at most: by what a reader does not see, and in all.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Width {
    pub(super) blank: f32,
    pub(super) all: f32,
}

impl Width {
    fn plus(self, pixels: f32) -> Self {
        Self { blank: self.blank + pixels, all: self.all + pixels }
    }

    fn and(self, other: Self) -> Self {
        Self { blank: self.blank + other.blank, all: self.all + other.all }
    }

    fn max(self, other: Self) -> Self {
        Self { blank: self.blank.max(other.blank), all: self.all.max(other.all) }
    }

    /// Nothing less than nothing.
    fn more_than(self, other: Self) -> Self {
        Self { blank: (self.blank - other.blank).max(0.0), all: (self.all - other.all).max(0.0) }
    }
}

impl std::iter::Sum for Width {
    fn sum<I: Iterator<Item = Self>>(widths: I) -> Self {
        widths.fold(Self::default(), Self::and)
    }
}

/// The boxes that are open which are as wide as what is in them.
#[derive(Debug, Default)]
pub(super) struct Widths {
    frames: Vec<Frame>,
    tables: Told,
    /// Whether one of them is wider than a window, or in a box that cuts off what flows over.
    is_told: bool,
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
    run: Width,
    most: Width,
    /// Pixels between what is in two cells.
    between: f32,
}

impl Widths {
    /// Begins a box that is as wide as what is in it, or a table.
    pub(super) fn begin(&mut self, at: usize, sides: f32, between: f32) {
        self.tables.push(Vec::new());
        let table = self.tables.len() - 1;
        let (run, most) = (Width::default(), Width::default());
        self.frames.push(Frame { at, table, column: 0, is_cell: false, span: 1, sides, run, most, between });
    }

    /// Says that something around cuts off what flows over, so that widths matter however small.
    pub(super) fn cut_off(&mut self) {
        self.is_told = true;
    }

    /// Begins a cell, which takes so many columns. Without a table around it, it is one.
    pub(super) fn begin_cell(&mut self, at: usize, span: usize, sides: f32) {
        if self.frames.last().is_none_or(|frame| frame.is_cell) {
            self.begin(at, sides, 0.0);
        }
        let Some(table) = self.frames.last_mut() else { return };
        let (number, column) = (table.table, table.column);
        let span = span.clamp(1, COLUMNS);
        table.column += span;
        let (run, most, between) = (Width::default(), Width::default(), table.between);
        self.frames.push(Frame { at, table: number, column, is_cell: true, span, sides, run, most, between });
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
                    columns.resize(last + 1, Width::default());
                }
                let own = frame.most.plus(frame.between);
                columns[last] = if is_mixed { columns[last].and(own) } else { columns[last].max(own) };
                continue;
            }
            let columns = &mut self.tables[frame.table];
            // What is wider than all columns, as a width that is declared, may make any of them wider.
            let more = frame.most.more_than(columns.iter().copied().sum());
            match columns.first_mut() {
                Some(first) => *first = first.and(more),
                None => columns.push(more),
            }
            let total: Width = columns.iter().copied().sum();
            width = total.blank;
            self.is_told |= total.blank > WINDOW;
            if let Some(parent) = parent {
                parent.most = parent.most.max(parent.run.and(total).plus(frame.sides - parent.sides));
            }
        }
        width
    }

    /// Says that something is so wide that cannot be wrapped; whether it stays in line with what comes next.
    pub(super) fn add(&mut self, width: f32, sides: f32, is_unwrapped: bool) {
        if let Some(frame) = self.frames.last_mut() {
            let run = frame.run.plus(width);
            frame.most = frame.most.max(run.plus(sides - frame.sides));
            frame.run = if is_unwrapped { run } else { Width::default() };
        }
    }

    /// Says that a line ends here.
    pub(super) fn end_line(&mut self) {
        self.frames.last_mut().into_iter().for_each(|frame| frame.run = Width::default());
    }

    /// Reads a text, its references decoded. What is seen of it leads the eye: only the rest of it counts.
    pub(super) fn read(&mut self, text: &str, computed: &Computed, sides: f32, is_hidden: bool) {
        let Some(frame) = self.frames.last_mut() else { return };
        let letters = computed.letters.1.min(1_000.0);
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let is_space = matches!(character, ' ' | '\n' | '\r' | '\t' | '\u{c}');
            if is_space && !computed.is_unwrapped || matches!(character, '\n' | '\r') && computed.is_preserved {
                frame.run = Width::default();
                continue;
            }
            let pixels = letters * width(character) + computed.spacing.1;
            frame.run.all += pixels;
            if is_hidden || is_space || crate::text::visible::is_blank(character) {
                frame.run.blank += pixels;
            }
            frame.most = frame.most.max(frame.run.plus(sides - frame.sides));
            let is_break = matches!(character, '/' | '?' | '-')
                && characters.peek().is_some_and(char::is_ascii_alphabetic)
                || is_ideographic(character);
            if is_break && !computed.is_unwrapped {
                frame.run = Width::default();
            }
        }
    }

    /// What there is to tell to a second reading, if it matters.
    pub(super) fn told(&mut self) -> Option<Told> {
        self.is_told.then(|| std::mem::take(&mut self.tables))
    }

    /// Where the innermost box begins that is as wide as what is in it, seen from the one around it, and how wide it is:
    /// as a first reading told.
    pub(super) fn place(&self, told: &Told) -> (Width, Width) {
        let nowhere = (Width::default(), Width::default());
        let Some(frame) = self.frames.last() else { return nowhere };
        let Some(columns) = told.get(frame.table) else { return nowhere };
        if !frame.is_cell {
            return (nowhere.0, columns.iter().copied().sum());
        }
        let before = columns.iter().copied().take(frame.column).sum();
        (before, columns.iter().copied().skip(frame.column).take(frame.span).sum())
    }

    /// How many columns the table around has, once a first reading has told.
    pub(super) fn columns(&mut self, told: Option<&Told>) -> Option<f32> {
        self.is_told = true;
        let frame = self.frames.last()?;
        told?.get(frame.table).map(|columns| columns.iter().fold(0.0, |count, _| count + 1.0_f32).max(1.0))
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

/// Whether a line may be wrapped before a character: ideographs, and the scripts of South East Asia, whose words are not
/// parted by spaces.
pub(super) fn may_break(character: char) -> bool {
    is_ideographic(character)
        || matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Whether a line may be wrapped behind a character.
fn is_ideographic(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3ffff}')
}
