//! Where a script ends (HTML standard, 13.2.5.4 and 13.2.5.17 to 13.2.5.31).

use super::is_end_of;

/// Bytes up to the end tag of a script; all, if it has none. Within a comment a script may hold another one.
pub(super) fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut is_escaped, mut is_doubly) = (false, false);
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let step = match rest[0] {
            b'-' if is_escaped && rest.starts_with(b"-->") => {
                (is_escaped, is_doubly) = (false, false);
                3
            }
            b'<' if !is_doubly && is_end_of(rest, "script") => return at,
            b'<' if is_doubly && is_end_of(rest, "script") => {
                is_doubly = false;
                8
            }
            // Its hyphens may be those of its end.
            b'<' if !is_escaped && rest.starts_with(b"<!--") => {
                is_escaped = true;
                2
            }
            b'<' if is_escaped && !is_doubly && is_start(rest) => {
                is_doubly = true;
                7
            }
            _ => 1,
        };
        at += step;
    }
    bytes.len()
}

fn is_start(text: &[u8]) -> bool {
    let after = text.get(7);
    text.get(..7).is_some_and(|begin| begin.eq_ignore_ascii_case(b"<script"))
        && after.is_some_and(|after| after.is_ascii_whitespace() || matches!(after, b'/' | b'>'))
}
