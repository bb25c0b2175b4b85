//! What the process leaves to others: its memory after a crash, and arithmetic that wraps.
#![cfg(target_os = "linux")]

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    process::{Child, Command, Stdio},
};

use crate::commands::process::Directory;

/// A user without rights, where this test may choose one.
const NOBODY: u32 = 65_534;

/// The built binary as another user's, ended on drop.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a command and waits for its first line.
fn start(directory: &Directory, arguments: &[&str], is_root: bool) -> (Running, u32) {
    // Another user may not be able to reach where it was built.
    let binary = directory.path().join("binary");
    if !binary.exists() {
        // By a process: what is written to by this one may be kept open by another test's child, and not be run.
        let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_intercom-mcp")).arg(&binary).status().unwrap();
        assert!(copied.success());
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&binary, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = Command::new(binary);
    command.args(arguments).env_clear().env("BIND_ADDR", "127.0.0.1:0").current_dir(directory.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if is_root {
        command.uid(NOBODY);
    }
    let mut child = command.spawn().unwrap();
    let (stdout, stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let id = child.id();
    let running = Running(child);
    match arguments {
        ["serve", ..] => ready(stderr),
        _ => ready(stdout),
    }
    (running, id)
}

/// `serve` says where it listens on stderr, the others on stdout; either answers from then on.
fn ready(from: impl std::io::Read) {
    use std::io::BufRead;
    let lines = std::io::BufReader::new(from).lines();
    let mut lines = lines.map(Result::unwrap);
    let address = lines.find_map(|line| {
        let at = line.find("http://127.0.0.1:")?;
        let address = line[at + "http://".len()..].split(|end: char| !end.is_ascii_digit() && !".:".contains(end));
        address.into_iter().next().map(str::to_owned)
    });
    let stream = std::net::TcpStream::connect(address.unwrap()).unwrap();
    let mut answer = String::new();
    std::io::Write::write_all(&mut &stream, b"GET /healthz HTTP/1.0\r\n\r\n").unwrap();
    std::io::Read::read_to_string(&mut &stream, &mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1."), "{answer}");
}

#[test]
fn memory_of_a_server_is_not_written_to_a_file_and_not_read_by_others() {
    let directory = Directory::new();
    let is_root = fs::metadata(directory.path()).unwrap().uid() == 0;
    for arguments in [["serve"].as_slice(), &["demo", "--bind", "127.0.0.1:0"]] {
        let (_running, id) = start(&directory, arguments, is_root);
        let limits = fs::read_to_string(format!("/proc/{id}/limits")).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{arguments:?}");
        // What may not be dumped belongs to root in `/proc`, whosoever it is.
        assert_eq!(fs::metadata(format!("/proc/{id}/mem")).unwrap().uid(), 0, "{arguments:?}");
    }
}

/// The same of a process that has not asked for it: otherwise the test above would show nothing.
#[test]
fn memory_of_other_processes_is_their_users() {
    let directory = Directory::new();
    let is_root = fs::metadata(directory.path()).unwrap().uid() == 0;
    let (_running, id) = start(&directory, &["simulator", "--bind", "127.0.0.1:0"], is_root);
    let owner = fs::metadata(format!("/proc/{id}/mem")).unwrap().uid();
    assert_eq!(owner, if is_root { NOBODY } else { fs::metadata(directory.path()).unwrap().uid() });
}

/// A tag may be moved to another image. Without digests a build is for trying, and `RELEASE=true` refuses it.
#[test]
fn release_is_built_on_images_by_digest() {
    let dockerfile = include_str!("../../../Dockerfile");
    let bases: Vec<&str> = dockerfile.lines().filter(|line| line.starts_with("FROM ")).collect();
    assert_eq!(bases.len(), 2);
    for (base, digest) in bases.into_iter().zip(["RUST_DIGEST", "DEBIAN_DIGEST"]) {
        assert!(base.contains(&format!("${{{digest}:+@${digest}}}")), "{base}");
        assert!(dockerfile.contains(&format!("test -n \"${digest}\"")), "{digest}");
    }
    assert!(dockerfile.contains("RUN test \"$RELEASE\" != true ||"));
}

#[test]
fn counting_past_a_type_is_a_fault_in_what_is_shipped() {
    let manifest = include_str!("../../../Cargo.toml");
    for profile in ["[profile.release]", "[profile.dist]"] {
        let (_, section) = manifest.split_once(profile).unwrap();
        let section = section.split("\n[").next().unwrap();
        assert!(section.lines().any(|line| line == "overflow-checks = true"), "{profile}");
    }
}
