//! Whether Intercom still accepts the token of a grant: where an uninstall notice says that it may not, and at a refresh
//! when Intercom last said so more than an hour ago.
//!
//! A notice is not signed ([`uninstalled`](super::uninstalled)): a stranger can set off whatever it sets off. Hence:
//!
//! - a grant is asked about at its next use, by one request; others of the same grant wait for that answer
//! - at most one question per workspace is under way; its other grants go on, and are asked about at a later use
//! - a grant is asked about twice a minute at most, and a workspace ten times in ten seconds, a hundredth of what
//!   Intercom allows; each question is a call of the workspace's own budget, in the same queue as the others
//! - nothing but Intercom's refusal of the token changes anything: while Intercom cannot be asked, sign-ins go on as
//!   before, and no question about the workspace is put for 30 seconds
//! - no request waits longer than two seconds; the question goes on without it

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::oneshot;

use super::{
    audit::{self, Reason},
    expiring::Expiring,
    grants::{Grants, Refused},
    kept::{self, Found, Grant, Uninstalled},
    rates::Rate,
};
use crate::{clock::Clock, intercom, secret::SecretString, store::records};

/// How long what Intercom said of a token holds at refreshes.
const CONFIRMED_FOR: Duration = Duration::from_secs(60 * 60);
/// How long a request waits for the answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long no question about a workspace is put after one that Intercom did not answer.
const PAUSE: Duration = Duration::from_secs(30);
/// How long the answers about a grant are counted, and remembered for requests that read the grant before them.
const WINDOW: Duration = Duration::from_secs(60);
/// Questions about one grant within a minute.
const OF_GRANT: u32 = 2;
/// Questions about one workspace within [`WORKSPACE_WINDOW`].
const OF_WORKSPACE: u32 = 10;
const WORKSPACE_WINDOW: Duration = Duration::from_secs(10);
/// Grants and workspaces that are remembered.
const MAX_KEPT: usize = 10_000;

/// The questions under way, and how often which were put.
pub(super) struct Verifications {
    of_grants: Rate<String>,
    of_workspaces: Rate<String>,
    state: Mutex<State>,
}

struct State {
    /// By workspace.
    under_way: HashMap<String, Question>,
    /// When the last question was put about a grant that Intercom confirmed.
    confirmed: Expiring<String, Timestamp>,
    /// Workspaces about which Intercom could not be asked.
    unanswered: Expiring<String, ()>,
}

#[derive(Clone)]
struct Question {
    grant: String,
    answer: Shared<BoxFuture<'static, Answer>>,
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Confirmed,
    Refused,
    /// Intercom could not be asked.
    Unknown,
}

