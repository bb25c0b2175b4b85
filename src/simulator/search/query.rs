//! The query of a search: filters in AND and OR groups, at most two levels of them, at most fifteen in each.

use serde_json::Value;

use super::{
    field::Searchable,
    filter::{Context, Filter},
};
use crate::simulator::{error::Refusal, model::Workspace};

/// "There's a limit of max 15 filters for each AND or OR group."
const FILTERS: usize = 15;
/// "There's a limit of max 2 nested filters."
const LEVELS: usize = 2;

/// A compiled query.
pub(super) enum Query<T> {
    Filter(Filter<T>),
    All(Vec<Query<T>>),
    Any(Vec<Query<T>>),
}

impl<T: Searchable> Query<T> {
    pub(super) fn compile(query: &Value, context: &Context) -> Result<Self, Refusal> {
        Self::compile_level(query, context, 0)
    }

    fn compile_level(query: &Value, context: &Context, level: usize) -> Result<Self, Refusal> {
        let Value::Object(parts) = query else {
            return Err(Refusal::parameter_invalid("query must be an object with field, operator and value"));
        };
        let operator = parts.get("operator").and_then(Value::as_str);
        let operator = operator.ok_or_else(|| Refusal::parameter_invalid("operator is required"))?;
        let value = parts.get("value").ok_or_else(|| Refusal::parameter_invalid("value is required"))?;
        if let Some(field) = parts.get("field") {
            let field = field.as_str().ok_or_else(|| Refusal::parameter_invalid("field must be a string"))?;
            return Filter::compile(field, operator, value, context).map(Self::Filter);
        }
        if !matches!(operator, "AND" | "OR") {
            return Err(Refusal::parameter_invalid("field is required"));
        }
        if level == LEVELS {
            return Err(Refusal::parameter_invalid(format!("There's a limit of max {LEVELS} nested filters")));
        }
        let members = match value {
            Value::Array(members) if members.is_empty() => {
                return Err(Refusal::parameter_invalid(format!("{operator} takes at least one filter")));
            }
            Value::Array(members) if members.len() > FILTERS => {
                return Err(Refusal::parameter_invalid(format!(
                    "There's a limit of max {FILTERS} filters for each AND or OR group"
                )));
            }
            Value::Array(members) => members,
            _ => return Err(Refusal::parameter_invalid(format!("{operator} takes an array of filters"))),
        };
        let members = members.iter().map(|member| Self::compile_level(member, context, level + 1));
        let members = members.collect::<Result<_, _>>()?;
        Ok(if operator == "AND" { Self::All(members) } else { Self::Any(members) })
    }

    pub(super) fn matches(&self, workspace: &Workspace, index: usize, object: &T) -> bool {
        match self {
            Self::Filter(filter) => filter.matches(workspace, index, object),
            Self::All(members) => members.iter().all(|member| member.matches(workspace, index, object)),
            Self::Any(members) => members.iter().any(|member| member.matches(workspace, index, object)),
        }
    }
}
