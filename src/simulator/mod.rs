//! A stand-in for Intercom, as strict as the real one. Shares no code with the client.
//!
//! It plays the REST API as the OpenAPI description of 2.16 has it, over workspaces made from a seed, and the OAuth
//! by which people connect an app to them. A request's way is in [`server`]; what is documented by Intercom and what
//! is assumed here is told apart in `docs/simulator.md`.

#![expect(clippy::expect_used, reason = "a stand-in may stop where the product may not")]

mod answer;
mod control;
mod endpoint;
mod error;
mod fault;
mod generate;
mod html;
mod indexed;
mod model;
mod oauth;
mod rate_limit;
mod route;
mod search;
mod server;
mod shapes;
mod token;
mod version;

use std::{fmt, sync::Arc, thread, time::Duration};

use serde_json::Value;

pub use self::oauth::{APP_ID, APP_SECRET};
use self::{
    control::Control, indexed::Indexed, model::Conversation, oauth::Installations, rate_limit::Windows,
    server::RequestIds, version::Version,
};
use crate::clock::Clock;

/// What the simulator plays.
#[derive(Clone, Debug)]
pub struct Options {
    /// Conversations in each workspace.
    pub conversations: usize,
    /// Contacts in each workspace.
    pub contacts: usize,
    /// The same seed gives the same workspaces.
    pub seed: u64,
    /// Added to every answer.
    pub latency: Duration,
    /// Calls per 10-second window and app.
    pub rate_limit: u32,
    /// Whether `>` and `<` on conversations include the value, as the description's text says they may.
    pub inclusive_comparison: bool,
    /// Whether conversation search honours the undocumented `sort`.
    pub honours_conversation_sort: bool,
    /// Whether conversations without a `sort` come with the oldest update first instead of the newest.
    pub oldest_first: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            conversations: 2_000,
            contacts: 800,
            seed: 1,
            latency: Duration::ZERO,
            rate_limit: 1_666,
            inclusive_comparison: false,
            honours_conversation_sort: true,
            oldest_first: false,
        }
    }
}

/// The simulator's routes over freshly generated workspaces.
pub fn router(options: &Options, clock: Clock) -> axum::Router {
    Simulator::new(options, clock).router()
}

/// The simulator, with a view of what is true in its workspaces for tests that check answers by brute force.
///
/// Cheap to clone; clones are the same simulator. Regions are `US`, `EU` and `AU`, in any case.
#[derive(Clone)]
pub struct Simulator(Arc<Inner>);

struct Inner {
    options: Options,
    clock: Clock,
    workspaces: [Indexed; 3],
    control: Control,
    installations: Installations,
    windows: Windows,
    request_ids: RequestIds,
}

impl fmt::Debug for Simulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Simulator").field("options", &self.0.options).finish_non_exhaustive()
    }
}

impl Simulator {
    /// A simulator over freshly generated workspaces.
    pub fn new(options: &Options, clock: Clock) -> Self {
        let workspaces = generate::workspaces(options, clock.now_seconds());
        let workspaces = thread::scope(|scope| {
            workspaces
                .map(|workspace| scope.spawn(|| Indexed::new(workspace)))
                .map(|indexing| indexing.join().expect("indexing a generated workspace cannot fail"))
        });
        Self(Arc::new(Inner {
            options: options.clone(),
            clock,
            workspaces,
            control: Control::default(),
            installations: Installations::default(),
            windows: Windows::default(),
            request_ids: RequestIds::default(),
        }))
    }

    /// Its routes.
    pub fn router(&self) -> axum::Router {
        server::routes(self.clone())
    }

    /// Every conversation of a region's workspace, as lists have them: without parts, in no order to rely on.
    pub fn conversations(&self, region: &str) -> Vec<Value> {
        let indexed = self.indexed(region);
        let conversations = indexed.workspace.conversations.iter();
        conversations.map(|conversation| listed(indexed, conversation)).collect()
    }

