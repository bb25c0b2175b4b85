//! Where variables come from: the process's environment, and a `.env` file in the working directory.
//!
//! The process wins over the file. The file's values never enter the process's environment, so that a
//! secret in it is not inherited by anything.

use std::{collections::HashMap, ffi::OsString, io, path::Path};

use super::failure::Failure;
use crate::{config::Config, tools::Tools};

/// The variables of one run.
pub(super) struct Environment {
    file: HashMap<String, String>,
}

impl Environment {
    /// The process's variables and those of `.env`, where there is one.
    pub(super) fn read() -> Result<Self, Failure> {
        Ok(Self { file: read_file(Path::new(".env"))? })
    }

    /// The variable's value: the process's, unless that is unset or empty, else the file's.
    pub(super) fn get(&self, variable: &str) -> Option<OsString> {
        process_variable(variable).or_else(|| self.file.get(variable).map(OsString::from))
    }

    /// The whole configuration.
    pub(super) fn config(&self) -> Result<Config, Failure> {
        let tools = Tools::all();
        let names: Vec<&str> = tools.definitions().map(|definition| definition.name).collect();
        Ok(Config::from_env(&|variable| self.get(variable), &names)?)
    }
}

/// The process's own variable, without any file; `None` when unset or empty.
pub(super) fn process_variable(variable: &str) -> Option<OsString> {
    std::env::var_os(variable).filter(|value| !value.is_empty())
}

fn read_file(path: &Path) -> Result<HashMap<String, String>, Failure> {
    let variables = match dotenvy::from_path_iter(path) {
        Ok(variables) => variables,
        Err(error) if error.not_found() => return Ok(HashMap::new()),
        Err(error) => return Err(unreadable(path, &error, None)),
    };
    let mut read = HashMap::new();
    let mut previous = None;
    for variable in variables {
        let (name, value) = variable.map_err(|error| unreadable(path, &error, previous.as_deref()))?;
        previous = Some(name.clone());
        read.insert(name, value);
    }
    Ok(read)
}

/// Says where a file cannot be read, without the line: a secret may stand in it.
fn unreadable(path: &Path, error: &dotenvy::Error, previous: Option<&str>) -> Failure {
    let found = match error {
        dotenvy::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => "bytes that are no text".to_owned(),
        dotenvy::Error::Io(error) => format!("a file that cannot be read ({error})"),
        _ => "a line that cannot be read".to_owned(),
    };
    let place = previous.map_or(String::new(), |name| format!(" after `{name}`"));
    Failure::Configuration(format!(
        "`{}`: found {found}{place}; accepted: lines of the form `NAME=value`, the value in quotes if it has spaces",
        path.display()
    ))
}
