//! What a message speaks of, in the words in which the reader asked: a query's text, or a tool's arguments.

use std::fmt;

use super::Operator;

/// How conditions were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As `key:operator:value`.
    Query,
    /// As arguments in JSON, whose names are the keys.
    Arguments,
}

/// A key, and how it was given. Displays as the key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub(super) key: &'a str,
    pub(super) form: Form,
}

impl Subject<'_> {
    /// What to write instead.
    pub(super) fn write(&self, operator: Operator, value: &str) -> String {
        let key = self.key;
        match (self.form, operator) {
            (Form::Query, Operator::Eq) => format!("write `{key}:{value}`"),
            (Form::Query, _) => format!("write `{key}:{operator}:{value}`"),
            (Form::Arguments, Operator::Eq) => format!("give `{key}` the value `{value}`"),
            (Form::Arguments, _) => format!("give `{key}` `{{\"{operator}\": \"{value}\"}}`"),
        }
    }

    /// How several values are given, of which `values` are some, with commas between them.
    pub(super) fn write_list(&self, values: &str) -> String {
        match self.form {
            Form::Query => format!("write a list as `{}:in:{values}`", self.key),
            Form::Arguments => format!("give `{}` one value", self.key),
        }
    }

    /// How what belongs to nobody is found.
    pub(super) fn write_unassigned(&self) -> String {
        match self.form {
            Form::Query => format!("`{}:exists:false`", self.key),
            Form::Arguments => "`unassigned: true`".to_owned(),
        }
    }
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.key)
    }
}
