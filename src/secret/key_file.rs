//! The file with the keys of the vault, one a line in base64, the newest first.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};

use super::private_file::{self, Exposed};

/// Bytes of a file of keys, at most.
const MAX_BYTES: u64 = 64 * 1024;

/// The keys of a file that somebody else looks after, such as one that an orchestrator mounts. Empty lines and those
/// that begin with `#` are passed over. What others may do with it is taken from them; where that cannot be done, a
/// warning says so, since a mounted file is often not the server's to change.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<SecretString>> {
    let file = File::open(path)?;
    if let Err(exposed) = guard(path, &file) {
        tracing::warn!(
            "the key file `{}` {exposed}; let the server's user own it with mode 0400, so that only this server can \
             read the keys",
            path.display()
        );
    }
    keys(file)
}

/// The keys of a file that this server made: it is the server's user's alone, or it is not used.
fn read_own(path: &Path) -> io::Result<Vec<SecretString>> {
    let file = File::open(path)?;
    guard(path, &file).map_err(|exposed| {
        io::Error::other(format!("it {exposed}; let the server's user own it, and run `chmod 600` on it"))
    })?;
    keys(file)
}

/// By the open file, so that it is the one that is read, however often the path is given to another.
fn guard(path: &Path, file: &File) -> Result<(), Exposed> {
    // A pipe has a mode as well, and nobody but its two ends.
    if !file.metadata()?.is_file() {
        return Ok(());
    }
    private_file::owned(file)?;
    private_file::narrow(path, file)
}

fn keys(file: File) -> io::Result<Vec<SecretString>> {
    let mut text = String::new();
    let read = file.take(MAX_BYTES + 1).read_to_string(&mut text);
    let text = SecretString::from(text);
    if read? as u64 > MAX_BYTES {
        return Err(io::Error::other("it is larger than 64 KiB; expected one key a line"));
    }
    let lines = text.expose_secret().lines().map(str::trim);
    Ok(lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(SecretString::from).collect())
}

/// The keys of the file at `path`, which is made with a new key if there is none. Of several processes at once,
/// one makes it, and a file with half a key is never seen.
///
/// # Errors
/// When it can be neither read nor made.
pub fn read_or_make(path: &Path) -> io::Result<Vec<SecretString>> {
    match read_own(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read,
    }
    let fresh = fresh(path)?;
    let made = fs::hard_link(&fresh, path);
    fs::remove_file(&fresh)?;
    match made {
        Ok(()) => tracing::info!("made a key that seals tokens: `{}`; keep it with the database", path.display()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // So that the name survives a power cut, too: without the key every sign-in is lost.
    File::open(folder)?.sync_all()?;
    read_own(path)
}

/// A complete file with a new key, under another name.
fn fresh(path: &Path) -> io::Result<PathBuf> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", super::request_id()));
    let fresh = PathBuf::from(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh)?;
    writeln!(file, "{}", STANDARD.encode(key))?;
    file.sync_all()?;
    Ok(fresh)
}
