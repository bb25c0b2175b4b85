//! `send`: one request to Intercom's API, from its turn in the queue to a body or an [`Error`].
//!
//! It authenticates, pins the API version, follows no redirect, reads no more than there is room for (`memory.rs`), and
//! tries again what `rate_limit.rs` says may be tried again. Dropping its future stops the request.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::{
    Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, LINK},
    redirect,
};

use super::{
    Error, Settings,
    asked::Asked,
    body::Body,
    fair_queue::Place,
    hosts::Hosts,
    memory::{Form, Full, Held, MAX_BYTES, MAX_OF_CALL, Reading},
    rate_limit::{Claim, FAILURE_RETRIES, PATIENCE, RATE_LIMIT_RETRIES, RateLimit},
    refusal,
};
use crate::{
    clock::Clock,
    compute::Stop,
    json_values::Counter,
    region::Region,
    secret::{ExposeSecret, SecretString},
};

const MIB: usize = 1024 * 1024;
/// Bytes of a refusal that are read: a sentence or two.
const MAX_REFUSAL: usize = 64 * 1024;
/// Bytes of an answer, decompressed, at most, where it is not counted in the memory of a call: a workspace and its name.
const MAX_UNCOUNTED: usize = MIB;
/// The same of the memory that it takes once it is read.
const MAX_UNCOUNTED_MEMORY: usize = 4 * MIB;
/// Mergers followed from one contact to the next.
pub(super) const MAX_HOPS: usize = 3;
/// How long a place for long answers is taken, about.
const LONG_ANSWER: Duration = Duration::from_secs(1);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const INTERCOM_VERSION: HeaderName = HeaderName::from_static("intercom-version");

/// The way to Intercom.
pub(super) struct Sender {
    pub(super) http: reqwest::Client,
    pub(super) hosts: Hosts,
    api_version: String,
    timeout: Duration,
    pub(super) clock: Clock,
    pub(super) rate_limit: RateLimit,
}

/// With what right a request is sent, and where.
#[derive(Clone, Copy)]
pub(super) struct Caller<'a> {
    pub(super) token: &'a SecretString,
    pub(super) region: Region,
    pub(super) claim: Claim<'a>,
    /// What the call holds of Intercom's answers. Nothing of them is counted where no tool's call is behind it.
    pub(super) held: Option<&'a Held>,
}

/// What Intercom answered.
pub(super) enum Answer {
    /// The object.
    Found(Body),
    /// 410 `contact_merged`: the object lives on under this id.
    Merged(String),
}

impl Answer {
    /// The body of a call that is not told of mergers.
    pub(super) fn found(self) -> Result<Body, Error> {
        match self {
            Answer::Found(body) => Ok(body),
            Answer::Merged(_) => {
                let reason = format!("the contact was merged more than {MAX_HOPS} times in a row");
                Err(Error::NotUnderstood { reason, request_id: None })
            }
        }
    }
}

/// One exchange that came to an end.
struct Received {
    status: StatusCode,
    body: Body,
}

/// Why an exchange did not.
enum Failed {
    /// For good.
    Fatal(Error),
    /// Another may come to one.
    Passing(Error),
    /// The answer needs a place for long answers, and other calls have it.
    NoRoom,
}

