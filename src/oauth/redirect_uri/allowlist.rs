//! REDIRECT_POLICY `allowlist`: the redirect URIs of ALLOWED_REDIRECT_URIS, or those of well-known clients when it is
//! empty. An entry is a whole URI, in one of three forms:
//!
//! - `http://localhost:*/callback`          → any port; so has every entry for loopback http
//! - `https://chatgpt.com/connector/oauth/*` → one segment of unreserved characters in place of the `*`
//! - anything else                           → that string
//!
//! A `*` elsewhere stands for itself.

use super::loopback::Loopback;

/// Redirect URIs of clients people use, as observed and as their makers document them.
const WELL_KNOWN: &[&str] = &[
    // Claude: web, desktop, mobile; Claude Code in a terminal, and in the desktop app.
    "https://claude.ai/api/mcp/auth_callback",
    "https://claude.com/api/mcp/auth_callback",
    "http://localhost:*/callback",
    "http://127.0.0.1:*/callback",
    "claude://claude.ai/mcp-auth-callback/sdk",
    // Cursor.
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "https://www.cursor.com/agents/mcp/oauth/callback",
    // VS Code, and Copilot CLI.
    "https://vscode.dev/redirect",
    "https://insiders.vscode.dev/redirect",
    "http://127.0.0.1:*/",
    "http://127.0.0.1:*",
    // ChatGPT.
    "https://chatgpt.com/connector/oauth/*",
    "https://chatgpt.com/connector_platform_oauth_redirect",
    // mcp-remote, MCP Inspector, opencode.
    "http://localhost:*/oauth/callback",
    "http://localhost:*/oauth/callback/debug",
    "http://127.0.0.1:*/oauth/callback",
    "http://127.0.0.1:*/mcp/oauth/callback",
    // Directories of servers that try them out.
    "https://smithery.ai/callback",
    "https://glama.ai/callback",
];

/// Whether the list has `uri`; an empty one stands for the well-known clients'.
pub(super) fn covers(allowed: &[String], uri: &str) -> bool {
    match allowed {
        [] => WELL_KNOWN.iter().any(|entry| stands_for(entry, uri)),
        allowed => allowed.iter().any(|entry| stands_for(entry, uri)),
    }
}

fn stands_for(entry: &str, uri: &str) -> bool {
    if let (Some(entry), Some(uri)) = (Loopback::parse_entry(entry), Loopback::parse(uri)) {
        return entry.is_but_for_port(uri);
    }
    entry == uri || folder(entry).is_some_and(|folder| uri.strip_prefix(folder).is_some_and(is_segment))
}

/// `https://host/path/` of `https://host/path/*`. Without a host before the first slash the `*` would be the host.
fn folder(entry: &str) -> Option<&str> {
    let folder = entry.strip_suffix('*')?;
    let (host, _) = folder.strip_prefix("https://")?.split_once('/')?;
    (folder.ends_with('/') && !host.is_empty() && !folder.contains(['*', '?'])).then_some(folder)
}

/// Neither `..`, which would lead elsewhere, nor anything that a server may decode to it.
fn is_segment(text: &str) -> bool {
    !matches!(text, "" | "." | "..") && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}
