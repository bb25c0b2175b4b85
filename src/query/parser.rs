//! From tokens to a [`Query`]. Whether a query is free text as a whole is decided before its keys are read.

use super::{
    Error, MAX_LIMIT, ObjectType, Order, Query, Sort, Span, Term, bounds,
    error::nearest,
    field,
    scanner::{CONTROLS, Fault, Keyed, Located, Scanner, Token},
    slip,
    subject::Form,
    term::{self, CUSTOM_ATTRIBUTES, Part},
    value::{Written, no_words},
};

/// Reads a query.
pub fn parse(query: &str) -> Result<Query, Error> {
    parse_counted(query).0
}

/// As [`parse`], and how many times the scanner looked at a character: at most a fixed number of times the
/// length of the query.
pub fn parse_counted(query: &str) -> (Result<Query, Error>, usize) {
    if let Err(error) = bounds::check_length(query) {
        return (Err(error), 0);
    }
    let mut scanner = Scanner::new(query);
    let mut tokens = Vec::new();
    while let Some(token) = scanner.token() {
        tokens.push(token);
    }
    let has_known_key = tokens.iter().any(|(token, _)| matches!(token, Token::Keyed(keyed) if is_known(&keyed.key)));
    let parsed = if has_known_key {
        Parser { query, parsed: Query::default() }.read(tokens)
    } else {
        read_free_text(query, &mut scanner)
    };
    (parsed, scanner.steps())
}

pub(super) fn is_known(key: &str) -> bool {
    CONTROLS.contains(&key)
        || key.starts_with(CUSTOM_ATTRIBUTES)
        || ObjectType::ALL.iter().any(|object_type| field::named(*object_type, key).is_some())
}

fn read_free_text(query: &str, scanner: &mut Scanner) -> Result<Query, Error> {
    let mut parsed = Query::default();
    scanner.rewind();
    while let Some(located) = scanner.free_text() {
        bounds::check_words(parsed.text.len()).map_err(|error| error.at(located.span, query))?;
        if let Some(error) = slip::word(&located, true) {
            return Err(error.at(located.span, query));
        }
        if located.written.text.contains(char::is_alphanumeric) {
            push_text(&mut parsed, &located.written);
        }
    }
    if parsed.text.is_empty() {
        let whole = Span { start: 0, end: query.chars().count() };
        let error = Error::new("the query holds nothing to search for");
        return Err(error
            .hint("write words, or conditions such as `object_type:conversations state:open`")
            .at(whole, query));
    }
    Ok(parsed)
}

/// A phrase as it stands; a word without the punctuation around it.
fn push_text(parsed: &mut Query, written: &Written) {
    let text = written.text.as_str();
    parsed.push_phrase(if written.quoted { text } else { text.trim_matches(|c: char| !c.is_alphanumeric()) });
}

/// A reader of a query with keys.
struct Parser<'a> {
    query: &'a str,
    parsed: Query,
}

