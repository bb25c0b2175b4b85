//! Where `get_conversation` and `get_contact` go on: `starting_after`, ours, opaque to clients.
//!
//! Unpadded base64url of a version, the object's name, a part's name with its number among those of that name and the
//! position in it, and the positions in the source and in the fields. It names a part rather than a place in a list, so
//! that parts which arrive later do not move it.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::ToolError;

const VERSION: &str = "p2";
/// Bytes of an id that stands in a cursor as it is; any of Intercom's is shorter.
const MAX_ID: usize = 64;

/// Where an answer ended. Parts come first, newest to oldest, then the rest of the source, then the rest of the
/// fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The part to go on with; `None` when no part is left.
    pub part: Option<Place>,
    /// The position in the source.
    pub source: usize,
    /// The unit of the fields.
    pub fields: usize,
}

/// A place in a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The part's name, as [`name`] makes it of its id.
    pub part: String,
    /// How many older parts have that name.
    pub number: usize,
    /// The position in the part.
    pub offset: usize,
}

/// What stands in a cursor for an id: itself, if it is as short and plain as Intercom's are, else a digest. So no id
/// can make a cursor long, or one that cannot be read.
pub fn name(id: &str) -> Cow<'_, str> {
    let is_plain = (1..=MAX_ID).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if is_plain { Cow::Borrowed(id) } else { Cow::Owned(format!("~{}", URL_SAFE_NO_PAD.encode(Sha256::digest(id)))) }
}

impl Position {
    /// The cursor of `object`'s answer.
    pub fn write(&self, object: &str) -> String {
        let (part, number, offset) =
            self.part.as_ref().map_or(("", 0, 0), |place| (&*place.part, place.number, place.offset));
        let object = name(object);
        let fields = format!("{VERSION}:{object}:{part}:{number}:{offset}:{}:{}", self.source, self.fields);
        URL_SAFE_NO_PAD.encode(fields)
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
        let [VERSION, found, part, number, offset, source, rest] = fields.as_slice() else {
            return Err(wrong("is no cursor of this tool"));
        };
        if *found != name(object) {
            return Err(wrong("belongs to another object"));
        }
        let count = |text: &str| text.parse::<usize>().map_err(|_| wrong("is no cursor of this tool"));
        let place = Place { part: (*part).to_owned(), number: count(number)?, offset: count(offset)? };
        let part = (!part.is_empty()).then_some(place);
        Ok(Self { part, source: count(source)?, fields: count(rest)? })
    }
}
