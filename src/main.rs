//! Parses the command line and hands over to `intercom_mcp::commands`.

fn main() -> std::process::ExitCode {
    intercom_mcp::commands::run()
}
