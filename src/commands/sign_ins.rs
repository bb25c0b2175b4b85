//! `grants` and `clients`: who has signed in with what, and the end of it. Works beside a running server.

use std::{
    io::{self, Write},
    sync::Arc,
};

use jiff::Timestamp;

use super::{environment::Environment, failure::Failure, serve};
use crate::{
    clock::Clock,
    config::StoreUrl,
    oauth::{Reason, administration},
    store::{self, records::Store},
    text,
};

/// What to do with grants.
#[derive(clap::Subcommand)]
pub(super) enum Grants {
    /// List who lets which client read which workspace
    List,
    /// End a sign-in: its client has to sign in again
    Revoke {
        /// The grant's id, as `grants list` shows it
        id: String,
    },
}

/// What to do with clients.
#[derive(clap::Subcommand)]
pub(super) enum Clients {
    /// List the clients that registered themselves
    List,
}

/// Lists grants, or revokes one.
pub(super) async fn run_grants(command: Grants) -> Result<(), Failure> {
    let store = open()?;
    let mut stdout = io::stdout();
    match command {
        Grants::List => {
            let rows = administration::grants(&*store).await.map_err(failed)?.into_iter().map(|(id, grant)| {
                let workspace = grant.workspace_name.or(grant.workspace_id).unwrap_or_default();
                let workspace = format!("{workspace} ({})", grant.region);
                let who = grant.teammate.unwrap_or_default();
                let client = format!("{} ({})", name(&grant.client_name), grant.client_id);
                [id, workspace, who, client, minute(grant.created_at), minute(grant.last_used)]
            });
            let head = ["ID", "WORKSPACE", "WHO", "CLIENT", "CREATED", "LAST USED"];
            print(&mut stdout, head, rows.collect())
        }
        Grants::Revoke { id } => {
            if !administration::revoke(&*store, &id, Reason::Operator).await.map_err(failed)? {
                return Err(Failure::new(format!(
                    "no grant has the id `{}`; `grants list` shows them",
                    id.escape_debug()
                )));
            }
            writeln!(stdout, "Revoked {id}. Its client has to sign in again.")?;
            Ok(stdout.flush()?)
        }
    }
}

/// Lists clients.
pub(super) async fn run_clients(command: Clients) -> Result<(), Failure> {
    let Clients::List = command;
    let store = open()?;
    let rows = administration::clients(&*store).await.map_err(failed)?.into_iter().map(|(id, client)| {
        let redirects = client.redirect_uris.join(" ");
        [id, name(&client.client_name), redirects, minute(client.registered_at), minute(client.last_used)]
    });
    print(&mut io::stdout(), ["ID", "NAME", "REDIRECT URIS", "REGISTERED", "LAST USED"], rows.collect())
}

fn open() -> Result<Arc<dyn Store>, Failure> {
    let config = Environment::read()?.config()?;
    serve::start_telemetry(config.log_format, &config.log_filter)?;
    let refuse = |found: String, accepted: &str| {
        Err(Failure::Configuration(format!("`STORE_URL`: found {found}; accepted: {accepted}")))
    };
    match &config.store_url {
        StoreUrl::Memory => {
            refuse("`sqlite::memory:`, which only the server itself can see".to_owned(), "the database of a server")
        }
        StoreUrl::Sqlite(path) if !path.exists() => {
            let found = format!("`sqlite:{}`, where no file is", path.display());
            refuse(found, "the database of a server that people have signed in to")
        }
        url @ StoreUrl::Sqlite(_) => Ok(Arc::new(store::Sqlite::open(url, Clock::system()).map_err(failed)?)),
    }
}

fn failed(error: store::records::Error) -> Failure {
    Failure::new(format!("`STORE_URL`: {error}"))
}

/// A client's name, as the pages show it.
fn name(name: &str) -> String {
    text::name::shown(name).unwrap_or_default()
}

/// In UTC; seconds would suggest more than is known.
fn minute(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%d %H:%M").to_string()
}

/// What can be seen of a text that may be anybody's: nothing that moves a terminal's cursor or turns its text round.
fn on_one_line(text: &str) -> String {
    text::visible::sanitize(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A table whose columns are as wide as what stands in them.
fn print<const COLUMNS: usize>(
    stdout: &mut impl Write,
    head: [&str; COLUMNS],
    rows: Vec<[String; COLUMNS]>,
) -> Result<(), Failure> {
    let mut table = vec![head.map(str::to_owned)];
    table.extend(rows.into_iter().map(|row| row.map(|cell| on_one_line(&cell))));
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    for row in &table {
        let line: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        writeln!(stdout, "{}", line.join("  ").trim_end())?;
    }
    Ok(stdout.flush()?)
}
