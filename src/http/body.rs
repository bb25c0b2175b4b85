//! How much body a request may have, how long it may take, and what becomes of one that nobody reads.
//!
//! - more than 1 MiB, announced or not → 413
//! - not complete after 30 s           → 408
//! - answered before it was read       → read on and dropped, for a moment: a server that closes a
//!   connection with unread bytes resets it, and the client may lose the answer with it (RFC 9112, section 9.6)

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, ready},
    time::Duration,
};

use ::http::{
    HeaderValue, StatusCode,
    header::{CONNECTION, CONTENT_LENGTH, EXPECT},
};
use axum::{
    body::{Body, Bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::time::Sleep;

use super::answer;

const MAX_BYTES: u64 = 1024 * 1024;
const TIME_TO_SEND: Duration = Duration::from_secs(30);
const TIME_TO_LINGER: Duration = Duration::from_secs(5);

/// Bounds the body, and answers when a bound was hit, whatever the handler made of the broken body.
pub(super) async fn bound(request: Request, next: Next) -> Response {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    // Reading on would make hyper send the `100 Continue` that the client waits for before it sends anything.
    let lingers = !request.headers().contains_key(EXPECT);
    let fault = Arc::new(OnceLock::new());
    let request = request.map(|body| {
        Body::new(Bounded { inner: body, left: MAX_BYTES, deadline: None, fault: Arc::clone(&fault), lingers })
    });
    if announced.is_some_and(|bytes| bytes > MAX_BYTES) {
        return Fault::TooLarge.answer();
    }
    let response = next.run(request).await;
    fault.get().map_or(response, Fault::answer)
}

#[derive(Clone, Copy, Debug, thiserror::Error)]
enum Fault {
    #[error("the body is larger than 1 MiB")]
    TooLarge,
    #[error("the body did not arrive within 30 s")]
    TooSlow,
}

impl Fault {
    fn answer(&self) -> Response {
        let status = match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
        };
        let mut response = answer::invalid_request(status, &self.to_string());
        if matches!(self, Self::TooSlow) {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

struct Bounded {
    inner: Body,
    left: u64,
    /// Begins when somebody reads: who is asking may have to be found out first, which takes its time.
    deadline: Option<Pin<Box<Sleep>>>,
    fault: Arc<OnceLock<Fault>>,
    lingers: bool,
}

impl Bounded {
    fn fail(&self, fault: Fault) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Poll::Ready(Some(Err(axum::Error::new(*self.fault.get_or_init(|| fault)))))
    }
}

impl http_body::Body for Bounded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(TIME_TO_SEND)));
        if deadline.as_mut().poll(context).is_ready() {
            return self.fail(Fault::TooSlow);
        }
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(context));
        if let Some(Ok(frame)) = &frame {
            let bytes = frame.data_ref().map_or(0, Bytes::len) as u64;
            match self.left.checked_sub(bytes) {
                Some(left) => self.left = left,
                None => return self.fail(Fault::TooLarge),
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Bounded {
    fn drop(&mut self) {
        if !self.lingers || self.fault.get().is_some() || http_body::Body::is_end_stream(&self.inner) {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let mut body = std::mem::take(&mut self.inner);
        let mut left = self.left;
        runtime.spawn(tokio::time::timeout(TIME_TO_LINGER, async move {
            while let Some(Ok(frame)) = body.frame().await {
                match left.checked_sub(frame.data_ref().map_or(0, Bytes::len) as u64) {
                    Some(rest) => left = rest,
                    None => break,
                }
            }
        }));
    }
}
