//! The header `Forwarded` (RFC 7239): `for=192.0.2.1;proto=https, for="[2001:db8::1]:4711"`.
//!
//! Commas and semicolons separate where they stand outside quotation marks. A visitor may have left a mark open in
//! what a proxy appends to, and that must not swallow the proxy's element: elements are taken from the end.

use std::net::IpAddr;

/// The elements of a line, the last one first.
pub(super) fn elements_from_the_end(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest?;
        let mut is_quoted = false;
        let comma = (0..line.len()).rev().find(|&place| {
            is_quoted ^= line[place] == b'"' && !is_escaped(line, place);
            line[place] == b',' && !is_quoted
        });
        let (before, element) = match comma {
            Some(place) => (Some(&line[..place]), &line[place + 1..]),
            None => (None, line),
        };
        rest = before;
        Some(element)
    })
}

/// The address in an element's parameter `for` (section 4). `None` for one without it, with two, or with a name that
/// is no address: `unknown`, `_hidden` (section 6.3).
pub(super) fn address(element: &[u8]) -> Option<IpAddr> {
    let mut named = parameters(element).filter_map(|parameter| {
        let equals = parameter.iter().position(|byte| *byte == b'=')?;
        let (name, value) = (parameter[..equals].trim_ascii(), parameter[equals + 1..].trim_ascii());
        name.eq_ignore_ascii_case(b"for").then_some(value)
    });
    let value = named.next().filter(|_| named.next().is_none())?;
    node(&unquoted(value)?)
}

/// The parameters of one element.
fn parameters(element: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (mut is_quoted, mut escapes) = (false, false);
    element.split(move |byte| {
        let was_escaped = std::mem::take(&mut escapes);
        match byte {
            b'\\' if is_quoted && !was_escaped => escapes = true,
            b'"' if !was_escaped => is_quoted = !is_quoted,
            _ => {}
        }
        *byte == b';' && !is_quoted
    })
}

/// A token as it stands, or the text of a quoted string (RFC 9110, section 5.6.4).
fn unquoted(value: &[u8]) -> Option<String> {
    let text = str::from_utf8(value).ok()?;
    let Some(quoted) = text.strip_prefix('"') else { return Some(text.to_owned()) };
    let (mut characters, mut unquoted) = (quoted.strip_suffix('"')?.chars(), String::new());
    while let Some(character) = characters.next() {
        unquoted.push(if character == '\\' { characters.next()? } else { character });
    }
    Some(unquoted)
}

/// A node's name (section 6): an address, IPv6 in brackets, and perhaps a port, which may be hidden.
fn node(text: &str) -> Option<IpAddr> {
    if let Some(bracketed) = text.strip_prefix('[') {
        let (address, port) = bracketed.split_once(']')?;
        let address = address.parse().ok().map(IpAddr::V6)?;
        return (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some(address);
    }
    // Some write IPv6 without brackets, against the grammar; then no port can follow.
    text.parse().ok().or_else(|| {
        let (address, port) = text.split_once(':')?;
        address.parse().ok().map(IpAddr::V4).filter(|_| is_port(port))
    })
}

/// `4711`, or a hidden one: `_a`.
fn is_port(text: &str) -> bool {
    match text.strip_prefix('_') {
        Some(hidden) => !hidden.is_empty() && hidden.bytes().all(is_of_a_hidden_name),
        None => (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

fn is_of_a_hidden_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

/// Whether an odd number of backslashes stands before it.
fn is_escaped(line: &[u8], place: usize) -> bool {
    line[..place].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}