impl Verifications {
    pub(super) fn new() -> Self {
        let state = State {
            under_way: HashMap::new(),
            confirmed: Expiring::new(WINDOW, MAX_KEPT),
            unanswered: Expiring::new(PAUSE, MAX_KEPT),
        };
        Self {
            of_grants: Rate::new(WINDOW, OF_GRANT, u32::MAX),
            of_workspaces: Rate::new(WORKSPACE_WINDOW, OF_WORKSPACE, u32::MAX),
            state: Mutex::new(state),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a question about the grant may be put now; counts it if so.
    fn may_ask(&self, state: &mut State, grant: &str, workspace: &str, clock: &Clock) -> bool {
        let is_paused = state.unanswered.get(&workspace.to_owned(), clock.now()).is_some();
        !is_paused
            && self.of_workspaces.count(workspace.to_owned(), clock).is_ok()
            && self.of_grants.count(grant.to_owned(), clock).is_ok()
    }
}

impl Grants {
    /// Has Intercom confirm the grant's token, if there was an uninstall notice since it last did.
    pub(super) async fn confirm(&self, id: &str, found: &Found<Grant>, token: &SecretString) -> Result<(), Refused> {
        let Some(workspace) = &found.content.workspace_id else { return Ok(()) };
        let mark = kept::get::<Uninstalled>(&*self.0.store, &Uninstalled::id(workspace)).await?;
        let Some(mark) = mark.filter(|mark| mark.content.noticed_at > found.content.verified_at) else {
            return Ok(());
        };
        self.ask(id, workspace, &mark.content, token).await
    }

    /// Has Intercom confirm the grant's token, if it last did so more than an hour ago: what was taken from somebody
    /// there is not kept up here by refreshing it.
    pub(super) async fn confirm_hourly(
        &self,
        id: &str,
        found: &Found<Grant>,
        token: &SecretString,
    ) -> Result<(), Refused> {
        let now = self.0.clock.now();
        // Also where a clock that was ahead noted it.
        if now.duration_since(found.content.verified_at).unsigned_abs() < CONFIRMED_FOR {
            return Ok(());
        }
        // What Intercom said meanwhile, to another request, counts.
        let since = SignedDuration::try_from(CONFIRMED_FOR).ok().and_then(|hour| now.checked_sub(hour).ok());
        let due = Uninstalled { noticed_at: since.unwrap_or(now) };
        // Where the workspace has no name, each grant is as good as one.
        let workspace = found.content.workspace_id.as_deref().unwrap_or(id);
        self.ask(id, workspace, &due, token).await
    }

    /// Waits for the answer to a question about this grant, if one is put.
    async fn ask(&self, id: &str, workspace: &str, mark: &Uninstalled, token: &SecretString) -> Result<(), Refused> {
        let Some(answer) = self.question(id, workspace, mark, token) else { return Ok(()) };
        let clock = &self.0.clock;
        tokio::select! {
            answer = answer => match answer {
                Answer::Refused => Err(Refused::Invalid(
                    "Intercom does not accept this sign-in any more: the app was uninstalled, or the teammate removed",
                )),
                Answer::Confirmed | Answer::Unknown => Ok(()),
            },
            () = clock.sleep_until(clock.after(PATIENCE)) => Ok(()),
        }
    }

    /// The answer to the question about this grant, which is put unless it is under way already; `None` where there is
    /// nothing to ask, or not now.
    fn question(
        &self,
        id: &str,
        workspace: &str,
        mark: &Uninstalled,
        token: &SecretString,
    ) -> Option<Shared<BoxFuture<'static, Answer>>> {
        let (verifications, clock) = (&self.0.verifications, &self.0.clock);
        let mut state = verifications.state();
        if let Some(question) = state.under_way.get(workspace) {
            return (question.grant == id).then(|| question.answer.clone());
        }
        let confirmed = state.confirmed.get(&id.to_owned(), clock.now());
        if confirmed.is_some_and(|(asked_at, _)| *asked_at >= mark.noticed_at)
            || !verifications.may_ask(&mut state, id, workspace, clock)
        {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        let answer = receiver.map(|answer| answer.unwrap_or(Answer::Unknown)).boxed().shared();
        state.under_way.insert(workspace.to_owned(), Question { grant: id.to_owned(), answer: answer.clone() });
        drop(state);
        let under_way = UnderWay { grants: self.clone(), workspace: workspace.to_owned() };
        let (id, token) = (id.to_owned(), token.clone());
        // A task of its own: it goes on when the request that began it goes away.
        tokio::spawn(audit::carried(async move {
            let answer = under_way.grants.ask_intercom(&id, &under_way.workspace, &token).await;
            drop(under_way);
            let _ = sender.send(answer);
        }));
        Some(answer)
    }

    async fn ask_intercom(&self, id: &str, workspace: &str, token: &SecretString) -> Answer {
        let asked_at = self.0.clock.now();
        let answer = match self.0.intercom.identify_within(token, &Grant::budget_key(workspace)).await {
            Ok(_) => Answer::Confirmed,
            Err(intercom::Error::DeadToken { .. }) => Answer::Refused,
            Err(error) => {
                tracing::warn!(%error, workspace, "Intercom could not be asked whether a sign-in still holds: it goes on");
                Answer::Unknown
            }
        };
        let stored = match answer {
            Answer::Confirmed => {
                self.0.verifications.state().confirmed.insert(id.to_owned(), asked_at, &self.0.clock);
                self.note_confirmed(id, asked_at).await
            }
            Answer::Refused => self.revoke(id, Reason::TokenDead).await.map(|_| ()),
            Answer::Unknown => {
                self.0.verifications.state().unanswered.insert(workspace.to_owned(), (), &self.0.clock);
                Ok(())
            }
        };
        if let Err(cause) = stored {
            tracing::error!(%cause, grant = id, "what Intercom said of a sign-in was not stored");
        }
        answer
    }

    /// Notes when Intercom confirmed the token, whatever else is noted of the grant in this moment.
    async fn note_confirmed(&self, id: &str, asked_at: Timestamp) -> Result<(), records::Error> {
        let store = &*self.0.store;
        while let Some(Found { content, version, expires }) = self.get(id).await? {
            let grant = Grant { verified_at: asked_at.max(content.verified_at), ..content };
            if kept::replace(store, id, version, &grant, expires).await? {
                break;
            }
        }
        Ok(())
    }
}

/// A question under way, until it is dropped: also where the task panics or the server ends.
struct UnderWay {
    grants: Grants,
    workspace: String,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.grants.0.verifications.state().under_way.remove(&self.workspace);
    }
}
