//! Reading JSON that may be long, until nobody waits for it any more.

use std::io::{self, Read};

use serde::de::DeserializeOwned;

use crate::compute::Stop;

/// Bytes that are read at once, which is twice as fast: it takes some milliseconds.
const AT_ONCE: usize = 512 * 1024;
/// Bytes between two looks at whether anybody waits still.
const INTERVAL: usize = 64 * 1024;

/// Reads a document; the rest of a long one is not looked at once `stop` is set.
///
/// # Errors
/// When it is no such JSON, or nobody waits for it ([`serde_json::error::Category::Io`]).
pub fn read<T: DeserializeOwned>(json: &[u8], stop: &Stop) -> serde_json::Result<T> {
    if stop.is_set() {
        return Err(serde_json::Error::io(nobody_waits()));
    }
    if json.len() <= AT_ONCE {
        return serde_json::from_slice(json);
    }
    serde_json::from_reader(Until { rest: json, before_look: INTERVAL, stop })
}

/// A document until `stop` is set.
struct Until<'a> {
    rest: &'a [u8],
    before_look: usize,
    stop: &'a Stop,
}

impl Read for Until<'_> {
    // The reader of JSON asks for single bytes.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.before_look == 0 {
            if self.stop.is_set() {
                return Err(nobody_waits());
            }
            self.before_look = INTERVAL;
        }
        let most = buffer.len().min(self.before_look);
        let read = self.rest.read(&mut buffer[..most])?;
        self.before_look -= read;
        Ok(read)
    }
}

/// Of a kind that is not tried again.
fn nobody_waits() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "nobody waits for it")
}
