//! From the arguments of the two searches by criteria to a query, through the same table as `search`.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{
    ToolContext, ToolError,
    arguments::{Arguments, is_blank, wrong},
    error::on_one_line,
    object_id::{self, Links, ObjectId},
};
use crate::{
    compute::Stop,
    intercom::names::Kind,
    query::{MAX_LIMIT, Operator, Order, Query, bounds::MAX_CONDITIONS},
};

/// Names that an error lists, at most.
const SHOWN_NAMES: usize = 30;
/// Characters by which names are compared, at most: the comparison takes time by the product of two lengths.
const COMPARED: usize = 64;
/// Names that are compared letter by letter with one that is unknown, at most.
const COMPARED_NAMES: usize = 2_000;
/// Bytes of a name, about.
const NAME: usize = 32;

/// Adds criteria to a query, one method a form of argument. An argument is named like its key.
pub(super) struct Criteria<'a> {
    pub(super) query: Query,
    pub(super) arguments: &'a mut Arguments,
    pub(super) context: &'a ToolContext,
}

impl Criteria<'_> {
    /// A text that must be contained, or with another operator: equal, …
    pub(super) fn text(&mut self, key: &str, operator: Operator) -> Result<(), ToolError> {
        match self.arguments.text(key)? {
            Some(text) => Ok(self.query.push(key, operator, vec![text])?),
            None => Ok(()),
        }
    }

    /// One of a few values; several may be given.
    pub(super) fn one_of(&mut self, key: &str) -> Result<(), ToolError> {
        let values = self.arguments.texts(key)?;
        self.equal(key, values)
    }

    /// A yes or no.
    pub(super) fn flag(&mut self, key: &str) -> Result<(), ToolError> {
        match self.arguments.flag(key)? {
            Some(flag) => Ok(self.query.push(key, Operator::Eq, vec![flag.to_string()])?),
            None => Ok(()),
        }
    }

    /// Ids of objects: raw, prefixed or as the address of a page in the app.
    pub(super) fn ids(&mut self, name: &str, key: &str, kind: object_id::Kind) -> Result<(), ToolError> {
        let links = Links::of(self.context);
        let values = self.arguments.texts(name)?;
        let ids = values.iter().map(|text| Ok(ObjectId::read(text, &links, Some(kind))?.id));
        let ids = ids.collect::<Result<Vec<_>, ToolError>>()?;
        self.equal(key, ids)
    }

    /// Teammates, teams, tags or segments, by id or by name; one of them must fit.
    pub(super) async fn named(&mut self, name: &str, key: &str, kind: Kind) -> Result<(), ToolError> {
        let wanted = self.arguments.texts(name)?;
        if wanted.iter().all(|one| is_id(one)) {
            return self.equal(key, wanted);
        }
        let names = self.context.intercom.names(&self.context.call, kind).await;
        let argument = name.to_owned();
        let bytes = (names.len() + wanted.len()) * NAME;
        let work = move |_: &Stop| identified(&argument, &wanted, &names);
        let ids = self.context.workers.run(self.context.call.access.caller(), bytes, work).await?;
        self.equal(key, ids)
    }

    fn equal(&mut self, key: &str, mut values: Vec<String>) -> Result<(), ToolError> {
        values.dedup();
        match values.len() {
            0 => Ok(()),
            1 => Ok(self.query.push(key, Operator::Eq, values)?),
            _ => Ok(self.query.push(key, Operator::In, values)?),
        }
    }

    /// Bounds of a date or a number.
    pub(super) fn bounds(&mut self, key: &str) -> Result<(), ToolError> {
        let Some(value) = self.arguments.value(key) else { return Ok(()) };
        for (operator, value) in bounds(key, value)? {
            let value = match value {
                Value::String(text) => text,
                Value::Number(number) => number.to_string(),
                other => return Err(wrong(&format!("`{key}`"), "dates or numbers", &other)),
            };
            self.query.push(key, operator, vec![value])?;
        }
        Ok(())
    }

    /// `{name: value}`, `{name: [value, …]}` or `{name: bounds}`.
    pub(super) fn custom_attributes(&mut self) -> Result<(), ToolError> {
        let attributes = self.arguments.object("custom_attributes")?.unwrap_or_default();
        for (name, value) in attributes.into_iter().filter(|(_, value)| !is_blank(value)) {
            match value {
                Value::Array(values) if !values.iter().any(Value::is_object) => {
                    self.query.push_custom_attribute(&name, Operator::In, &values)?;
                }
                value => {
                    for (operator, value) in bounds(&format!("custom_attributes.{name}"), value)? {
                        self.query.push_custom_attribute(&name, operator, &[value])?;
                    }
                }
            }
        }
        Ok(())
    }

    /// `created_at:desc`, or `{"field": "created_at", "order": "descending"}`.
    pub(super) fn sort(&mut self) -> Result<(), ToolError> {
        let Some(sort) = self.arguments.value("sort") else { return Ok(()) };
        let refused = || wrong("`sort`", "a field and an order, such as `updated_at:desc` or `created_at:asc`", &sort);
        let (field, order) = match &sort {
            Value::String(text) => text.split_once(':').unwrap_or((text, "desc")),
            Value::Object(object) => {
                let text = |name: &str| object.get(name).and_then(Value::as_str);
                (text("field").ok_or_else(refused)?, text("order").unwrap_or("desc"))
            }
            _ => return Err(refused()),
        };
        let order = Order::named(order.trim()).ok_or_else(refused)?;
        Ok(self.query.sort_by(field.trim(), order)?)
    }

    /// How much, and from where. `limit` is another word for `per_page`.
    pub(super) fn paging(&mut self) -> Result<(), ToolError> {
        let per_page = self.arguments.number("per_page", 1, MAX_LIMIT)?;
        let limit = self.arguments.number("limit", 1, MAX_LIMIT)?;
        self.query.limit = per_page.or(limit);
        self.query.starting_after = self.arguments.text("starting_after")?;
        Ok(())
    }
}

