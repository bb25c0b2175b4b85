//! Which selectors select an element, judged as the elements come, without a tree.
//!
//! Of each open element is kept which parts of the selectors ended at it, at those around it and at its children so far.
//! A part goes on from there by what stands before it. That takes for each element as long as there are parts that may
//! be about it, and the whole of it is bounded: past the bound every selector is in doubt at every element.

use std::collections::HashMap;

use super::{
    media::Holds,
    selector::{Part, Selector, Test, is_placed},
};

/// Parts of selectors that are followed, at most.
const PARTS: usize = 1_024;
/// Elements within elements, at most: browsers know no more.
const DEPTH: usize = 512;
/// Elements that are open where the body alone is, with the document.
const BODY: usize = 3;

/// What selectors may ask for of an element.
#[derive(Debug, Default)]
pub(super) struct Features {
    pub(super) name: String,
    /// `.class` and `#id`.
    pub(super) things: Vec<String>,
    pub(super) attributes: Vec<(String, String)>,
    /// Whether it has names that are not followed.
    pub(super) is_strange: bool,
    /// Its place among the children, and among those of its name; `None` where it is not known.
    pub(super) place: Option<(i64, i64)>,
}

/// A set of parts: of those that end at an element for certain, and of those that may.
#[derive(Clone, Debug, Default)]
struct Ends {
    certain: Vec<u64>,
    perhaps: Vec<u64>,
}

impl Ends {
    fn new(words: usize) -> Self {
        Self { certain: vec![0; words], perhaps: vec![0; words] }
    }

    fn holds(&self, at: usize) -> Holds {
        let has = |words: &[u64]| words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
        if has(&self.certain) {
            Holds::Yes
        } else if has(&self.perhaps) {
            Holds::Perhaps
        } else {
            Holds::No
        }
    }

    fn insert(&mut self, at: usize, holds: Holds) {
        if holds == Holds::Yes {
            self.certain[at / 64] |= 1 << (at % 64);
        }
        self.perhaps[at / 64] |= 1 << (at % 64);
    }

    fn extend(&mut self, other: &Self) {
        self.certain.iter_mut().zip(&other.certain).for_each(|(own, other)| *own |= other);
        self.perhaps.iter_mut().zip(&other.perhaps).for_each(|(own, other)| *own |= other);
    }
}

#[derive(Debug, Default)]
struct Frame {
    own: Ends,
    around: Ends,
    last_child: Ends,
    children: Ends,
    count: i64,
    names: HashMap<String, i64>,
}

#[derive(Debug)]
struct Followed {
    part: Part,
    is_first: bool,
    /// The rule that it is the last part of.
    rule: Option<usize>,
}

/// The selectors of a body, and where they have come to.
#[derive(Debug, Default)]
pub(super) struct Matching {
    parts: Vec<Followed>,
    /// Parts by the name, class or id that they ask for; `*` for the others.
    keys: HashMap<String, Vec<usize>>,
    frames: Vec<Frame>,
    /// Elements that are open beyond those that are followed.
    beyond: usize,
    /// What may still be judged.
    left: usize,
    /// Whether the tree may be another one from here on.
    pub(super) is_irregular: bool,
    /// Whether what stands in the body may have others before it that stood in the head.
    pub(super) has_head: bool,
}

impl Matching {
    /// Judges as much as a body of this length may cost.
    pub(super) fn limit(&mut self, length: usize) {
        self.left = 64 * length + 100_000;
    }

