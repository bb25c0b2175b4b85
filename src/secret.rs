//! Secrets: strings that do not print, digests to find them by, comparison in constant time, tokens and their seals.

pub mod key_file;
pub mod private_file;
pub mod token;
pub mod vault;

use hmac::{Hmac, KeyInit, Mac};
pub use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// Turns a secret into the key under which caches and limits know it.
///
/// The key is drawn at start, so that digests mean nothing outside this process.
#[derive(Clone)]
pub struct Digester([u8; 32]);

/// HMAC-SHA256 of a secret, in lower-case hex: safe as a key in memory, useless elsewhere.
pub type Digest = std::sync::Arc<str>;

impl Digester {
    /// A digester with a fresh random key.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        Ok(Self(key))
    }

    /// The digest of `secret`.
    pub fn digest(&self, secret: &str) -> Digest {
        let mut mac = self.mac();
        mac.update(secret.as_bytes());
        hex(&mac.finalize().into_bytes()).into()
    }

    fn mac(&self) -> Hmac<Sha256> {
        let key: &hmac::digest::Key<Hmac<Sha256>> = &{
            // HMAC's block is 64 bytes; a shorter key is padded with zeros (RFC 2104, section 2).
            let mut block = [0; 64];
            block[..32].copy_from_slice(&self.0);
            block.into()
        };
        Hmac::new(key)
    }
}

impl std::fmt::Debug for Digester {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Digester")
    }
}

/// Compares two secrets in time that depends on their lengths only.
pub fn equal(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// Half of a text's SHA-256: tells texts apart without keeping them. No secret.
pub type Fingerprint = [u8; 16];

/// The fingerprint of `text`.
pub fn fingerprint(text: &str) -> Fingerprint {
    let mut half = Fingerprint::default();
    half.copy_from_slice(&Sha256::digest(text.as_bytes())[..16]);
    half
}

/// 256 random bits as 64 hex digits, which nobody guesses.
///
/// # Errors
/// When the system has no randomness to give.
pub fn session_id() -> Result<String, getrandom::Error> {
    let mut bits = [0; 32];
    getrandom::fill(&mut bits)?;
    Ok(hex(&bits))
}

/// Bytes in lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Sixteen random hex digits to tell requests apart by; no secret, and empty if there is no randomness.
pub fn request_id() -> String {
    getrandom::u64().map(|number| format!("{number:016x}")).unwrap_or_default()
}