fn is_id(text: &str) -> bool {
    let text = text.trim();
    text.bytes().all(|byte| byte.is_ascii_digit())
        || (text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// What a two-sided criterion says: `{operator, value}` as Intercom's own server has it, a list of those,
/// `{gte, lt, …}`, or a value alone. Blank bounds are none.
fn bounds(name: &str, value: Value) -> Result<Vec<(Operator, Value)>, ToolError> {
    const EXPECTED: &str = "a value, `{\"operator\": \">=\", \"value\": …}` or `{\"gte\": …, \"lt\": …}`";
    let refused = |value: &Value| wrong(&format!("`{name}`"), EXPECTED, value);
    let value = match value {
        Value::Array(items) if items.len() > MAX_CONDITIONS => {
            let expected = format!("at most {MAX_CONDITIONS} bounds");
            return Err(wrong(&format!("`{name}`"), &expected, &Value::Array(items)));
        }
        Value::Array(items) => {
            let nested = items.into_iter().map(|item| bounds(name, item)).collect::<Result<Vec<_>, _>>()?;
            return Ok(nested.into_iter().flatten().collect());
        }
        other => other,
    };
    match &value {
        Value::Object(object) if object.contains_key("operator") || object.contains_key("value") => {
            let operator = object.get("operator").and_then(Value::as_str).and_then(Operator::named);
            match (operator, object.get("value")) {
                (Some(operator), Some(bound)) if object.len() == 2 => Ok(vec![(operator, bound.clone())]),
                _ => Err(refused(&value)),
            }
        }
        Value::Object(object) => {
            let bound = |(operator, bound): (&String, &Value)| match Operator::named(operator) {
                Some(operator) => Ok((operator, bound.clone())),
                None => Err(refused(&value)),
            };
            object.iter().filter(|(_, bound)| !is_blank(bound)).map(bound).collect()
        }
        scalar if is_blank(scalar) => Ok(Vec::new()),
        scalar => Ok(vec![(Operator::Eq, scalar.clone())]),
    }
}

/// The ids of what is wanted by id or by name.
fn identified(argument: &str, wanted: &[String], names: &HashMap<String, String>) -> Result<Vec<String>, ToolError> {
    let comparable = |text: &str| text.trim().to_ascii_lowercase();
    let mut found: HashMap<String, Vec<String>> = wanted.iter().map(|one| (comparable(one), Vec::new())).collect();
    for (id, name) in names {
        if let Some(ids) = found.get_mut(&name.to_ascii_lowercase()) {
            ids.push(id.clone());
        }
    }
    let mut ids = Vec::new();
    for one in wanted {
        match found.get(&comparable(one)) {
            Some(of_name) if !of_name.is_empty() => ids.extend_from_slice(of_name),
            _ if is_id(one) => ids.push(one.clone()),
            _ => return Err(unknown_name(argument, one, names.values())),
        }
    }
    Ok(ids)
}

fn unknown_name<'a>(argument: &str, found: &str, names: impl Iterator<Item = &'a String>) -> ToolError {
    let comparable = |text: &str| text.chars().take(COMPARED).collect::<String>().to_lowercase();
    let wanted = comparable(found);
    let letters = letters(&wanted);
    let mut names: Vec<(u32, &String)> = names.map(|name| (apart(&letters, &comparable(name)), name)).collect();
    if names.len() > COMPARED_NAMES {
        names.select_nth_unstable(COMPARED_NAMES);
        names.truncate(COMPARED_NAMES);
    }
    let mut names: Vec<&String> = names.into_iter().map(|(_, name)| name).collect();
    if names.is_empty() {
        return ToolError::Arguments(format!(
            "`{argument}` takes ids here, since this token may not read names; found `{}`\n\
             hint: take the id from an object that has it",
            on_one_line(found, 80)
        ));
    }
    names.sort_by_cached_key(|name| (strsim::damerau_levenshtein(&comparable(name), &wanted), (*name).clone()));
    let shown: Vec<String> =
        names.iter().take(SHOWN_NAMES).map(|name| format!("`{}`", on_one_line(name, 60))).collect();
    ToolError::Arguments(format!(
        "`{argument}` takes ids or names of this workspace; found `{}`\nhint: nearest first, there are {}",
        on_one_line(found, 80),
        shown.join(", ")
    ))
}

/// How often each letter is in a text; letters that have a place in common count as one.
fn letters(text: &str) -> [u32; 64] {
    let mut letters = [0; 64];
    for character in text.chars() {
        letters[character as usize % letters.len()] += 1;
    }
    letters
}

/// How many letters one text has that the other has not: no two are nearer to each other than half of that.
fn apart(one: &[u32; 64], other: &str) -> u32 {
    one.iter().zip(letters(other)).map(|(one, other)| one.abs_diff(other)).sum()
}

/// Schema of a two-sided bound.
pub(super) fn bounds_schema(description: &str) -> Value {
    let value = json!({"type": ["string", "number"]});
    let mut properties = Map::new();
    properties.insert("operator".to_owned(), json!({"type": "string", "enum": ["=", "!=", "<", ">", "<=", ">="]}));
    for name in ["value", "gt", "gte", "lt", "lte"] {
        properties.insert(name.to_owned(), value.clone());
    }
    json!({"type": "object", "description": description, "properties": properties, "additionalProperties": false})
}
