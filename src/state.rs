//! What handlers share.

use std::{sync::Arc, time::Duration};

use axum::extract::FromRef;
use jiff::Timestamp;

use crate::{
    clock::Clock,
    config::Config,
    intercom::{self, me::Access},
    secret::Digester,
    store::{self, mailbox::Mailbox},
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
    /// Intercom's API.
    pub intercom: intercom::Client,
    /// The tools that are served.
    pub tools: Arc<Tools>,
    /// How many calls every principal has made, through whatever transport.
    pub limits: Arc<Limits>,
    /// Where replies of HTTP+SSE wait for their streams.
    pub mailbox: Arc<dyn Mailbox>,
    /// Turns credentials into the keys under which caches and limits know them.
    pub digester: Digester,
}

/// Why a process cannot serve at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The TLS configuration cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] reqwest::Error),
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
        let intercom = intercom::Client::new(settings, clock.clone(), Arc::new(store::InProcess::default()))?;
        let tools = match &config.enabled_tools {
            Some(names) => Tools::all().only(names),
            None => Tools::all(),
        };
        let digester = Digester::random()?;
        let streams = store::mailbox::streams_within(descriptors());
        let mailbox = Arc::new(store::mailbox::InProcess::new(clock.clone(), streams));
        let (config, tools) = (Arc::new(config), Arc::new(tools));
        Ok(Self { config, clock, intercom, tools, limits: Arc::default(), mailbox, digester })
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
            call: intercom::Call { access, deadline, on_wait: Some(Arc::new(on_wait)) },
            clock: self.clock.clone(),
            max_result_bytes: self.config.max_result_bytes,
            progress,
        }
    }
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
