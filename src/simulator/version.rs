//! Versions of Intercom's API (`Intercom-Version`), as far as they change what this simulator answers.

use super::error::Refusal;

/// The minor of `2.x`; orders as the versions do.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(u8);

impl Version {
    /// Brings `GET /contacts/find_by_external_id/{external_id}`.
    pub(super) const V2_13: Self = Self(13);
    /// Brings `conversation.company` and the newer resolution states of the AI agent.
    pub(super) const V2_15: Self = Self(15);
    /// Brings priority by degree, assignees that are never null, owners as strings, channels.
    pub(super) const V2_16: Self = Self(16);
    /// Contact timestamps searched to the second.
    pub(super) const V2_17: Self = Self(17);
    /// What a request without the header gets: the oldest shape, so that forgetting the header shows.
    const OLDEST: Self = Self(7);

    /// Reads the header.
    pub(super) fn parse(header: Option<&str>) -> Result<Self, Refusal> {
        let Some(header) = header else { return Ok(Self::OLDEST) };
        if matches!(header, "Preview" | "Unstable") {
            return Ok(Self::V2_17);
        }
        let minor = header.strip_prefix("2.").and_then(|minor| minor.parse::<u8>().ok());
        match minor.map(Self) {
            Some(version)
                if header == format!("2.{}", version.0) && (Self::OLDEST..=Self::V2_17).contains(&version) =>
            {
                Ok(version)
            }
            _ => Err(Refusal::version_invalid()),
        }
    }
}
