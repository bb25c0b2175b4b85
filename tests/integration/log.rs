//! What this test's thread logs, to look at afterwards.

use std::{
    io,
    sync::{Arc, Mutex},
};

/// Captures the log until it is dropped. A test's runtime has one thread, so its server's tasks log here as well.
pub(crate) struct Log {
    written: Written,
    _guard: tracing::subscriber::DefaultGuard,
    /// While a second subscriber exists, a call site that another test's thread reaches first is not taken for
    /// disabled everywhere: tracing asks all subscribers, not just that thread's.
    _second: tracing::Dispatch,
}

impl Log {
    pub(crate) fn capture() -> Self {
        Self::capture_what("info")
    }

    /// At `trace`: what an operator sees who looks for a fault.
    pub(crate) fn capture_everything() -> Self {
        Self::capture_what("trace")
    }

    /// Captures what passes a filter of the syntax of `RUST_LOG`.
    pub(crate) fn capture_what(filter: &str) -> Self {
        let written = Written::default();
        let writer = written.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .with_env_filter(filter)
            .with_ansi(false)
            .without_time()
            .with_target(false)
            .finish();
        let second = tracing::Dispatch::new(tracing_subscriber::fmt().with_writer(io::sink).finish());
        Self { written, _guard: tracing::subscriber::set_default(subscriber), _second: second }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.written.0.lock().unwrap().clone()).unwrap()
    }
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
