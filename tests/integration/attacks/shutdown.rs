//! What keeps threads busy, or waiting for something that never comes, does not keep the process.

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::Duration,
};

use intercom_mcp::commands::runtime;

/// Longer than anything here takes; a test that gets there has failed.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_runtime_ends_though_one_of_its_threads_is_busy() {
    let (let_go, held) = mpsc::channel::<()>();
    let (ended, has_ended) = mpsc::channel();
    thread::spawn(move || {
        let outcome = runtime::run(async move {
            let (begin, begun) = tokio::sync::oneshot::channel();
            tokio::spawn(async move {
                let _ = begin.send(());
                // No point where a task could be broken off.
                let _ = held.recv();
            });
            begun.await.unwrap();
            "served"
        });
        let _ = ended.send(outcome.unwrap());
    });
    let outcome = has_ended.recv_timeout(PATIENCE).expect("the runtime waits for its busy thread");
    assert_eq!(outcome, "served");
    drop(let_go);
}

/// A process whose log nobody reads: whatever of it writes a line waits for ever, the thread that drains first of all.
#[cfg(any(target_os = "linux", target_os = "android"))]
mod process {
    use std::{
        io::{ErrorKind, PipeReader, Write},
        process::{Child, Command, ExitStatus, Stdio},
    };

    use super::*;
    use crate::commands::process::{Directory, command};

    struct Stuck {
        child: Child,
        _requests: Vec<TcpStream>,
        _log: PipeReader,
        _directory: Directory,
    }

    impl Stuck {
        fn start(variables: &[(&str, &str)]) -> Self {
            let directory = Directory::new();
            let (log, mut full) = std::io::pipe().unwrap();
            rustix::io::ioctl_fionbio(&full, true).unwrap();
            assert_eq!(fill(&mut full).unwrap_err().kind(), ErrorKind::WouldBlock);
            rustix::io::ioctl_fionbio(&full, false).unwrap();
            let address = free_address();
            let bind = address.to_string();
            let variables =
                [&[("BIND_ADDR", bind.as_str()), ("RUST_LOG", "intercom_mcp::http=debug")], variables].concat();
            let child = command(&directory, &["serve"], &variables).stderr(Stdio::from(full)).spawn().unwrap();
            let mut stuck = Self { child, _requests: Vec::new(), _log: log, _directory: directory };
            // Each is answered in a thread of the runtime, which writes a line about it.
            stuck._requests = (0..32).map(|_| stuck.ask(address)).collect();
            stuck
        }

        fn ask(&mut self, address: SocketAddr) -> TcpStream {
            loop {
                assert_eq!(self.child.try_wait().unwrap(), None, "it ended before it was told to");
                let Ok(mut stream) = TcpStream::connect(address) else {
                    thread::yield_now();
                    continue;
                };
                stream.write_all(format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).unwrap();
                return stream;
            }
        }

        fn signal(&self, name: &str) {
            let kill = format!("kill -{name} {}", self.child.id());
            assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        }

        fn end(mut self) -> ExitStatus {
            let (ended, has_ended) = mpsc::channel();
            let id = self.child.id();
            thread::spawn(move || {
                let _ = ended.send(self.child.wait());
                drop(self);
            });
            has_ended
                .recv_timeout(PATIENCE)
                .unwrap_or_else(|_| {
                    let _ = Command::new("kill").args(["-KILL", &id.to_string()]).status();
                    panic!("the process does not end");
                })
                .unwrap()
        }
    }

    fn fill(pipe: &mut impl Write) -> std::io::Result<()> {
        loop {
            pipe.write_all(b"\n")?;
        }
    }

    #[test]
    fn a_signal_ends_a_process_whose_threads_all_wait_for_something() {
        let stuck = Stuck::start(&[("DRAIN_DELAY", "0s"), ("DRAIN_TIMEOUT", "0s")]);
        stuck.signal("TERM");
        assert_eq!(stuck.end().code(), Some(1), "not a drain that came to its end");
    }

    #[test]
    fn a_second_signal_ends_a_process_at_once_whose_threads_all_wait_for_something() {
        let stuck = Stuck::start(&[("DRAIN_DELAY", "1h"), ("DRAIN_TIMEOUT", "1h")]);
        stuck.signal("TERM");
        stuck.signal("INT");
        assert_eq!(stuck.end().code(), Some(0));
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
