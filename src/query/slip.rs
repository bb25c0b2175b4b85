//! What looks like a condition and is none: a sign in place of the colon, `-`, `!` or `NOT` before it, parentheses,
//! `OR`, blanks in a list. Read as text it would find nothing and say nothing, so it is an error with what was meant.
//!
//! Only a known key makes a slip: other text (`a > b`, `C++`, `re: x`) stays text.

use super::{
    Error, ObjectType, Operator,
    field::{self, Kind},
    parser::is_known,
    scanner::{CONTROLS, Fault, Keyed, Located, Token},
};

/// The slip at each token, if there is one.
pub(super) fn all(tokens: &[(Token, Option<Fault>)]) -> Vec<Option<Fault>> {
    (0..tokens.len())
        .map(|index| {
            let Token::Text(located) = &tokens[index].0 else { return None };
            if located.written.quoted {
                return None;
            }
            let before = index.checked_sub(1).and_then(|before| tokens.get(before)).map(|(token, _)| token);
            let after = tokens.get(index + 1).map(|(token, _)| token);
            let error = junction(&located.written.text, before, after)
                .or_else(|| blank_in_list(&located.written.text, before))
                .or_else(|| apart(&located.written.text, before, after))
                .or_else(|| word(located, false))?;
            Some(Fault { error, span: located.span })
        })
        .collect()
}

/// A condition written with other signs, in one word. In a query that is free text as a whole, a key that is also an
/// ordinary word makes none (`id=5`).
pub(super) fn word(located: &Located, is_free_text: bool) -> Option<Error> {
    let text = located.written.text.as_str();
    if located.written.quoted {
        return None;
    }
    let body = text.trim_start_matches(['(', '-', '!']);
    let prefix = &text[..text.len() - body.len()];
    let is_negated = prefix.contains(['-', '!']);
    let (key, sign, value) = divide(body)?;
    if prefix.is_empty() && sign == ":" || !is_known(key) {
        return None;
    }
    let value = if prefix.contains('(') { value.trim_end_matches(')') } else { value };
    if value.is_empty() || (is_free_text && !is_negated && is_ordinary(key)) {
        return None;
    }
    let (operator, value) = match (operator(sign)?, value.split_once(':')) {
        (Operator::Eq, Some((name, value))) if Operator::named(name).is_some() && !value.is_empty() => {
            (Operator::named(name)?, value)
        }
        (operator, _) => (operator, value),
    };
    let error = Error::new(format!(
        "a condition is `key:value` or `key:operator:value`, without signs around it; found `{text}`"
    ));
    let mut hint = if is_negated { without(key, operator, value) } else { with(key, operator, value) };
    if prefix.contains('(') {
        hint.push_str("; there are no parentheses, since all conditions must hold");
    }
    if is_free_text {
        hint.push_str("; in quotes it is text");
    }
    Some(error.hint(hint))
}

/// Key, sign and value of `key>=value`; `None` if there is no key or no sign.
fn divide(body: &str) -> Option<(&str, &str, &str)> {
    const SIGNS: [char; 6] = [':', '=', '<', '>', '!', '~'];
    let (key, rest) = body.split_at(body.find(SIGNS)?);
    let value = rest.trim_start_matches(SIGNS);
    let sign = &rest[..rest.len() - value.len()];
    // `https://…`
    (!key.is_empty() && !value.starts_with("//")).then_some((key, sign, value))
}

fn operator(sign: &str) -> Option<Operator> {
    match sign.trim_matches(':') {
        "" => Some(Operator::Eq),
        "!" if sign.len() > 1 => Some(Operator::Neq),
        "<>" => Some(Operator::Neq),
        "=>" => Some(Operator::Gte),
        "=<" => Some(Operator::Lte),
        sign => Operator::named(sign),
    }
}

/// Keys that are ordinary words, and whose values may be anything.
fn is_ordinary(key: &str) -> bool {
    let is_anything = |kind: Kind| matches!(kind, Kind::Text | Kind::Id(_));
    let fields = ObjectType::ALL.into_iter().filter_map(|object_type| field::named(object_type, key));
    !key.contains(['_', '.']) && fields.map(|field| field.kind).all(is_anything)
}

/// `created_at >= 2026-01-31`, at the sign.
fn apart(text: &str, before: Option<&Token>, after: Option<&Token>) -> Option<Error> {
    let (Some(Token::Text(key)), Some(Token::Text(value))) = (before, after) else { return None };
    let name = key.written.text.as_str();
    let is_sign = matches!(text, "=" | "==" | "!=" | "<>" | "<" | "<=" | "=<" | ">" | ">=" | "=>");
    if !is_sign || key.written.quoted || !is_known(name) || is_ordinary(name) {
        return None;
    }
    let found = format!("{name} {text} {}", value.written.text);
    Some(
        Error::new(format!("a condition is `key:value` or `key:operator:value`, without blanks; found `{found}`"))
            .hint(with(name, operator(text)?, &value.written.text)),
    )
}

