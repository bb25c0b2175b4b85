//! The variables of sign-in: its keys, and what they mean together with others.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    Config, StoreUrl,
    environment::{Environment, Error},
    value,
};
use crate::secret::{ExposeSecret, SecretString};

/// Bytes of a key that seals.
const KEY_BYTES: usize = 32;

/// Where sign-ins are stored if nothing else is said.
pub(super) fn default_store() -> StoreUrl {
    StoreUrl::Sqlite("intercom-mcp.db".into())
}

/// Whether the text is 32 bytes in base64.
pub(super) fn is_key(text: &str) -> bool {
    STANDARD.decode(text).is_ok_and(|key| key.len() == KEY_BYTES)
}

impl Environment<'_> {
    /// The keys of `ENCRYPTION_KEY`, the newest first. What is wrong with one is said without it.
    pub(super) fn encryption_keys(&self) -> Result<Vec<SecretString>, Error> {
        let variable = "ENCRYPTION_KEY";
        let Some(text) = self.text(variable)?.map(SecretString::from) else { return Ok(Vec::new()) };
        let keys: Vec<&str> = text.expose_secret().split(',').map(str::trim).collect();
        match keys.iter().position(|key| !is_key(key)) {
            None => Ok(keys.into_iter().map(SecretString::from).collect()),
            Some(place) => Err(Error {
                variable,
                found: format!("something else as key {} of {}", place + 1, keys.len()),
                accepted: "keys of 32 bytes in base64, the newest first: `openssl rand -base64 32` prints one"
                    .to_owned(),
            }),
        }
    }
}

impl Config {
    /// Rules of sign-in that concern more than one variable.
    pub(super) fn refuse_unsafe_sign_in(&self) -> Result<(), Error> {
        let refuse = |variable, found: &str, accepted: &str| {
            Err(Error { variable, found: found.to_owned(), accepted: accepted.to_owned() })
        };
        match (&self.intercom_client_id, &self.intercom_client_secret) {
            (Some(_), None) => {
                let accepted = "the secret of the app that `INTERCOM_CLIENT_ID` names";
                return refuse("INTERCOM_CLIENT_SECRET", "nothing", accepted);
            }
            (None, Some(_)) => {
                let accepted = "the id of the app whose secret `INTERCOM_CLIENT_SECRET` is";
                return refuse("INTERCOM_CLIENT_ID", "nothing", accepted);
            }
            _ => {}
        }
        if !self.encryption_keys.is_empty() && self.encryption_key_file.is_some() {
            let accepted = "nothing, since `ENCRYPTION_KEY` is set as well: one of the two";
            return refuse("ENCRYPTION_KEY_FILE", "a value", accepted);
        }
        if !self.offers_sign_in() {
            return Ok(());
        }
        if self.intercom_access_token.is_some() {
            let accepted = "nothing, since sign-in is on (`INTERCOM_CLIENT_ID` or `ACCEPT_PASTED_TOKENS`): either \
                            everybody reads with the server's own token, or each with their own";
            return refuse("INTERCOM_ACCESS_TOKEN", "a value", accepted);
        }
        if self.public_url.scheme() != "https" && !value::is_loopback(&self.public_url) {
            let accepted = "an address with `https://`, since sign-in is on: without TLS codes and tokens cross the \
                            network in the clear";
            return refuse("PUBLIC_URL", "an address with `http://`", accepted);
        }
        Ok(())
    }
}
