//! The words of a conversation: its first message, and the parts in the order of its steps.

mod first;
mod parts;

pub(super) use first::first_message;
pub(super) use parts::parts;

use super::{facts::Facts, random::Random};
use crate::simulator::model::Attachment;

/// What stands where somebody deleted a message.
pub(super) const REDACTED: &str = "<p><em>This message was deleted</em></p>";
/// What stands for the text of messages from a channel whose terms forbid handing it on.
const OBSCURED: &str = "<p>The content of this message is not available through the API.</p>";

/// One to three files.
pub(super) fn attachments(facts: &Facts<'_>, random: &mut Random) -> Vec<Attachment> {
    (0..1 + random.skewed(0, 3)).map(|_| attachment(facts, random)).collect()
}

fn attachment(facts: &Facts<'_>, random: &mut Random) -> Attachment {
    let (name, content_type, picture) = match random.below(8) {
        0..=2 => (format!("Screenshot {}.png", random.range(100, 999)), "image/png", true),
        3 | 4 => (format!("IMG_{}.jpeg", random.range(1_000, 9_999)), "image/jpeg", true),
        5 => (format!("Invoice INV-{}.pdf", facts.invoice), "application/pdf", false),
        6 => (format!("export-{}.csv", facts.order), "text/csv", false),
        _ => (
            "Übersicht & Notizen.docx".to_owned(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            false,
        ),
    };
    Attachment {
        url: format!(
            "https://downloads.intercomcdn.test/i/o/{}/{}?expires=1800",
            random.range(100_000_000, 999_999_999),
            random.hex(24)
        ),
        name,
        content_type,
        filesize: random.skewed(9_000, 8_000_000),
        width: picture.then(|| random.range(320, 2_600)),
        height: picture.then(|| random.range(240, 2_000)),
    }
}

/// The address of a picture within a message.
fn picture(random: &mut Random) -> String {
    format!(
        "https://downloads.intercomcdn.test/i/o/{}/{}/image001.png",
        random.range(100_000_000, 999_999_999),
        random.hex(12)
    )
}
