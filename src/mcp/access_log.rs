//! One log line per request: method, tool, principal, duration and outcome. Never arguments, tokens or bodies.

use jiff::Timestamp;

use crate::clock::Clock;

/// Hex digits of a principal's digest that tell two principals of a log apart. `single-user` stays whole.
const PRINCIPAL_DIGITS: usize = 8;

/// A request under way. Writes its line when it is finished, or dropped because its client has gone.
pub(super) struct AccessLog {
    method: &'static str,
    tool: &'static str,
    principal: String,
    clock: Clock,
    started: Timestamp,
    outcome: &'static str,
    code: Option<i32>,
}

impl AccessLog {
    /// A request that begins now.
    pub(super) fn begin(method: &str, principal: &str, clock: &Clock) -> Self {
        Self {
            method: known(method),
            tool: "",
            principal: shown_principal(principal).to_owned(),
            clock: clock.clone(),
            started: clock.now(),
            outcome: "abandoned",
            code: None,
        }
    }

    /// Names the tool that is called.
    pub(super) fn tool(&mut self, name: &'static str) {
        self.tool = name;
    }

    /// The request was answered with a result of this kind.
    pub(super) fn finish(mut self, outcome: &'static str) {
        self.outcome = outcome;
    }

    /// The request was answered with this JSON-RPC error.
    pub(super) fn fail(mut self, code: i32) {
        self.outcome = "error";
        self.code = Some(code);
    }
}

impl Drop for AccessLog {
    fn drop(&mut self) {
        let subject =
            if self.tool.is_empty() { self.method.to_owned() } else { format!("{} {}", self.method, self.tool) };
        let duration_ms = self.clock.now().duration_since(self.started).as_millis();
        tracing::info!(
            mcp.method = self.method,
            tool.name = self.tool,
            principal = self.principal,
            duration_ms = i64::try_from(duration_ms).unwrap_or(i64::MAX),
            outcome = self.outcome,
            error.code = self.code,
            "{subject}: {}",
            self.outcome,
        );
    }
}

/// A principal as logs show it.
pub(super) fn shown_principal(principal: &str) -> &str {
    match principal.get(..PRINCIPAL_DIGITS) {
        Some(digits) if principal.bytes().all(|byte| byte.is_ascii_hexdigit()) => digits,
        _ => principal,
    }
}

/// A client chooses a method's name freely; only names that we know are written down.
fn known(method: &str) -> &'static str {
    let names = ["initialize", "ping", "server/discover", "tools/list", "tools/call"];
    names.into_iter().find(|name| *name == method).unwrap_or("unknown method")
}
