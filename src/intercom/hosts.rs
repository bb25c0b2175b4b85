//! Which host serves which region (Intercom's documentation, "Regional hosting").

use crate::region::Region;

/// The hosts of Intercom's API, or those that an operator put in their place.
#[derive(Clone, Debug)]
pub(super) struct Hosts {
    template: Option<String>,
}

impl Hosts {
    /// Intercom's own, or `template`, which may contain `{region}`.
    pub(super) fn new(template: Option<&str>) -> Self {
        Self { template: template.map(|template| template.trim_end_matches('/').to_owned()) }
    }

    /// The address of the API in `region`, without a slash at its end.
    pub(super) fn base(&self, region: Region) -> String {
        match &self.template {
            Some(template) => template.replace("{region}", region.as_str()),
            None => region.api_url().to_owned(),
        }
    }

    /// Whether one host serves all regions, and the region only shapes links.
    pub(super) fn single(&self) -> bool {
        self.template.as_ref().is_some_and(|template| !template.contains("{region}"))
    }

    /// Whether no TLS is needed: configuration allows that on loopback only.
    pub(super) fn plain(&self) -> bool {
        self.base(Region::Us).starts_with("http://")
    }
}
