//! What tags end and begin, by the rules for the body and for tables (HTML standard, 13.2.6.4.7 to 13.2.6.4.15).

use super::{Tree, is_in, names};
use crate::html::attribute;

/// Elements that misnested formatting may have in it, at most.
const MOVED: usize = 64;

impl Tree<'_> {
    /// Begins `html` and `body`, if they have not.
    pub(super) fn begin_body(&mut self, attributes: &str) {
        if self.has_body {
            return;
        }
        self.begin_html("");
        if self.last("head").is_some() {
            self.close(1);
        }
        self.has_body = true;
        let attributes = self.told.as_ref().map_or(attributes.to_owned(), |told| told.roots[1].clone());
        self.push("body", &attributes);
    }

    pub(super) fn begin_html(&mut self, attributes: &str) {
        if self.open.is_empty() {
            let attributes = self.told.as_ref().map_or(attributes.to_owned(), |told| told.roots[0].clone());
            self.push("html", &attributes);
        }
    }

    /// A tag of `html` or `body`, whose attributes belong to the one element wherever it stands.
    pub(super) fn root(&mut self, name: &str, attributes: &str) -> bool {
        let slot = usize::from(name == "body");
        self.facts.is_late |= !attributes.trim().is_empty() && (self.has_body || slot == 0 && !self.open.is_empty());
        let mut rest = attributes;
        while let Some((name, value)) = attribute::next(&mut rest) {
            // In quotation marks, so that what is added behind it is not part of it.
            self.facts.roots[slot].push_str(&format!(" {name}=\"{}\"", value.replace('"', "&quot;")));
        }
        if slot == 1 {
            self.begin_body(attributes);
        } else {
            self.begin_html(attributes);
        }
        true
    }

    /// Ends what a start tag ends, and begins what it implies; whether the tag is one here.
    pub(super) fn begin(&mut self, name: &str, _: &str) -> bool {
        let current = self.open.last().map(|open| open.name.clone()).unwrap_or_default();
        if current == "colgroup" {
            self.close(self.open.len() - 1);
        }
        let closes_paragraph = is_in(&names::BLOCKS, name);
        if name == "form" {
            if self.form.is_some() {
                return false;
            }
            if self.table_around().is_some() {
                // It is in the table, and nothing is in it.
                self.form = Some(usize::MAX);
                return false;
            }
        }
        if matches!(name, "li" | "dd" | "dt") {
            let ended: &[&str] = if name == "li" { &["li"] } else { &["dd", "dt"] };
            let barrier = self.item_ends.last().copied();
            let at = ended.iter().filter_map(|name| self.last(name)).max();
            if let Some(at) = at.filter(|at| barrier.is_none_or(|barrier| barrier <= *at)) {
                self.close(at);
            }
        }
        if closes_paragraph && let Some(at) = self.last_within("p", &names::BUTTON_SCOPE) {
            let (inside, place) = (self.now.computed.clone(), self.now.place);
            let has_height = self.limits.has(at);
            self.close(at);
            if name == "table" {
                // In quirks mode, it does not end a paragraph.
                self.is_lost |= has_height;
                self.now.place = place;
                self.now.computed = self.now.computed.clone().or(&inside);
                self.now.hides = self.now.computed.hides();
                self.sheet.doubt_the_tree();
            }
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if is_in(&names::HEADINGS, &current) => {
                if let Some(at) = self.last(&current) {
                    self.close(at);
                }
            }
            "option" | "optgroup" if current == "option" => self.close(self.open.len() - 1),
            "rt" | "rp" | "rb" | "rtc" if self.last_within("ruby", &names::SCOPE).is_some() => {
                let is_part = matches!(name, "rt" | "rp");
                while self
                    .open
                    .last()
                    .is_some_and(|open| is_in(&names::IMPLIED, &open.name) && !(is_part && open.name == "rtc"))
                {
                    self.close(self.open.len() - 1);
                }
            }
            "button" => {
                if let Some(at) = self.last_within("button", &names::SCOPE) {
                    self.close(at);
                }
            }
            "a" | "nobr" if self.formatting.has(name) => {
                self.end_formatting(name);
                if name == "a" {
                    self.formatting.remove(name);
                }
            }
            _ => {}
        }
        true
    }

    /// Begins what a part of a table implies; whether there is a table for it.
    pub(super) fn begin_part(&mut self, name: &str) -> bool {
        let Some(table) = self.last("table") else { return false };
        let above = |tree: &Self, names: &[&str]| {
            names.iter().filter_map(|name| tree.last(name)).filter(|at| *at > table).max()
        };
        let body = above(self, &["tbody", "thead", "tfoot"]);
        match name {
            "tr" => {
                self.close(body.unwrap_or(table) + 1);
                if body.is_none() {
                    self.push("tbody", "");
                }
            }
            "td" | "th" => {
                if let Some(row) = above(self, &["tr"]) {
                    self.close(row + 1);
                } else {
                    self.close(body.unwrap_or(table) + 1);
                    if body.is_none() {
                        self.push("tbody", "");
                    }
                    self.push("tr", "");
                }
            }
            "col" => {
                let columns = above(self, &["colgroup"]).filter(|at| *at + 1 == self.open.len());
                if columns.is_none() {
                    self.close(table + 1);
                    self.push("colgroup", "");
                }
            }
            _ => self.close(table + 1),
        }
        true
    }

    pub(super) fn end(&mut self, name: &str) {
        if !self.has_body {
            if name == "head" && self.last("head").is_some() {
                self.close(1);
            }
            if !matches!(name, "br" | "body" | "html") {
                return;
            }
            self.begin_body("");
        }
        match name {
            "body" | "html" | "head" => {}
            // It is taken for a start tag.
            "br" => {
                self.start("br", "", "");
            }
            "p" => match self.last_within("p", &names::BUTTON_SCOPE) {
                Some(at) => self.close(at),
                None => {
                    let at = self.open.len();
                    self.push("p", "");
                    self.close(at);
                }
            },
            "table" | "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption" | "colgroup" => {
                let is_in_table = |at: &usize| name == "table" || self.last("table").is_some_and(|table| table < *at);
                if let Some(at) = self.last(name).filter(is_in_table) {
                    self.close(at);
                }
            }
            "form" => self.end_form(),
            _ if is_in(&names::HEADINGS, name) => {
                let at = names::HEADINGS.iter().filter_map(|name| self.last_within(name, &names::SCOPE)).max();
                at.into_iter().for_each(|at| self.close(at));
            }
            _ if is_in(&names::FORMATTING, name) => self.end_formatting(name),
            "li" => self.last_within(name, &names::LIST_SCOPE).into_iter().for_each(|at| self.close(at)),
            _ if names::ends_in_scope(name) => {
                self.last_within(name, &names::SCOPE).into_iter().for_each(|at| self.close(at));
            }
            _ => self.end_other(name),
        }
    }

    fn end_other(&mut self, name: &str) {
        let barrier = self.special.last().copied();
        if let Some(at) = self.last(name).filter(|at| barrier.is_none_or(|barrier| barrier < *at)) {
            self.close(at);
        }
    }

    fn end_form(&mut self) {
        let Some(at) = self.form.take().filter(|at| *at < self.open.len() && self.open[*at].name == "form") else {
            return;
        };
        if self.last_within("form", &names::SCOPE) != Some(at) {
            return;
        }
        if at + 1 == self.open.len() {
            self.close(at);
            return;
        }
        // What is open in it stays in it (13.2.6.4.7).
        self.forget(at);
        self.sheet.doubt_the_tree();
    }

    /// Says that elements move, so that those read already have other siblings and parents than they had.
    pub(super) fn move_elements(&mut self) {
        self.facts.is_moved = true;
        self.sheet.doubt_the_tree();
    }

    /// Makes an element one that no end tag ends.
    fn forget(&mut self, at: usize) {
        let name = std::mem::take(&mut self.open[at].name);
        if let Some(places) = self.places.get_mut(&name) {
            take_out(places, at);
        }
        take_out(&mut self.special, at);
        take_out(&mut self.item_ends, at);
        self.places.entry(String::new()).or_default().push(at);
    }

    /// The adoption agency algorithm (13.2.6.4.7), as far as it says in what a text stands.
    fn end_formatting(&mut self, name: &str) {
        let Some(place) = self.formatting.find(name) else { return self.end_other(name) };
        let Some(at) = place else { return self.formatting.remove(name) };
        if names::SCOPE.iter().any(|scope| self.last(scope).is_some_and(|barrier| barrier > at)) {
            return;
        }
        self.formatting.remove(name);
        let block = self.special.partition_point(|special| *special <= at);
        let Some(block) = self.special.get(block).copied() else { return self.close(at) };
        self.move_elements();
        if self.open.len() - at > MOVED {
            self.is_lost = true;
            self.facts.is_lost = true;
            return;
        }
        let around = &self.open[at].outer.computed;
        let left = self.open[at..block].iter().filter(|open| open.own.computed != *around);
        self.moved_from.extend(left.map(|open| open.number));
        let outer = self.open[at].outer.computed.clone();
        if (at..block).any(|place| self.open[place].own.computed != outer) {
            let mut either = outer;
            for place in at..self.open.len() {
                either = either.or(&self.open[place].own.computed);
                if place >= block {
                    self.open[place].own.hides = either.hides();
                    self.open[place].own.computed = either.clone();
                }
                if place > block {
                    self.open[place].outer = self.open[place - 1].own.clone();
                }
            }
        }
        for place in (at..block).rev() {
            if place == at || !is_in(&names::FORMATTING, &self.open[place].name) {
                self.forget(place);
            }
        }
        if let Some(open) = self.open.last() {
            self.now = open.own.clone();
        }
    }
}

/// Takes a place out of a list in order.
fn take_out(places: &mut Vec<usize>, at: usize) {
    if let Ok(index) = places.binary_search(&at) {
        places.remove(index);
    }
}
