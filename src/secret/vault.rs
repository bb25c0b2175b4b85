//! Sealing: what is stored opens only with the server's key and a token that the client holds, together.
//!
//! The key of each seal is HKDF-SHA256 (RFC 5869) with the server's key as the salt, the client's token as the input
//! and the purpose as the info; the cipher is XChaCha20-Poly1305 with a random nonce. A seal holds for its purpose
//! only: what was sealed for one record opens in no other.

use std::sync::Arc;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::Sha256;

const KEY: usize = 32;
const NONCE: usize = 24;
/// First byte of a seal, so that another form can be told from this one.
const FORM: u8 = 1;

/// The server's keys, the newest first. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<[SecretBox<[u8; KEY]>]>);

/// Why there is no vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A key that is none.
    #[error("found something else as key {0}; accepted: 32 bytes in base64, as `openssl rand -base64 32` prints them")]
    NoKey(usize),
    /// No key at all.
    #[error("found no key; accepted: at least one of 32 bytes in base64, as `openssl rand -base64 32` prints them")]
    Empty,
}

impl Vault {
    /// A vault of these keys in base64, the newest first: it seals with the first and opens with any.
    ///
    /// # Errors
    /// When one is no key, or there is none.
    pub fn new(keys: &[SecretString]) -> Result<Self, Error> {
        let keys = keys.iter().enumerate().map(|(place, key)| {
            let bytes = STANDARD.decode(key.expose_secret()).ok().and_then(|bytes| <[u8; KEY]>::try_from(bytes).ok());
            bytes.map(|bytes| SecretBox::new(Box::new(bytes))).ok_or(Error::NoKey(place + 1))
        });
        let keys: Arc<[_]> = keys.collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(Error::Empty) } else { Ok(Self(keys)) }
    }

    /// A vault of one key that nobody else has: what it seals opens in this process only.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut key = Box::new([0; KEY]);
        getrandom::fill(key.as_mut_slice())?;
        Ok(Self([SecretBox::new(key)].into()))
    }

    /// Seals `secret` under the newest key and `token`.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn seal(&self, purpose: &str, token: &SecretString, secret: &str) -> Result<String, getrandom::Error> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        let payload = Payload { msg: secret.as_bytes(), aad: purpose.as_bytes() };
        let mut sealed = vec![FORM];
        sealed.extend(nonce);
        // The cipher fails on texts of 256 GiB only.
        let cipher = self.0.first().map(|key| cipher(key, purpose, token));
        sealed.extend(cipher.and_then(|cipher| cipher.encrypt(&XNonce::from(nonce), payload).ok()).unwrap_or_default());
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// What was sealed for `purpose` under one of the keys and `token`; `None` for everything else.
    pub fn open(&self, purpose: &str, token: &SecretString, sealed: &str) -> Option<SecretString> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, message) = sealed.strip_prefix(&[FORM])?.split_first_chunk::<NONCE>()?;
        let open = |key| {
            let payload = Payload { msg: message, aad: purpose.as_bytes() };
            cipher(key, purpose, token).decrypt(&XNonce::from(*nonce), payload).ok()
        };
        let secret = self.0.iter().find_map(open)?;
        String::from_utf8(secret).ok().map(SecretString::from)
    }

    /// Marks a text as this server's own: HMAC-SHA256 in base64url.
    pub fn sign(&self, purpose: &str, text: &str) -> String {
        let code = self.0.first().map(|key| code(key, purpose, text).finalize().into_bytes());
        URL_SAFE_NO_PAD.encode(code.unwrap_or_default())
    }

    /// Whether the text was marked by [`Vault::sign`] for `purpose`, under any of the keys.
    pub fn is_signed(&self, purpose: &str, text: &str, signature: &str) -> bool {
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        self.0.iter().any(|key| code(key, purpose, text).verify_slice(&signature).is_ok())
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Vault of {} keys", self.0.len())
    }
}

fn cipher(key: &SecretBox<[u8; KEY]>, purpose: &str, token: &SecretString) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&derived(key, token.expose_secret(), &["intercom-mcp seal ", purpose]).into())
}

fn code(key: &SecretBox<[u8; KEY]>, purpose: &str, text: &str) -> Hmac<Sha256> {
    let mut block = [0; 64];
    // HMAC's block is 64 bytes; a shorter key is padded with zeros (RFC 2104, section 2).
    block[..KEY].copy_from_slice(&derived(key, "", &["intercom-mcp sign ", purpose]));
    let mut code = <Hmac<Sha256> as KeyInit>::new(&block.into());
    code.update(text.as_bytes());
    code
}

fn derived(key: &SecretBox<[u8; KEY]>, token: &str, info: &[&str]) -> [u8; KEY] {
    let mut derived = [0; KEY];
    // HKDF fails on outputs longer than 255 hashes only.
    let _ = Hkdf::<Sha256>::new(Some(key.expose_secret()), token.as_bytes())
        .expand_multi_info(&info.iter().map(|part| part.as_bytes()).collect::<Vec<_>>(), &mut derived);
    derived
}
