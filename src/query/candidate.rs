//! An object that Intercom found, and may or may not be a result: what lies where in its JSON.

use std::{borrow::Cow, cell::RefCell, rc::Rc};

use serde_json::Value as Json;

use super::{
    field::Path,
    text::{fold, plain_text_until},
};
use crate::compute::Stop;

/// An object that is checked. What several conditions ask of one text is made of it once: a body may be long, and
/// conditions many.
pub(super) struct Candidate<'a> {
    pub(super) json: &'a Json,
    folded: Texts,
    lower: Texts,
    stop: Stop,
}

/// Texts by the path where they lie.
type Texts = RefCell<Vec<(&'static str, Rc<[String]>)>>;

impl<'a> Candidate<'a> {
    /// Once `stop` is set, no text is read to its end any more.
    pub(super) fn new(json: &'a Json, stop: &Stop) -> Self {
        Self { json, folded: Texts::default(), lower: Texts::default(), stop: stop.clone() }
    }

    /// The bodies at a path as they are compared.
    pub(super) fn folded(&self, path: Path) -> Rc<[String]> {
        self.texts(&self.folded, path, |text| fold(&plain_text_until(text, &self.stop)))
    }

    /// The texts at a path in lower case.
    pub(super) fn lower(&self, path: &'static str) -> Rc<[String]> {
        self.texts(&self.lower, Path::At(path), str::to_lowercase)
    }

    fn texts(&self, made: &Texts, path: Path, make: impl Fn(&str) -> String) -> Rc<[String]> {
        let Path::At(name) = path else { return Rc::default() };
        if let Some((_, texts)) = made.borrow().iter().find(|(other, _)| *other == name) {
            return Rc::clone(texts);
        }
        let texts: Rc<[String]> = values_at(self.json, path).iter().map(|value| make(&text_of(value))).collect();
        made.borrow_mut().push((name, Rc::clone(&texts)));
        texts
    }
}

/// What lies at a path; null, the empty string and what is missing are left out.
pub(super) fn values_at(object: &Json, path: Path) -> Vec<Cow<'_, Json>> {
    match path {
        Path::Unknown => Vec::new(),
        Path::At(path) => {
            let mut level = vec![object];
            for name in path.split('.') {
                level = match name.strip_suffix("[]") {
                    Some(name) => level.iter().filter_map(|value| value.get(name)?.as_array()).flatten().collect(),
                    None => level.iter().filter_map(|value| value.get(name)).collect(),
                };
            }
            level.into_iter().filter(is_set).map(Cow::Borrowed).collect()
        }
        Path::EmailDomain => match object.get("email_domain").filter(is_set) {
            Some(domain) => vec![Cow::Borrowed(domain)],
            None => {
                let email = object.get("email").and_then(Json::as_str);
                let domain = email.and_then(|email| email.rsplit_once('@')).map(|(_, domain)| domain.into());
                domain.map(Cow::Owned).into_iter().collect()
            }
        },
    }
}

pub(super) fn is_set(value: &&Json) -> bool {
    !value.is_null() && value.as_str() != Some("")
}

pub(super) fn text_of(value: &Json) -> Cow<'_, str> {
    value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed)
}
