//! `POST /intercom/uninstalled`: Intercom tells that a workspace has uninstalled the app.
//!
//! The notice is not signed, so that anybody may have sent it. It only marks the workspace: the next use of each of
//! its grants asks Intercom, and a refusal revokes the grant.

use axum::{
    Extension,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    administration, audit,
    failures::Source,
    kept::{self, Uninstalled},
    refusal::{error, error_until},
    server::AuthorizationServer,
};
use crate::store::records::Error;

/// Characters of a workspace's id, at most.
const MAX_ID: usize = 64;

/// Intercom's documentation, "Uninstall webhook": `app_id` is the workspace.
#[derive(Deserialize)]
struct Notice {
    app_id: String,
}

pub(super) async fn notice(
    State(server): State<AuthorizationServer>,
    Extension(source): Extension<Source>,
    body: Bytes,
) -> Response {
    if let Err(wait) = server.0.notices.count(source, &server.0.clock) {
        let description = "too many notices within the minute; try again later";
        return error_until(StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable", description, wait);
    }
    let workspace = match serde_json::from_slice::<Notice>(&body) {
        Ok(Notice { app_id }) if is_id(&app_id) => app_id,
        _ => return error(StatusCode::BAD_REQUEST, "invalid_request", "expected `{\"app_id\": \"…\"}`"),
    };
    match server.mark(&workspace).await {
        // Whether anybody of that workspace has signed in is nobody's business.
        Ok(is_marked) => {
            if is_marked {
                audit::uninstall_noticed(&workspace, source);
            }
            StatusCode::OK.into_response()
        }
        Err(cause) => server.store_failed("an uninstall notice was not stored", &cause),
    }
}

impl AuthorizationServer {
    /// Marks a workspace that somebody has signed in to; others would only fill the store. Says whether it did.
    async fn mark(&self, workspace: &str) -> Result<bool, Error> {
        let store = &*self.0.store;
        if !administration::has_grant_of(store, workspace).await? {
            return Ok(false);
        }
        let mark = Uninstalled { noticed_at: self.0.clock.now() };
        // Older grants are gone by then.
        kept::put(store, workspace, &mark, self.0.grants.holds_until()).await?;
        Ok(true)
    }
}

fn is_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
