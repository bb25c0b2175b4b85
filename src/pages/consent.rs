//! The question that everything hangs on: may this client read your workspace?
//!
//! Asked every time. The server has one id at Intercom for all its clients, so that Intercom's own question names this
//! server and never the client (MCP 2026-07-28, "Security Best Practices", confused deputy). A name is what the client
//! chose; what can be relied on is where the answer goes, which the page therefore shows first among the facts.

use ::http::StatusCode;
use askama::Template;
use axum::response::Response;

use super::{
    response::{Holds, Nonce, respond},
    text::{self, Piece},
};
use crate::text::name;

/// An authorization request that waits for a decision. The form posts `request`, `csrf` and `decision` (`approve`,
/// `deny` or `paste`) to `/authorize`; with `approve` the `region`, with `paste` the `intercom_token`.
#[derive(Clone, Debug)]
pub struct Consent {
    /// What the client calls itself; anything.
    pub client_name: String,
    /// What a person should know of that name.
    pub name_remarks: Vec<NameRemark>,
    /// What is known of who it is.
    pub identity: Identity,
    /// Where the answer goes.
    pub destination: Destination,
    /// How one signs in.
    pub sign_in: SignIn,
    /// The request, as the form sends it back.
    pub request: String,
    /// The value that proves that the form is this page's.
    pub csrf: String,
    /// Why the page is shown again, such as a token that was refused; may hold literals between backticks.
    pub notice: Option<String>,
}

/// What is known of who asks.
#[derive(Clone, Debug)]
pub enum Identity {
    /// Its id is the address of a document on this host, which was fetched from there; it is known who publishes there,
    /// and the answer goes to the same site. Said of a [`Destination::Site`] only: on a computer any program may wait
    /// for the answer.
    Verified(String),
    /// The same, but the answer goes elsewhere, as the document says.
    PublishedBy(String),
    /// Its id is the address of a document on this host, which was fetched from there; it is not known who can publish
    /// there, wherever the answer goes.
    UnknownPublisher(String),
    /// It registered itself; nobody vouches for it.
    SelfDescribed,
}

/// What a name suggests and does not prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameRemark {
    /// It can be taken for this name, which is known, and the answer goes elsewhere than to who is known by it.
    LooksLike(String),
    /// Its letters are of alphabets that people do not write together.
    MixesAlphabets,
    /// It has this host in it, which is not where the answer goes.
    NamesASite(String),
    /// It says of itself that it is official, verified or the like.
    ClaimsTrust,
    /// It may be read as an address, and none that is known to be one.
    ReadsLikeAnAddress,
    /// It is written in letters of this script alone.
    WrittenIn(String),
    /// It has letters or signs beside the plain ones of English.
    NotPlain,
}

/// Where the answer goes.
#[derive(Clone, Debug)]
pub enum Destination {
    /// A site: the host of an https address, with its port where it is not the scheme's.
    Site(String),
    /// Whatever listens on this computer: host and port of a loopback address.
    ThisComputer(String),
    /// Whatever app the system opens for an address of a private-use scheme (RFC 8252, section 7.1), without its query.
    App(String),
}

/// How one signs in.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// At Intercom, in one of these regions; several are a choice, the first preselected.
    AtIntercom(Vec<RegionOption>),
    /// With an Intercom access token, pasted here.
    WithToken,
    /// Either way.
    Either(Vec<RegionOption>),
}

/// A region of Intercom's.
#[derive(Clone, Debug)]
pub struct RegionOption {
    /// What the form sends: `us`, `eu`, `au`.
    pub value: String,
    /// What people call it.
    pub name: String,
    /// The host under which they know their workspace.
    pub host: String,
}

#[derive(Template)]
#[template(path = "consent.html", config = "src/pages/askama.toml")]
struct Page<'a> {
    nonce: Nonce,
    /// Where the answer goes, in a few words.
    subject: String,
    /// Whether the heading names the client: who is about to paste a token must see first where access goes.
    leads_with_name: bool,
    name: Option<String>,
    remarks: Vec<NameRemark>,
    identity: &'a Identity,
    publisher: String,
    destination: &'a Destination,
    address: String,
    notice: Vec<Piece>,
    at_intercom: bool,
    regions: &'a [RegionOption],
    takes_token: bool,
    request: &'a str,
    csrf: &'a str,
}

impl Consent {
    /// The page, 200; the caller adds its cookie. See [`Consent::response_with_status`] for a page shown again.
    pub fn response(&self) -> Response {
        self.response_with_status(StatusCode::OK)
    }

    /// The page with `status`, such as 422 after a token that was refused.
    pub fn response_with_status(&self, status: StatusCode) -> Response {
        respond(status, Holds::Form, |nonce| self.page(nonce))
    }

    fn page(&self, nonce: Nonce) -> Page<'_> {
        let (at_intercom, regions, takes_token): (bool, &[RegionOption], bool) = match &self.sign_in {
            SignIn::AtIntercom(regions) => (true, regions, false),
            SignIn::WithToken => (false, &[], true),
            SignIn::Either(regions) => (true, regions, true),
        };
        let name = name::shown(&self.client_name);
        let publisher = match &self.identity {
            Identity::Verified(host) | Identity::PublishedBy(host) | Identity::UnknownPublisher(host) => {
                text::address(host)
            }
            Identity::SelfDescribed => String::new(),
        };
        Page {
            nonce,
            subject: self.destination.subject(),
            leads_with_name: name.is_some() && !takes_token,
            name,
            remarks: self.name_remarks.iter().map(NameRemark::shown).collect(),
            identity: &self.identity,
            publisher,
            destination: &self.destination,
            address: self.destination.address(),
            notice: self.notice.as_deref().map(text::prose).unwrap_or_default(),
            at_intercom,
            regions,
            takes_token,
            request: &self.request,
            csrf: &self.csrf,
        }
    }
}

impl NameRemark {
    /// With what it quotes fit to be shown.
    fn shown(&self) -> Self {
        match self {
            Self::LooksLike(known) => Self::LooksLike(name::shown(known).unwrap_or_default()),
            Self::NamesASite(host) => Self::NamesASite(text::address(host)),
            Self::MixesAlphabets => Self::MixesAlphabets,
            Self::ClaimsTrust => Self::ClaimsTrust,
            Self::ReadsLikeAnAddress => Self::ReadsLikeAnAddress,
            Self::WrittenIn(script) => Self::WrittenIn(script.clone()),
            Self::NotPlain => Self::NotPlain,
        }
    }
}

impl Destination {
    /// The address, fit to be shown.
    fn address(&self) -> String {
        match self {
            Self::Site(address) | Self::ThisComputer(address) | Self::App(address) => text::address(address),
        }
    }

    /// For the heading.
    fn subject(&self) -> String {
        match self {
            Self::Site(host) => text::address(host),
            Self::ThisComputer(_) => "a program on this computer".to_owned(),
            Self::App(_) => "an app on this device".to_owned(),
        }
    }
}
