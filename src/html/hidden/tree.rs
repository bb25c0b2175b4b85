//! The elements that are open, and what holds in each: as a tree would say, without one.
//!
//! The rules of the HTML standard's tree construction (13.2.6) are followed as far as they say in which element a text
//! stands: implied start and end tags, scopes, formatting that goes on behind the end of a block. Where elements move
//! (misnested formatting, what stands in a table but in no cell) a text counts as standing in either place, and what
//! selectors ask of places in the tree is in doubt, at a second reading from the beginning.

mod boxes;
mod noscript;
mod open;
mod place;
mod tags;

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::{
    computed::{Computed, is_tiny},
    declared::Slot,
    element::{self, Element, Links, is_in},
    formatting::Formatting,
    limits::Limits,
    lines::Lines,
    names, says_something,
    sheet::Sheet,
    shows_something,
    widths::{Told, Widths},
};
use crate::html::{reference, token::Token};

/// Elements within elements up to which browsers nest them.
const DEPTH: usize = 500;
/// Elements within elements, at most: no mail has as many, and each takes memory until it ends.
const OPEN: usize = 20_000;
/// Elements that others moved out of, one in the other, at most.
const LEFT: usize = 16;
/// Texts and elements that stand far away without reaching back, at most.
const FAR: usize = 100;

/// What a first reading tells of a whole body.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Attributes of `html` and `body`, wherever their tags stand.
    pub(super) roots: [String; 2],
    /// Whether one of them stands behind text.
    pub(super) is_late: bool,
    /// Elements that may lie on others.
    pub(super) covers: usize,
    /// Texts that something is painted over, first and last.
    pub(super) covered: Rc<Vec<(u32, u32)>>,
    /// Whether nothing is known for certain.
    pub(super) is_lost: bool,
    /// Whether elements moved that were read already.
    pub(super) is_moved: bool,
    /// Elements that others moved out of, by their numbers.
    pub(super) left: Rc<HashSet<usize>>,
    /// Widths of the columns of tables, where one is wider than a window.
    pub(super) widths: Option<Rc<Told>>,
}

/// What is open, and what was left out so far.
pub(super) struct Tree<'a> {
    sheet: Sheet,
    links: Links,
    open: Vec<Open>,
    /// Where elements of a name are open.
    places: HashMap<String, Vec<usize>>,
    /// Where elements are open past which most end tags do not look, and those of items of lists.
    special: Vec<usize>,
    item_ends: Vec<usize>,
    formatting: Formatting<'a>,
    form: Option<usize>,
    /// The table of which a column is hidden.
    hidden_columns: Option<usize>,
    has_body: bool,
    has_text: bool,
    /// Whether it is not known any more what is open.
    is_lost: bool,
    now: State,
    facts: Facts,
    /// What the first reading told, at the second.
    told: Option<Facts>,
    passages: usize,
    counted: HashSet<usize>,
    skipped: usize,
    /// How many elements have begun; the last one has this number.
    begun: usize,
    /// Bytes of formatting that went on.
    again: usize,
    /// Those that are open of which the first reading told that others moved out.
    left: Vec<usize>,
    /// Elements that others moved out of.
    moved_from: HashSet<usize>,
    /// Texts and elements that stand far away.
    far: usize,
    lines: Lines,
    limits: Limits,
    widths: Widths,
}

#[derive(Clone, Default)]
struct State {
    computed: Computed,
    /// Whether text here is not seen.
    hides: bool,
    /// Which passage hidden text here belongs to.
    passage: usize,
    /// Elements around that may lie on others.
    covers: usize,
    /// Whether it stands far from where others are.
    is_far: bool,
    place: place::Place,
}

struct Open {
    name: String,
    outer: State,
    own: State,
    after: boxes::After,
    /// Its number among all that began.
    number: usize,
    /// Whether there was a `summary` in it.
    has_summary: bool,
}

impl<'a> Tree<'a> {
    pub(super) fn new(mut sheet: Sheet, told: Option<Facts>) -> Self {
        if told.as_ref().is_some_and(|told| told.is_moved) {
            sheet.doubt_the_tree();
        }
        Self {
            sheet,
            links: Links::default(),
            open: Vec::new(),
            places: HashMap::new(),
            special: Vec::new(),
            item_ends: Vec::new(),
            formatting: Formatting::default(),
            form: None,
            hidden_columns: None,
            has_body: false,
            has_text: false,
            is_lost: told.as_ref().is_some_and(|told| told.is_lost),
            now: State::default(),
            facts: Facts::default(),
            told,
            passages: 0,
            counted: HashSet::new(),
            skipped: 0,
            begun: 0,
            again: 0,
            left: Vec::new(),
            moved_from: HashSet::new(),
            far: 0,
            lines: Lines::default(),
            limits: Limits::default(),
            widths: Widths::default(),
        }
    }

    /// Passages that were left out.
    pub(super) fn hidden(&self) -> usize {
        self.counted.len() + self.skipped
    }

