//! `tools`: the definitions of the tools, as `tools/list` gives them.

use std::io::{self, Write};

use serde_json::json;

use super::failure::Failure;
use crate::{mcp::protocol::Tool, tools::Tools};

/// Prints `{"tools":[…]}`: every tool, whatever `ENABLED_TOOLS` says.
pub(super) fn run() -> Result<(), Failure> {
    let tools = Tools::all();
    let tools: Vec<Tool<'_>> = tools.definitions().map(Tool::from).collect();
    let mut stdout = io::stdout();
    writeln!(stdout, "{:#}", json!({ "tools": tools }))?;
    Ok(stdout.flush()?)
}
