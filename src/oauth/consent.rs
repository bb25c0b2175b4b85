//! The question put to the person, and `POST /authorize` with the decision.
//!
//! The form carries the whole request, signed together with a cookie of the browser that it is shown to: what is
//! approved is what was shown, by who saw it, within ten minutes, and a page of another site can neither make nor
//! answer it. Only an approval is stored (MCP 2026-07-28, "Security Best Practices", confused deputy).

use axum::{
    Extension,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header::ORIGIN},
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    audit,
    authorize::Asked,
    browser::{Cookie, Cookies, LIFETIME},
    client_name,
    failures::Source,
    kept::{self, AuthorizationRequest, SignIn},
    parameters::Parameters,
    redirect_uri::{self, Target},
    server::{AuthorizationServer, page, redirect_to},
    site,
};
use crate::{
    pages::{self, Consent, Destination, Identity, NameRemark, RegionOption},
    region::Region,
    secret::token::{random, stored_id},
};

const SIGNED: &str = "consent";

/// What a form carries.
#[derive(Serialize, Deserialize)]
pub(super) struct Form {
    pub(super) request: AuthorizationRequest,
    client_host: Option<String>,
    expires: Timestamp,
}

impl AuthorizationServer {
    /// The page that asks, with the cookie that its answer needs.
    pub(super) fn ask(&self, asked: Asked, headers: &HeaderMap) -> Response {
        let Asked { request, client_host } = asked;
        let expires = self.0.clock.after(std::time::Duration::from_secs(LIFETIME));
        self.show(&Form { request, client_host, expires }, headers, None)
    }

    /// The page, with a `notice` when it is shown again.
    pub(super) fn show(&self, form: &Form, headers: &HeaderMap, notice: Option<&str>) -> Response {
        let cookies = self.0.cookies;
        let value = match cookies.get(headers, Cookie::Form) {
            Some(value) => value.to_owned(),
            None => match Cookies::value() {
                Ok(value) => value,
                Err(cause) => return self.store_failed_page("no cookie could be made", &cause),
            },
        };
        let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(form).unwrap_or_default());
        let csrf = self.0.vault.sign(SIGNED, &signed_text(&payload, &value));
        let identity = self.identity(form);
        let consent = Consent {
            client_name: form.request.client_name.clone(),
            name_remarks: self.remarks(&form.request, matches!(identity, Identity::Verified(_))),
            identity,
            destination: self.destination(&form.request.redirect_uri),
            sign_in: self.sign_in(),
            request: payload,
            csrf,
            notice: notice.map(str::to_owned),
        };
        let status = if notice.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let mut response = consent.response_with_status(status);
        cookies.set(response.headers_mut(), Cookie::Form, &value);
        response
    }

    /// Where a redirect URI leads; `None` if it is not accepted any more.
    fn target(&self, uri: &str) -> Option<Target> {
        let config = &self.0.config;
        let accepted = redirect_uri::acceptable(uri, config.redirect_policy, &config.allowed_redirect_uris);
        Some(accepted.ok()?.target().clone())
    }

    fn remarks(&self, request: &AuthorizationRequest, is_verified: bool) -> Vec<NameRemark> {
        let target = self.target(&request.redirect_uri);
        target.map_or_else(Vec::new, |target| client_name::remarks(&request.client_name, &target, is_verified))
    }

    /// Verified is a client whose metadata document lies on the site that the answer goes to, where it is known whose
    /// that site is: by this program, or by the operator, who lists the redirect URI.
    fn identity(&self, form: &Form) -> Identity {
        let Some(host) = form.client_host.clone() else { return Identity::SelfDescribed };
        let uri = &form.request.redirect_uri;
        let is_its_site = match self.target(uri) {
            Some(Target::Web { host: to }) => site::is_one(&host, &to) && port(uri).is_empty(),
            _ => false,
        };
        let is_known = site::is_known_publisher(&host);
        let is_listed = redirect_uri::is_listed(uri, &self.0.config.allowed_redirect_uris);
        match (is_known, is_its_site) {
            (true, true) => Identity::Verified(host),
            (false, true) if is_listed => Identity::Verified(host),
            (true, false) => Identity::PublishedBy(host),
            (false, _) => Identity::UnknownPublisher(host),
        }
    }

    fn destination(&self, uri: &str) -> Destination {
        match self.target(uri) {
            Some(Target::Web { host }) => Destination::Site(host + &port(uri)),
            Some(Target::Loopback { host }) => Destination::ThisComputer(host + &port(uri)),
            // It was accepted a moment ago.
            Some(Target::App { .. }) | None => {
                Destination::App(uri.split(['?', '#']).next().unwrap_or_default().to_owned())
            }
        }
    }

    fn sign_in(&self) -> pages::SignIn {
        let config = &self.0.config;
        let regions = config.intercom_region.map_or(Region::ALL.to_vec(), |region| vec![region]);
        let regions = regions.into_iter().map(|region| RegionOption {
            value: region.as_str().to_owned(),
            name: region_name(region).to_owned(),
            host: host_of(&config.app_url(region)),
        });
        match (&self.0.app, config.accept_pasted_tokens) {
            (Some(_), false) => pages::SignIn::AtIntercom(regions.collect()),
            (Some(_), true) => pages::SignIn::Either(regions.collect()),
            (None, _) => pages::SignIn::WithToken,
        }
    }

    /// What the form says, if it is ours, of this browser, and not too old.
    fn form(&self, parameters: &Parameters, headers: &HeaderMap) -> Option<Form> {
        let (payload, csrf) = (parameters.get("request")?, parameters.get("csrf")?);
        let cookie = self.0.cookies.get(headers, Cookie::Form)?;
        if !self.0.vault.is_signed(SIGNED, &signed_text(payload, cookie), csrf) {
            return None;
        }
        let form: Form = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
        (form.expires > self.0.clock.now()).then_some(form)
    }

    /// Remembers the approval, and sends the browser to Intercom.
    async fn approve(&self, request: AuthorizationRequest, region: Option<&str>, source: Source) -> Response {
        let config = &self.0.config;
        let region = config.intercom_region.or_else(|| region?.parse().ok());
        let (Some(app), Some(region)) = (&self.0.app, region) else {
            let found = "The form does not say where your Intercom workspace is hosted.";
            return page(StatusCode::BAD_REQUEST, "This form is not complete", found, "Go back and choose a region.");
        };
        if let Err(wait) = self.0.approvals.count(source, &self.0.clock) {
            let found = format!("Too many sign-ins were begun from your network. Wait {} s.", wait.as_secs().max(1));
            let next = "Then connect anew from your client.";
            return page(StatusCode::TOO_MANY_REQUESTS, "Too many attempts", &found, next);
        }
        let (state, browser) = match (random(), Cookies::value()) {
            (Ok(state), Ok(browser)) => (state, browser),
            (Err(cause), _) | (_, Err(cause)) => return self.store_failed_page("no state could be made", &cause),
        };
        let id = stored_id(&state);
        let client_id = request.client_id.clone();
        let sign_in = SignIn { request, region, browser: stored_id(&browser) };
        let expires = self.0.clock.after(std::time::Duration::from_secs(LIFETIME));
        if let Err(cause) = kept::put(&*self.0.store, &id, &sign_in, expires).await {
            return self.store_failed_page("an approval was not stored", &cause);
        }
        let Some(address) = app.authorize_url(&config.app_url(region), &state) else {
            let found = "The address of Intercom's sign-in page is not valid.";
            return page(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Sign-in is not possible",
                found,
                "Tell this server's operator.",
            );
        };
        audit::approved(&client_id);
        let mut response = redirect_to(address.as_str());
        self.0.cookies.set(response.headers_mut(), Cookie::SignIn(&id), &browser);
        response
    }
}