    /// Says that nothing is known of the whole body, if so.
    pub(super) fn lose_all_if(&mut self, is_lost: bool) {
        self.facts.is_lost |= is_lost;
    }

    /// What there is to tell to a second reading, if one is needed.
    pub(super) fn facts(&mut self) -> Option<Facts> {
        self.close(0);
        self.facts.covers += usize::from(self.sheet.lies_on_others);
        self.facts.covered = Rc::new(self.lines.covered());
        self.facts.widths = self.widths.told().map(Rc::new);
        self.facts.left = Rc::new(std::mem::take(&mut self.moved_from));
        let is_covered = self.facts.covers > 0 || !self.facts.covered.is_empty();
        let is_moved = self.facts.is_moved && !self.sheet.is_empty() || !self.facts.left.is_empty();
        let is_told = is_covered || is_moved || self.facts.is_lost || self.facts.is_late || self.facts.widths.is_some();
        is_told.then(|| std::mem::take(&mut self.facts))
    }

    /// Reads the next token; whether it is drawn.
    pub(super) fn keeps(&mut self, token: &Token<'a>) -> bool {
        if self.facts.is_lost || self.told.as_ref().is_some_and(|told| told.is_lost) {
            // Of a body of which nothing is known it does not matter where anything stands.
            if matches!(token, Token::Text(text) if says_something(text)) {
                self.counted.insert(usize::MAX);
            }
            return false;
        }
        match token {
            Token::Text(text) => self.text(text),
            Token::Start { name, attributes, skipped } => {
                let name = name.to_ascii_lowercase();
                self.start(&name, attributes, skipped)
            }
            Token::End { name } => {
                let name = name.to_ascii_lowercase();
                self.end(&name);
                !self.now.computed.is_out
            }
        }
    }

    fn text(&mut self, text: &str) -> bool {
        let is_blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
        if is_blank {
            // What is beside it stands apart, however small the space is.
            self.pass_blank(text);
            return !self.now.computed.is_out;
        }
        self.begin_body("");
        // Spaces and U+0000 let a `frameset` take the place of the body; letters do not for certain.
        self.has_text = self.has_text || reference::decode_attribute(text).chars().any(char::is_alphanumeric);
        self.go_on();
        self.look_at_far(self.now.is_far, text.len() > 2_000);
        let mut hides = self.now.hides;
        if let Some(table) = self.table_around() {
            let moved = &self.open[table].outer;
            hides |= moved.hides || self.now.computed.clone().or(&moved.computed).hides();
            self.move_elements();
        }
        hides |= self.left.len() > LEFT || self.left.iter().any(|at| self.open[*at].hides_moved(&self.now.computed));
        let is_covered = self.now.covers < self.told.as_ref().map_or(0, |told| told.covers);
        hides |= self.now.computed.flows_away(text.len());
        let is_read = !self.now.computed.is_pictorial || text.chars().filter(|c| c.is_alphanumeric()).count() <= 2;
        hides |= is_covered || self.is_lost || self.hidden_columns.is_some() || self.sheet.is_unknown || !is_read;
        hides |= self.is_out_of_sight(&reference::decode(text));
        if hides && says_something(text) {
            // What is hidden here for another reason than its element is a passage of its own.
            let passage = if self.now.hides { self.now.passage } else { usize::MAX - self.open.len() };
            self.counted.insert(passage);
        }
        !hides
    }

    /// The table in which what comes now has no cell: it stands before it.
    fn table_around(&self) -> Option<usize> {
        let is_in_table = self.open.last().is_some_and(|open| is_in(&names::ROWS, &open.name));
        is_in_table.then(|| self.last("table")).flatten()
    }

