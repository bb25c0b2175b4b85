//! What an operator sees of sign-ins and may do to them. Never a secret: none is there to be seen.

use super::{
    audit::{self, Reason},
    kept::{self, Grant, Kept, Registration},
};
use crate::store::records::{Error, Store};

/// All grants with their ids, the oldest first.
///
/// # Errors
/// When the store fails.
pub async fn grants(store: &dyn Store) -> Result<Vec<(String, Grant)>, Error> {
    let mut grants: Vec<(String, Grant)> = all(store).await?;
    grants.sort_by_key(|(_, grant)| grant.created_at);
    Ok(grants)
}

/// All clients that registered themselves with their ids, the first to register first.
///
/// # Errors
/// When the store fails.
pub async fn clients(store: &dyn Store) -> Result<Vec<(String, Registration)>, Error> {
    let mut clients: Vec<(String, Registration)> = all(store).await?;
    clients.sort_by_key(|(_, client)| client.registered_at);
    Ok(clients)
}

/// Ends a grant and with it all its tokens; says whether there was one.
///
/// # Errors
/// When the store fails.
pub async fn revoke(store: &dyn Store, id: &str, reason: Reason) -> Result<bool, Error> {
    let grant = kept::take::<Grant>(store, id).await?;
    if let Some(grant) = &grant {
        audit::revoked(id, &grant.content, reason);
    }
    Ok(grant.is_some())
}

/// Whether a grant of that workspace holds. One that cannot be read may be of it.
pub(super) async fn has_grant_of(store: &dyn Store, workspace: &str) -> Result<bool, Error> {
    let mut cursor = None;
    loop {
        let page = store.list(Grant::KIND, cursor.as_deref()).await?;
        let mut grants = page.records.iter().map(|(_, record)| kept::read::<Grant>(record));
        if grants.any(|grant| grant.map_or(true, |grant| grant.content.workspace_id.as_deref() == Some(workspace))) {
            return Ok(true);
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(false),
        }
    }
}

async fn all<T: Kept>(store: &dyn Store) -> Result<Vec<(String, T)>, Error> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = store.list(T::KIND, cursor.as_deref()).await?;
        for (id, record) in page.records {
            match kept::read(&record) {
                Ok(record) => found.push((id, record.content)),
                // The others are still to be seen.
                Err(error) => tracing::warn!(%error, id, "a record is left out"),
            }
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(found),
        }
    }
}