impl Sender {
    pub(super) fn new(settings: &Settings, clock: Clock, rate_limit: RateLimit) -> Result<Self, reqwest::Error> {
        // Somebody else may have installed a provider already; any will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let hosts = Hosts::new(settings.api_url.as_deref());
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("intercom-mcp/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(Duration::from_secs(55))
            .pool_max_idle_per_host(super::fair_queue::MAX_IN_FLIGHT)
            .tcp_nodelay(true)
            .tcp_keepalive(Duration::from_secs(30))
            .http2_adaptive_window(true)
            .http2_keep_alive_interval(Duration::from_secs(30))
            .http2_keep_alive_timeout(Duration::from_secs(10))
            .gzip(true);
        if hosts.plain() {
            // Loopback: no proxy of the environment leads there, and no certificates are needed.
            builder = builder.no_proxy().tls_certs_only([]);
        }
        let api_version = settings.api_version.clone();
        Ok(Self { http: builder.build()?, hosts, api_version, timeout: settings.timeout, clock, rate_limit })
    }

    /// Asks Intercom. `body` is JSON.
    ///
    /// # Errors
    /// Every variant of [`Error`]; which follows from what is in `refusal.rs` and `rate_limit.rs`.
    pub(super) async fn send(
        &self,
        caller: &Caller<'_>,
        asked: Asked<'_>,
        body: Option<&Bytes>,
    ) -> Result<Answer, Error> {
        let (mut refused, mut failed) = (0, 0);
        let mut place = Place::Back;
        loop {
            let permit = self.rate_limit.acquire(&caller.claim, place).await?;
            let outcome = self.exchange(caller, asked, body).await;
            let mut opening = None;
            if let Ok(received) = &outcome {
                let status = received.status.as_u16();
                opening = self.rate_limit.answered(caller.claim.budget_key, status, &received.body.headers).await;
            }
            drop(permit);
            place = Place::Front;
            match outcome {
                Ok(received) if received.status.is_success() => return Ok(Answer::Found(received.body)),
                Ok(received) => {
                    if let Some(id) = merged_into(asked, &received) {
                        return Ok(Answer::Merged(id));
                    }
                    let error = self.refused(caller, asked, &received, opening);
                    match received.status.as_u16() {
                        429 if refused < RATE_LIMIT_RETRIES && self.may_wait(caller, opening) => refused += 1,
                        502..=504 if failed < FAILURE_RETRIES => failed = self.pause(failed, caller, error).await?,
                        _ => return Err(error),
                    }
                }
                Err(Failed::Passing(error)) if failed < FAILURE_RETRIES => {
                    failed = self.pause(failed, caller, error).await?;
                }
                Err(Failed::Passing(error) | Failed::Fatal(error)) => return Err(error),
                Err(Failed::NoRoom) => self.wait_for_place(caller).await?,
            }
        }
    }

    async fn exchange(&self, caller: &Caller<'_>, asked: Asked<'_>, body: Option<&Bytes>) -> Result<Received, Failed> {
        let began = self.clock.now();
        let timeout = self.timeout.min(self.clock.until(caller.claim.deadline));
        let url = format!("{}{}", self.hosts.base(caller.region), asked.path());
        let mut request = self
            .http
            .request(asked.method(), url)
            .timeout(timeout)
            .header(AUTHORIZATION, bearer(caller.token)?)
            .header(INTERCOM_VERSION, &self.api_version)
            .header(ACCEPT, "application/json");
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let result = match request.send().await {
            Ok(response) => receive(response, timeout, caller.held, form(asked)).await,
            Err(error) => Err(failure(&error, timeout)),
        };
        tracing::debug!(
            method = %asked.method(),
            route = asked.route(),
            region = caller.region.as_str(),
            status = result.as_ref().map_or(0, |received| received.status.as_u16()),
            duration_ms = u64::try_from(self.clock.now().duration_since(began).as_millis()).unwrap_or(0),
            "call to Intercom"
        );
        result
    }

    fn refused(&self, caller: &Caller<'_>, asked: Asked<'_>, received: &Received, opening: Option<Duration>) -> Error {
        let Received { status, body } = received;
        let secret = caller.token.expose_secret();
        let error = refusal::error(asked, status.as_u16(), &body.headers, &body.json(&Stop::default()), secret);
        match (error, opening) {
            (Error::RateLimited { request_id, .. }, Some(retry_after)) => {
                Error::RateLimited { retry_after, request_id }
            }
            (error, _) => error,
        }
    }

    fn may_wait(&self, caller: &Caller<'_>, opening: Option<Duration>) -> bool {
        opening.is_some_and(|wait| wait <= PATIENCE && self.clock.after(wait) < caller.claim.deadline)
    }

    /// Waits for a place for long answers. Nothing of the answer is held meanwhile, and no place in the queue.
    async fn wait_for_place(&self, caller: &Caller<'_>) -> Result<(), Error> {
        let Some(held) = caller.held else { return Ok(()) };
        tokio::select! {
            () = held.wait_for_place() => Ok(()),
            () = self.clock.sleep_until(caller.claim.deadline) => Err(Error::Busy { retry_after: LONG_ANSWER }),
        }
    }

    /// Waits before the next try; gives `error` back when there is no time for one.
    async fn pause(&self, failed: u32, caller: &Caller<'_>, error: Error) -> Result<u32, Error> {
        let until = self.rate_limit.pause();
        if until >= caller.claim.deadline {
            return Err(error);
        }
        self.clock.sleep_until(until).await;
        Ok(failed + 1)
    }
}

fn form(asked: Asked<'_>) -> Form {
    match asked {
        Asked::Collection(_) => Form::Names,
        _ => Form::Whole,
    }
}

async fn receive(
    mut response: Response,
    timeout: Duration,
    held: Option<&Held>,
    form: Form,
) -> Result<Received, Failed> {
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let mut reading = held.map(|held| held.reading(form));
    let mut bytes = BytesMut::new();
    let (mut counter, mut values, mut uncounted) = (Counter::default(), 0, 0);
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(_)) if !status.is_success() && bytes.len() >= MAX_REFUSAL => None,
            Ok(chunk) => chunk,
            Err(error) => return Err(failure(&error, timeout)),
        };
        let Some(chunk) = chunk else {
            // What was refused is not kept.
            let memory = reading.filter(|_| status.is_success()).map_or(0, Reading::keep);
            return Ok(Received { status, body: Body::new(bytes.freeze(), headers, memory) });
        };
        let more = counter.count(&chunk);
        values += more.all();
        uncounted += form.reckoned(chunk.len(), more);
        let (most, most_memory) =
            if reading.is_some() { (MAX_BYTES, MAX_OF_CALL) } else { (MAX_UNCOUNTED, MAX_UNCOUNTED_MEMORY) };
        let is_too_long = bytes.len() + chunk.len() > most;
        let room = match &mut reading {
            _ if is_too_long => Err(Full::Never),
            Some(reading) => reading.take(chunk.len(), more),
            None if uncounted > most_memory => Err(Full::Never),
            None => Ok(()),
        };
        match room {
            Ok(()) => bytes.extend_from_slice(&chunk),
            Err(Full::Now) => return Err(Failed::NoRoom),
            Err(Full::Never) => {
                let reason = if is_too_long {
                    format!("more than {} MB", most / MIB)
                } else if uncounted > most_memory {
                    format!("more than {values} values")
                } else {
                    // One of many answers that a call reads.
                    format!("more than {} MB with what was read before", most_memory / MIB)
                };
                let request_id = refusal::request_id(None, &headers);
                return Err(Failed::Fatal(Error::NotUnderstood { reason, request_id }));
            }
        }
    }
}

