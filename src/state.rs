//! What handlers share.

use std::{io, path::PathBuf, sync::Arc, time::Duration};

use axum::extract::FromRef;
use jiff::Timestamp;

use crate::{
    clock::Clock,
    compute::Workers,
    config::{Config, StoreUrl},
    intercom::{self, me::Access},
    secret::{Digester, key_file, vault, vault::Vault},
    store::{self, mailbox::Mailbox, records::Store},
    tools::{Progress, ToolContext, Tools, limits::Limits},
};

/// What a system that does not tell is taken to give.
const COMMON_DESCRIPTORS: u64 = 1_024;

/// Everything a request may need. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The configuration.
    pub config: Arc<Config>,
    /// Time.
    pub clock: Clock,
    /// Where work is done that takes processor time.
    pub workers: Workers,
    /// Intercom's API.
    pub intercom: intercom::Client,
    /// The tools that are served.
    pub tools: Arc<Tools>,
    /// How many calls every person has made, through whatever transport.
    pub limits: Arc<Limits>,
    /// Where replies of HTTP+SSE wait for their streams.
    pub mailbox: Arc<dyn Mailbox>,
    /// Where sign-ins are kept; in memory when there is no sign-in.
    pub store: Arc<dyn Store>,
    /// Seals what is kept there.
    pub vault: Vault,
    /// Turns credentials into the keys under which caches and limits know them.
    pub digester: Digester,
}

/// Why a process cannot serve at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The TLS configuration cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] reqwest::Error),
    /// The database cannot be opened.
    #[error("`STORE_URL`: {0}")]
    Store(#[from] store::records::Error),
    /// The keys that seal tokens cannot be had.
    #[error("`ENCRYPTION_KEY_FILE`: found `{path}`, which cannot be used ({cause})", path = .0.display(), cause = .1)]
    KeyFile(PathBuf, io::Error),
    /// The keys that seal tokens are none.
    #[error("`ENCRYPTION_KEY_FILE`: {0}")]
    Keys(#[from] vault::Error),
    /// Without randomness nothing can be kept secret.
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

impl AppState {
    /// The parts that follow from a configuration.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub fn new(config: Config, clock: Clock) -> Result<Self, Error> {
        let settings = intercom::Settings {
            api_version: config.intercom_api_version.clone(),
            api_url: config.intercom_api_url.clone(),
            region: config.intercom_region,
            timeout: config.intercom_timeout,
        };
        let workers = Workers::of_this_machine();
        let budget = Arc::new(store::InProcess::default());
        let intercom = intercom::Client::new(settings, clock.clone(), workers.clone(), budget)?;
        let tools = match &config.enabled_tools {
            Some(names) => Tools::all().only(names),
            None => Tools::all(),
        };
        let digester = Digester::random()?;
        let streams = store::mailbox::streams_within(descriptors());
        let mailbox = Arc::new(store::mailbox::InProcess::new(clock.clone(), streams));
        // Without sign-in there is nothing to keep, and no file is made.
        let (url, vault) = if config.offers_sign_in() {
            (&config.store_url, vault(&config)?)
        } else {
            (&StoreUrl::Memory, Vault::random()?)
        };
        let store = Arc::new(store::Sqlite::open(url, clock.clone())?);
        let (config, tools) = (Arc::new(config), Arc::new(tools));
        Ok(Self { config, clock, workers, intercom, tools, limits: Arc::default(), mailbox, store, vault, digester })
    }

    /// What one tool call may use: Intercom on behalf of `access`, until `deadline`. A wait for Intercom's
    /// rate limit is told as progress.
    pub fn tool_context(&self, access: Arc<Access>, deadline: Timestamp, progress: Progress) -> ToolContext {
        let waiting = progress.clone();
        let on_wait = move |wait: Duration| {
            let seconds = wait.as_secs_f64().ceil();
            waiting.report(0.0, None, || format!("waiting {seconds} s for Intercom's rate limit"));
        };
        ToolContext {
            intercom: self.intercom.clone(),
            app_url: self.config.app_url(access.region).into(),
            call: self.intercom.call(access, deadline, Some(Arc::new(on_wait))),
            clock: self.clock.clone(),
            workers: self.workers.clone(),
            max_result_bytes: self.config.max_result_bytes,
            progress,
        }
    }
}

/// The keys of ENCRYPTION_KEY, of ENCRYPTION_KEY_FILE, or of a file beside the database, which is made. What is kept
/// in memory needs none that outlive it.
fn vault(config: &Config) -> Result<Vault, Error> {
    if !config.encryption_keys.is_empty() {
        return Ok(Vault::new(&config.encryption_keys)?);
    }
    let (path, keys) = match (&config.encryption_key_file, &config.store_url) {
        (Some(path), _) => (path.clone(), key_file::read(path)),
        (None, StoreUrl::Sqlite(database)) => {
            let path = database.with_extension("key");
            if database.exists() && !path.exists() {
                tracing::warn!(
                    "the database `{}` is there, its key `{}` is not: a new one is made, and everybody has to sign in anew",
                    database.display(),
                    path.display()
                );
            }
            let keys = key_file::read_or_make(&path);
            (path, keys)
        }
        (None, StoreUrl::Memory) => return Ok(Vault::random()?),
    };
    let keys = keys.map_err(|error| Error::KeyFile(path, error))?;
    Ok(Vault::new(&keys)?)
}

/// How many files and connections this process may have open.
pub fn descriptors() -> u64 {
    rlimit::Resource::NOFILE.get_soft().unwrap_or(COMMON_DESCRIPTORS)
}

macro_rules! part {
    ($field:ident: $part:ty) => {
        impl FromRef<AppState> for $part {
            fn from_ref(state: &AppState) -> Self {
                state.$field.clone()
            }
        }
    };
}

part!(config: Arc<Config>);
part!(clock: Clock);
part!(intercom: intercom::Client);
part!(tools: Arc<Tools>);
