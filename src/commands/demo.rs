//! `demo`: the server and a simulator in one process, so that a newcomer sees the whole product run.

use std::{
    io::{self, Write},
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use tokio::net::TcpListener;

use super::{environment::process_variable, failure::Failure, serve, shutdown::Signals, simulator};
use crate::{
    config::{self, Config},
    simulator::{APP_ID, APP_SECRET, Options},
};

/// How long running calls get when it is told to stop.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(2);

/// Flags of `demo`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    bind: SocketAddr,
}

/// Serves until SIGTERM or SIGINT. Reads no variable but `LOG_FORMAT` and `RUST_LOG`, and no file.
pub(super) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let (log_format, log_filter) = config::read_logging(&process_variable, "warn")?;
    serve::start_telemetry(log_format, &log_filter)?;
    let signals = Signals::take(DRAIN_TIMEOUT)?;
    let listener =
        TcpListener::bind(arguments.bind).await.map_err(|error| Failure::listen("--bind", arguments.bind, &error))?;
    let address = listener.local_addr().map_err(|error| Failure::listen("--bind", arguments.bind, &error))?;
    let simulator = simulator::start((Ipv4Addr::LOCALHOST, 0).into(), &Options::default()).await?;
    let config = Config { log_format, log_filter, ..demo_config(address, simulator.address) };
    print_start(&mut io::stdout(), &config)?;
    tokio::select! {
        served = serve::serve_until_signal(listener, config, signals) => served,
        ended = simulator.serve() => ended,
    }
}

/// The server's configuration: every region leads to the simulator.
fn demo_config(address: SocketAddr, simulator: SocketAddr) -> Config {
    let mut config = Config::for_loopback(address);
    // An address of all interfaces is none that a client can dial; one in a container is reached by a
    // port of the host's loopback.
    if address.ip().is_unspecified() {
        let port = address.port();
        config.public_url = Config::for_loopback((Ipv4Addr::LOCALHOST, port).into()).public_url;
        config.allowed_hosts = vec![format!("localhost:{port}"), format!("[::1]:{port}")];
    }
    config.intercom_api_url = Some(format!("http://{simulator}/{{region}}"));
    // Browsers are sent to the simulator's sign-in page.
    config.intercom_app_url = config.intercom_api_url.clone();
    config.intercom_client_id = Some(APP_ID.to_owned());
    config.intercom_client_secret = Some(APP_SECRET.into());
    // Beside sign-in, for the lines with a ready token.
    config.accept_intercom_tokens = true;
    // Nobody routes traffic to a demo, so that nothing need be told before it stops.
    config.drain_delay = Duration::ZERO;
    config.drain_timeout = DRAIN_TIMEOUT;
    config
}

/// Says on stdout how to connect; every line that is a command works when pasted.
fn print_start(stdout: &mut impl Write, config: &Config) -> io::Result<()> {
    let mcp = format!("{}/mcp", config.public_url.as_str().trim_end_matches('/'));
    writeln!(stdout, "Listening on {mcp}")?;
    writeln!(stdout, "Three made-up workspaces, one a region. Nothing leaves this machine, nothing is kept.\n")?;
    writeln!(stdout, "Connect Claude Code, and sign in with `/mcp` there:\n")?;
    writeln!(stdout, "  claude mcp add --transport http intercom {mcp}\n")?;
    writeln!(stdout, "Or with a ready token:\n")?;
    for region in ["us", "eu", "au"] {
        writeln!(
            stdout,
            "  claude mcp add --transport http intercom-{region} {mcp} --header \"Authorization: Bearer demo-{region}\""
        )?;
    }
    writeln!(stdout, "\nOr ask by hand:\n")?;
    writeln!(
        stdout,
        "  curl -sS {mcp} -H 'Authorization: Bearer demo-us' -H 'Content-Type: application/json' \
         -H 'Accept: application/json, text/event-stream' \
         -d '{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}}'"
    )?;
    writeln!(stdout, "\nCtrl-C stops it.")?;
    stdout.flush()
}
