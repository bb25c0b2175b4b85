//! Filters fitted into Intercom's limits: [`MAX_FILTERS`] in a group, [`MAX_DEPTH`] levels of groups.

use super::{Condition, Error, Filter, Junction, MAX_DEPTH, MAX_FILTERS, Reach, Upstream};

/// The filter that joins all conditions. If they do not fit, bounds lose what makes them exact; then the conditions
/// with the most filters lose them and become [`Reach::Wide`], as long as they can be checked here.
///
/// Sorts the conditions once and moves every filter once: n log n steps for n filters.
pub(super) fn fit(conditions: &mut [Condition]) -> Result<Filter, Error> {
    let mut count = Count::default();
    for filters in conditions.iter().map(|condition| &condition.filters) {
        count.add(filters.all.iter().chain(&filters.edges));
    }
    if !count.fits() {
        for filters in conditions.iter_mut().map(|condition| &mut condition.filters) {
            if !filters.edges.is_empty() {
                count.remove(&filters.edges);
                filters.edges.clear();
                filters.reach = Reach::Edge;
            }
        }
    }
    // Filters that are many for one condition make room the fastest; of equals the last goes first.
    let mut largest: Vec<&mut Condition> = conditions
        .iter_mut()
        .filter(|condition| condition.check.is_some() && !condition.filters.all.is_empty())
        .collect();
    largest.sort_by_key(|condition| condition.filters.all.len());
    while !count.fits() {
        let Some(condition) = largest.pop() else {
            return Err(Error::new("the query has more conditions than Intercom takes in one search")
                .hint("ask for fewer tags, segments or ids at once"));
        };
        count.remove(&condition.filters.all);
        condition.filters.all.clear();
        condition.filters.reach = Reach::Wide;
    }
    let filters = conditions.iter_mut().map(|condition| &mut condition.filters);
    let all = filters.flat_map(|filters| filters.all.drain(..).chain(filters.edges.drain(..)));
    let (groups, singles) = all.partition(is_group);
    Ok(join(groups, singles))
}

fn is_group(filter: &Filter) -> bool {
    matches!(filter, Filter::Group { .. })
}

/// How many filters there are: groups, and single ones, which may share groups of their own.
#[derive(Default)]
struct Count {
    groups: usize,
    singles: usize,
}

impl Count {
    fn add<'a>(&mut self, filters: impl IntoIterator<Item = &'a Filter>) {
        for filter in filters {
            *if is_group(filter) { &mut self.groups } else { &mut self.singles } += 1;
        }
    }

    fn remove(&mut self, filters: &[Filter]) {
        for filter in filters {
            *if is_group(filter) { &mut self.groups } else { &mut self.singles } -= 1;
        }
    }

    fn fits(&self) -> bool {
        self.groups + self.singles <= MAX_FILTERS || self.groups + self.singles.div_ceil(MAX_FILTERS) <= MAX_FILTERS
    }
}

/// Joins filters that fit.
fn join(mut groups: Vec<Filter>, mut singles: Vec<Filter>) -> Filter {
    if groups.len() + singles.len() <= 1 {
        return groups.pop().or_else(|| singles.pop()).unwrap_or_else(everything);
    }
    if groups.len() + singles.len() <= MAX_FILTERS {
        singles.extend(groups);
        return and(singles);
    }
    // The second level is free where there are no alternatives, so single filters may share groups there.
    debug_assert_eq!(MAX_DEPTH, 2);
    let mut singles = singles.into_iter().peekable();
    while singles.peek().is_some() {
        groups.push(and(singles.by_ref().take(MAX_FILTERS).collect()));
    }
    and(groups)
}

/// Intercom refuses a search without a filter.
fn everything() -> Filter {
    Filter::Single { field: "created_at".to_owned(), operator: Upstream::Greater, value: 0.into() }
}

fn and(value: Vec<Filter>) -> Filter {
    Filter::Group { operator: Junction::And, value }
}
