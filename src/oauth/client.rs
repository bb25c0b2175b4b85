//! Who asks: a client that registered itself, or one whose id is the address of its metadata document.

use std::{sync::Arc, time::Duration};

use tokio::sync::OnceCell;

use super::{
    client_metadata::{DocumentError, Documents},
    failures::Source,
    kept::{self, Found, Kept, Registration},
    unused_registrations::{self, UnusedRegistrations},
};
use crate::{
    clock::Clock,
    secret::{fingerprint, hex},
    store::records::{Error, Store},
};

/// How a client id of a registration begins.
pub(super) const REGISTERED: &str = "imcp_cl_";
/// How long a registration is kept that nobody uses.
const KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// How exactly it is known when a registration was last used.
const LAST_USED_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// A client, as far as it is known. Its name proves nothing.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) redirect_uris: Vec<String>,
    /// The host that publishes its metadata document, if it has one.
    pub(super) host: Option<String>,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClientError {
    /// Nobody registered it, or nobody used it for 90 days, or nobody ever did and its room was needed.
    #[error("no client is registered under this id")]
    Unknown,
    /// Its document is not to be had or not to be believed.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The store failed.
    #[error("clients cannot be looked up at this moment")]
    Store(#[from] Error),
}

/// The clients of this server.
pub(super) struct Clients {
    store: Arc<dyn Store>,
    clock: Clock,
    documents: Documents,
    unused: UnusedRegistrations,
    /// Set once `unused` has what the store holds.
    are_counted: OnceCell<()>,
}

impl Clients {
    pub(super) fn new(store: Arc<dyn Store>, clock: Clock, documents: Documents) -> Self {
        let unused = UnusedRegistrations::new(unused_registrations::MAX_BYTES);
        Self { store, clock, documents, unused, are_counted: OnceCell::new() }
    }

    /// The client of that id, for a request from `source`.
    pub(super) async fn find(&self, id: &str, source: Source) -> Result<Client, ClientError> {
        if Documents::is_address(id) {
            let document = self.documents.get(id, source).await?;
            return Ok(Client {
                id: id.to_owned(),
                name: document.client_name,
                redirect_uris: document.redirect_uris,
                host: Some(document.host),
            });
        }
        let Some(found) = self.registration(id).await? else { return Err(ClientError::Unknown) };
        let Registration { client_name, redirect_uris, .. } = found.content;
        Ok(Client { id: id.to_owned(), name: client_name, redirect_uris, host: None })
    }

    /// Whether a client that registered itself is still known; one with a document needs no registration.
    ///
    /// # Errors
    /// [`ClientError::Unknown`] when it is not.
    pub(super) async fn is_registered(&self, id: &str) -> Result<(), ClientError> {
        if Documents::is_address(id) || self.registration(id).await?.is_some() {
            return Ok(());
        }
        Err(ClientError::Unknown)
    }

    async fn registration(&self, id: &str) -> Result<Option<Found<Registration>>, Error> {
        if !id.starts_with(REGISTERED) {
            return Ok(None);
        }
        kept::get(&*self.store, id).await
    }

    /// Registers a client for `source`. The same metadata gives the same id: clients that register for every connection
    /// leave one record (RFC 7591, section 3.2.1, leaves that to the server). Only for a new one `may_register` is
    /// asked, and room is made where unused registrations take too much of it.
    pub(super) async fn register(
        &self,
        client_name: String,
        redirect_uris: Vec<String>,
        client_uri: Option<String>,
        source: Source,
        may_register: impl FnOnce() -> Result<(), Duration>,
    ) -> Result<Result<(String, Registration), Duration>, Error> {
        let now = self.clock.now();
        let public = serde_json::json!([client_name, redirect_uris, client_uri]).to_string();
        let id = format!("{REGISTERED}{}", hex(&fingerprint(&public)));
        if let Some(found) = self.registration(&id).await? {
            self.touch(&id).await?;
            return Ok(Ok((id, found.content)));
        }
        if let Err(wait) = may_register() {
            return Ok(Err(wait));
        }
        self.are_counted.get_or_try_init(|| self.count_unused()).await?;
        let registration = Registration {
            client_name,
            redirect_uris,
            client_uri,
            registered_at: now,
            last_used: now,
            was_used: false,
        };
        kept::put(&*self.store, &id, &registration, self.clock.after(KEPT)).await?;
        // Counted once it is stored: what is dropped to make room must be there, or it would be stored after that.
        for dropped in self.unused.add(&id, public.len(), Some(source)) {
            self.drop_unused(&dropped).await?;
        }
        Ok(Ok((id, registration)))
    }

    /// Counts what the store holds of registrations that nobody has signed in with.
    async fn count_unused(&self) -> Result<(), Error> {
        let (mut unused, mut cursor) = (Vec::new(), None);
        loop {
            let page = self.store.list(Registration::KIND, cursor.as_deref()).await?;
            for (id, record) in page.records {
                if let Ok(Found { content, .. }) = kept::read::<Registration>(&record)
                    && !content.was_used
                {
                    unused.push((content.registered_at, id, record.value.len()));
                }
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        unused.sort_unstable();
        for (_, id, bytes) in unused {
            for dropped in self.unused.add(&id, bytes, None) {
                self.drop_unused(&dropped).await?;
            }
        }
        Ok(())
    }

    /// Drops a registration, unless somebody has signed in with it, here or at another server.
    async fn drop_unused(&self, id: &str) -> Result<(), Error> {
        let Some(Found { content, version, .. }) = self.registration(id).await? else { return Ok(()) };
        if !content.was_used {
            // Not `take`: somebody may sign in with it in this moment, which makes it another version. Nothing of it
            // stays until the record is swept away.
            let nothing = Registration { redirect_uris: Vec::new(), client_uri: None, ..content };
            kept::replace(&*self.store, id, version, &nothing, self.clock.now()).await?;
        }
        Ok(())
    }

    /// Notes that a client registered again, so that it is kept.
    async fn touch(&self, id: &str) -> Result<(), Error> {
        let Some(Found { content, version, .. }) = self.registration(id).await? else { return Ok(()) };
        let now = self.clock.now();
        if now.duration_since(content.last_used).unsigned_abs() >= LAST_USED_WITHIN {
            // Whoever was quicker knows it as well.
            let registration = Registration { last_used: now, ..content };
            kept::replace(&*self.store, id, version, &registration, self.clock.after(KEPT)).await?;
        }
        Ok(())
    }

    /// Notes that somebody signed in with a client, or goes on with a sign-in, so that it is kept.
    pub(super) async fn note_use(&self, id: &str) -> Result<(), Error> {
        self.unused.forget(id);
        while let Some(Found { content, version, .. }) = self.registration(id).await? {
            let now = self.clock.now();
            let is_known = now.duration_since(content.last_used).unsigned_abs() < LAST_USED_WITHIN;
            let registration = Registration { last_used: now, was_used: true, ..content.clone() };
            if content.was_used && is_known
                || kept::replace(&*self.store, id, version, &registration, self.clock.after(KEPT)).await?
            {
                break;
            }
        }
        Ok(())
    }
}
