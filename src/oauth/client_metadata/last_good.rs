//! The last good fetch of each client's document, in the store: its bytes, for seven days, under the digest of its
//! address. They are read and checked anew each time they serve.
//!
//! A store that fails costs no sign-in: a document is then not kept, or not found.

use std::{sync::Arc, time::Duration};

use sha2::{Digest, Sha256};

use super::client_id::ClientId;
use crate::{
    clock::Clock,
    secret,
    store::records::{Error, Kind, Store},
};

const LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// What is stored and unchanged is written again after so long, not at every fetch.
const RENEWED_AFTER: Duration = Duration::from_secs(60 * 60);

pub(super) struct LastGood {
    store: Arc<dyn Store>,
    clock: Clock,
}

impl LastGood {
    pub(super) fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Keeps a document that was fetched just now. `may_store_new` is asked if there is none of this client yet.
    pub(super) async fn keep(&self, id: &ClientId, body: Vec<u8>, may_store_new: impl FnOnce() -> bool) {
        let record_id = record_id(id);
        match self.store.get(Kind::MetadataDocument, &record_id).await {
            Ok(Some(record)) if record.value == body && self.clock.until(record.expires) > LIFETIME - RENEWED_AFTER => {
                return;
            }
            Ok(Some(_)) => {}
            Ok(None) if may_store_new() => {}
            Ok(None) => return,
            Err(error) => return report(&error),
        }
        let expires = self.clock.after(LIFETIME);
        if let Err(error) = self.store.put(Kind::MetadataDocument, &record_id, body, expires).await {
            report(&error);
        }
    }

    /// The document's bytes, if it was fetched within seven days.
    pub(super) async fn get(&self, id: &ClientId) -> Option<Vec<u8>> {
        match self.store.get(Kind::MetadataDocument, &record_id(id)).await {
            Ok(record) => record.map(|record| record.value),
            Err(error) => {
                report(&error);
                None
            }
        }
    }

    /// Drops what the client has withdrawn.
    pub(super) async fn forget(&self, id: &ClientId) {
        if let Err(error) = self.store.take(Kind::MetadataDocument, &record_id(id)).await {
            report(&error);
        }
    }
}

/// No secret: it makes an id of one length and alphabet of any address.
fn record_id(id: &ClientId) -> String {
    secret::hex(&Sha256::digest(id.as_str().as_bytes()))
}

fn report(error: &Error) {
    tracing::warn!(%error, "the store failed for a client's metadata document");
}
