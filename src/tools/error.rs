//! Why a tool has no answer, in words a model can act on: what happened, and what to do next.

use std::{borrow::Cow, time::Duration};

use crate::{intercom, text::visible::spelled};

/// Why a tool has no answer: a tool execution error (`isError: true`), which a model can act on.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ToolError {
    /// The arguments do not fit; the text says what was found, what is accepted, and what to do.
    #[error("{0}")]
    Arguments(String),
    /// The query of `search` does not parse; the text has the caret line and a hint.
    #[error("{0}")]
    Query(#[from] crate::query::Error),
    /// Intercom, or the way there.
    #[error(transparent)]
    Intercom(#[from] intercom::Error),
    /// Our own fault.
    #[error("the answer could not be written: {0}")]
    Internal(String),
    /// The call's time ran out.
    #[error("the call took longer than {} s", .0.as_secs())]
    TimedOut(Duration),
}

impl ToolError {
    /// What the model reads: the sentence, and what to do next. Arguments and queries bring their own hint. What cannot
    /// be seen in what the caller wrote is spelled, since it may be what is wrong: `<U+200B>`.
    pub fn text(&self) -> String {
        let text = self.words();
        match spelled(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(spelled) => spelled,
        }
    }

    fn words(&self) -> String {
        match self {
            ToolError::Arguments(text) => text.clone(),
            ToolError::Query(error) => error.to_string(),
            ToolError::Intercom(error) => intercom_text(error),
            ToolError::Internal(_) => {
                "the answer could not be written\nhint: this is a fault of the server; report it to whoever runs it"
                    .to_owned()
            }
            ToolError::TimedOut(_) => format!(
                "{self}\nhint: ask for less: a smaller `per_page`, a narrower date range, or a criterion that \
                 Intercom can check itself"
            ),
        }
    }

    /// Whether Intercom said that the token is dead: nothing will work until the client signs in again.
    pub fn is_dead_token(&self) -> bool {
        matches!(self, ToolError::Intercom(intercom::Error::DeadToken { .. }))
    }
}

/// Somebody's words in a sentence of ours: without line breaks and other control characters, and no longer than so many
/// characters.
pub(super) fn on_one_line(text: &str, characters: usize) -> String {
    super::fit::cut(text, characters).replace(char::is_control, " ")
}

fn intercom_text(error: &intercom::Error) -> String {
    // Intercom's words may be long, and have lines of their own.
    let sentence = on_one_line(&error.to_string(), 500);
    let request = match request_id(error) {
        Some(id) => format!("\nIntercom's request id: `{}`", on_one_line(id, 100)),
        None => String::new(),
    };
    format!("{sentence}\nhint: {}{request}", hint(error))
}

fn hint(error: &intercom::Error) -> String {
    use intercom::Error::*;
    match error {
        DeadToken { .. } => "sign in again, or give a new access token (`INTERCOM_ACCESS_TOKEN`, where the server \
            has its own); do not repeat the call before"
            .to_owned(),
        MissingPermission { permission, .. } => format!(
            "tick \"{permission}\" under Authentication of the app in Intercom's Developer Hub, then connect again; \
             repeating the call does not help"
        ),
        PlanRestricted { .. } => "only a change of the workspace's plan helps; do without this".to_owned(),
        NotFound { .. } => {
            "check the id, or find it with `search`; it may belong to another workspace, or be deleted".to_owned()
        }
        Refused { .. } => "change the arguments as Intercom says; the same call will be refused again".to_owned(),
        RateLimited { retry_after, .. } | Busy { retry_after } => {
            format!("wait {} s, then repeat the call", retry_after.as_secs().max(1))
        }
        Unavailable { .. } | Unreachable { .. } => {
            "wait a minute, then repeat the call; https://www.intercomstatus.com says whether Intercom has trouble"
                .to_owned()
        }
        TimedOut { .. } => "repeat the call, or ask for less: a smaller `per_page`, a narrower date range".to_owned(),
        NotUnderstood { .. } => {
            "repeat the call once; if it fails again, tell whoever runs this server, and what was asked".to_owned()
        }
    }
}

fn request_id(error: &intercom::Error) -> Option<&str> {
    use intercom::Error::*;
    match error {
        DeadToken { request_id, .. }
        | MissingPermission { request_id, .. }
        | PlanRestricted { request_id, .. }
        | NotFound { request_id, .. }
        | Refused { request_id, .. }
        | RateLimited { request_id, .. }
        | Unavailable { request_id, .. }
        | NotUnderstood { request_id, .. } => request_id.as_deref(),
        Busy { .. } | Unreachable { .. } | TimedOut { .. } => None,
    }
}
