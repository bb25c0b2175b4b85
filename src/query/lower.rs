//! From a query to Intercom's search request, and what must be refined here.
//!
//! Each condition becomes filters that let through every object it holds for. Where they let through more,
//! the condition is checked here as well:
//! - an order: Intercom's `>` and `<` may or may not include the value, so the value is excluded by a `!=` beside
//!   the bound, and checked here where there is no room for that; the dates of contacts match whole days and take
//!   no `!=`, so a bound within a day is widened to it
//! - words: a phrase is sent as its words, since Intercom searches a body word by word
//! - what has no filter at all: negated days and phrases
//! - what does not fit into fifteen filters a group and two levels

mod dates;
mod filters;
mod groups;
mod notes;
mod words;

use std::collections::HashSet;

use jiff::{Timestamp, tz::TimeZone};

use super::{Error, ObjectType, Order, Query, Refinement, check::Check};
use crate::intercom::search::{self, Filter, Junction, MAX_DEPTH, MAX_FILTERS, Operator as Upstream};

/// What a query's meaning depends on beside its text.
#[derive(Clone, Debug)]
pub struct LowerSettings {
    /// Now, for relative dates; on later pages, the `now` of the first, or Intercom's cursor would not fit.
    pub now: Timestamp,
    /// The workspace's timezone, in which Intercom counts days; `None` if nobody told it, and then days are
    /// read in UTC and contact dates are widened by a day.
    pub timezone: Option<TimeZone>,
}

impl LowerSettings {
    /// The timezone in which days are read.
    pub(super) fn zone(&self) -> TimeZone {
        self.timezone.clone().unwrap_or(TimeZone::UTC)
    }
}

/// A query, ready to be asked.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// What to send.
    pub filter: Filter,
    /// In which order, if the query says.
    pub sort: Option<search::Sort>,
    /// What to check on the answer.
    pub refinement: Refinement,
    /// Short sentences for a result's `_note`.
    pub notes: Vec<String>,
    /// A short sentence for the `_note` of a search that found nothing at all: why that may be.
    pub when_empty: Option<String>,
}

/// The filters of one condition, all of which must hold.
struct Filters {
    all: Vec<Filter>,
    /// Without these, which must hold too, the reach is [`Reach::Edge`].
    edges: Vec<Filter>,
    reach: Reach,
}

impl Filters {
    fn new(all: Vec<Filter>, reach: Reach) -> Self {
        Self { all, edges: Vec::new(), reach }
    }
}

/// How the filters of a condition stand to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// They mean the same.
    Exact,
    /// They let through a value at the edge too, depending on what Intercom means by `>`.
    Edge,
    /// They let through more; without a check here the answer would be wrong.
    Wide,
}

/// One condition with its filters and its check, which is `None` if objects do not hold what it asks about.
struct Condition {
    name: String,
    filters: Filters,
    check: Option<Check>,
}

/// Makes Intercom's search request for one of [`Query::kinds`]. Fails only if a condition can neither be
/// expressed upstream nor checked here.
pub fn lower(query: &Query, object_type: ObjectType, settings: &LowerSettings) -> Result<Lowered, Error> {
    if !query.kinds().contains(&object_type) {
        return Err(Error::new(format!("the query looks for other objects than {object_type}")));
    }
    let mut conditions = Vec::new();
    for term in &query.terms {
        let check = Check::of_term(term, settings);
        let filters = filters::of_term(term, object_type, settings)?;
        conditions.push(Condition { name: term.key.to_string(), filters, check });
    }
    for phrase in &query.text {
        let check = Some(Check::of_phrase(phrase, object_type));
        let filters = words::of_free_text(phrase, object_type);
        conditions.push(Condition { name: "q".to_owned(), filters, check });
    }
    let filter = groups::fit(&mut conditions)?;
    let mut refinement = Refinement::default();
    let mut refined = Vec::new();
    let mut names = HashSet::new();
    for condition in conditions {
        match (condition.filters.reach, condition.check) {
            (Reach::Exact, _) | (Reach::Edge, None) => {}
            (Reach::Wide, None) => return Err(unanswerable(&condition.name)),
            (_, Some(check)) => {
                refinement.add(check);
                if names.insert(condition.name.clone()) {
                    refined.push(condition.name);
                }
            }
        }
    }
    let sort = query.sort.as_ref().map(|sort| search::Sort {
        field: sort.upstream(object_type).to_owned(),
        order: match sort.order {
            Order::Ascending => search::Order::Ascending,
            Order::Descending => search::Order::Descending,
        },
    });
    let notes = notes::of(query, settings, &refined);
    let when_empty = notes::when_empty(query, object_type);
    Ok(Lowered { filter, sort, refinement, notes, when_empty })
}

/// A condition that Intercom's filters cannot express, on what its objects do not hold.
fn unanswerable(name: &str) -> Error {
    Error::new(format!("Intercom can neither search `{name}` in this way nor does it return the value to check"))
        .hint(format!("ask for fewer values of `{name}`, with `eq` or a range, and fewer conditions at once"))
}
