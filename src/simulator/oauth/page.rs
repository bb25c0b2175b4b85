//! What a person sees of `/oauth`: one form with the choice made, or why there is none. No script.

use std::borrow::Cow;

use axum::http::{
    HeaderName, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY},
};

use super::{
    APP_ID,
    authorize::{Page, Refused},
};
use crate::simulator::answer::Answer;

const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:32rem;padding:2rem 1rem}
fieldset{border:1px solid;border-radius:.5rem;margin:1.5rem 0;padding:.5rem 1rem}
label{display:block;padding:.5rem 0}
button{font:inherit;padding:.75rem 1.5rem}
code{overflow-wrap:anywhere}";

/// Asks whether the app may be connected to this region's workspace.
pub(super) fn consent(page: &Page<'_>) -> Answer {
    let (workspace, redirect_uri) = (page.workspace, page.request.redirect_uri.as_str());
    let body = format!(
        "<h1>Connect {app} to Intercom</h1>\n\
         <p>This is the simulator: its workspaces are made up. The app will read people, companies, conversations \
         and teammates, and you go back to <code>{redirect}</code>.</p>\n\
         <form method=\"post\" action=\"{path}\">\n\
         <input type=\"hidden\" name=\"client_id\" value=\"{app}\">\n\
         <input type=\"hidden\" name=\"state\" value=\"{state}\">\n\
         <input type=\"hidden\" name=\"redirect_uri\" value=\"{redirect}\">\n\
         <fieldset>\n<legend>Workspace</legend>\n\
         <label><input type=\"radio\" name=\"workspace\" value=\"{id_code}\" required checked> {name} ({region})</label>\n\
         </fieldset>\n\
         <button type=\"submit\">Authorize access</button>\n\
         </form>\n\
         <p><a href=\"{denied}\">Cancel</a></p>",
        app = escaped(APP_ID),
        path = escaped(page.path),
        state = escaped(&page.request.state),
        redirect = escaped(redirect_uri),
        id_code = escaped(&workspace.id_code),
        name = escaped(&workspace.name),
        region = workspace.region,
        denied = escaped(page.request.denied().as_str()),
    );
    document(StatusCode::OK, "Connect an app to Intercom (simulator)", &body)
}

/// Says why nothing can be connected.
pub(super) fn refusal(refused: &Refused) -> Answer {
    let body = format!("<h1>This app cannot be connected</h1>\n<p>{}</p>", escaped(&refused.sentence));
    document(refused.status, "This app cannot be connected (simulator)", &body)
}

fn document(status: StatusCode, title: &str, body: &str) -> Answer {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    );
    // No `form-action`: browsers hold redirects after a form against it, and this one may lead anywhere.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
    Answer::new(status, "text/html; charset=utf-8", html)
        .with(CACHE_CONTROL, "no-store")
        .with(CONTENT_SECURITY_POLICY, policy)
        .with(REFERRER_POLICY, "no-referrer")
        .with(HeaderName::from_static("x-content-type-options"), "nosniff")
}

/// A text as HTML, in content and in quoted attributes.
fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return text.into();
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;").into()
}
