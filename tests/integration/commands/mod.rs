//! The command line and the configuration: from variables to `Config`, and the built binary from outside.

mod binary;
pub(crate) mod configuration;
mod env_example;
mod packaging;
pub(crate) mod process;
mod sign_in;
