//! What holds for any arguments of a tool call: no time is left for Intercom, so that whatever is asked ends in words.

use std::sync::{Arc, LazyLock};

use intercom_mcp::{
    clock::Clock,
    config::Config,
    intercom::me::{Access, Workspace},
    region::Region,
    state::AppState,
    tools::{Progress, ToolContext, Tools},
};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));

static CONTEXT: LazyLock<ToolContext> = LazyLock::new(|| {
    let _entered = RUNTIME.enter();
    let config = Config {
        intercom_api_url: Some("http://127.0.0.1:9".to_owned()),
        ..Config::for_loopback(([127, 0, 0, 1], 0).into())
    };
    let clock = Clock::system();
    let state = AppState::new(config, clock.clone()).expect("a configuration");
    let access = Access {
        principal: "fuzz".into(),
        person: None,
        budget_key: "fuzz".into(),
        token: "fuzz".into(),
        region: Region::Us,
        workspace: Workspace::default(),
    };
    state.tool_context(Arc::new(access), clock.now(), Progress::default())
});

/// Every tool answers with an error that is short and can be read, and never panics.
pub(crate) fn check(input: &[u8]) {
    let Ok(arguments) = serde_json::from_slice::<Value>(input) else { return };
    let tools = Tools::all();
    for definition in tools.definitions() {
        let tool = tools.get(definition.name).expect("a tool that is listed");
        let answer = RUNTIME.block_on(tool.call(&CONTEXT, arguments.clone()));
        let text = answer.expect_err("nothing can be read").text();
        assert!(text.lines().count() <= 8 && text.chars().count() <= 2_500, "{}: {text}", definition.name);
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{}: {text:?}", definition.name);
    }
}
