//! The command line and the configuration: from variables to `Config`, and the built binary from outside.

mod binary;
mod configuration;
mod env_example;
mod packaging;
mod process;
