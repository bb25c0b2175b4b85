//! Which hosts belong to one site: the registrable domain by the public suffix list (<https://publicsuffix.org>), as
//! browsers have it. Pure: no IO; the list is compiled in.

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

/// Hosts on which nobody but the makers of well-known clients publishes. Whole hosts and no domains: beside some of them
/// lie forums, whose texts are their members'.
const PUBLISHERS: &[&str] = &[
    "anthropic.com",
    "chat.mistral.ai",
    "chatgpt.com",
    "claude.ai",
    "claude.com",
    "cursor.com",
    "insiders.vscode.dev",
    "openai.com",
    "vscode.dev",
    "windsurf.com",
    "www.anthropic.com",
    "www.cursor.com",
    "www.perplexity.ai",
    "zed.dev",
];

/// Whether what lies on this host is published by the maker of a client that is known. Of any other site it shows only
/// that somebody can publish there: no list has all sites on which strangers can.
pub fn is_known_publisher(host: &str) -> bool {
    PUBLISHERS.contains(&host)
}
