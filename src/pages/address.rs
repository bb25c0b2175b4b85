//! Where a link on a page may lead.

use url::Url;

/// Schemes that a browser runs, opens or renders itself: a link to one acts here and leads to no client.
const OF_THE_BROWSER: &[&str] = &[
    "about",
    "blob",
    "chrome",
    "chrome-extension",
    "content",
    "data",
    "edge",
    "feed",
    "file",
    "filesystem",
    "ftp",
    "intent",
    "jar",
    "javascript",
    "livescript",
    "mailto",
    "mhtml",
    "mocha",
    "moz-extension",
    "ms-its",
    "resource",
    "safari-extension",
    "sms",
    "tel",
    "vbscript",
    "view-source",
    "wyciwyg",
    "ws",
    "wss",
];

/// The client's address, with the answer in its query: safe to follow from a page of ours.
#[derive(Clone, Debug)]
pub struct ReturnAddress(Url);

impl ReturnAddress {
    /// Takes `https`, `http`, and the schemes of apps; none for what is no address or what a browser would run itself.
    pub fn new(address: &str) -> Option<Self> {
        let address = Url::parse(address).ok()?;
        (!OF_THE_BROWSER.contains(&address.scheme())).then_some(Self(address))
    }

    /// As it stands in a link and in a header: ASCII without spaces and control characters.
    pub(super) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}
