//! Who asks: a client that registered itself, or one whose id is the address of its metadata document.

use std::{sync::Arc, time::Duration};

use super::{
    client_metadata::{DocumentError, Documents},
    failures::Source,
    kept::{self, Found, Registration},
};
use crate::{
    clock::Clock,
    secret::{fingerprint, hex},
    store::records::{Error, Store},
};

/// How a client id of a registration begins.
const REGISTERED: &str = "imcp_cl_";
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
    /// Nobody registered it, or nobody used it for 90 days.
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
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Clock,
    pub(super) documents: Documents,
}

impl Clients {
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

    /// Registers a client. The same metadata gives the same id: clients that register for every connection leave one
    /// record (RFC 7591, section 3.2.1, leaves that to the server). Only for a new one `may_register` is asked.
    pub(super) async fn register(
        &self,
        client_name: String,
        redirect_uris: Vec<String>,
        client_uri: Option<String>,
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
        let registration = Registration { client_name, redirect_uris, client_uri, registered_at: now, last_used: now };
        kept::put(&*self.store, &id, &registration, self.clock.after(KEPT)).await?;
        Ok(Ok((id, registration)))
    }

    /// Notes that a client was used, so that it is kept.
    pub(super) async fn touch(&self, id: &str) -> Result<(), Error> {
        let Some(Found { mut content, version, .. }) = self.registration(id).await? else { return Ok(()) };
        let now = self.clock.now();
        if now.duration_since(content.last_used).unsigned_abs() < LAST_USED_WITHIN {
            return Ok(());
        }
        content.last_used = now;
        // Whoever was quicker knows it as well.
        kept::replace(&*self.store, id, version, &content, self.clock.after(KEPT)).await?;
        Ok(())
    }
}
