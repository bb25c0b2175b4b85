//! Which forms a request comes in, and which its sender accepts: `Content-Type` and `Accept`.
//!
//! RFC 9110, sections 8.3 and 12.5.1, read leniently: the specification obliges clients to accept JSON and
//! event streams, but no server to refuse those that say less, and many say `*/*` or nothing.

use axum::http::{HeaderMap, header};

/// What the sender accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Accept {
    /// `application/json`.
    pub(super) json: bool,
    /// `text/event-stream`.
    pub(super) event_stream: bool,
}

impl Accept {
    /// Reads `Accept`; absent or empty accepts everything.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let lines: Vec<_> = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok()).collect();
        let ranges: Vec<_> = lines.iter().flat_map(|line| line.split(',')).filter_map(MediaRange::read).collect();
        Self {
            json: ranges.is_empty() || accepts(&ranges, "application", "json"),
            event_stream: ranges.is_empty() || accepts(&ranges, "text", "event-stream"),
        }
    }

    /// Whether there is any form to answer in.
    pub(super) fn any(self) -> bool {
        self.json || self.event_stream
    }
}

/// Whether the body is JSON, by its `Content-Type`.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let essence = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(str::trim);
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

struct MediaRange<'a> {
    kind: &'a str,
    subtype: &'a str,
    wanted: bool,
}

impl<'a> MediaRange<'a> {
    fn read(range: &'a str) -> Option<Self> {
        let mut parts = range.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let refused = parts.any(|parameter| {
            let quality = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="));
            quality.and_then(|quality| quality.trim().parse::<f32>().ok()) == Some(0.0)
        });
        Some(Self { kind, subtype, wanted: !refused })
    }

    /// How closely this range names the type; `None` when it does not.
    fn closeness(&self, kind: &str, subtype: &str) -> Option<u8> {
        match (self.kind, self.subtype) {
            ("*", "*") => Some(0),
            (ours, "*") if ours.eq_ignore_ascii_case(kind) => Some(1),
            (ours, theirs) if ours.eq_ignore_ascii_case(kind) && theirs.eq_ignore_ascii_case(subtype) => Some(2),
            _ => None,
        }
    }
}

/// The closest range decides: `application/json;q=0, */*` refuses JSON.
fn accepts(ranges: &[MediaRange<'_>], kind: &str, subtype: &str) -> bool {
    let closest = ranges.iter().filter_map(|range| Some((range.closeness(kind, subtype)?, range.wanted))).max();
    closest.is_some_and(|(_, wanted)| wanted)
}
