//! Filters fitted into Intercom's limits: [`MAX_FILTERS`] in a group, [`MAX_DEPTH`] levels of groups.

use super::{Condition, Error, Filter, Junction, MAX_DEPTH, MAX_FILTERS, Reach, Upstream};

/// The filter that joins all conditions. If they do not fit, bounds lose what makes them exact; then the conditions
/// with the most filters lose them and become [`Reach::Wide`], as long as they can be checked here.
pub(super) fn fit(conditions: &mut [Condition]) -> Result<Filter, Error> {
    loop {
        let filters = conditions.iter().map(|condition| &condition.filters);
        let all = filters.flat_map(|filters| filters.all.iter().chain(&filters.edges).cloned());
        let (groups, singles): (Vec<Filter>, Vec<Filter>) =
            all.partition(|filter| matches!(filter, Filter::Group { .. }));
        if let Some(filter) = pack(groups, singles) {
            return Ok(filter);
        }
        if conditions.iter().any(|condition| !condition.filters.edges.is_empty()) {
            for filters in conditions.iter_mut().map(|condition| &mut condition.filters) {
                if !filters.edges.is_empty() {
                    filters.edges.clear();
                    filters.reach = Reach::Edge;
                }
            }
            continue;
        }
        // Filters that are many for one condition make room the fastest.
        let largest = conditions
            .iter_mut()
            .filter(|condition| condition.check.is_some() && !condition.filters.all.is_empty())
            .max_by_key(|condition| condition.filters.all.len());
        let Some(condition) = largest else {
            return Err(Error::new("the query has more conditions than Intercom takes in one search")
                .hint("ask for fewer tags, segments or ids at once"));
        };
        condition.filters.all.clear();
        condition.filters.reach = Reach::Wide;
    }
}

/// `None` if the filters do not fit.
fn pack(groups: Vec<Filter>, mut singles: Vec<Filter>) -> Option<Filter> {
    if groups.is_empty() && singles.is_empty() {
        return Some(everything());
    }
    let mut members = groups;
    if members.len() + singles.len() == 1 {
        return members.pop().or_else(|| singles.pop());
    }
    if members.len() + singles.len() <= MAX_FILTERS {
        singles.extend(members);
        return Some(and(singles));
    }
    // The second level is free where there are no alternatives, so single filters may share groups there.
    debug_assert_eq!(MAX_DEPTH, 2);
    members.extend(singles.chunks(MAX_FILTERS).map(|chunk| and(chunk.to_vec())));
    (members.len() <= MAX_FILTERS).then(|| and(members))
}

/// Intercom refuses a search without a filter.
fn everything() -> Filter {
    Filter::Single { field: "created_at".to_owned(), operator: Upstream::Greater, value: 0.into() }
}

fn and(value: Vec<Filter>) -> Filter {
    Filter::Group { operator: Junction::And, value }
}
