//! Parameters of a query or a form (`application/x-www-form-urlencoded`).

use url::form_urlencoded;

/// Names and values, decoded, in order.
pub(super) struct Parameters(Vec<(String, String)>);

/// A parameter that stands there more than once, by its name.
#[derive(Debug)]
pub(super) struct Repeated(pub(super) String);

impl Parameters {
    pub(super) fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// The value of `name`; an empty one counts as missing.
    pub(super) fn one(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut values = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let value = values.next();
        match values.next() {
            None => Ok(value.filter(|value| !value.is_empty())),
            Some(_) => Err(Repeated(name.to_owned())),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Whether a `Content-Type` is `expected`, whatever its parameters.
pub(super) fn is_media_type(content_type: Option<&str>, expected: &str) -> bool {
    let essence = content_type.and_then(|content_type| content_type.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(expected))
}

pub(super) const FORM: &str = "application/x-www-form-urlencoded";