impl Parser<'_> {
    fn read(mut self, tokens: Vec<(Token, Option<Fault>)>) -> Result<Query, Error> {
        let mut terms = Vec::new();
        let mut sort = None;
        let slips = slip::all(&tokens);
        for ((token, fault), slip) in tokens.into_iter().zip(slips) {
            // An unknown key comes before what is wrong behind it.
            if let Token::Keyed(keyed) = &token
                && !is_known(&keyed.key)
            {
                terms.push(keyed_of(token));
                break;
            }
            if let Some(Fault { error, span }) = fault.or(slip) {
                return Err(error.at(span, self.query));
            }
            match token {
                Token::Text(located) => {
                    bounds::check_words(self.parsed.text.len()).map_err(|error| error.at(located.span, self.query))?;
                    self.read_text(&located)?;
                }
                Token::Keyed(keyed) if keyed.key == "sort" => sort = Some(self.once(sort.is_some(), keyed)?),
                Token::Keyed(keyed) if CONTROLS.contains(&keyed.key.as_str()) => self.read_control(keyed)?,
                Token::Keyed(keyed) => {
                    bounds::check_conditions(terms.len()).map_err(|error| error.at(keyed.span, self.query))?;
                    terms.push(Some(keyed));
                }
            }
        }
        let terms: Vec<Keyed> = terms.into_iter().flatten().collect();
        let object_type = self.require_object_type(&terms)?;
        for keyed in terms {
            let term = self.read_term(object_type, keyed)?;
            self.parsed.terms.push(term);
        }
        if let Some(keyed) = sort {
            self.parsed.sort = Some(self.read_sort(&keyed)?);
        }
        Ok(self.parsed)
    }

    fn read_text(&mut self, located: &Located) -> Result<(), Error> {
        let Written { text, quoted } = &located.written;
        match text.as_str() {
            "AND" | "and" | "&&" if !quoted => Ok(()),
            _ if *quoted => self.read_phrase(located),
            _ => {
                push_text(&mut self.parsed, &located.written);
                Ok(())
            }
        }
    }

    /// A phrase, or a word that is asked for by name.
    fn read_phrase(&mut self, located: &Located) -> Result<(), Error> {
        if !located.written.text.contains(char::is_alphanumeric) {
            return Err(no_words("q", &located.written.text).at(located.span, self.query));
        }
        push_text(&mut self.parsed, &located.written);
        Ok(())
    }

    fn once(&self, is_repeated: bool, keyed: Keyed) -> Result<Keyed, Error> {
        if !is_repeated {
            return Ok(keyed);
        }
        Err(Error::new(format!("`{}` is given twice", keyed.key)).hint("give it once").at(keyed.span, self.query))
    }

    fn read_control(&mut self, keyed: Keyed) -> Result<(), Error> {
        let is_repeated = match keyed.key.as_str() {
            "object_type" => self.parsed.object_type.is_some(),
            "limit" => self.parsed.limit.is_some(),
            "starting_after" => self.parsed.starting_after.is_some(),
            _ => false,
        };
        let keyed = self.once(is_repeated, keyed)?;
        let value = self.control_value(&keyed)?;
        match keyed.key.as_str() {
            "object_type" => {
                self.parsed.object_type = Some(read_object_type(value).map_err(|e| self.at_value(e, &keyed))?)
            }
            "limit" => self.parsed.limit = Some(read_limit(value).map_err(|e| self.at_value(e, &keyed))?),
            "starting_after" => self.parsed.starting_after = Some(value.to_owned()),
            _ => {
                if let Some(located) = keyed.values.first() {
                    self.read_phrase(located)?;
                }
            }
        }
        Ok(())
    }

    fn control_value<'k>(&self, keyed: &'k Keyed) -> Result<&'k str, Error> {
        match keyed.values.first().map(|located| located.written.text.as_str()) {
            Some(value) if !value.trim().is_empty() => Ok(value),
            _ => Err(Error::new(format!("`{}` has no value", keyed.key))
                .hint("write the value directly after the colon, in quotes if it holds spaces")
                .at(keyed.span, self.query)),
        }
    }

    fn at_value(&self, error: Error, keyed: &Keyed) -> Error {
        error.at(keyed.values.first().map_or(keyed.span, |located| located.span), self.query)
    }

    /// The object type, which terms need; without terms and with free text, none is needed.
    fn require_object_type(&self, terms: &[Keyed]) -> Result<ObjectType, Error> {
        if let Some(object_type) = self.parsed.object_type {
            return Ok(object_type);
        }
        if let Some(keyed) = terms.iter().find(|keyed| !is_known(&keyed.key)) {
            return Err(unknown_everywhere(&keyed.key).at(keyed.key_span, self.query));
        }
        let error = Error::new("`object_type` is required");
        let Some(first) = terms.first() else {
            if !self.parsed.text.is_empty() {
                // Nothing that is read below depends on it.
                return Ok(ObjectType::Conversation);
            }
            let whole = Span { start: 0, end: self.query.chars().count() };
            return Err(error.hint("add `object_type:conversations` or `object_type:contacts`").at(whole, self.query));
        };
        let mut of_type = ObjectType::ALL
            .into_iter()
            .filter(|object_type| terms.iter().all(|keyed| term::Key::named(*object_type, &keyed.key).is_ok()));
        let hint = match (of_type.next(), of_type.next()) {
            (Some(only), None) => format!("add `object_type:{}`", only.as_str()),
            _ => "add `object_type:conversations` or `object_type:contacts`".to_owned(),
        };
        Err(error.hint(hint).at(first.key_span, self.query))
    }

    fn read_term(&self, object_type: ObjectType, keyed: Keyed) -> Result<Term, Error> {
        let values: Vec<Written> = keyed.values.iter().map(|located| located.written.clone()).collect();
        match Term::read(object_type, &keyed.key, keyed.operator, &values, Form::Query) {
            Ok(term) => Ok(Term { span: Some(keyed.span), ..term }),
            Err(fault) => {
                let span = match fault.part {
                    Part::Key => keyed.key_span,
                    Part::Operator => keyed.operator_span,
                    Part::Value(index) => keyed.values.get(index).map_or(keyed.span, |located| located.span),
                };
                // An empty value has no characters to point at.
                let span = if span.start == span.end { keyed.span } else { span };
                Err(fault.error.at(span, self.query))
            }
        }
    }

    fn read_sort(&self, keyed: &Keyed) -> Result<Sort, Error> {
        let value = self.control_value(keyed)?;
        let (key, order) = value.split_once(':').unwrap_or((value, "desc"));
        let Some(order) = Order::named(order) else {
            let error = Error::new(format!("the order of `sort` is `asc` or `desc`; found `{order}`"));
            return Err(self.at_value(error.hint(format!("write `sort:{key}:desc`")), keyed));
        };
        Sort::by(self.parsed.object_type, key, order, Form::Query).map_err(|error| self.at_value(error, keyed))
    }
}

