//! The built binary as a process: its own directory, no variable but those given, ended on drop.

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// A directory of its own, removed on drop.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("intercom-mcp-commands-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a directory");
        Self(path)
    }

    pub(crate) fn write(&self, name: &str, content: &str) {
        std::fs::write(self.0.join(name), content).expect("a file");
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The binary with these arguments and variables and no others, in `directory`.
pub(crate) fn command(directory: &Directory, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_intercom-mcp"));
    command
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .current_dir(directory.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What a command that ends by itself leaves behind.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// Runs a command to its end.
pub(super) fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    run_in(&Directory::new(), arguments, variables)
}

/// Runs a command to its end in `directory`.
pub(crate) fn run_in(directory: &Directory, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    command(directory, arguments, variables).output().expect("the binary").into()
}

/// A command that goes on until it is told to stop.
pub(super) struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: BufReader<ChildStderr>,
    _directory: Directory,
}

impl Running {
    pub(super) fn start(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::start_in(Directory::new(), arguments, variables)
    }

    pub(super) fn start_in(directory: Directory, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = command(&directory, arguments, variables).spawn().expect("the binary");
        let stdout = BufReader::new(child.stdout.take().expect("stdout"));
        let stderr = BufReader::new(child.stderr.take().expect("stderr"));
        Self { child, stdout, stderr, _directory: directory }
    }

    /// Lines of stdout up to the first that holds `mark`.
    pub(super) fn stdout_until(&mut self, mark: &str) -> String {
        lines_until(&mut self.stdout, mark)
    }

    /// Lines of stderr up to the first that holds `mark`.
    pub(super) fn stderr_until(&mut self, mark: &str) -> String {
        lines_until(&mut self.stderr, mark)
    }

    /// Sends a signal, such as `TERM`.
    pub(super) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().expect("a shell").success());
    }

    /// Waits for the end, and reads what was said until then.
    pub(super) fn end(mut self) -> Ended {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.stdout.read_to_string(&mut stdout).expect("text");
        self.stderr.read_to_string(&mut stderr).expect("text");
        Ended { code: self.child.wait().expect("an end").code(), stdout, stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines_until(reader: &mut impl BufRead, mark: &str) -> String {
    let mut lines = String::new();
    loop {
        let before = lines.len();
        let read = reader.read_line(&mut lines).expect("text");
        assert!(read > 0, "ended without `{mark}`:\n{lines}");
        if lines[before..].contains(mark) {
            return lines;
        }
    }
}

/// The first `http://` address in `text`, without a path.
pub(super) fn address(text: &str) -> String {
    let start = text.find("http://").expect("an address");
    let (scheme, rest) = text[start..].split_at("http://".len());
    let end = rest.find(|character: char| !character.is_ascii_digit() && !".:".contains(character));
    format!("{scheme}{}", &rest[..end.unwrap_or(rest.len())])
}
