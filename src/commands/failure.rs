//! Why a command ends with another code than 0.

use std::{
    io::{self, Write},
    net::SocketAddr,
    process::ExitCode,
};

use crate::config;

/// Why a command did not do what it says: one line on stderr, and an exit code.
#[derive(Debug)]
pub(super) enum Failure {
    /// The configuration cannot be used: code 2.
    Configuration(String),
    /// Everything else: code 1.
    Other(String),
    /// Code 1; what is wrong was said on stdout already.
    Said,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self::Other(message.into())
    }

    /// `setting` is what to change: a variable or a flag.
    pub(super) fn listen(setting: &str, address: SocketAddr, error: &io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::AddrInUse => "somebody listens there already".to_owned(),
            io::ErrorKind::AddrNotAvailable => "this host has no such address".to_owned(),
            io::ErrorKind::PermissionDenied => "the system does not permit it".to_owned(),
            _ => error.to_string(),
        };
        Self::Configuration(format!(
            "`{setting}`: found `{address}`, where listening failed ({reason}); accepted: a free address of this host"
        ))
    }

    /// Prints the line and gives the code.
    pub(super) fn report(&self, stderr: &mut impl Write) -> ExitCode {
        let (message, code) = match self {
            Self::Configuration(message) => (message, 2),
            Self::Other(message) => (message, 1),
            Self::Said => return ExitCode::FAILURE,
        };
        let _ = writeln!(stderr, "error: {message}");
        ExitCode::from(code)
    }
}

impl From<config::Error> for Failure {
    fn from(error: config::Error) -> Self {
        Self::Configuration(error.to_string())
    }
}

/// Stdout was closed by its reader, or the disk is full.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Other(format!("stdout cannot be written: {error}"))
    }
}