    /// Follows a selector for a rule. `false` if there are too many.
    pub(super) fn follow(&mut self, selector: &Selector, rule: usize) -> bool {
        if self.parts.len() + selector.parts.len() > PARTS {
            return false;
        }
        let last = selector.parts.len() - 1;
        for (at, part) in selector.parts.iter().enumerate() {
            let key = part.tests.iter().find_map(|test| match test {
                Test::Name(key) => Some(key.clone()),
                Test::Thing(key) => Some(key.to_ascii_lowercase()),
                _ => None,
            });
            self.keys.entry(key.unwrap_or_else(|| "*".to_owned())).or_default().push(self.parts.len());
            let rule = (at == last).then_some(rule);
            self.parts.push(Followed { part: part.clone(), is_first: at == 0, rule });
        }
        true
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Begins an element: the rules that select it, and whether they do for certain; `None` if each of them may.
    pub(super) fn enter(&mut self, mut features: Features) -> Option<Vec<(usize, bool)>> {
        let words = self.parts.len().div_ceil(64);
        if self.frames.is_empty() {
            self.frames.push(Frame::new(words));
        }
        let is_told = !(self.is_irregular || self.has_head && self.frames.len() == BODY);
        let Some(parent) = self.frames.last_mut().filter(|_| self.beyond == 0) else {
            self.beyond += 1;
            return None;
        };
        parent.count += 1;
        if parent.names.len() < 64 || parent.names.contains_key(&features.name) {
            let count = parent.names.entry(features.name.clone()).or_default();
            *count += 1;
            features.place = Some((parent.count, *count)).filter(|_| is_told);
        }
        if self.left == 0 || self.frames.len() > DEPTH {
            self.beyond += 1;
            return None;
        }
        let mut found = Vec::new();
        let mut own = Ends::new(words);
        let keys = ["*", features.name.as_str()].into_iter().map(str::to_owned);
        let keys = keys.chain(features.things.iter().map(|thing| thing.to_ascii_lowercase()));
        for at in keys.filter_map(|key| self.keys.get(&key)).flatten().copied() {
            let followed = &self.parts[at];
            self.left = self.left.saturating_sub(1 + followed.part.tests.len());
            let holds = all(&followed.part.tests, &features).min(self.goes_on(at));
            if holds != Holds::No {
                own.insert(at, holds);
                found.extend(followed.rule.map(|rule| (rule, holds == Holds::Yes)));
            }
        }
        let mut around = own.clone();
        if let Some(parent) = self.frames.last_mut() {
            around.extend(&parent.around);
            parent.children.extend(&own);
            parent.last_child = own.clone();
        }
        self.frames.push(Frame { own, around, ..Frame::new(words) });
        self.left = self.left.saturating_sub(8 + words + 16 * found.len());
        Some(found)
    }

    /// Ends so many elements.
    pub(super) fn leave(&mut self, count: usize) {
        let beyond = self.beyond.min(count);
        self.beyond -= beyond;
        let kept = self.frames.len().saturating_sub(count - beyond).max(1);
        self.frames.truncate(kept);
    }

    /// Whether what stands before a part is where it must be.
    fn goes_on(&self, at: usize) -> Holds {
        let followed = &self.parts[at];
        if followed.is_first {
            return Holds::Yes;
        }
        if self.is_irregular {
            return Holds::Perhaps;
        }
        self.frames.last().map_or(Holds::No, |parent| {
            let ends = match followed.part.combinator {
                b'>' => &parent.own,
                b'+' => &parent.last_child,
                b'~' => &parent.children,
                _ => &parent.around,
            };
            ends.holds(at - 1)
        })
    }
}

impl Frame {
    fn new(words: usize) -> Self {
        let ends = || Ends::new(words);
        Self { own: ends(), around: ends(), last_child: ends(), children: ends(), ..Self::default() }
    }
}

fn all(tests: &[Test], features: &Features) -> Holds {
    tests.iter().map(|test| judge(test, features)).min().unwrap_or(Holds::Yes)
}

/// Whether two names are the same; perhaps, if only their case differs.
fn same(one: &str, other: &str) -> Holds {
    if one == other {
        Holds::Yes
    } else if one.eq_ignore_ascii_case(other) {
        Holds::Perhaps
    } else {
        Holds::No
    }
}

fn judge(test: &Test, features: &Features) -> Holds {
    let has = |name: &str| features.attributes.iter().any(|(own, _)| own == name);
    let is_field = || {
        const FIELDS: [&str; 9] =
            ["input", "button", "select", "textarea", "option", "optgroup", "fieldset", "form", "output"];
        FIELDS.contains(&features.name.as_str())
    };
    match test {
        Test::Name(name) => Holds::from(*name == features.name),
        Test::Thing(thing) => features.things.iter().map(|own| same(own, thing)).max().unwrap_or(Holds::No),
        Test::Attribute { name } => Holds::from(has(name)),
        Test::Place { step, first, of_name } => features.place.map_or(Holds::Perhaps, |(place, of_its_name)| {
            is_placed(if *of_name { of_its_name } else { place }, *step, *first)
        }),
        Test::Root => Holds::from(features.name == "html"),
        Test::Link => Holds::from(matches!(features.name.as_str(), "a" | "area") && has("href")),
        Test::Checked if features.name == "input" && has("checked") => {
            let is_box = features.attributes.iter().any(|(name, value)| name == "type" && value == "checkbox");
            if is_box { Holds::Yes } else { Holds::Perhaps }
        }
        Test::Checked => {
            if features.name == "option" {
                Holds::Perhaps
            } else {
                Holds::No
            }
        }
        Test::Field => {
            if is_field() || features.name.contains('-') {
                Holds::Perhaps
            } else {
                Holds::No
            }
        }
        Test::Perhaps | Test::Empty => Holds::Perhaps,
        Test::Never => Holds::No,
    }
}
