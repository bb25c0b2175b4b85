//! The elements that are open, and what holds in each: as a tree would say, without one.
//!
//! The rules of the HTML standard's tree construction (13.2.6) are followed as far as they say in which element a text
//! stands: implied start and end tags, scopes, formatting that goes on behind the end of a block. Where elements move
//! (misnested formatting, what stands in a table but in no cell) a text counts as standing in either place, and what
//! selectors ask of places in the tree is in doubt from there on.

mod tags;

use std::collections::{HashMap, HashSet};

use super::{
    computed::{Computed, has_no_room, is_small},
    context::Context,
    declared::Slot,
    element::{self, Element, Links, is_in},
    formatting::Formatting,
    names::{self, Kind},
    says_something,
    sheet::Sheet,
    shows_something,
};
use crate::html::token::Token;

/// Elements within elements up to which browsers nest them.
const DEPTH: usize = 500;
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
}

/// What is open, and what was left out so far.
pub(super) struct Tree<'a> {
    sheet: Sheet,
    context: Context,
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
    /// Texts and elements that stand far away.
    far: usize,
}

#[derive(Clone, Copy, Default)]
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
}

struct Open {
    name: String,
    outer: State,
    own: State,
    /// What to leave of the variables where it ends.
    mark: usize,
}

impl<'a> Tree<'a> {
    pub(super) fn new(sheet: Sheet, context: Context, told: Option<Facts>) -> Self {
        Self {
            sheet,
            context,
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
            is_lost: false,
            now: State::default(),
            facts: Facts::default(),
            told,
            passages: 0,
            counted: HashSet::new(),
            skipped: 0,
            far: 0,
        }
    }

    /// Passages that were left out.
    pub(super) fn hidden(&self) -> usize {
        self.counted.len() + self.skipped
    }

    /// What there is to tell to a second reading, if one is needed.
    pub(super) fn facts(&mut self) -> Option<Facts> {
        let is_covered = self.sheet.lies_on_others || self.facts.covers > 0;
        self.facts.covers += usize::from(self.sheet.lies_on_others);
        (is_covered || self.facts.is_late).then(|| std::mem::take(&mut self.facts))
    }

