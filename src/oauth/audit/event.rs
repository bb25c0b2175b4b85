//! The lines of the audit log.

use std::sync::Arc;

use super::cause::{self, Cause};
use crate::oauth::failures::Source;

/// What happened. Everything but what is a person's own can be caused by a stranger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Registered,
    Approved,
    Pasted,
    Denied,
    UninstallNoticed,
    /// A request to `/token` or `/revoke` was refused.
    TokenRefused,
    /// By whoever holds the token, as often as they like.
    Repeated,
    CodeReplayed,
    /// A bearer, with the status of the answer.
    NotLetIn(&'static str),
    /// Intercom could not be asked about a bearer.
    NotVerified,
}

/// One event, with all that is known of it. Nothing in it opens anything.
#[derive(Clone, Debug, Default)]
pub(super) struct Event {
    /// The source and the id of the request that it came of.
    pub(super) cause: Option<(Source, Arc<str>)>,
    pub(super) client: Option<String>,
    pub(super) grant: Option<String>,
    pub(super) workspace: Option<String>,
    /// The teammate's id.
    pub(super) person: Option<String>,
    pub(super) reason: Option<String>,
}

impl Kind {
    fn text(self) -> &'static str {
        match self {
            Self::Registered => "client registered",
            Self::Approved => "sign-in approved",
            Self::Pasted => "token pasted instead of a sign-in at Intercom",
            Self::Denied => "sign-in denied",
            Self::UninstallNoticed => "told of an uninstall: grants of the workspace are verified",
            Self::TokenRefused => "token request refused",
            Self::Repeated => "a used refresh token was presented within its grace: the same tokens",
            Self::CodeReplayed => "a used authorization code was presented",
            Self::NotLetIn(_) => "not let in",
            Self::NotVerified => "a token could not be verified",
        }
    }

    /// The status of the answer, where it tells lines of one text apart.
    fn status(self) -> Option<&'static str> {
        match self {
            Self::NotLetIn(status) => Some(status),
            Self::NotVerified => Some("503"),
            _ => None,
        }
    }

    fn is_warning(self) -> bool {
        matches!(self, Self::CodeReplayed | Self::NotVerified)
    }
}

/// A line with the fields that are known.
macro_rules! line {
    ($level:ident, $event:expr, $kind:expr, $number:expr, $text:expr) => {{
        let Event { cause, client, grant, workspace, person, reason } = $event;
        let source = cause.as_ref().map(|(source, _)| tracing::field::display(source));
        let (status, number): (Option<&str>, Option<u64>) = ($kind, $number);
        tracing::$level!(
            target: "audit",
            source,
            client = client.as_deref(),
            grant = grant.as_deref(),
            workspace = workspace.as_deref(),
            person = person.as_deref(),
            kind = status,
            number,
            reason = reason.as_deref(),
            request.id = cause.as_ref().map(|(_, request)| &**request),
            "{}",
            $text
        )
    }};
}

impl Event {
    /// One that happens on the way of the request under way.
    pub(super) fn here() -> Self {
        let cause = cause::current().map(|Cause { source, request, .. }| (source, request));
        Self { cause, ..Self::default() }
    }

    pub(super) fn source(&self) -> Option<Source> {
        self.cause.as_ref().map(|(source, _)| *source)
    }

    /// Writes an event that is a person's own.
    pub(super) fn write_own(&self, text: &str) {
        line!(info, self, None, None, text);
    }

    /// The same, of one that nobody means well with.
    pub(super) fn warn_own(&self, text: &str) {
        line!(warn, self, None, None, text);
    }

    pub(super) fn write(&self, kind: Kind) {
        self.write_text(kind, None, kind.text());
    }

    /// Writes how many more there were than were written, this being the last.
    pub(super) fn write_number(&self, kind: Kind, number: u64) {
        self.write_text(
            kind,
            Some(number),
            &format!("{}: {number} more within a minute, of which this is the last", kind.text()),
        );
    }

    fn write_text(&self, kind: Kind, number: Option<u64>, text: &str) {
        match kind.is_warning() {
            true => line!(warn, self, kind.status(), number, text),
            false => line!(info, self, kind.status(), number, text),
        }
    }
}
