//! `check`: who the configured token is, where it belongs, and what it may read.
//!
//! Intercom has no call that lists a token's permissions; they are found by trying each read that a tool
//! makes. Every line says what was found; a line that begins with `wrong` says what to do.

use std::{
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use super::{environment::Environment, failure::Failure, serve};
use crate::{
    clock::Clock,
    config::Config,
    intercom::{
        self, Call, Client, Error,
        me::{Access, Identity},
        names::Kind,
        search::{Filter, Operator, Pagination, SearchRequest},
    },
    secret::{Digest, SecretString},
    state::AppState,
};

/// The time of one question to Intercom, retries included.
const DEADLINE: Duration = Duration::from_secs(50);

/// Asks, and prints the report on stdout.
pub(super) async fn run() -> Result<(), Failure> {
    let config = Environment::read()?.config()?;
    serve::start_telemetry(config.log_format, &config.log_filter)?;
    let Some(token) = config.intercom_access_token.clone() else {
        return Err(Failure::Configuration(
            "`INTERCOM_ACCESS_TOKEN`: found nothing; accepted: the access token of an Intercom app, from the \
             Developer Hub, the app's page \"Authentication\""
                .to_owned(),
        ));
    };
    let state = AppState::new(config, Clock::system()).map_err(|error| Failure::new(error.to_string()))?;
    let mut report = Report::default();
    match state.intercom.identify(&token).await {
        Ok(identity) => {
            judge_identity(&mut report, &identity, &state.config);
            let check = Check { intercom: state.intercom, clock: state.clock, access: access(token, identity) };
            check.permissions(&mut report).await;
        }
        Err(error) => report.wrong("token", &advice(&error)),
    }
    report.print(&mut io::stdout())?;
    if report.is_good() { Ok(()) } else { Err(Failure::Said) }
}

/// What was found, in the order in which it was asked.
#[derive(Default)]
struct Report(Vec<(bool, String)>);

impl Report {
    fn good(&mut self, subject: &str, finding: &str) {
        self.0.push((true, format!("{subject}: {finding}")));
    }

    fn wrong(&mut self, subject: &str, finding: &str) {
        self.0.push((false, format!("{subject}: {finding}")));
    }

    fn is_good(&self) -> bool {
        self.0.iter().all(|(good, _)| *good)
    }

    fn print(&self, stdout: &mut impl Write) -> io::Result<()> {
        for (good, line) in &self.0 {
            writeln!(stdout, "{}  {line}", if *good { "ok   " } else { "wrong" })?;
        }
        stdout.flush()
    }
}

fn judge_identity(report: &mut Report, identity: &Identity, config: &Config) {
    report.good("token", "Intercom accepts it");
    // Where a region is configured no other is tried, so it is Intercom's own word that counts.
    let region = identity.me.as_ref().and_then(|me| me.region).unwrap_or(identity.region);
    match config.intercom_region {
        Some(configured) if configured != region => report.wrong(
            "region",
            &format!("`{region}`, but `INTERCOM_REGION` is `{configured}`; set it to `auto` or `{region}`"),
        ),
        _ => report.good("region", &format!("`{region}`")),
    }
    // A workspace that cannot be compared with a list is on none.
    let refused = match &config.allowed_workspaces {
        Some(_) => "; since `ALLOWED_WORKSPACES` is set, the server refuses this token",
        None => "",
    };
    let Some(me) = &identity.me else {
        let advice = tick("Read one admin");
        report.wrong(
            "workspace",
            &format!("the token may not read its own name; links hold `_`, days are UTC{refused}; {advice}"),
        );
        return;
    };
    let Some(id) = &me.workspace.id else {
        report.wrong("workspace", &format!("Intercom names none for this token; links hold `_`{refused}"));
        return;
    };
    let name = me.workspace.name.as_deref().unwrap_or("without a name");
    let timezone = me.workspace.timezone.iana_name().unwrap_or("UTC");
    match &config.allowed_workspaces {
        Some(allowed) if !allowed.iter().any(|allowed| **allowed == **id) => {
            report.wrong("workspace", &format!("{name} (`{id}`) is none of `ALLOWED_WORKSPACES`; add it there"))
        }
        _ => report.good("workspace", &format!("{name} (`{id}`), days in {timezone}")),
    }
}

/// The token as a caller. Its digest keys nothing but this process's own caches.
fn access(token: SecretString, identity: Identity) -> Arc<Access> {
    let key: Digest = "check".into();
    let region = identity.region;
    let workspace = identity.me.map(|me| me.workspace).unwrap_or_default();
    Arc::new(Access { principal: key.clone(), person: None, budget_key: key, token, region, workspace })
}

/// The reads to try.
struct Check {
    intercom: Client,
    clock: Clock,
    access: Arc<Access>,
}

impl Check {
    async fn permissions(&self, report: &mut Report) {
        let request = everything();
        let found = self.intercom.search_conversations(&self.call(), &request).await;
        judge_read(report, "conversations", found.map(|page| page.total_count));
        let found = self.intercom.search_contacts(&self.call(), &request).await;
        judge_read(report, "contacts", found.map(|page| page.total_count));
        for (subject, kind) in [("teammates", Kind::Admin), ("teams", Kind::Team), ("tags", Kind::Tag)] {
            judge_names(report, subject, self.intercom.count_names(&self.call(), kind).await);
        }
    }

    fn call(&self) -> Call {
        self.intercom.call(Arc::clone(&self.access), self.clock.after(DEADLINE), None)
    }
}

/// The smallest page of all there is.
fn everything() -> SearchRequest {
    let query = Filter::Single { field: "created_at".to_owned(), operator: Operator::Greater, value: 0.into() };
    SearchRequest { query, pagination: Pagination { per_page: 1, starting_after: None }, sort: None }
}

fn judge_read(report: &mut Report, subject: &str, found: Result<u64, Error>) {
    match found {
        Ok(count) => report.good(subject, &format!("{count} readable")),
        Err(error) => report.wrong(subject, &advice(&error)),
    }
}

fn judge_names(report: &mut Report, subject: &str, found: Result<usize, Error>) {
    match found {
        Ok(count) => report.good(subject, &format!("{count} names")),
        Err(error) => report.wrong(subject, &format!("their ids stand without names: {}", advice(&error))),
    }
}

/// What happened, and what to do about it.
fn advice(error: &intercom::Error) -> String {
    let next = match error {
        Error::DeadToken { .. } => {
            "copy the access token anew from the Developer Hub into `INTERCOM_ACCESS_TOKEN`; if `INTERCOM_REGION` or \
             `INTERCOM_API_URL` is set, see that it is the workspace's"
                .to_owned()
        }
        Error::MissingPermission { permission, .. } => tick(permission),
        Error::PlanRestricted { .. } => "see the workspace's plan at Intercom".to_owned(),
        Error::NotFound { .. } | Error::Refused { .. } => {
            "see `INTERCOM_API_URL` and `INTERCOM_API_VERSION`".to_owned()
        }
        Error::RateLimited { .. } | Error::Busy { .. } => "run `check` again then".to_owned(),
        Error::Unavailable { .. } => "run `check` again later".to_owned(),
        Error::Unreachable { .. } | Error::TimedOut { .. } | Error::NotUnderstood { .. } => {
            "see that this host reaches Intercom, and `INTERCOM_API_URL` if it is set".to_owned()
        }
    };
    format!("{error}; {next}")
}

fn tick(permission: &str) -> String {
    format!("tick \"{permission}\" in Intercom's Developer Hub, on the app's page \"Authentication\"")
}
