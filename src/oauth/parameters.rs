//! The parameters of a request to the authorization server: `application/x-www-form-urlencoded` (RFC 6749,
//! appendix B).
//!
//! One without a value counts as left out, and one that stands there twice makes the request invalid (RFC 6749,
//! section 3.1).

/// Parameters by name.
pub(super) struct Parameters {
    pairs: Vec<(String, String)>,
}

impl Parameters {
    /// Reads a query or a form.
    pub(super) fn parse(text: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(text).filter(|(_, value)| !value.is_empty());
        Self { pairs: pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect() }
    }

    /// The parameter's value; `None` when it is absent, empty or repeated.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.pairs.iter().filter(|(other, _)| other == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    /// The first of these parameters that stands there more than once.
    pub(super) fn repeated<'a>(&self, names: &[&'a str]) -> Option<&'a str> {
        names.iter().copied().find(|name| self.pairs.iter().filter(|(other, _)| other == name).count() > 1)
    }
}
