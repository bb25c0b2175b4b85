//! docs/query-language.md lists the keys that the code has.

use std::fmt::Write as _;

use intercom_mcp::query::{
    ObjectType,
    field::{self, Field, Kind},
    parse,
};

use super::BOTH;

fn docs() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/query-language.md");
    std::fs::read_to_string(path).expect("docs/query-language.md is there")
}

fn kind(field: &Field) -> String {
    match field.kind {
        Kind::Text => "string".to_owned(),
        Kind::Words => "words".to_owned(),
        Kind::Integer => "whole number".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Id(_) => "id".to_owned(),
        Kind::Assignee => "assignee".to_owned(),
        Kind::Tag => "tag".to_owned(),
        Kind::Enum(values) => values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" "),
        Kind::Priority => field::PRIORITIES.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" "),
    }
}

fn table(object_type: ObjectType) -> String {
    let mut table = "| Key | Intercom's field | Values | Operators |\n|---|---|---|---|\n".to_owned();
    for field in field::all(object_type) {
        let operators: Vec<&str> = field.operators(object_type).iter().map(|operator| operator.as_str()).collect();
        let (key, upstream, operators) = (field.key, field.upstream, operators.join(" "));
        writeln!(table, "| `{key}` | `{upstream}` | {} | {operators} |", kind(field)).expect("strings grow");
    }
    table
}

#[test]
fn the_documentation_lists_every_key() {
    for object_type in BOTH {
        let table = table(object_type);
        assert!(docs().contains(&table), "the table of {object_type} should read:\n{table}");
    }
}

#[test]
fn every_example_of_the_documentation_parses() {
    let docs = docs();
    let examples: Vec<&str> = docs
        .split("```query\n")
        .skip(1)
        .flat_map(|block| block.split("```").next().unwrap_or_default().lines())
        .collect();
    assert!(examples.len() >= 12, "{examples:?}");
    for example in examples {
        parse(example).unwrap_or_else(|error| panic!("{error}"));
    }
}
