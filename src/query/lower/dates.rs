//! Dates and numbers: equality, and ranges whose bounds are right whatever Intercom means by `>`.

use super::{
    super::{
        Operator,
        date::{Interval, day_of, start_of},
    },
    Filter, Filters, LowerSettings, MAX_FILTERS, Reach, Upstream,
    filters::{members, number_to_json, or, single},
};

/// Longer than any day and any difference between two timezones.
const DAY_AND_MORE: i64 = 27 * 3_600;

/// Whole numbers, and the dates of conversations, which match by the second.
pub(super) fn by_value(field: &str, operator: Operator, intervals: &[Interval]) -> Filters {
    let are_points = intervals.iter().all(|interval| interval.end == interval.start + 1);
    if let Some(equality) = equality(operator) {
        return match (are_points, equality) {
            (true, _) => members(field, equality, intervals.iter().map(|interval| interval.start.into()).collect()),
            (false, Upstream::In) if intervals.len() == 1 => exact(field, &ends(intervals)),
            (false, Upstream::In) => Filters::new(hull(field, intervals, &|bound| bound), Reach::Wide),
            (false, _) => Filters::new(Vec::new(), Reach::Wide),
        };
    }
    exact(field, bound(operator, intervals).as_slice())
}

/// Bounds that leave out the value next to them even if Intercom's `>` and `<` do not.
fn exact(field: &str, bounds: &[Bound]) -> Filters {
    let edge = |bound: &Bound| single(field, Upstream::NotEqual, bound.sent().1.into());
    Filters {
        all: bounds.iter().map(|bound| bound.filter(field)).collect(),
        edges: bounds.iter().map(edge).collect(),
        reach: Reach::Exact,
    }
}

/// Dates of contacts, which match by the day in the workspace's timezone, with `=`, `<` and `>` only.
pub(super) fn by_day(field: &str, operator: Operator, intervals: &[Interval], settings: &LowerSettings) -> Filters {
    let widen = |bound: Bound| widen(bound, settings);
    match (equality(operator), intervals) {
        (Some(Upstream::In), [one]) if settings.timezone.is_some() => {
            let (start, end) = day_around(one.start, settings);
            let reach = if (one.start, one.end) == (start, end) { Reach::Exact } else { Reach::Wide };
            Filters::new(vec![single(field, Upstream::Equal, start.into())], reach)
        }
        (Some(Upstream::In), _) => Filters::new(hull(field, intervals, &widen), Reach::Wide),
        (Some(_), _) => Filters::new(Vec::new(), Reach::Wide),
        (None, _) => {
            let Some(asked) = bound(operator, intervals) else {
                return Filters::new(Vec::new(), Reach::Wide);
            };
            let sent = widen(asked);
            let reach = if sent == asked && settings.timezone.is_some() { Reach::Exact } else { Reach::Wide };
            Filters::new(vec![sent.filter(field)], reach)
        }
    }
}

/// Numbers that may be an integer attribute's or the unix seconds of a date's, which matches by the day and takes
/// `=`, `<` and `>` only: filters that let through both, to be checked here.
pub(super) fn of_either(field: &str, operator: Operator, numbers: &[f64], settings: &LowerSettings) -> Filters {
    let intervals: Vec<Interval> = numbers
        .iter()
        .map(|number| Interval { start: number.floor() as i64, end: number.floor() as i64 + 1 })
        .collect();
    let all = match (equality(operator), intervals.first()) {
        // Equal to a date is its whole day, which holds the very second.
        (Some(Upstream::In), _) if numbers.len() <= MAX_FILTERS => {
            let mut equal: Vec<Filter> =
                numbers.iter().map(|number| single(field, Upstream::Equal, number_to_json(*number))).collect();
            if equal.len() > 1 {
                equal = vec![or(equal)];
            }
            equal
        }
        // Days exist for these alone.
        (Some(Upstream::In), _) if numbers.iter().all(|number| (0.0..1e11).contains(number)) => {
            hull(field, &intervals, &|bound| widen(bound, settings))
        }
        // A fraction lies between two whole numbers, and less than it may be the lower one.
        (None, Some(one)) if operator == Operator::Lt => vec![widen(Bound::Before(one.end), settings).filter(field)],
        (None, Some(one)) if operator == Operator::Gt => vec![widen(Bound::From(one.start), settings).filter(field)],
        (None, _) => {
            bound(operator, &intervals).map(|bound| widen(bound, settings).filter(field)).into_iter().collect()
        }
        (Some(_), _) => Vec::new(),
    };
    Filters::new(all, Reach::Wide)
}

/// One end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    /// From this second or number on.
    From(i64),
    /// Before this one.
    Before(i64),
}

impl Bound {
    /// `> v-1` and `< v` are right if Intercom leaves out the value, and one too wide if it does not.
    fn sent(self) -> (Upstream, i64) {
        match self {
            Bound::From(value) => (Upstream::Greater, value - 1),
            Bound::Before(value) => (Upstream::Less, value),
        }
    }

    fn filter(self, field: &str) -> Filter {
        let (operator, value) = self.sent();
        single(field, operator, value.into())
    }
}

fn bound(operator: Operator, intervals: &[Interval]) -> Option<Bound> {
    let interval = intervals.first()?;
    match operator {
        Operator::Gt => Some(Bound::From(interval.end)),
        Operator::Gte => Some(Bound::From(interval.start)),
        Operator::Lt => Some(Bound::Before(interval.start)),
        Operator::Lte => Some(Bound::Before(interval.end)),
        _ => None,
    }
}

/// The nearest bound that whole days can express. `> v` starts with the day after v's, so the second before a
/// day's start stands for the start itself.
fn widen(bound: Bound, settings: &LowerSettings) -> Bound {
    let is_known = settings.timezone.is_some();
    match bound {
        Bound::From(value) if !is_known => Bound::From((value - DAY_AND_MORE).max(1)),
        Bound::Before(value) if !is_known => Bound::Before(value + DAY_AND_MORE),
        Bound::From(value) => Bound::From(day_around(value, settings).0),
        Bound::Before(value) => match day_around(value, settings) {
            (start, _) if start == value => Bound::Before(value),
            (_, end) => Bound::Before(end),
        },
    }
}

/// The first second of the day in which a second lies, and of the next.
fn day_around(second: i64, settings: &LowerSettings) -> (i64, i64) {
    let zone = settings.zone();
    let day = day_of(second, &zone);
    (start_of(day, &zone), day.tomorrow().map_or(i64::MAX, |next| start_of(next, &zone)))
}

/// The first interval's start and the last one's end.
fn ends(intervals: &[Interval]) -> Vec<Bound> {
    let start = intervals.iter().map(|interval| interval.start).min();
    let end = intervals.iter().map(|interval| interval.end).max();
    start.map(Bound::From).into_iter().chain(end.map(Bound::Before)).collect()
}

/// From the first interval's start to the last one's end; what lies between is checked here.
fn hull(field: &str, intervals: &[Interval], widen: &dyn Fn(Bound) -> Bound) -> Vec<Filter> {
    ends(intervals).into_iter().map(|bound| widen(bound).filter(field)).collect()
}

fn equality(operator: Operator) -> Option<Upstream> {
    match operator {
        Operator::Eq | Operator::In => Some(Upstream::In),
        Operator::Neq | Operator::Nin => Some(Upstream::NotIn),
        _ => None,
    }
}
