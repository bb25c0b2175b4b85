//! Where log lines go: stderr, as text or JSON. Everything else only uses the `tracing` facade.

use std::{
    io::{self, IsTerminal},
    panic,
};

use tracing_subscriber::{
    EnvFilter,
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Sends log lines that pass `filter` (`RUST_LOG`'s syntax) to stderr, and panics with them.
///
/// # Errors
/// When the filter cannot be read, or a subscriber is installed already.
pub fn install(filter: &str, json: bool) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let filter = EnvFilter::builder().parse(filter)?;
    let subscriber = tracing_subscriber::registry().with(filter).with(without_customers_words());
    if json {
        subscriber.with(fmt::layer().json().with_writer(io::stderr)).try_init()?;
    } else {
        let layer = fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
        subscriber.with(layer).try_init()?;
    }
    panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// Parsers of HTML log what they parse, which is what customers wrote, and warn of each fault in it, as often as there
/// are any. A filter of its own, since directives added to the operator's would lose against one of theirs that names a
/// span.
fn without_customers_words() -> Targets {
    let parsers = ["html5ever", "markup5ever", "selectors"].map(|target| (target, LevelFilter::ERROR));
    Targets::new().with_default(LevelFilter::TRACE).with_targets(parsers)
}

/// Says where, not what: a panic's message may carry a token or a customer's words.
fn log_panic(information: &panic::PanicHookInfo<'_>) {
    match information.location() {
        Some(location) => {
            tracing::error!(
                panic.file = location.file(),
                panic.line = location.line(),
                "panicked at {}:{}",
                location.file(),
                location.line()
            );
        }
        None => tracing::error!("panicked at an unknown place"),
    }
}
