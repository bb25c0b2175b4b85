//! Files that only the server's user may use: their mode, and whose they are.

use std::{
    fs::{self, File, Metadata, Permissions},
    io,
    path::Path,
};

/// A file to look at: one that is open, or where an open one would give up locks on it, its path.
pub trait Inspected {
    /// What the system knows of it.
    ///
    /// # Errors
    /// Those of the system.
    fn metadata(&self) -> io::Result<Metadata>;

    /// Changes its mode.
    ///
    /// # Errors
    /// Those of the system.
    fn set_permissions(&self, permissions: Permissions) -> io::Result<()>;
}

impl Inspected for Path {
    fn metadata(&self) -> io::Result<Metadata> {
        fs::metadata(self)
    }

    fn set_permissions(&self, permissions: Permissions) -> io::Result<()> {
        fs::set_permissions(self, permissions)
    }
}

impl Inspected for File {
    fn metadata(&self) -> io::Result<Metadata> {
        File::metadata(self)
    }

    fn set_permissions(&self, permissions: Permissions) -> io::Result<()> {
        File::set_permissions(self, permissions)
    }
}

/// Why a file is not its owner's alone.
#[derive(Debug, thiserror::Error)]
pub enum Exposed {
    /// It cannot be looked at.
    #[error("{0}")]
    Unseen(#[from] io::Error),
    /// Its mode lets others use it.
    #[error("can be used by others (mode {found:04o}), and its mode cannot be changed: {why}")]
    Mode {
        /// As it was found.
        found: u32,
        /// Why it stays so.
        why: String,
    },
    /// It belongs to another user, who may use it whatever its mode.
    #[error("belongs to the user {owner}, who is neither this process's nor root")]
    Owner {
        /// The user's number.
        owner: u32,
    },
}

/// Takes from others what they may do with the file at `path`, with a warning if that was anything.
///
/// # Errors
/// When it cannot be looked at, or its mode stays.
#[cfg(unix)]
pub fn narrow(path: &Path, file: &(impl Inspected + ?Sized)) -> Result<(), Exposed> {
    use std::os::unix::fs::PermissionsExt;

    let mode = || file.metadata().map(|file| file.permissions().mode() & 0o777);
    let found = mode()?;
    if found & 0o077 == 0 {
        return Ok(());
    }
    match file.set_permissions(Permissions::from_mode(0o600)).and_then(|()| mode()) {
        // A file system that knows no modes takes the change and keeps its own.
        Ok(kept) if kept & 0o077 == 0 => {
            let path = path.display();
            tracing::warn!("`{path}` could be used by others (mode {found:04o}); its mode is now 0600");
            Ok(())
        }
        outcome => {
            let why = outcome.map_or_else(|error| error.to_string(), |kept| format!("it stays {kept:04o}"));
            Err(Exposed::Mode { found, why })
        }
    }
}

/// Where files have no modes.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn narrow(_: &Path, _: &(impl Inspected + ?Sized)) -> Result<(), Exposed> {
    Ok(())
}

/// Whether the file belongs to this process's user, or to root.
///
/// # Errors
/// When it belongs to another user, or cannot be looked at.
#[cfg(unix)]
pub fn owned(file: &(impl Inspected + ?Sized)) -> Result<(), Exposed> {
    use std::os::unix::fs::MetadataExt;

    let owner = file.metadata()?.uid();
    match owner == 0 || owner == rustix::process::geteuid().as_raw() {
        true => Ok(()),
        false => Err(Exposed::Owner { owner }),
    }
}

/// Where files have no owners that could be told.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn owned(_: &(impl Inspected + ?Sized)) -> Result<(), Exposed> {
    Ok(())
}