    /// Reads the next token; whether it is drawn.
    pub(super) fn keeps(&mut self, token: &Token<'a>) -> bool {
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
            return !self.now.computed.is_out;
        }
        self.begin_body("");
        self.has_text = true;
        self.go_on();
        self.look_at_far(self.now.is_far, text.len() > 2_000);
        let mut hides = self.now.hides;
        if let Some(table) = self.table_around() {
            let moved = self.open[table].outer;
            hides |= moved.hides || self.now.computed.or(moved.computed).hides();
            self.sheet.doubt_the_tree();
        }
        let is_covered = self.now.covers < self.told.as_ref().map_or(0, |told| told.covers);
        hides |= self.now.computed.flows_away(text.len());
        let is_read = !self.now.computed.is_pictorial || text.chars().filter(|c| c.is_alphanumeric()).count() <= 2;
        hides |= is_covered || self.is_lost || self.hidden_columns.is_some() || self.sheet.is_unknown || !is_read;
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
        let outer = self.now;
        let alternative_of = |element: &Element<'a>| element.alternative;
        let (element, own, mark) = self.enter(name, attributes);
        let (alternative, is_tiny) = (alternative_of(&element), has_no_room(&element.declarations, false));
        if matches!(name, "col" | "colgroup") && !own.computed.shows_pictures() || is_tiny && name.starts_with("col") {
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
            self.leave(mark);
            self.now = outer;
            if !element::is_void(name) {
                return false;
            }
            let is_covered = own.covers < self.told.as_ref().map_or(0, |told| told.covers);
            // A picture is no text: neither the size nor the colour of letters hides it.
            let is_drawn = own.computed.shows_pictures() && !(is_tiny && name.starts_with("im"));
            let is_drawn = is_drawn && !self.is_lost && !self.sheet.is_unknown && !is_covered;
            if !is_drawn && alternative.is_some_and(says_something) {
                self.counted.insert(if own.hides { own.passage } else { usize::MAX / 2 + self.open.len() });
            }
            return is_drawn;
        }
        self.put(name, outer, own, mark);
        if is_in(&names::FORMATTING, name) {
            self.is_lost |= !self.formatting.push(name, attributes, (self.open.len() - 1, own.passage));
        }
        if name == "form" {
            self.form = Some(self.open.len() - 1);
        }
        !own.computed.is_out
    }

    /// Reads an element, and says what holds in it.
    fn enter<'b>(&mut self, name: &str, attributes: &'b str) -> (Element<'b>, State, usize) {
        let outer = self.now;
        let mark = self.context.variables.enter();
        let element = element::read(name, attributes, &mut self.sheet, &mut self.context, &mut self.links);
        let is_cell = matches!(name, "td" | "th");
        let mut base = outer.computed;
        if let Some(table) = self.table_around().filter(|_| !is_in(&names::PARTS, name)) {
            base = base.or(self.open[table].outer.computed);
            self.sheet.doubt_the_tree();
        }
        if self.open.len() > DEPTH {
            base = base.or(self.open[DEPTH - 1].own.computed);
        }
        if name == "summary" && self.open.last().is_some_and(|open| open.name == "details") {
            base.is_closed = self.open.last().is_some_and(|open| open.outer.computed.is_closed);
        }
        let mut computed = base.within(&element.declarations, is_cell, element::is_inline(name));
        computed.is_out |= element.is_never_drawn;
        computed.is_closed |= element.is_closed;
        let mut covers = outer.covers;
        let is_tiny = is_small(&element.declarations, name.starts_with("im"));
        let mut is_far = outer.is_far;
        let is_drawn = !is_tiny && !element.is_never_drawn && !element.declarations.flag(Slot::Display);
        if element.declarations.lies_on_others() && is_drawn && !outer.computed.is_out {
            if outer.is_far || !element.declarations.is_far_away() {
                self.facts.covers += 1;
                covers += 1;
            }
            is_far = true;
        }
        self.look_at_far(is_far, computed.reaches_far() || element.declarations.is_huge());
        let hides = computed.hides();
        let passage = if hides && !outer.hides {
            self.passages += 1;
            self.passages
        } else {
            outer.passage
        };
        (element, State { computed, hides, passage, covers, is_far }, mark)
    }

    /// What stands far away and is large may reach back.
    fn look_at_far(&mut self, is_far: bool, is_large: bool) {
        if is_far {
            self.far += 1;
            self.facts.covers += usize::from(is_large || self.far == FAR);
        }
    }

    fn push(&mut self, name: &str, attributes: &str) {
        let outer = self.now;
        let (_, own, mark) = self.enter(name, attributes);
        self.put(name, outer, own, mark);
    }

    fn put(&mut self, name: &str, outer: State, own: State, mark: usize) {
        let at = self.open.len();
        let kind = names::kind(name);
        self.places.entry(name.to_owned()).or_default().push(at);
        if kind != Kind::Ordinary {
            self.special.push(at);
        }
        if kind == Kind::Special {
            self.item_ends.push(at);
        }
        self.now = own;
        self.open.push(Open { name: name.to_owned(), outer, own, mark });
        if is_in(&names::BARRIERS, name) {
            self.formatting.bar(at);
        }
    }

    fn leave(&mut self, mark: usize) {
        self.context.variables.leave(mark);
        if !self.sheet.is_empty() {
            self.sheet.leave(1);
        }
    }

    /// Where the innermost element of a name is open.
    fn last(&self, name: &str) -> Option<usize> {
        self.places.get(name).and_then(|places| places.last()).copied()
    }

    /// Where it is, if none of some others is within it.
    fn last_within(&self, name: &str, scopes: &[&str]) -> Option<usize> {
        let at = self.last(name)?;
        let is_barred = scopes.iter().any(|scope| self.last(scope).is_some_and(|barrier| barrier > at));
        (!is_barred).then_some(at)
    }

    /// Closes the element at `at` and all in it. Formatting that has no end tag in it goes on behind it.
    fn close(&mut self, at: usize) {
        while self.open.len() > at
            && let Some(open) = self.open.pop()
        {
            let here = self.open.len();
            if let Some(places) = self.places.get_mut(&open.name) {
                places.pop();
            }
            if self.special.last() == Some(&here) {
                self.special.pop();
            }
            if self.item_ends.last() == Some(&here) {
                self.item_ends.pop();
            }
            if is_in(&names::BARRIERS, &open.name) {
                self.formatting.clear(here);
            }
            self.hidden_columns = self.hidden_columns.filter(|table| *table < here);
            self.leave(open.mark);
            self.now = open.outer;
        }
        if self.formatting.close(self.open.len()) {
            self.sheet.doubt_the_tree();
            self.is_lost |= self.formatting.is_full();
        }
    }

    /// Begins formatting again that goes on behind the end of a block.
    fn go_on(&mut self) {
        while let Some((name, attributes, passage)) = self.formatting.next() {
            self.push(&name, attributes);
            if let Some(open) = self.open.last_mut().filter(|open| open.own.hides && passage > 0) {
                open.own.passage = passage;
                self.now.passage = passage;
            }
            self.formatting.opened(self.open.len() - 1);
        }
    }
}
