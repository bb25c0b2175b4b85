//! What this server hands out: opaque, 256 random bits, with a prefix that says what it is.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::hex;

/// What begins everything that this server hands out.
pub const OURS: &str = "imcp_";
/// Characters of 256 bits in base64url.
const RANDOM_LENGTH: usize = 43;

/// What a token is for, which its prefix says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An access token (RFC 6749, section 1.4).
    Access,
    /// A refresh token (RFC 6749, section 1.5).
    Refresh,
    /// An authorization code (RFC 6749, section 1.3.1).
    Code,
}

impl Purpose {
    /// How such a token begins.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Access => "imcp_at_",
            Self::Refresh => "imcp_rt_",
            Self::Code => "imcp_ac_",
        }
    }

    /// A new token.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn token(self) -> Result<SecretString, getrandom::Error> {
        Ok(format!("{}{}", self.prefix(), random()?).into())
    }

    /// Whether the text has the form of such a token.
    pub fn fits(self, text: &str) -> bool {
        text.strip_prefix(self.prefix()).is_some_and(is_random)
    }
}

/// 256 random bits in base64url: 43 characters.
///
/// # Errors
/// When the system has no randomness to give.
pub fn random() -> Result<String, getrandom::Error> {
    let mut bits = [0; 32];
    getrandom::fill(&mut bits)?;
    Ok(URL_SAFE_NO_PAD.encode(bits))
}

/// Whether the text has the form of [`random`].
pub fn is_random(text: &str) -> bool {
    text.len() == RANDOM_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Under which id a record of 256 random bits is stored: SHA-256 in hex. From so many bits it gives nothing away,
/// and whoever looks a secret up by it compares nothing that time could tell of.
pub fn stored_id(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}
