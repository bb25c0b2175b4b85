//! Bodies, which Intercom searches word by word, and free text.

use super::{
    super::{
        ObjectType, Operator,
        text::{is_one_word, pieces},
    },
    Filter, Filters, MAX_FILTERS, Reach, Upstream,
    filters::{members, or, single},
};

/// Words of one phrase that are sent, at most, so that other conditions find room.
const MAX_PIECES: usize = 5;

/// A term on a body.
pub(super) fn of_body(field: &str, operator: Operator, phrases: &[&str]) -> Filters {
    let are_words = phrases.iter().all(|phrase| is_one_word(phrase));
    let upstream = match operator {
        Operator::Eq | Operator::In if are_words => Some(Upstream::In),
        Operator::Neq | Operator::Nin if are_words => Some(Upstream::NotIn),
        Operator::Contains if are_words => Some(Upstream::Contains),
        Operator::NotContains if are_words => Some(Upstream::NotContains),
        _ => None,
    };
    match (upstream, operator) {
        (Some(upstream @ (Upstream::In | Upstream::NotIn)), _) => {
            members(field, upstream, phrases.iter().map(|phrase| (*phrase).into()).collect())
        }
        (Some(upstream), _) => {
            let all = phrases.iter().map(|phrase| single(field, upstream, (*phrase).into())).collect();
            Filters::new(all, Reach::Exact)
        }
        // That a phrase is absent says nothing about its words.
        (None, Operator::Neq | Operator::Nin | Operator::NotContains) => Filters::new(Vec::new(), Reach::Wide),
        (None, Operator::In) if phrases.len() > 1 => Filters::new(alternatives(field, phrases), Reach::Wide),
        (None, _) => {
            let words = phrases.iter().flat_map(|phrase| pieces(phrase)).take(MAX_PIECES);
            let all = words.map(|word| single(field, Upstream::Contains, word.into())).collect();
            Filters::new(all, Reach::Wide)
        }
    }
}

/// One of several phrases: the longest word of each, if a group holds them all.
fn alternatives(field: &str, phrases: &[&str]) -> Vec<Filter> {
    let words: Vec<String> = phrases.iter().filter_map(|phrase| pieces(phrase).into_iter().next()).collect();
    if words.len() < phrases.len() || words.len() > MAX_FILTERS {
        return Vec::new();
    }
    vec![or(words.into_iter().map(|word| single(field, Upstream::Contains, word.into())).collect())]
}

/// A word or phrase of free text: in a conversation's body or subject, in a contact's name or email.
pub(super) fn of_free_text(phrase: &str, object_type: ObjectType) -> Filters {
    let contains = |field: &str, text: &str| single(field, Upstream::Contains, text.into());
    if object_type == ObjectType::Contact {
        return Filters::new(vec![or(vec![contains("name", phrase), contains("email", phrase)])], Reach::Exact);
    }
    let either = |word: &str| or(vec![contains("source.body", word), contains("source.subject", phrase)]);
    if is_one_word(phrase) {
        return Filters::new(vec![either(phrase)], Reach::Exact);
    }
    let all = pieces(phrase).iter().take(MAX_PIECES).map(|word| either(word)).collect();
    Filters::new(all, Reach::Wide)
}
