//! Where a workspace's data is hosted: US, EU or AU, and the hosts and names that follow from it.

use std::{fmt, str::FromStr};

/// One of Intercom's three hosting regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// United States, the default.
    Us,
    /// European Union.
    Eu,
    /// Australia.
    Au,
}

impl Region {
    /// Every region, in the order in which an unknown token is tried.
    pub const ALL: [Region; 3] = [Region::Us, Region::Eu, Region::Au];

    /// The name in lower case, as it stands in configuration and in `{region}` of a URL template.
    pub fn as_str(self) -> &'static str {
        match self {
            Region::Us => "us",
            Region::Eu => "eu",
            Region::Au => "au",
        }
    }

    /// The host of the REST API (Intercom's documentation, "Regional hosting").
    pub fn api_url(self) -> &'static str {
        match self {
            Region::Us => "https://api.intercom.io",
            Region::Eu => "https://api.eu.intercom.io",
            Region::Au => "https://api.au.intercom.io",
        }
    }

    /// The host of the app that people see, for links.
    pub fn app_url(self) -> &'static str {
        match self {
            Region::Us => "https://app.intercom.com",
            Region::Eu => "https://app.eu.intercom.com",
            Region::Au => "https://app.au.intercom.com",
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Accepts any case: `/me` answers `US`, configuration says `us`.
impl FromStr for Region {
    type Err = UnknownRegion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Region::ALL.into_iter().find(|region| region.as_str().eq_ignore_ascii_case(text)).ok_or(UnknownRegion)
    }
}

/// A region's name that is none of `us`, `eu`, `au`.
#[derive(Debug, thiserror::Error)]
#[error("not one of us, eu, au")]
pub struct UnknownRegion;
