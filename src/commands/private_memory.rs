//! What is in the memory of a server stays there: tokens and keys must not end up in a file after a crash.

use std::io;

/// Switches core dumps off for this process, and on Linux takes from other processes of the same user the right to read
/// its memory. Where a program is told of crashes instead of a file being written (`core_pattern`), only the latter
/// keeps it from getting the memory.
///
/// # Errors
/// Those of the system.
pub(super) fn keep() -> io::Result<()> {
    #[cfg(unix)]
    rlimit::Resource::CORE.set(0, 0)?;
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}
