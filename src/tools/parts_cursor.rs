//! Where `get_conversation` and `get_contact` go on: `starting_after`, ours, opaque to clients.
//!
//! Unpadded base64url of a version, the object's id, a part's id with the position in it, and the positions in
//! the source and in the fields. It names a part rather than a place in a list, so that parts which arrive later
//! do not move it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::ToolError;

const VERSION: &str = "p1";

/// Where an answer ended. Parts come first, newest to oldest, then the rest of the source, then the rest of the
/// fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The part to go on with, and the position in it; `None` when no part is left.
    pub part: Option<(String, usize)>,
    /// The position in the source.
    pub source: usize,
    /// The unit of the fields.
    pub fields: usize,
}

impl Position {
    /// The cursor of `object`'s answer.
    pub fn write(&self, object: &str) -> String {
        let (part, offset) = self.part.as_ref().map_or(("", 0), |(part, offset)| (part, *offset));
        URL_SAFE_NO_PAD.encode(format!("{VERSION}:{object}:{part}:{offset}:{}:{}", self.source, self.fields))
    }

    /// Reads a cursor.
    ///
    /// # Errors
    /// [`ToolError::Arguments`] when it is none of ours, or of another object.
    pub fn read(text: &str, object: &str) -> Result<Self, ToolError> {
        let wrong = |found: &str| {
            ToolError::Arguments(format!(
                "`starting_after` {found}\nhint: give the `pages.next.starting_after` of the answer before, or leave \
                 it out to begin with the newest parts"
            ))
        };
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).map_err(|_| wrong("is no cursor of this tool"))?;
        let text = String::from_utf8(bytes).map_err(|_| wrong("is no cursor of this tool"))?;
        let fields = text.split(':').collect::<Vec<_>>();
        let [VERSION, found, part, offset, source, rest] = fields.as_slice() else {
            return Err(wrong("is no cursor of this tool"));
        };
        if *found != object {
            return Err(wrong("belongs to another object"));
        }
        let number = |text: &str| text.parse::<usize>().map_err(|_| wrong("is no cursor of this tool"));
        let offset = number(offset)?;
        let part = (!part.is_empty()).then(|| ((*part).to_owned(), offset));
        Ok(Self { part, source: number(source)?, fields: number(rest)? })
    }
}
