//! Method name → answer, for every transport and every era. No HTTP in it.
//!
//! Only `tools/call` takes time; everything else is answered on the spot. Errors of this module are JSON-RPC
//! errors: an unknown method, malformed parameters, an unknown tool. What goes wrong within a tool is the
//! business of [`super::tool_call`].

use std::sync::Arc;

use axum::body::Bytes;
use serde_json::{Map, Value};

use super::{
    access_log::AccessLog,
    jsonrpc::{ErrorObject, INVALID_PARAMS, INVALID_REQUEST, METHOD_NOT_FOUND, Request, Response},
    protocol::{self, DiscoverResult, Era, InitializeResult, ListToolsResult, PingResult, Version},
    tool_call::ToolCall,
};
use crate::{
    oauth::{authenticator::Authenticator, bearer::Principal},
    state::AppState,
    tools::Tool,
};

/// Who asks, and what it may use.
#[derive(Clone)]
pub struct Caller {
    /// The server's parts.
    pub state: AppState,
    /// On whose behalf.
    pub principal: Principal,
    /// Who is told when Intercom refuses the principal's token.
    pub authenticator: Option<Authenticator>,
    /// Which tools are listed.
    pub listing: Listing,
    /// The body that the request came in, whose last clone gives back the room that the transport has reserved for all
    /// that is made of it.
    pub body: Bytes,
}

/// Which tools `tools/list` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// Every tool that is served.
    All,
    /// `search` and `fetch`: some profiles of ChatGPT refuse a server that has more.
    ChatGpt,
}

/// A request's answer, or the tool call that will give it.
pub enum Answer {
    /// The response.
    Ready(Response),
    /// To be run; until then nothing has been done.
    Call(Box<ToolCall>),
}

/// Answers a request of a known version.
pub fn answer(request: Request, version: Version, caller: &Caller) -> Answer {
    let mut log = AccessLog::begin(&request.method, &caller.principal.access.principal, &caller.state.clock);
    if request.method == "tools/call" {
        return match find_tool(&request.params, caller) {
            Ok((tool, arguments)) => {
                log.tool(tool.definition().name);
                Answer::Call(Box::new(ToolCall::new(request, tool, arguments, version, caller.clone(), log)))
            }
            Err(error) => failed(request, error, log),
        };
    }
    match result(&request, version.era(), caller) {
        Ok(response) => {
            log.finish("result");
            Answer::Ready(response)
        }
        Err(error) => failed(request, error, log),
    }
}

/// Answers a request within a batch.
pub fn answer_in_batch(request: Request, version: Version, caller: &Caller) -> Answer {
    let problem = if request.method == "initialize" {
        "`initialize` must not be part of a batch"
    } else if protocol::era(&request, None) == Era::Modern {
        "a request of 2026-07-28 must not be part of a batch"
    } else {
        return answer(request, version, caller);
    };
    let log = AccessLog::begin(&request.method, &caller.principal.access.principal, &caller.state.clock);
    failed(request, ErrorObject::new(INVALID_REQUEST, problem), log)
}

fn failed(request: Request, error: ErrorObject, log: AccessLog) -> Answer {
    log.fail(error.code);
    Answer::Ready(Response::error(Some(request.id), error))
}

fn result(request: &Request, era: Era, caller: &Caller) -> Result<Response, ErrorObject> {
    let id = request.id.clone();
    match (request.method.as_str(), era) {
        ("initialize", Era::Legacy) => {
            let Some(requested) = request.params.get("protocolVersion").and_then(Value::as_str) else {
                return Err(ErrorObject::new(INVALID_PARAMS, "`protocolVersion` in `params` is not a string"));
            };
            Ok(Response::result(id, &InitializeResult::new(Version::negotiate(requested))))
        }
        ("ping", Era::Legacy) => Ok(Response::result(id, &PingResult::new())),
        ("server/discover", _) => Ok(Response::result(id, &DiscoverResult::new())),
        ("tools/list", era) => {
            check_cursor(&request.params)?;
            let tools = caller.state.tools.clone();
            let listed = tools.definitions().filter(|definition| caller.listing.shows(definition.name));
            Ok(Response::result(id, &ListToolsResult::new(era, listed)))
        }
        (method, era) => Err(unknown_method(method, era)),
    }
}

impl Listing {
    fn shows(self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::ChatGpt => matches!(name, "search" | "fetch"),
        }
    }
}

/// The list has one page, so no cursor of ours can exist.
fn check_cursor(params: &Map<String, Value>) -> Result<(), ErrorObject> {
    match params.get("cursor") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(cursor)) if cursor.is_empty() => Ok(()),
        Some(_) => Err(ErrorObject::new(INVALID_PARAMS, "the list of tools has one page; leave out `cursor`")),
    }
}

fn unknown_method(method: &str, era: Era) -> ErrorObject {
    let known = match era {
        Era::Legacy => "initialize, ping, tools/list, tools/call",
        Era::Modern => "server/discover, tools/list, tools/call",
    };
    let message = if method == "initialize" {
        let versions = Version::SUPPORTED.map(Version::as_str).join(", ");
        format!("2026-07-28 has no `initialize`; the methods are {known}; supported versions: {versions}")
    } else {
        format!("there is no method of that name; the methods are {known}")
    };
    ErrorObject::new(METHOD_NOT_FOUND, message)
}

/// The tool that `params` name, and its arguments as an object.
fn find_tool(params: &Map<String, Value>, caller: &Caller) -> Result<(Arc<dyn Tool>, Value), ErrorObject> {
    let Some(name) = params.get("name").and_then(Value::as_str) else {
        return Err(ErrorObject::new(INVALID_PARAMS, "`name` in `params` is not a string"));
    };
    let arguments = match params.get("arguments") {
        None | Some(Value::Null) => Value::Object(Map::new()),
        Some(arguments @ Value::Object(_)) => arguments.clone(),
        Some(_) => return Err(ErrorObject::new(INVALID_PARAMS, "`arguments` in `params` is not an object")),
    };
    let Some(tool) = caller.state.tools.get(name) else {
        let names: Vec<_> = caller.state.tools.definitions().map(|definition| definition.name).collect();
        let message = format!("there is no tool of that name; the tools are {}", names.join(", "));
        return Err(ErrorObject::new(INVALID_PARAMS, message));
    };
    Ok((tool.clone(), arguments))
}
