//! Queries printed in their own language: parsing the text again gives the same query.

use std::fmt::{self, Write as _};

use super::{Key, ObjectType, Operator, Order, Query, Sort, Term, Value, term::CUSTOM_ATTRIBUTES};

impl fmt::Display for Query {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        let mut part = |formatter: &mut fmt::Formatter<'_>, text: &dyn fmt::Display| -> fmt::Result {
            write!(formatter, "{separator}{text}")?;
            separator = " ";
            Ok(())
        };
        if let Some(object_type) = self.object_type {
            part(formatter, &format_args!("object_type:{object_type}"))?;
        }
        for term in &self.terms {
            part(formatter, term)?;
        }
        for phrase in &self.text {
            part(formatter, &format_args!("q:{}", InQuotes(phrase)))?;
        }
        if let Some(sort) = &self.sort {
            part(formatter, sort)?;
        }
        if let Some(limit) = self.limit {
            part(formatter, &format_args!("limit:{limit}"))?;
        }
        if let Some(cursor) = &self.starting_after {
            part(formatter, &format_args!("starting_after:{}", InQuotes(cursor)))?;
        }
        Ok(())
    }
}

impl fmt::Display for ObjectType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "sort:{}:{}", self.key, self.order)
    }
}

impl fmt::Display for Order {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Field(field) => formatter.write_str(field.key),
            Key::CustomAttribute(name) if is_plain(name) => write!(formatter, "{CUSTOM_ATTRIBUTES}{name}"),
            Key::CustomAttribute(name) => write!(formatter, "{CUSTOM_ATTRIBUTES}{}", InQuotes(name)),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:", self.key)?;
        if self.operator != Operator::Eq {
            write!(formatter, "{}:", self.operator)?;
        }
        for (index, value) in self.values.iter().enumerate() {
            if index > 0 {
                formatter.write_char(',')?;
            }
            match value {
                // Without quotes a custom attribute's string could be read as a number.
                Value::Text(text) if is_plain(text) && matches!(self.key, Key::Field(_)) => {
                    formatter.write_str(text)?
                }
                Value::Text(text) => write!(formatter, "{}", InQuotes(text))?,
                Value::Integer(number) => write!(formatter, "{number}")?,
                Value::Number(number) => write!(formatter, "{number}")?,
                Value::Boolean(boolean) => write!(formatter, "{boolean}")?,
                Value::Date(date) => write!(formatter, "{date}")?,
            }
        }
        Ok(())
    }
}

/// A text in quotes.
struct InQuotes<'a>(&'a str);

impl fmt::Display for InQuotes<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_char('"')?;
        for character in self.0.chars() {
            if matches!(character, '"' | '\\') {
                formatter.write_char('\\')?;
            }
            formatter.write_char(character)?;
        }
        formatter.write_char('"')
    }
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '@' | '+'))
}
