//! One tool call: within its principal's limits, within its time, and never taking the server down with it.
//!
//! Protocol errors have been dealt with before; whatever happens here is a result, `isError: true` included,
//! except a panic, which is our own fault. Dropping the future of a call stops the call.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt;
use serde_json::Value;

use super::{
    access_log::AccessLog,
    dispatch::Caller,
    jsonrpc::{ErrorObject, INTERNAL_ERROR, Id, MAX_ID, Request, Response},
    protocol::{CallToolResult, Version},
};
use crate::{
    oauth::bearer::Credential,
    tools::{
        Progress, Tool, ToolError, ToolOutput,
        limits::{Allowance, Refusal},
    },
};

/// The time of a call, waiting for Intercom's rate limit included.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(50);

/// A tool call that is ready to run.
pub struct ToolCall {
    id: Id,
    tool: Arc<dyn Tool>,
    arguments: Value,
    progress_token: Option<Value>,
    version: Version,
    caller: Caller,
    log: AccessLog,
}

/// What a tool call came to.
pub struct Completed {
    /// The response.
    pub response: Response,
    /// Whether Intercom refused the token that the client sent: a transport that has sent nothing yet says so
    /// in its own way, so that the client signs in again.
    pub client_token_is_dead: bool,
}

/// Why a call has no output.
enum Failure {
    Refused(Refusal),
    Tool(ToolError),
}

impl ToolCall {
    pub(super) fn new(
        request: Request,
        tool: Arc<dyn Tool>,
        arguments: Value,
        version: Version,
        caller: Caller,
        log: AccessLog,
    ) -> Self {
        let token = request.params.get("_meta").and_then(|meta| meta.get("progressToken"));
        // It is said again with each report.
        let is_token = |token: &&Value| match token {
            Value::String(text) => text.len() <= MAX_ID,
            other => other.is_number(),
        };
        let progress_token = token.filter(is_token).cloned();
        Self { id: request.id, tool, arguments, progress_token, version, caller, log }
    }

    /// The token under which the client wants to hear of progress.
    pub fn progress_token(&self) -> Option<&Value> {
        self.progress_token.as_ref()
    }

    /// Runs the tool. The call lives in this future and nowhere else.
    pub async fn run(self, progress: Progress) -> Completed {
        let Self { id, tool, arguments, version, caller, log, .. } = self;
        let called = AssertUnwindSafe(call(tool.as_ref(), arguments, &caller, progress)).catch_unwind().await;
        let era = version.era();
        let mut client_token_is_dead = false;
        let response = match called {
            Ok(Ok(output)) => {
                log.finish("result");
                Response::result(id, &CallToolResult::output(era, &output.0))
            }
            Ok(Err(failure)) => {
                let dead = failure.is_dead_token();
                log.finish(if dead { "dead token" } else { "tool error" });
                client_token_is_dead = dead && caller.principal.credential != Credential::SingleUser;
                if dead && let Some(authenticator) = &caller.authenticator {
                    authenticator.forget(&caller.principal).await;
                }
                Response::result(id, &CallToolResult::error(era, &failure.text(caller.principal.credential)))
            }
            // The panic's words are on stderr; they may hold anything, so nobody outside sees them.
            Err(_) => {
                log.fail(INTERNAL_ERROR);
                Response::error(Some(id), ErrorObject::new(INTERNAL_ERROR, "internal error"))
            }
        };
        Completed { response, client_token_is_dead }
    }
}

async fn call(tool: &dyn Tool, arguments: Value, caller: &Caller, progress: Progress) -> Result<ToolOutput, Failure> {
    let (state, access) = (&caller.state, &caller.principal.access);
    let allowance =
        Allowance { per_minute: state.config.requests_per_minute, concurrent: state.config.max_concurrent_calls };
    let _permit = state.limits.admit(access.caller(), state.clock.now(), allowance).map_err(Failure::Refused)?;
    let deadline = state.clock.after(TIME_LIMIT);
    let context = state.tool_context(access.clone(), deadline, progress);
    tokio::select! {
        biased;
        result = tool.call(&context, arguments) => result.map_err(Failure::Tool),
        () = state.clock.sleep_until(deadline) => Err(Failure::Tool(ToolError::TimedOut(TIME_LIMIT))),
    }
}

impl Failure {
    fn is_dead_token(&self) -> bool {
        matches!(self, Self::Tool(error) if error.is_dead_token())
    }

    /// What the model reads.
    fn text(&self, credential: Credential) -> String {
        match self {
            Self::Refused(refusal) => refusal.to_string(),
            Self::Tool(error) if error.is_dead_token() => {
                let next = match credential {
                    Credential::SingleUser => {
                        "the operator of this server must set `INTERCOM_ACCESS_TOKEN` to a token that Intercom accepts"
                    }
                    Credential::Grant => "sign in again: disconnect this server in your client and connect it anew",
                    Credential::IntercomToken => "connect again with a token that Intercom accepts",
                };
                format!("{error}\nhint: {next}")
            }
            Self::Tool(error) => error.text(),
        }
    }
}
