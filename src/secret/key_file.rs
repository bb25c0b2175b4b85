//! The file with the keys of the vault, one a line in base64, the newest first.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};

/// The keys of the file at `path`. Empty lines and those that begin with `#` are passed over.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<SecretString>> {
    let text = SecretString::from(fs::read_to_string(path)?);
    let lines = text.expose_secret().lines().map(str::trim);
    Ok(lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(SecretString::from).collect())
}

/// The keys of the file at `path`, which is made with a new key if there is none. Of several processes at once,
/// one makes it, and a file with half a key is never seen.
///
/// # Errors
/// When it can be neither read nor made.
pub fn read_or_make(path: &Path) -> io::Result<Vec<SecretString>> {
    match read(path) {
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
    read(path)
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
