//! What goes wrong on purpose: `POST /_simulator/faults`.

use std::{collections::BTreeMap, time::Duration};

use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::route::{Target, split_region};

/// What is posted. Everything but `path` may be left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultRequest {
    /// Any method, if left out.
    method: Option<String>,
    /// A path or a route template; a region's prefix on it does not matter.
    path: String,
    /// The status to answer instead of the real answer.
    pub(super) status: Option<u16>,
    /// How many requests it strikes; 0 is every one until the reset.
    #[serde(default = "once")]
    times: u32,
    /// Waits that long first.
    #[serde(default)]
    pub(super) delay_ms: u64,
    /// The body to answer: a string as it is, anything else as JSON.
    pub(super) body: Option<Value>,
    /// Headers to add or replace.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Closes the connection before the first byte of an answer.
    #[serde(default)]
    pub(super) drop_connection: bool,
    /// Sends the head with the full length, half of the body, then closes the connection.
    #[serde(default)]
    pub(super) truncate_body: bool,
}

fn once() -> u32 {
    1
}

/// A fault that waits for its requests.
#[derive(Debug)]
pub(super) struct Fault {
    request: FaultRequest,
    left: u32,
}

impl Fault {
    /// Reads a posted fault; the error is a sentence.
    pub(super) fn parse(body: &[u8]) -> Result<Self, String> {
        let request: FaultRequest = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        if let Some(status) = request.status {
            StatusCode::from_u16(status).map_err(|_| format!("`status` is {status}; expected 100 to 999"))?;
        }
        for (name, value) in &request.headers {
            name.parse::<HeaderName>().map_err(|_| format!("`{name}` is no header name"))?;
            value.parse::<HeaderValue>().map_err(|_| format!("the value of header `{name}` cannot be sent"))?;
        }
        Ok(Self { left: request.times, request })
    }

    pub(super) fn concerns(&self, method: &Method, target: &Target) -> bool {
        let method_fits =
            self.request.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method.as_str()));
        let (_, path) = split_region(&self.request.path);
        method_fits && (path == target.path || shape(path) == shape(&target.template))
    }

    /// One use of it.
    pub(super) fn take(&mut self) -> FaultRequest {
        self.left = self.left.saturating_sub(1);
        self.request.clone()
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.request.times != 0 && self.left == 0
    }
}

impl FaultRequest {
    pub(super) fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }

    /// Whether the real answer is given, perhaps late, changed or cut.
    pub(super) fn passes_on(&self) -> bool {
        self.status.is_none() && self.body.is_none()
    }

    /// The headers to set, all of which were read before.
    pub(super) fn headers(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        self.headers.iter().filter_map(|(name, value)| Some((name.parse().ok()?, value.parse().ok()?)))
    }
}

/// A template without its placeholders' names.
fn shape(template: &str) -> Vec<&str> {
    template.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect()
}