    fn start(&mut self, name: &str, attributes: &'a str, skipped: &'a str) -> bool {
        match name {
            "html" | "body" => return self.root(name, attributes),
            "head" => {
                self.begin_html("");
                return true;
            }
            "frameset" if !self.has_text => {
                // It takes the place of the body.
                self.is_lost = true;
                return false;
            }
            "frame" | "frameset" => return false,
            // Browsers know it or do not, and nest what is in it in two ways.
            "search" => self.is_lost = true,
            _ => {}
        }
        let is_of_head = is_in(&names::HEAD, name);
        if !self.has_body {
            if is_of_head {
                self.begin_html("");
                if self.last("head").is_none() {
                    self.push("head", "");
                    self.sheet.has_head();
                }
            } else {
                self.begin_body("");
            }
        }
        if is_in(&names::PARTS, name) {
            let is_placed = self.begin_part(name);
            if !is_placed {
                return true;
            }
        } else if !self.begin(name, attributes) {
            return true;
        }
        if names::goes_on_in(name) && !is_of_head {
            self.go_on();
        }
        let outer = self.now.clone();
        let alternative_of = |element: &Element<'a>| element.alternative;
        let (element, own) = self.enter(name, attributes);
        let (alternative, is_tiny) = (alternative_of(&element), is_tiny(&element.declarations));
        let is_painted = element.declarations.has(Slot::Background) || element.declarations.has(Slot::Picture);
        if name.starts_with("col") && (!own.computed.shows_pictures() || is_tiny || is_painted) {
            self.hidden_columns = self.hidden_columns.or_else(|| self.last("table"));
        }
        // What stands beside a tree in the shadow is not drawn.
        let is_shadow = name == "template" && attributes.to_ascii_lowercase().contains("shadowroot");
        self.facts.covers += usize::from(is_shadow);
        let is_said = element::may_hold_text(name) && shows_something(skipped);
        if is_said && own.hides {
            self.counted.insert(own.passage);
        } else if is_said {
            self.skipped += 1;
        }
        if element::is_void(name) || !skipped.is_empty() || is_in(&names::EMPTY, name) {
            if name == "noscript" {
                self.noscript(skipped, &element.declarations, &outer);
            }
            self.pass(name, &element, &own);
            self.leave();
            self.now = outer;
            if !element::is_void(name) {
                return false;
            }
            let is_covered = own.covers < self.told.as_ref().map_or(0, |told| told.covers);
            // A picture is no text: neither the size nor the colour of letters hides it.
            let is_drawn = own.computed.shows_pictures() && !(is_tiny && name.starts_with("im"));
            let is_drawn = is_drawn && !self.is_lost && !self.sheet.is_unknown && !is_covered;
            // An alternative text is drawn like others.
            let has_alternative = alternative.is_some_and(says_something);
            let is_drawn = is_drawn && !(has_alternative && own.hides);
            if !is_drawn && alternative.is_some_and(says_something) {
                self.counted.insert(if own.hides { own.passage } else { usize::MAX / 2 + self.open.len() });
            }
            return is_drawn;
        }
        let (passage, is_out) = (own.passage, own.computed.is_out);
        self.put(name, outer, own, &element);
        if is_in(&names::FORMATTING, name) {
            self.is_lost |= !self.formatting.push(name, attributes, (self.open.len() - 1, passage));
        }
        if name == "form" {
            self.form = Some(self.open.len() - 1);
        }
        !is_out
    }

    /// Reads an element, and says what holds in it.
    fn enter<'b>(&mut self, name: &str, attributes: &'b str) -> (Element<'b>, State) {
        let outer = self.now.clone();
        let element = element::read(name, attributes, &mut self.sheet, &mut self.links);
        let mut base = outer.computed;
        if let Some(table) = self.table_around().filter(|_| !is_in(&names::PARTS, name)) {
            base = base.or(&self.open[table].outer.computed);
            self.move_elements();
        }
        if self.open.len() > DEPTH {
            base = base.or(&self.open[DEPTH - 1].own.computed);
        }
        if name == "summary"
            && let Some(details) = self.open.last_mut().filter(|open| open.name == "details" && !open.has_summary)
        {
            base.is_closed = details.outer.computed.is_closed;
            details.has_summary = true;
        }
        if name == "table"
            && let Some(body) = self.open.iter().take(3).find(|open| open.name == "body")
        {
            base = base.in_table(&body.own.computed);
        }
        let kinds = element.kinds(name);
        // What is behind the body is behind the page, where nothing is declared of the root.
        let is_root = name == "html" || name == "body" && base.has_blank_page();
        let mut computed = base.within(&element.declarations, kinds, is_root);
        computed.is_out |= element.is_never_drawn;
        // Lengths that follow the letters of the root were reckoned with ordinary ones.
        self.is_lost |= matches!(name, "html" | "body") && element.declarations.flag(Slot::CutsOffBelow);
        self.is_lost |= name == "html" && !(computed.letters.0 >= 10.0 && computed.letters.1 <= 20.0);
        computed.is_closed |= element.is_closed;
        let place = outer.place.within(&element, kinds, &computed, matches!(name, "html" | "body"));
        computed.is_out |= place.is_away(&computed);
        let (mut covers, mut is_far) = (outer.covers, outer.is_far);
        let is_drawn = element.is_drawn(name);
        if element.declarations.lies_on_others_as(kinds, outer.place.room) && is_drawn && !outer.place.is_undrawn {
            if outer.is_far || !element.declarations.is_far_away() {
                self.facts.covers += 1;
                covers += 1;
            }
            is_far = true;
        }
        computed.is_out |= element.declarations.is_out_of_line(kinds, outer.place.room);
        self.look_at_far(is_far, computed.reaches_far() || element.declarations.is_huge());
        let hides = computed.hides();
        let passage = if hides && !outer.hides {
            self.passages += 1;
            self.passages
        } else {
            outer.passage
        };
        (element, State { computed, hides, passage, covers, is_far, place })
    }

    /// What stands far away and is large may reach back.
    fn look_at_far(&mut self, is_far: bool, is_large: bool) {
        if is_far {
            self.far += 1;
            self.facts.covers += usize::from(is_large || self.far == FAR);
        }
    }
}
