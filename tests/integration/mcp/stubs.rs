//! Tools that do one thing each, so that a test can tell what the protocol layer makes of it.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use intercom_mcp::{
    intercom,
    tools::{Definition, Tool, ToolContext, ToolError, ToolOutput, Tools},
};
use serde_json::{Value, json, value::to_raw_value};
use tokio::sync::{Barrier, watch};

/// How many calls of `wait` have begun and ended, whichever way.
#[derive(Clone)]
pub(crate) struct Gauge {
    pub(crate) begun: watch::Sender<usize>,
    pub(crate) ended: watch::Sender<usize>,
}

impl Gauge {
    /// Returns when `count` calls have begun.
    pub(crate) async fn begun(&self, count: usize) {
        self.begun.subscribe().wait_for(|begun| *begun >= count).await.unwrap();
    }

    /// Returns when `count` calls have ended.
    pub(crate) async fn ended(&self, count: usize) {
        self.ended.subscribe().wait_for(|ended| *ended >= count).await.unwrap();
    }
}

impl Gauge {
    /// Counts itself in, and out when it is dropped.
    async fn wait(&self) {
        let _ended = Ended(self);
        self.begun.send_modify(|begun| *begun += 1);
        std::future::pending::<()>().await;
    }
}

struct Ended<'a>(&'a Gauge);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.ended.send_modify(|ended| *ended += 1);
    }
}

enum Action {
    /// Its arguments, and who called.
    Echo,
    /// An error that a model can repair.
    Fail,
    /// A panic with a secret in it.
    Panic,
    /// Never comes back.
    Wait(Gauge),
    /// Comes back when as many calls are running as the barrier wants.
    Meet(Arc<Barrier>),
    /// Three reports, the second without any progress, and a result.
    Report,
    /// What happens when a call waits for Intercom's rate limit.
    WaitForIntercom,
    /// More progress than any socket holds; then it never comes back.
    Flood(Gauge),
    /// Intercom says that the token is dead.
    DeadToken,
}

struct Stub(Definition, Action);

#[async_trait]
impl Tool for Stub {
    fn definition(&self) -> &Definition {
        &self.0
    }

    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, ToolError> {
        let principal = context.call.access.principal.clone();
        match &self.1 {
            Action::Echo => {}
            Action::Fail => return Err(ToolError::Arguments("`limit` is at most 150; found `151`".to_owned())),
            Action::Panic => panic!("the secret is {principal}"),
            Action::Wait(gauge) => gauge.wait().await,
            Action::Flood(gauge) => {
                for page in 0..1_000 {
                    context.progress.report(f64::from(page), None, || "x".repeat(30_000));
                    tokio::task::yield_now().await;
                }
                gauge.wait().await;
            }
            Action::Meet(barrier) => {
                barrier.wait().await;
            }
            Action::Report => {
                context.progress.report(1.0, Some(3.0), || "read 1 of 3 pages".to_owned());
                tokio::task::yield_now().await;
                context.progress.report(1.0, Some(3.0), || "waiting".to_owned());
                tokio::task::yield_now().await;
                context.progress.report(2.5, None, || "read \"2½\" pages\nand more".to_owned());
            }
            Action::WaitForIntercom => {
                let on_wait = context.call.on_wait.as_ref().unwrap();
                on_wait(Duration::from_millis(6_200));
            }
            Action::DeadToken => {
                let error = intercom::Error::DeadToken { message: "Access Token Invalid".to_owned(), request_id: None };
                return Err(error.into());
            }
        }
        let output = json!({ "principal": &*principal, "arguments": arguments });
        Ok(ToolOutput(to_raw_value(&output).unwrap()))
    }
}

fn stub(name: &'static str, action: Action) -> Arc<dyn Tool> {
    let definition = Definition {
        name,
        title: "A tool",
        description: "Use this when a test says so.",
        input_schema: json!({ "type": "object", "properties": { "text": { "type": "string" } } }),
        output_schema: json!({ "type": "object", "required": ["principal", "arguments"] }),
    };
    Arc::new(Stub(definition, action))
}

/// All of them. `meet` comes back when `parties` calls are running.
pub(crate) fn tools(parties: usize) -> (Tools, Gauge) {
    let gauge = Gauge { begun: watch::Sender::new(0), ended: watch::Sender::new(0) };
    let tools = Tools::of(vec![
        stub("search", Action::Echo),
        stub("fetch", Action::Fail),
        stub("panic", Action::Panic),
        stub("wait", Action::Wait(gauge.clone())),
        stub("meet", Action::Meet(Arc::new(Barrier::new(parties)))),
        stub("report", Action::Report),
        stub("wait_for_intercom", Action::WaitForIntercom),
        stub("flood", Action::Flood(gauge.clone())),
        stub("dead_token", Action::DeadToken),
    ]);
    (tools, gauge)
}
