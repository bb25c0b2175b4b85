//! Why a client's metadata document is not to be had or not believed.

use std::{net::IpAddr, time::Duration};

/// Displays as a sentence for a person: what is wrong and where. It tells nothing of this server's network; what the
/// log says is [`DocumentError::cause`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The client id is no address that is asked.
    #[error("the client id is no https address of a client's metadata document: {reason}")]
    NotAnAddress {
        /// What is wrong with it: "it has a fragment".
        reason: &'static str,
    },
    /// Its host has an address that is not of the public internet. Nothing was connected to.
    #[error("the client's metadata document cannot be reached over https at a public address")]
    NotPublic {
        /// That address.
        address: IpAddr,
    },
    /// No name, no connection, no TLS, or broken off. Reads like [`DocumentError::NotPublic`], so that nobody learns
    /// from this server which names its own network knows.
    #[error("the client's metadata document cannot be reached over https at a public address")]
    Unreachable {
        /// For the log.
        cause: String,
    },
    /// No whole answer within five seconds.
    #[error("the client's metadata document was not answered in time; try again")]
    TimedOut,
    /// An answer that is not 200; redirects are not followed.
    #[error("the address of the client's metadata document answered {0}; expected 200")]
    Status(u16),
    /// An answer that is no document, or not this client's.
    #[error("the client's metadata document cannot be used: {reason}")]
    Invalid {
        /// What is wrong with it: "it has no `redirect_uris`". May quote it, in one line of visible characters.
        reason: String,
    },
    /// Our own limit.
    #[error("too many clients' metadata documents were asked for; try again in {} s", retry_after.as_secs().max(1))]
    TooManyFetches {
        /// How long until a fetch is possible again.
        retry_after: Duration,
    },
}

impl DocumentError {
    pub(super) fn invalid(reason: impl Into<String>) -> Self {
        Self::Invalid { reason: reason.into() }
    }

    /// Whether it may pass by itself, so that an older document serves meanwhile: a time-out, 403 (networks that the
    /// site's protection does not like), 429 and 5xx. Not what cannot be connected to: a host that is gone looks the
    /// same.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::TimedOut => true,
            Self::Status(status) => matches!(status, 403 | 429 | 500..=599),
            Self::NotAnAddress { .. }
            | Self::NotPublic { .. }
            | Self::Unreachable { .. }
            | Self::Invalid { .. }
            | Self::TooManyFetches { .. } => false,
        }
    }

    /// Whether the client says that it has no document any more.
    pub(super) fn is_withdrawn(&self) -> bool {
        matches!(self, Self::Status(404 | 410))
    }

    /// What the log says.
    pub(super) fn cause(&self) -> String {
        match self {
            Self::NotPublic { address } => format!("its host resolves to {address}, a special-use address"),
            Self::Unreachable { cause } => cause.clone(),
            Self::NotAnAddress { .. }
            | Self::TimedOut
            | Self::Status(_)
            | Self::Invalid { .. }
            | Self::TooManyFetches { .. } => self.to_string(),
        }
    }
}