pub(super) async fn decide(
    State(server): State<AuthorizationServer>,
    Extension(source): Extension<Source>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let parameters = Parameters::parse(&body);
    let again = "Go back to your client and connect anew.";
    if !server.is_own_page(&headers) {
        let found = "The decision came from a page of another site.";
        return page(StatusCode::FORBIDDEN, "This form was not sent from here", found, again);
    }
    let Some(form) = server.form(&parameters, &headers) else {
        let found = "It is older than ten minutes, was opened in another browser, or cookies are blocked.";
        return page(StatusCode::BAD_REQUEST, "This form cannot be used any more", found, again);
    };
    match parameters.get("decision") {
        Some("approve") => server.approve(form.request, parameters.get("region"), source).await,
        Some("paste") => server.paste(form, parameters.get("intercom_token"), &headers, source).await,
        // Whatever is not a clear yes is a no.
        _ => {
            audit::denied(&form.request.client_id, "the person declined");
            server.back_with_error(&form.request, "access_denied", "the person declined")
        }
    }
}

impl AuthorizationServer {
    /// Browsers say where a form comes from, once and in plain characters. `null` is what they say when somebody has
    /// forbidden referrers; the cookie and the signature decide then.
    fn is_own_page(&self, headers: &HeaderMap) -> bool {
        let own = self.0.config.public_url.origin().ascii_serialization();
        says_only(headers, ORIGIN.as_str(), |origin| origin == own || origin == "null")
            && says_only(headers, "sec-fetch-site", |site| matches!(site, "same-origin" | "none"))
    }
}

/// Whether the header is not there, or there once with a value that is fine.
fn says_only(headers: &HeaderMap, name: &str, is_fine: impl Fn(&str) -> bool) -> bool {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => true,
        (Some(value), None) => value.to_str().is_ok_and(is_fine),
        (Some(_), Some(_)) => false,
    }
}

fn signed_text(payload: &str, cookie: &str) -> String {
    format!("{payload}.{cookie}")
}

pub(super) fn region_name(region: Region) -> &'static str {
    match region {
        Region::Us => "United States",
        Region::Eu => "Europe",
        Region::Au => "Australia",
    }
}

/// `:` and the port of an address, where it is not the scheme's.
fn port(uri: &str) -> String {
    let port = url::Url::parse(uri).ok().and_then(|url| url.port());
    port.map_or(String::new(), |port| format!(":{port}"))
}

fn host_of(address: &str) -> String {
    url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}
