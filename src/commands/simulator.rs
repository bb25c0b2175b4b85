//! `simulator`: the stand-in for Intercom alone.

use std::{
    io::{self, Write},
    net::SocketAddr,
    time::Duration,
};

use axum::serve::ListenerExt;
use tokio::net::{TcpListener, TcpStream};

use super::{environment::process_variable, failure::Failure, serve, shutdown::Signals};
use crate::{
    clock::Clock,
    config,
    simulator::{self, APP_ID, APP_SECRET, Options},
};

/// Flags of `simulator`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9100")]
    bind: SocketAddr,
    /// Conversations in each workspace
    #[arg(long, value_name = "N", default_value_t = Options::default().conversations)]
    conversations: usize,
    /// Contacts in each workspace
    #[arg(long, value_name = "N", default_value_t = Options::default().contacts)]
    contacts: usize,
    /// The same seed gives the same workspaces
    #[arg(long, value_name = "N", default_value_t = Options::default().seed)]
    seed: u64,
    /// Milliseconds added to every answer
    #[arg(long, value_name = "N", default_value_t = 0)]
    latency_ms: u64,
    /// Calls allowed in a 10-second window
    #[arg(long, value_name = "N", default_value_t = Options::default().rate_limit)]
    rate_limit: u32,
    /// Let `>` and `<` on conversations include the value, as Intercom's text says they may
    #[arg(long)]
    inclusive_comparison: bool,
    /// Ignore `sort` in conversation search, which Intercom does not document
    #[arg(long)]
    ignore_conversation_sort: bool,
    /// Give conversations with the oldest update first where no order is asked for
    #[arg(long)]
    oldest_first: bool,
}

impl Arguments {
    fn options(&self) -> Options {
        Options {
            conversations: self.conversations,
            contacts: self.contacts,
            seed: self.seed,
            latency: Duration::from_millis(self.latency_ms),
            rate_limit: self.rate_limit,
            inclusive_comparison: self.inclusive_comparison,
            honours_conversation_sort: !self.ignore_conversation_sort,
            oldest_first: self.oldest_first,
        }
    }
}

/// Serves until SIGTERM or SIGINT. Reads no variable but `LOG_FORMAT` and `RUST_LOG`.
pub(super) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let (log_format, log_filter) = config::read_logging(&process_variable, "warn")?;
    serve::start_telemetry(log_format, &log_filter)?;
    let signals = Signals::take(Duration::ZERO)?;
    let simulator = start(arguments.bind, &arguments.options()).await?;
    print_start(&mut io::stdout(), simulator.address)?;
    tokio::select! {
        ended = simulator.serve() => ended,
        () = signals.arrived() => Ok(()),
    }
}

/// A simulator that has its port and its workspaces, and does not answer yet.
pub(super) struct Started {
    /// Where it listens.
    pub(super) address: SocketAddr,
    listener: TcpListener,
    router: axum::Router,
}

/// Takes `bind` and generates the workspaces.
pub(super) async fn start(bind: SocketAddr, options: &Options) -> Result<Started, Failure> {
    let listener = TcpListener::bind(bind).await.map_err(|error| Failure::listen("--bind", bind, &error))?;
    let address = listener.local_addr().map_err(|error| Failure::listen("--bind", bind, &error))?;
    Ok(Started { address, listener, router: simulator::router(options, Clock::system()) })
}

impl Started {
    /// Answers for as long as it is polled.
    pub(super) async fn serve(self) -> Result<(), Failure> {
        axum::serve(self.listener.tap_io(send_at_once), self.router)
            .await
            .map_err(|error| Failure::new(format!("the simulator's listener broke: {error}")))
    }
}

/// Without this, an answer of two segments waits for the client's delayed acknowledgement.
fn send_at_once(stream: &mut TcpStream) {
    let _ = stream.set_nodelay(true);
}

fn print_start(stdout: &mut impl Write, address: SocketAddr) -> io::Result<()> {
    writeln!(stdout, "Listening on http://{address}")?;
    writeln!(stdout, "Tokens: demo-us, demo-eu, demo-au, demo-noscope, demo-noadmin, demo-revoked")?;
    writeln!(stdout, "OAuth app: {APP_ID}, secret {APP_SECRET}, any redirect address\n")?;
    writeln!(stdout, "A server that reads from it:\n")?;
    writeln!(stdout, "  INTERCOM_API_URL='http://{address}/{{region}}' intercom-mcp serve\n")?;
    writeln!(stdout, "A server at which people sign in, without a token of their own:\n")?;
    writeln!(
        stdout,
        "  INTERCOM_CLIENT_ID={APP_ID} INTERCOM_CLIENT_SECRET={APP_SECRET} \
         INTERCOM_API_URL='http://{address}/{{region}}' INTERCOM_APP_URL='http://{address}/{{region}}' \
         intercom-mcp serve\n"
    )?;
    stdout.flush()
}
