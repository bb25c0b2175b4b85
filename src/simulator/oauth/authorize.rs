//! What an app asks of `/oauth`, what is refused there, and the ways back to the app.

use axum::http::StatusCode;
use url::Url;

use super::{
    APP_ID,
    parameters::{FORM, Parameters, Repeated, is_media_type},
};
use crate::simulator::model::Workspace;

/// An authorization request that may be shown and answered.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) state: String,
    pub(super) redirect_uri: Url,
}

/// A request that is told so on a page, never to the app.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) sentence: String,
}

/// What the page shows.
pub(super) struct Page<'a> {
    pub(super) request: &'a Request,
    pub(super) workspace: &'a Workspace,
    pub(super) path: &'a str,
}

impl Request {
    /// Reads a query.
    pub(super) fn read(query: &[u8]) -> Result<Self, Refused> {
        Self::of(&Parameters::parse(query))
    }

    /// Reads the page's own form, in which the workspace `id_code` must be chosen.
    pub(super) fn read_approved(content_type: Option<&str>, body: &[u8], id_code: &str) -> Result<Self, Refused> {
        if !is_media_type(content_type, FORM) {
            return Err(Refused::bad(format!("The form must come as `{FORM}`.")));
        }
        let parameters = Parameters::parse(body);
        let request = Self::of(&parameters)?;
        match parameters.one("workspace")? {
            Some(chosen) if chosen == id_code => Ok(request),
            Some(chosen) => Err(Refused::bad(format!("`{chosen}` is no workspace of this region."))),
            None => Err(Refused::bad("No workspace is chosen.".to_owned())),
        }
    }

    fn of(parameters: &Parameters) -> Result<Self, Refused> {
        match parameters.one("client_id")? {
            Some(APP_ID) => {}
            Some(unknown) => {
                let sentence = format!("There is no app `{unknown}`.");
                return Err(Refused { status: StatusCode::NOT_FOUND, sentence });
            }
            None => return Err(Refused::missing("client_id")),
        }
        let state = parameters.one("state")?.ok_or_else(|| Refused::missing("state"))?.to_owned();
        if let Some(kind) = parameters.one("response_type")?.filter(|kind| *kind != "code") {
            return Err(Refused::bad(format!("`response_type` is `{kind}`; only `code` is known.")));
        }
        let Some(redirect_uri) = parameters.one("redirect_uri")? else {
            let sentence = format!("`redirect_uri` is missing, and `{APP_ID}` has registered none.");
            return Err(Refused::bad(sentence));
        };
        Ok(Self { state, redirect_uri: absolute(redirect_uri)? })
    }

    /// Where the person goes who agreed.
    pub(super) fn granted(&self, code: &str) -> Url {
        self.redirect(&[("code", code), ("state", &self.state)])
    }

    /// Where the person goes who cancels.
    pub(super) fn denied(&self) -> Url {
        self.redirect(&[("error", "access_denied"), ("state", &self.state)])
    }

    /// The redirect address with more parameters; its own query stays as it is.
    fn redirect(&self, parameters: &[(&str, &str)]) -> Url {
        let mut address = self.redirect_uri.clone();
        address.query_pairs_mut().extend_pairs(parameters);
        address
    }
}

/// An address to which a browser can be sent: http or https, with a host, without a fragment (RFC 6749, section 3.1.2).
fn absolute(address: &str) -> Result<Url, Refused> {
    let parsed = Url::parse(address).ok();
    let fits = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host() && url.fragment().is_none();
    parsed.filter(fits).ok_or_else(|| {
        let sentence = format!("`redirect_uri` is `{address}`; expected an http or https URL without a fragment.");
        Refused::bad(sentence)
    })
}

impl Refused {
    fn bad(sentence: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, sentence }
    }

    fn missing(name: &str) -> Self {
        Self::bad(format!("`{name}` is missing."))
    }
}

impl From<Repeated> for Refused {
    fn from(Repeated(name): Repeated) -> Self {
        Self::bad(format!("`{name}` stands there more than once."))
    }
}