/// `OR` and `NOT`, in small letters only where they stand by conditions.
fn junction(text: &str, before: Option<&Token>, after: Option<&Token>) -> Option<Error> {
    match (text, before, after) {
        ("or", Some(Token::Keyed(one)), Some(Token::Keyed(other))) => Some(no_or(one, other)),
        ("OR" | "||", Some(Token::Keyed(one)), Some(Token::Keyed(other))) if is_alternative(one, other) => {
            Some(no_or(one, other))
        }
        ("OR" | "||", ..) => Some(
            Error::new("conditions are joined by AND; found `OR`")
                .hint("write several values of one key as `state:in:open,snoozed`, or ask twice"),
        ),
        ("NOT" | "not", _, Some(Token::Keyed(keyed))) => {
            let value = values(keyed);
            Some(Error::new("there is no `NOT`").hint(without(&keyed.key, keyed.operator, &value)))
        }
        ("NOT", ..) => Some(
            Error::new("there is no `NOT`").hint("write `key:neq:value`, `key:nin:a,b` or `key:not_contains:value`"),
        ),
        _ => None,
    }
}

fn is_alternative(one: &Keyed, other: &Keyed) -> bool {
    let is_equality = |keyed: &Keyed| matches!(keyed.operator, Operator::Eq | Operator::In);
    one.key == other.key && !CONTROLS.contains(&one.key.as_str()) && is_equality(one) && is_equality(other)
}

fn no_or(one: &Keyed, other: &Keyed) -> Error {
    let error = Error::new("conditions are joined by AND; found `OR`");
    if is_alternative(one, other) {
        return error.hint(format!("there is no OR: write `{}:in:{},{}`", one.key, values(one), values(other)));
    }
    error.hint("there is no OR: ask twice, or write several values of one key as `state:in:open,snoozed`")
}

/// `state:in:open, snoozed` and `state:in:open ,snoozed`, at the second value.
fn blank_in_list(text: &str, before: Option<&Token>) -> Option<Error> {
    let Some(Token::Keyed(keyed)) = before else { return None };
    let is_open = keyed.values.last().is_some_and(|last| last.written.text.is_empty() && !last.written.quoted);
    if !keyed.operator.takes_list() || !(is_open || text.starts_with(',')) {
        return None;
    }
    let list = format!("{},{text}", values(keyed));
    let list = list.split(',').filter(|value| !value.is_empty()).collect::<Vec<_>>().join(",");
    Some(
        Error::new(format!("a list has no blanks; found `{text}` behind one"))
            .hint(format!("write `{}:{}:{list}`", keyed.key, keyed.operator)),
    )
}

/// The values of a term, as they would stand in a list.
fn values(keyed: &Keyed) -> String {
    let shown = keyed.values.iter().map(|located| {
        let text = &located.written.text;
        if located.written.quoted { format!("\"{text}\"") } else { text.clone() }
    });
    shown.collect::<Vec<_>>().join(",")
}

/// How to write a condition.
fn with(key: &str, operator: Operator, value: &str) -> String {
    // What stands behind a quote would go on behind the blanks.
    let value = if value.starts_with(['"', '\'', '“']) { "\"…\"" } else { value };
    match operator {
        _ if CONTROLS.contains(&key) => format!("write `{key}:{value}`"),
        Operator::Eq => format!("write `{key}:{value}`"),
        operator => format!("write `{key}:{operator}:{value}`"),
    }
}

/// How to write the contrary of a condition.
fn without(key: &str, operator: Operator, value: &str) -> String {
    let contrary = match operator {
        _ if CONTROLS.contains(&key) => {
            return format!("`{key}` cannot be negated; leave it out, or {}", with(key, operator, value));
        }
        Operator::Eq => Operator::Neq,
        Operator::Neq => Operator::Eq,
        Operator::Gt => Operator::Lte,
        Operator::Gte => Operator::Lt,
        Operator::Lt => Operator::Gte,
        Operator::Lte => Operator::Gt,
        Operator::In => Operator::Nin,
        Operator::Nin => Operator::In,
        Operator::Contains => Operator::NotContains,
        Operator::NotContains => Operator::Contains,
        Operator::Exists => {
            let contrary = if value.eq_ignore_ascii_case("true") { "false" } else { "true" };
            return with(key, operator, contrary);
        }
        Operator::StartsWith | Operator::EndsWith => {
            return format!("`{operator}` cannot be negated; use `{key}:neq:…` or `{key}:not_contains:…`");
        }
    };
    with(key, contrary, value)
}