fn keyed_of(token: Token) -> Option<Keyed> {
    match token {
        Token::Keyed(keyed) => Some(keyed),
        Token::Text(_) => None,
    }
}

fn read_object_type(value: &str) -> Result<ObjectType, Error> {
    let lower = value.to_ascii_lowercase();
    let found = ObjectType::ALL.into_iter().find(|object_type| {
        object_type.as_str() == lower || object_type.as_str().strip_suffix('s') == Some(lower.as_str())
    });
    found.ok_or_else(|| {
        let error = Error::new(format!("`object_type` is one of `conversations`, `contacts`; found `{value}`"));
        match nearest(value, ObjectType::ALL.map(ObjectType::as_str)) {
            Some(name) => error.hint(format!("write `object_type:{name}`")),
            None => error.hint("write `object_type:conversations` or `object_type:contacts`"),
        }
    })
}

fn read_limit(value: &str) -> Result<u32, Error> {
    let error = Error::new(format!("`limit` is a number from 1 to {MAX_LIMIT}; found `{value}`"));
    match value.parse::<u32>() {
        Ok(limit @ 1..=MAX_LIMIT) => Ok(limit),
        Ok(0) => Err(error.hint("write `limit:1` to learn `total_count` alone")),
        _ if value.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(error.hint(format!("write `limit:{MAX_LIMIT}` and follow the cursor in `pages.next`")))
        }
        _ => Err(error.hint("write digits only, such as `limit:20`")),
    }
}

fn unknown_everywhere(name: &str) -> Error {
    let error = Error::new(format!("`{name}` is not a key of conversations or contacts"));
    let keys = ObjectType::ALL.iter().flat_map(|object_type| field::all(*object_type)).map(|field| field.key);
    match nearest(name, keys.chain(CONTROLS)) {
        Some(key) => error.hint(format!("did you mean `{key}`?")),
        None => error.hint("put text that holds a colon in quotes"),
    }
}
