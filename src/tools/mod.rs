//! The six tools. A tool knows neither JSON-RPC nor the store: arguments in, JSON out.
//!
//! Adding one: a file named like the tool, a line in [`Tools::all`], an accepted snapshot.

mod arguments;
mod collect;
mod criteria;
pub mod cursor;
mod document;
mod error;
mod fetch;
pub mod fit;
mod get_contact;
mod get_conversation;
pub mod limits;
pub mod object_id;
pub mod parts_cursor;
mod profile;
pub mod render;
mod results;
mod search;
mod search_contacts;
mod search_conversations;
mod searchable;
pub mod transcript;

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, value::RawValue};
use tokio::sync::mpsc;

pub use error::ToolError;

use crate::{clock::Clock, compute::Workers, intercom};

/// What `tools/list` says of a tool. All of ours only read: the protocol layer adds the annotations
/// (`readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true`).
#[derive(Clone, Debug)]
pub struct Definition {
    /// The wire name.
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// For models: begins with when to use it.
    pub description: &'static str,
    /// JSON Schema 2020-12, flat.
    pub input_schema: Value,
    /// JSON Schema 2020-12, an object at its root.
    pub output_schema: Value,
}

/// A tool.
#[async_trait]
pub trait Tool: Send + Sync {
    /// Its definition.
    fn definition(&self) -> &Definition;

    /// Answers one call. `arguments` is an object.
    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, ToolError>;
}

/// What a tool may use.
#[derive(Clone)]
pub struct ToolContext {
    /// Intercom.
    pub intercom: intercom::Client,
    /// On whose behalf, and until when.
    pub call: intercom::Call,
    /// Time.
    pub clock: Clock,
    /// Where work is done that takes processor time.
    pub workers: Workers,
    /// Bytes of the compact JSON of one form of the result, at most.
    pub max_result_bytes: usize,
    /// The host of the Intercom app for links, without a slash at its end.
    pub app_url: Arc<str>,
    /// Told how far a long call has come.
    pub progress: Progress,
}

/// Where progress goes; nowhere, unless the client asked for it.
#[derive(Clone, Debug, Default)]
pub struct Progress(Option<mpsc::UnboundedSender<ProgressReport>>);

/// How far a call has come.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgressReport {
    /// Done so far; grows with each report.
    pub progress: f64,
    /// Of how many, when known.
    pub total: Option<f64>,
    /// In words a person can read: `read 340 of 812 conversations`.
    pub message: String,
}

impl Progress {
    /// Progress that goes to `sender`.
    pub fn to(sender: mpsc::UnboundedSender<ProgressReport>) -> Self {
        Self(Some(sender))
    }

    /// Tells how far the call has come. Never fails: if nobody listens any more, nobody is told.
    pub fn report(&self, progress: f64, total: Option<f64>, message: impl FnOnce() -> String) {
        if let Some(sender) = &self.0 {
            let _ = sender.send(ProgressReport { progress, total, message: message() });
        }
    }
}

/// A tool's answer: one compact JSON object, which is the `structuredContent` and, as a string, the text block.
#[derive(Clone, Debug)]
pub struct ToolOutput(pub Box<RawValue>);

impl ToolOutput {
    /// Serializes an answer, once.
    ///
    /// # Errors
    /// Never with the maps and values that tools make; the type says so to `?`.
    pub fn of(answer: &impl serde::Serialize) -> Result<Self, ToolError> {
        serde_json::value::to_raw_value(answer).map(Self).map_err(|error| ToolError::Internal(error.to_string()))
    }
}

/// The tools that are served, in the order in which they are listed.
#[derive(Clone, Default)]
pub struct Tools(Vec<Arc<dyn Tool>>);

impl Tools {
    /// Every tool there is.
    pub fn all() -> Self {
        Self(vec![
            Arc::new(search::Search::default()),
            Arc::new(fetch::Fetch::default()),
            Arc::new(search_conversations::SearchConversations::default()),
            Arc::new(get_conversation::GetConversation::default()),
            Arc::new(search_contacts::SearchContacts::default()),
            Arc::new(get_contact::GetContact::default()),
        ])
    }

    /// These tools and no others.
    pub fn of(tools: Vec<Arc<dyn Tool>>) -> Self {
        Self(tools)
    }

    /// Those named, in our order. Unknown names are the configuration's business.
    #[must_use]
    pub fn only(self, names: &[String]) -> Self {
        Self(self.0.into_iter().filter(|tool| names.iter().any(|name| name == tool.definition().name)).collect())
    }

    /// The definitions, in the order of the list.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition> {
        self.0.iter().map(|tool| tool.definition())
    }

    /// The tool of that name.
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Tool>> {
        self.0.iter().find(|tool| tool.definition().name == name)
    }
}