    /// A conversation with all its parts, those beyond Intercom's 500 too.
    pub fn conversation(&self, region: &str, id: &str) -> Option<Value> {
        let indexed = self.indexed(region);
        let conversation = &indexed.workspace.conversations[indexed.conversation(id)?];
        let parts = generate::parts(&indexed.workspace, conversation);
        let mut value = listed(indexed, conversation);
        value["conversation_parts"] = endpoint::conversation_parts(indexed, &parts, parts.len(), false);
        Some(value)
    }

    /// Every contact of a region's workspace that is not merged into another.
    pub fn contacts(&self, region: &str) -> Vec<Value> {
        let indexed = self.indexed(region);
        let contacts = indexed.workspace.contacts.iter().filter(|contact| indexed.is_unmerged(contact));
        contacts.map(|contact| shapes::contact(&indexed.workspace, contact, Version::V2_16)).collect()
    }

    /// Ids of contacts that were merged → the ids that took their place, perhaps merged themselves.
    pub fn merged_contacts(&self, region: &str) -> Vec<(String, String)> {
        let merged = self.indexed(region).workspace.merged.iter();
        let mut merged: Vec<_> = merged.map(|(from, into)| (from.clone(), into.clone())).collect();
        merged.sort_unstable();
        merged
    }

    /// Ids of a contact's companies, tags and segments, beyond the ten that a contact embeds.
    /// `list` is `companies`, `tags`, `segments` or `notes`.
    pub fn contact_list(&self, region: &str, id: &str, list: &str) -> Vec<String> {
        let indexed = self.indexed(region);
        let indexed::Lookup::Contact(contact) = indexed.contact(id) else { return Vec::new() };
        let workspace = &indexed.workspace;
        match list {
            "companies" => contact.companies.iter().map(|index| workspace.companies[*index].id.clone()).collect(),
            "tags" => contact.tags.iter().map(|index| workspace.tags[*index].id.clone()).collect(),
            "segments" => contact.segments.iter().map(|index| workspace.segments[*index].id.clone()).collect(),
            "notes" => contact.notes.iter().map(|note| note.id.to_string()).collect(),
            _ => Vec::new(),
        }
    }

    /// `GET /me` of a region's workspace.
    pub fn me(&self, region: &str) -> Value {
        shapes::me(&self.indexed(region).workspace)
    }

    /// IANA name of the timezone in which that workspace's contact dates are searched.
    pub fn workspace_timezone(&self, region: &str) -> String {
        self.indexed(region).workspace.timezone_name.to_owned()
    }

    /// How many requests came in since the start or the last reset, whatever they were answered.
    pub fn requests_total(&self) -> u64 {
        self.0.control.requests_total()
    }

    /// What `GET /_simulator/stats` answers.
    pub fn stats(&self) -> Value {
        self.0.control.stats()
    }

    /// What `GET /_simulator/requests` answers: the last thousand requests, oldest first.
    pub fn requests(&self) -> Vec<Value> {
        self.0.control.requests()
    }

    /// Adds a fault, in the form that `POST /_simulator/faults` takes.
    ///
    /// # Panics
    /// If it is not of that form.
    pub fn add_fault(&self, fault: &Value) {
        let fault = fault::Fault::parse(fault.to_string().as_bytes());
        self.0.control.add_fault(fault.expect("a fault in its form"));
    }

    /// Removes the app from that region's workspace, as somebody does in Intercom's settings: tokens that it was
    /// given there are revoked. `POST /auth/uninstall` does the same for the app itself.
    pub fn uninstall(&self, region: &str) {
        self.0.installations.uninstall(self.indexed(region).workspace.region);
    }

    /// Forgets requests, counts, faults and rate-limit windows. Codes and tokens that were given stay good.
    pub fn reset(&self) {
        self.0.control.reset();
        self.0.windows.clear();
    }

    fn indexed(&self, region: &str) -> &Indexed {
        let of = |indexed: &&Indexed| indexed.workspace.region.eq_ignore_ascii_case(region);
        self.0.workspaces.iter().find(of).expect("the simulator has the regions US, EU and AU")
    }
}

fn listed(indexed: &Indexed, conversation: &Conversation) -> Value {
    shapes::conversation(&indexed.workspace, conversation, &indexed.company_users, Version::V2_16, false)
}
