//! Which hosts belong to one site: the registrable domain by the public suffix list (<https://publicsuffix.org>), as
//! browsers have it. Pure: no IO; the list is compiled in.

use psl::Type;

/// The domain that somebody has registered, which `host` is or lies below: `example.co.uk` of `www.example.co.uk`, and
/// `a.github.io` of itself, since the list says that strangers get the names below `github.io`. `None` for IP addresses,
/// public suffixes themselves, and names whose suffix the list does not know. `host` is in lower case and ASCII.
pub fn registrable(host: &str) -> Option<&str> {
    let domain = psl::domain(host.as_bytes()).filter(|domain| domain.suffix().is_known())?;
    std::str::from_utf8(domain.as_bytes()).ok()
}

/// Whether both hosts belong to one site.
pub fn is_one(host: &str, other: &str) -> bool {
    registrable(host).is_some_and(|domain| registrable(other) == Some(domain))
}

/// Sites on which strangers publish under paths or names of their own and that the private section of the public suffix
/// list does not have: repositories, copies of packages and pages, folders that are shared, pages of one's own.
const SHARED: &[&str] = &[
    "amazonaws.com",
    "apple.com",
    "archive.org",
    "atlassian.net",
    "azure.com",
    "bitbucket.org",
    "box.com",
    "canva.site",
    "cloudflarestorage.com",
    "codeberg.org",
    "dropbox.com",
    "dropboxusercontent.com",
    "facebook.com",
    "fastly.net",
    "figma.com",
    "firebase.com",
    "github.com",
    "gitlab.com",
    "google.com",
    "googleapis.com",
    "googleusercontent.com",
    "huggingface.co",
    "ipfs.io",
    "jsdelivr.net",
    "live.com",
    "medium.com",
    "notion.site",
    "notion.so",
    "npmjs.com",
    "office.com",
    "onedrive.com",
    "pastebin.com",
    "replit.com",
    "salesforce.com",
    "sharepoint.com",
    "sourceforge.net",
    "sr.ht",
    "stackblitz.com",
    "substack.com",
    "tumblr.com",
    "unpkg.com",
    "windows.net",
    "wordpress.com",
];

/// Whether strangers publish on this host or beside it, so that what lies there says nothing of who has the host: below
/// a suffix of the private section of the list, such as `raw.githubusercontent.com` or `a.github.io`, on one of
/// [`SHARED`], or where no site can be told at all.
pub fn is_shared(host: &str) -> bool {
    let is_private = psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.typ() == Some(Type::Private));
    let is_below =
        |shared: &&str| host.strip_suffix(*shared).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    is_private || registrable(host).is_none() || SHARED.iter().any(is_below)
}
