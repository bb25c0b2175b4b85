//! The database's file: made for its owner alone, and still the same one later.
//!
//! An existing file is never opened here, only looked at by its path: closing any descriptor of it would give up the
//! locks that SQLite holds on it in this process (POSIX advisory locks).

use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use crate::{
    secret::private_file::{self, Exposed},
    store::records::Error,
};

/// Makes the file if there is none, readable by its owner alone, and guards one that is there. Returns its absolute
/// path, which SQLite cannot take for a URI.
pub(super) fn prepare(path: &Path) -> Result<PathBuf, Error> {
    let path = std::path::absolute(path).map_err(|error| unavailable(path, &error))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(&path) {
        Ok(_) => return Ok(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(not_made(&path, &error)),
    }
    if !fs::metadata(&path).map_err(|error| unavailable(&path, &error))?.is_file() {
        let found = format!("`{}` is no file; set `STORE_URL` to another path", path.display());
        return Err(Error::Unavailable(found));
    }
    guard(&path)?;
    guard_companions(&path)?;
    Ok(path)
}

/// Guards `-wal` and `-shm` where they were left behind; those that SQLite makes get the mode of the database.
fn guard_companions(path: &Path) -> Result<(), Error> {
    for suffix in ["-wal", "-shm"] {
        let mut companion = path.as_os_str().to_owned();
        companion.push(suffix);
        match guard(Path::new(&companion)) {
            Err(Error::Unavailable(_)) if !Path::new(&companion).exists() => {}
            outcome => outcome?,
        }
    }
    Ok(())
}

/// Takes from others what they may do with the file.
fn guard(path: &Path) -> Result<(), Error> {
    private_file::narrow(path, path).map_err(|exposed| match exposed {
        Exposed::Unseen(error) => unavailable(path, &error),
        Exposed::Mode { .. } | Exposed::Owner { .. } => Error::Unavailable(format!(
            "`{}` {exposed}; run `chmod 600` on it, or set `STORE_URL` to a path where that works",
            path.display()
        )),
    })
}

/// Which file it is, however it is called.
pub(super) struct Identity {
    path: PathBuf,
    inode: Inode,
}

impl Identity {
    pub(super) fn of(path: PathBuf) -> Result<Self, Error> {
        let inode = inode(&path).map_err(|error| unavailable(&path, &error))?;
        Ok(Self { path, inode })
    }

    /// Whether the file that is open can still be found: what is written to another one would be lost at the end.
    pub(super) fn check(&self) -> Result<(), Error> {
        if inode(&self.path).is_ok_and(|inode| inode == self.inode) {
            return Ok(());
        }
        let path = self.path.display();
        Err(Error::Unavailable(format!(
            "`{path}` was moved, removed or replaced while it was in use; restart the server"
        )))
    }
}

/// Device and number.
#[cfg(unix)]
type Inode = (u64, u64);
#[cfg(not(unix))]
type Inode = ();

#[cfg(unix)]
fn inode(path: &Path) -> io::Result<Inode> {
    use std::os::unix::fs::MetadataExt;

    fs::metadata(path).map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn inode(path: &Path) -> io::Result<Inode> {
    fs::metadata(path).map(drop)
}

fn not_made(path: &Path, error: &io::Error) -> Error {
    let (parent, path) = (path.parent().unwrap_or(path), path.display());
    let folder = parent.display();
    Error::Unavailable(match error.kind() {
        ErrorKind::NotFound if !parent.exists() => {
            format!("`{path}` cannot be made: `{folder}` does not exist; make it, or set `STORE_URL` to another path")
        }
        ErrorKind::PermissionDenied => format!(
            "`{path}` cannot be made: this user may not write to `{folder}`; allow it, or set `STORE_URL` to another path"
        ),
        _ => format!("`{path}` cannot be made: {error}; mend that, or set `STORE_URL` to another path"),
    })
}

fn unavailable(path: &Path, error: &io::Error) -> Error {
    Error::Unavailable(format!("`{}`: {error}", path.display()))
}
