//! The token request: `code`, `client_id` and `client_secret` in a body of JSON or a form, and nowhere else.
//!
//! HTTP Basic is not understood, since only the body's parameters are documented. Others (`grant_type`,
//! `redirect_uri`, `code_verifier`) are ignored, as libraries send them and Intercom takes it.

use serde_json::{Map, Value, json};

use super::{
    APP_ID, APP_SECRET,
    parameters::{FORM, Parameters, Repeated, is_media_type},
};
use crate::simulator::error::Refusal;

/// A token request of the app itself.
pub(super) struct TokenRequest {
    pub(super) code: String,
}

impl TokenRequest {
    /// Reads a body; refused if it is not the app that asks. The code is not looked at.
    pub(super) fn read(content_type: Option<&str>, body: &[u8]) -> Result<Self, Refusal> {
        let members = Members::read(content_type, body)?;
        let (code, client_id) = (members.required("code")?, members.required("client_id")?);
        let client_secret = members.required("client_secret")?;
        if client_id != APP_ID || client_secret != APP_SECRET {
            return Err(Refusal::app_unauthorized());
        }
        Ok(Self { code: code.to_owned() })
    }
}

/// The answer to a good one. Intercom gives the token twice.
pub(super) fn granted(token: &str) -> Value {
    json!({ "token_type": "Bearer", "token": token, "access_token": token })
}

/// What a body says, by its type.
enum Members {
    Form(Parameters),
    Json(Map<String, Value>),
    /// A type that is not read.
    Unread,
}

impl Members {
    fn read(content_type: Option<&str>, body: &[u8]) -> Result<Self, Refusal> {
        if is_media_type(content_type, FORM) {
            return Ok(Self::Form(Parameters::parse(body)));
        }
        if is_media_type(content_type, "application/json") {
            let message = "The request body is not a valid JSON object";
            let object = serde_json::from_slice(body).map_err(|_| Refusal::parameter_invalid(message))?;
            return Ok(Self::Json(object));
        }
        Ok(Self::Unread)
    }

    fn required(&self, name: &str) -> Result<&str, Refusal> {
        let value = match self {
            Self::Form(parameters) => parameters.one(name)?,
            Self::Json(object) => match object.get(name) {
                None | Some(Value::Null) => None,
                Some(Value::String(text)) => Some(text.as_str()).filter(|text| !text.is_empty()),
                Some(_) => return Err(Refusal::parameter_invalid(format!("{name} must be a string"))),
            },
            Self::Unread => None,
        };
        value.ok_or_else(|| Refusal::parameter_missing(name))
    }
}

/// A request's body without code, secret or token: its members as an object, `***` for all that could be one; null
/// if there is none.
pub(crate) fn masked(body: &[u8]) -> Value {
    let object = match serde_json::from_slice(body) {
        _ if body.is_empty() => return Value::Null,
        Ok(Value::Object(object)) => object,
        Ok(_) => return "***".into(),
        Err(_) => Parameters::parse(body).iter().map(|(name, value)| (name.to_owned(), value.into())).collect(),
    };
    let shown = |(name, value): (String, Value)| match &*name {
        "client_id" | "grant_type" | "redirect_uri" => (name, value),
        "code" | "client_secret" | "code_verifier" => (name, "***".into()),
        // A body that is neither JSON nor a form is read as a name.
        _ => ("***".to_owned(), "***".into()),
    };
    object.into_iter().map(shown).collect::<Map<_, _>>().into()
}

impl From<Repeated> for Refusal {
    fn from(Repeated(name): Repeated) -> Self {
        Self::parameter_invalid(format!("{name} is given more than once"))
    }
}
