//! An event stream as a client reads it: line by line, event by event.

use serde_json::Value;

use super::raw::{Answer, Connection};

/// A response that goes on. Dropping it closes the connection.
pub(crate) struct Stream {
    connection: Connection,
    pub(crate) head: Answer,
    text: Vec<u8>,
}

/// What stands between two blank lines.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Its type and its data.
    Of(String, String),
    Comment(String),
}

impl Stream {
    /// Reads the head of the response to what was sent on `connection`.
    pub(crate) async fn on(mut connection: Connection) -> Self {
        let mut head = connection.head().await;
        while head.status == 100 {
            head = connection.head().await;
        }
        Self { connection, head, text: Vec::new() }
    }

    /// The next line without its end; `None` once the stream has ended.
    pub(crate) async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.text.iter().position(|byte| *byte == b'\n') {
                let line = self.text.drain(..=end).collect();
                return Some(String::from_utf8(line).unwrap().trim_end_matches(['\n', '\r']).to_owned());
            }
            let more = if self.head.is_chunked() {
                self.connection.chunk().await.unwrap_or_default()
            } else {
                self.connection.some().await
            };
            if more.is_empty() {
                assert!(self.text.is_empty(), "half a line: {:?}", String::from_utf8_lossy(&self.text));
                return None;
            }
            self.text.extend(more);
        }
    }

    /// The next event or comment; `None` once the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        let (mut name, mut data, mut comment) = (None, None, None);
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                break;
            }
            let (field, value) = line.split_once(':').unwrap_or((&line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value).to_owned();
            let place = match field {
                "" => &mut comment,
                "event" => &mut name,
                "data" => &mut data,
                _ => panic!("unknown field: {line}"),
            };
            assert_eq!(place.replace(value), None, "one line each, or older clients fail");
        }
        match data {
            Some(data) => Some(Event::Of(name.unwrap_or_else(|| "message".to_owned()), data)),
            None => Some(Event::Comment(comment.unwrap_or_default())),
        }
    }

    /// The address in the first event, which must be `endpoint`.
    pub(crate) async fn endpoint(&mut self) -> String {
        match self.next().await {
            Some(Event::Of(name, address)) if name == "endpoint" => address,
            other => panic!("no `endpoint`: {other:?}"),
        }
    }

    /// The text of the next message; comments are passed over.
    pub(crate) async fn text(&mut self) -> String {
        loop {
            match self.next().await {
                Some(Event::Of(name, data)) if name == "message" => return data,
                Some(Event::Comment(_)) => {}
                other => panic!("no message: {other:?}"),
            }
        }
    }

    /// The next message.
    pub(crate) async fn message(&mut self) -> Value {
        serde_json::from_str(&self.text().await).unwrap()
    }

    /// Closes this side, which ends the stream, so that the server knows for sure that it has gone.
    pub(crate) async fn close_and_read_to_the_end(mut self) {
        self.connection.finish_sending().await;
        while self.line().await.is_some() {}
    }
}
