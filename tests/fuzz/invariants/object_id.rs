//! What holds for any text that is given as an id.

use intercom_mcp::{
    region::Region,
    tools::object_id::{Kind, Links, ObjectId},
};

/// In every region, with and without a known workspace: a text is refused in words, or it is an id that reads back in
/// each of its forms.
pub(crate) fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let mut regions = 0;
    for region in Region::ALL {
        let mut read = false;
        for workspace in [None, Some("lfk2x8qz")] {
            let links = Links::new(region.app_url().into(), workspace.map(Into::into));
            for expected in [None, Some(Kind::Conversation), Some(Kind::Contact)] {
                match ObjectId::read(text, &links, expected) {
                    Ok(id) => {
                        read = true;
                        is_sound(&id, &links, expected);
                        let padded = format!("\n {text}\t");
                        assert_eq!(ObjectId::read(&padded, &links, expected).expect("only padded"), id);
                    }
                    Err(error) => is_readable(&error.text()),
                }
            }
        }
        regions += usize::from(read);
    }
    assert!(regions <= 1 || !text.contains("://"), "an address of {regions} regions: {text}");
}

/// The raw form, the prefixed one and the link all mean the same object.
fn is_sound(id: &ObjectId, links: &Links, expected: Option<Kind>) {
    assert!(expected.is_none_or(|expected| expected == id.kind), "{id}");
    let is_sound = match id.kind {
        Kind::Conversation => id.id.bytes().all(|byte| byte.is_ascii_digit()) && (1..=20).contains(&id.id.len()),
        Kind::Contact => {
            id.id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') && (1..=64).contains(&id.id.len())
        }
    };
    assert!(is_sound, "{id}");
    for form in [id.to_string(), links.object(id)] {
        for expected in [None, Some(id.kind)] {
            assert_eq!(&ObjectId::read(&form, links, expected).expect("our own form"), id, "{form}");
        }
    }
    assert_eq!(&ObjectId::read(&id.id, links, Some(id.kind)).expect("a raw id"), id);
}

fn is_readable(error: &str) {
    let (sentence, hint) = error.split_once("\nhint: ").expect("a hint");
    assert!(!sentence.is_empty() && !hint.is_empty() && error.chars().count() <= 700, "{error}");
    assert!(!sentence.contains(char::is_control) && !hint.contains(char::is_control), "{error:?}");
}
