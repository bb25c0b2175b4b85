//! `.env.example` says what the fields of `Config` say, in the same words and the same order.

use std::ffi::OsString;

use intercom_mcp::config::Config;

const SOURCE: &str = include_str!("../../../src/config.rs");
const EXAMPLE: &str = include_str!("../../../.env.example");

/// A variable as a person reads of it: its name, and the words that explain it.
#[derive(Debug, PartialEq)]
struct Variable {
    name: String,
    words: String,
}

/// The fields of `Config`. A doc is `What it is. Read from `NAME`; default so and so.`
fn documented() -> Vec<Variable> {
    let start = SOURCE.find("pub struct Config {").expect("the struct");
    let (body, _) = SOURCE[start..].split_once("\n}\n").expect("the end of the struct");
    let mut variables = Vec::new();
    let mut doc = Vec::new();
    for line in body.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("///") {
            doc.push(words.trim());
        } else if line.starts_with("pub ") && !doc.is_empty() {
            let doc = std::mem::take(&mut doc).join(" ");
            let (meaning, rest) = doc.split_once(" Read from `").unwrap_or_else(|| panic!("no `Read from`: {doc}"));
            let (name, rest) = rest.split_once("`; ").unwrap_or_else(|| panic!("no default: {doc}"));
            let (first, rest) = rest.split_at(1);
            variables
                .push(Variable { name: name.to_owned(), words: format!("{meaning} {}{rest}", first.to_uppercase()) });
        }
    }
    variables
}

/// The blocks of `.env.example` after its head, with the value that each shows.
fn shown() -> Vec<(Variable, String)> {
    let blocks = EXAMPLE.trim_end().split("\n\n").skip(1);
    blocks
        .map(|block| {
            let lines: Vec<&str> = block.lines().map(|line| line.strip_prefix("# ").expect("a comment")).collect();
            let (assignment, words) = lines.split_last().expect("a line");
            let (name, value) = assignment.split_once('=').expect("an assignment");
            (Variable { name: name.to_owned(), words: words.join(" ") }, value.to_owned())
        })
        .collect()
}

#[test]
fn example_file_has_the_words_of_the_fields_in_their_order() {
    let shown: Vec<Variable> = shown().into_iter().map(|(variable, _)| variable).collect();
    assert!(documented().len() > 20, "the fields were not found");
    assert_eq!(shown, documented());
}

#[test]
fn every_documented_variable_is_read_and_no_other() {
    let asked = std::cell::RefCell::new(Vec::new());
    let lookup = |variable: &str| {
        asked.borrow_mut().push(variable.to_owned());
        None
    };
    Config::from_env(&lookup, &[]).expect("the defaults");
    let mut asked = asked.into_inner();
    asked.sort();
    let mut documented: Vec<String> = documented().into_iter().map(|variable| variable.name).collect();
    documented.sort();
    assert_eq!(asked, documented);
}

#[test]
fn every_value_that_the_example_shows_is_accepted() {
    for (variable, value) in shown() {
        let lookup = |asked: &str| match asked {
            _ if asked == variable.name => Some(OsString::from(&value)),
            // A key makes sense only beside a token.
            "INTERCOM_ACCESS_TOKEN" if variable.name == "ACCESS_KEY" => Some("token".into()),
            "ALLOWED_WORKSPACES" if variable.name == "PUBLIC_URL" => Some("abc12345".into()),
            // Id and secret of one app.
            "INTERCOM_CLIENT_SECRET" if variable.name == "INTERCOM_CLIENT_ID" => Some("secret".into()),
            "INTERCOM_CLIENT_ID" if variable.name == "INTERCOM_CLIENT_SECRET" => Some("app".into()),
            _ => None,
        };
        let config = Config::from_env(&lookup, &["search", "fetch"]);
        if variable.name == "ENCRYPTION_KEY" {
            assert!(config.is_err(), "a key that everybody can read here must not be taken for one");
            continue;
        }
        assert!(config.is_ok(), "{}: {}", variable.name, config.expect_err("refused"));
    }
}
