//! Where a link on a page may lead.

use url::Url;

use crate::scheme;

/// The client's address, with the answer in its query: safe to follow from a page of ours.
#[derive(Clone, Debug)]
pub struct ReturnAddress(Url);

impl ReturnAddress {
    /// Takes `https`, `http`, and the schemes of apps; none for what is no address and for what a browser or the
    /// system would act on itself.
    pub fn new(address: &str) -> Option<Self> {
        let address = Url::parse(address).ok()?;
        (!scheme::is_of_the_system(address.scheme())).then_some(Self(address))
    }

    /// As it stands in a link and in a header: ASCII without spaces and control characters.
    pub(super) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}