/// A token with bytes that no header may carry cannot be Intercom's.
fn bearer(token: &SecretString) -> Result<HeaderValue, Failed> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).map_err(|_| {
        let message = "it has characters no token has".to_owned();
        Failed::Fatal(Error::DeadToken { message, request_id: None })
    })?;
    // Keeps it out of what the libraries below log.
    value.set_sensitive(true);
    Ok(value)
}

/// In plain words: the error's own text would show the address.
fn failure(error: &reqwest::Error, timeout: Duration) -> Failed {
    let (reason, again) = match error {
        error if error.is_connect() && error.is_timeout() => {
            (format!("no connection within {} s", CONNECT_TIMEOUT.as_secs()), false)
        }
        error if error.is_timeout() => return Failed::Fatal(Error::TimedOut { after: timeout }),
        error if error.is_connect() => ("no connection could be made".to_owned(), true),
        error if error.is_builder() => ("the address of Intercom's API is not usable".to_owned(), false),
        error if error.is_body() || error.is_decode() => ("the connection broke within the answer".to_owned(), true),
        _ => ("the connection broke before the answer".to_owned(), true),
    };
    let error = Error::Unreachable { reason };
    if again { Failed::Passing(error) } else { Failed::Fatal(error) }
}

/// The id that a 410 names in its `Link: </contacts/{id}>; rel="canonical"`. Only the id is taken
/// from it, never the host.
fn merged_into(asked: Asked<'_>, received: &Received) -> Option<String> {
    if received.status != StatusCode::GONE || !matches!(asked, Asked::Contact(_)) {
        return None;
    }
    let link = received.body.headers.get(LINK)?.to_str().ok()?;
    let target = link.split(',').find(|link| link.contains("canonical"))?.split_once('<')?.1.split_once('>')?.0;
    let segment = target.split(['?', '#']).next()?.rsplit_once("/contacts/")?.1;
    let id = percent_encoding::percent_decode_str(segment).decode_utf8().ok()?.into_owned();
    super::asked::is_id(&id).then_some(id)
}
