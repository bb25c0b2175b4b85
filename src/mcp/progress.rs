//! A tool call as a sequence of messages: `notifications/progress` while it runs, then its response.
//!
//! Written in `basic/utilities/progress`: the value MUST grow with every notification.

use std::pin::pin;

use serde_json::{Number, Value, json};
use tokio::sync::mpsc;

use super::tool_call::ToolCall;
use crate::tools::{Progress, ProgressReport};

/// By how much the value grows when a report says nothing new was done, as one of waiting does.
const SLIVER: f64 = 0.001;

/// Where the messages of a call go: one line of JSON each.
pub(super) trait Outlet: Sync {
    /// Writes what must arrive; waits while the reader is behind.
    fn send(&self, line: String) -> impl Future<Output = ()> + Send;

    /// Writes what is only worth something at once: lost when the reader is behind.
    fn offer(&self, line: String) -> impl Future<Output = ()> + Send;
}

/// Runs the call and writes its messages; the last is the response. Dropping the future stops the call.
pub(super) async fn run(call: ToolCall, outlet: &impl Outlet) {
    let (sender, mut reports) = mpsc::unbounded_channel();
    let (token, progress) = match call.progress_token() {
        Some(token) => (token.clone(), Progress::to(sender)),
        None => (Value::Null, Progress::default()),
    };
    let mut notifications = Notifications { token, last: f64::NEG_INFINITY };
    let response = {
        let mut call = pin!(call.run(progress));
        loop {
            tokio::select! {
                biased;
                Some(report) = reports.recv() => outlet.offer(notifications.next(report)).await,
                completed = &mut call => break completed.response,
            }
        }
    };
    // What was reported in the call's last step comes before its response.
    while let Ok(report) = reports.try_recv() {
        outlet.offer(notifications.next(report)).await;
    }
    outlet.send(response.to_line()).await;
}

/// The notifications of one call.
struct Notifications {
    token: Value,
    last: f64,
}

impl Notifications {
    fn next(&mut self, report: ProgressReport) -> String {
        self.last = if report.progress > self.last { report.progress } else { self.last + SLIVER };
        let mut params = json!({
            "progressToken": self.token,
            "progress": number(self.last),
            "message": report.message,
        });
        if let Some(total) = report.total {
            params["total"] = number(total);
        }
        json!({ "jsonrpc": "2.0", "method": "notifications/progress", "params": params }).to_string()
    }
}

/// Whole numbers are written without a fraction.
fn number(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    let whole = value as i64;
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return Value::from(whole);
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}
