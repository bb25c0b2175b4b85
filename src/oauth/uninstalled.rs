//! `POST /intercom/uninstalled`: Intercom tells that a workspace has uninstalled the app.
//!
//! The notice is not signed, so that anybody may have sent it. It only leaves a mark, by one write that is the same for
//! every workspace: whether anybody has signed in to it shows in nothing, not even in the time. What follows from the
//! mark is in [`verification`](super::verification).

use axum::{
    Extension,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    audit,
    failures::Source,
    kept::{self, Uninstalled},
    refusal::{error, error_until},
    server::AuthorizationServer,
};
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
        _ => {
            return error(
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "expected a JSON object whose `app_id` is the id of a workspace",
            );
        }
    };
    let mark = Uninstalled { noticed_at: server.0.clock.now() };
    // Older grants are gone by then.
    let expires = server.0.grants.holds_until();
    match kept::put(&*server.0.store, &Uninstalled::id(&workspace), &mark, expires).await {
        Ok(()) => {
            audit::uninstall_noticed(&workspace);
            StatusCode::OK.into_response()
        }
        Err(cause) => server.store_failed("an uninstall notice was not stored", &cause),
    }
}

fn is_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
