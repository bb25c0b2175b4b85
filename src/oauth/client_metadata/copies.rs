//! Copies of the metadata documents of the two clients most people come with, for the day their site does not let
//! this server fetch them (CLIENT_METADATA_FALLBACK): their host answers 403 to some networks.
//!
//! State of 2026-10-01, from published accounts of what the addresses answer. claude.com's redirect URI, which the
//! document does not have, is the one Anthropic's documentation announces beside claude.ai's.
//! A document that can be fetched always wins, and so does one that was fetched within the week.

use super::client_id::ClientId;

/// The copy for a client, in JSON.
pub(super) fn copy_for(id: &ClientId) -> Option<&'static [u8]> {
    COPIES.iter().find(|(known, _)| *known == id.as_str()).map(|(_, copy)| copy.as_bytes())
}

const COPIES: [(&str, &str); 2] = [
    (
        "https://claude.ai/oauth/mcp-oauth-client-metadata",
        r#"{
            "client_id": "https://claude.ai/oauth/mcp-oauth-client-metadata",
            "client_name": "Claude",
            "client_uri": "https://claude.ai",
            "redirect_uris": ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none"
        }"#,
    ),
    (
        "https://claude.ai/oauth/claude-code-client-metadata",
        r#"{
            "client_id": "https://claude.ai/oauth/claude-code-client-metadata",
            "client_name": "Claude Code",
            "client_uri": "https://claude.ai",
            "redirect_uris": ["http://localhost/callback", "http://127.0.0.1/callback"],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none"
        }"#,
    ),
];
