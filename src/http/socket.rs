//! A connection's socket, and whether somebody is at its other end.
//!
//! A peer that has sent FIN has either left, or closed only its sending side after its last request and reads on
//! (`nc -N`, tools of HTTP/1.0). What it asked for is made in both cases, but not for long in the first:
//!
//! - An answer in one piece: `100 Continue` is written before it, which a client of HTTP/1.1 takes without having
//!   asked for it (RFC 9110, section 15.2). One that has left refuses it with RST.
//! - An event stream writes a comment for the same purpose, or ends, as it sees fit: [`Parting`] tells it.
//! - HTTP/1.0 knows no interim answers: nothing is found out until the answer is written.
//!
//! After RST the connection is dropped, and with it all that is being made for it.

use std::{
    io::{self, ErrorKind, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, Interest, ReadBuf},
    net::TcpStream,
    sync::watch,
};

use super::in_flight::InFlight;
use crate::mcp::parting::Parting;

/// Whether a FIN can be told from other readiness. Elsewhere it counts as leaving, as it does to hyper.
pub(super) const TELLS_FIN: bool = cfg!(any(target_os = "linux", target_os = "android"));

const INTERIM_ANSWER: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// The socket, for the protocol's machinery to read and write.
pub(super) struct Socket(Arc<Shared>);

/// The same socket, seen by whoever looks after the connection.
#[derive(Clone)]
pub(super) struct Watch(Arc<Shared>);

struct Shared {
    stream: TcpStream,
    /// Whether the last thing that was to be written is still waiting for room.
    is_stuck: AtomicBool,
    fin: watch::Sender<bool>,
}

impl Socket {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self(Arc::new(Shared { stream, is_stuck: AtomicBool::new(false), fin: watch::Sender::new(false) }))
    }

    pub(super) fn watch(&self) -> Watch {
        Watch(self.0.clone())
    }

    fn write(
        &self,
        context: &mut Context<'_>,
        write: impl Fn(&TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        let Shared { stream, is_stuck, .. } = &*self.0;
        is_stuck.store(true, Ordering::Relaxed);
        loop {
            ready!(stream.poll_write_ready(context))?;
            match write(stream) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                written => {
                    is_stuck.store(false, Ordering::Relaxed);
                    return Poll::Ready(written);
                }
            }
        }
    }
}

impl Shared {
    /// Asks the system. The runtime learns of a FIN some time after it has come, and what is written in between
    /// would be lost.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn is_closed_by_peer(&self) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let mut socket = [PollFd::new(&self.stream, PollFlags::RDHUP)];
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        // Besides what is asked for, errors and hang-ups are told: the peer is gone then, too.
        poll(&mut socket, Some(&now)).is_ok_and(|ready| ready > 0)
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn is_closed_by_peer(&self) -> bool {
        false
    }
}

impl Watch {
    /// For the requests of this connection.
    pub(super) fn parting(&self) -> Parting {
        let shared = self.0.clone();
        Parting::when(self.0.fin.subscribe(), move || shared.is_closed_by_peer())
    }

    /// Returns when the peer has left, as far as that can be found out.
    pub(super) async fn left(&self, in_flight: &InFlight) {
        let Shared { stream, fin, .. } = &*self.0;
        // What is ready for `PRIORITY` is urgent data, which nobody sends, or the end of what can be read.
        #[cfg(any(target_os = "linux", target_os = "android"))]
        let end = stream.ready(Interest::PRIORITY);
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        let end = std::future::pending::<io::Result<tokio::io::Ready>>();
        if end.await.is_err() {
            return;
        }
        fin.send_replace(true);
        tokio::select! {
            _ = stream.ready(Interest::ERROR) => {}
            () = self.probe(in_flight) => {}
        }
    }

    /// Writes something before each answer that takes its time. Returns when nothing can be written.
    async fn probe(&self, in_flight: &InFlight) {
        let Shared { stream, is_stuck, .. } = &*self.0;
        let mut last = 0;
        loop {
            last = in_flight.unanswered(last).await;
            // While an earlier answer waits for room this must not come between; its peer is known to be there.
            if !is_stuck.load(Ordering::Relaxed) && stream.try_write(INTERIM_ANSWER).ok() != Some(INTERIM_ANSWER.len())
            {
                return;
            }
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let stream = &self.0.stream;
        loop {
            ready!(stream.poll_read_ready(context))?;
            match stream.try_read_buf(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                read => return Poll::Ready(read.map(|_| ())),
            }
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.write(context, |stream| stream.try_write(bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.write(context, |stream| stream.try_write_vectored(slices))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(socket2::SockRef::from(&self.0.stream).shutdown(std::net::Shutdown::Write))
    }
}
