//! The command line: one file a command.
//!
//! A command ends with 0 when it did what it says, with 1 when it could not or found something wrong, and
//! with 2 when its flags or its configuration cannot be used.

mod check;
mod demo;
mod environment;
mod failure;
mod healthcheck;
mod private_memory;
pub mod runtime;
mod serve;
mod shutdown;
mod sign_ins;
mod simulator;
mod tools;

use std::{io, process::ExitCode};

use clap::{Parser, Subcommand};

use self::failure::Failure;

/// The flags before a command.
#[derive(Parser)]
#[command(name = "intercom-mcp", version, about, long_about = None)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve MCP, configured by the environment and a `.env` file. Also what happens without a command
    Serve,
    /// Serve MCP over made-up workspaces: no account, no variable, no other process
    Demo(demo::Arguments),
    /// Serve a stand-in for Intercom's API
    Simulator(simulator::Arguments),
    /// Ask Intercom who the configured token is and what it may read
    Check,
    /// Print the definitions of the tools as JSON
    Tools,
    /// Look after sign-ins
    #[command(subcommand)]
    Grants(sign_ins::Grants),
    /// Look after the clients that people sign in with
    #[command(subcommand)]
    Clients(sign_ins::Clients),
    /// Succeed when the server on this host answers `/healthz`
    Healthcheck,
}

/// Parses the command line and runs the command.
pub fn run() -> ExitCode {
    let command = match CommandLine::try_parse() {
        Ok(line) => line.command.unwrap_or(Command::Serve),
        // `--help` and `--version` come this way too; clap knows which stream and code each takes.
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    // reqwest is built without a provider of its own. Whoever installed one first is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let outcome = match command {
        Command::Serve => on_runtime(serve::run()),
        Command::Demo(arguments) => on_runtime(demo::run(arguments)),
        Command::Simulator(arguments) => on_runtime(simulator::run(arguments)),
        Command::Check => on_runtime(check::run()),
        Command::Tools => tools::run(),
        Command::Grants(command) => on_runtime(sign_ins::run_grants(command)),
        Command::Clients(command) => on_runtime(sign_ins::run_clients(command)),
        Command::Healthcheck => on_runtime(healthcheck::run()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(&mut io::stderr()),
    }
}

fn on_runtime(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    runtime::run(command).map_err(|error| Failure::new(format!("the runtime did not start: {error}")))?
}
