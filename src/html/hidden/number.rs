//! The mathematical functions of CSS that sizes are written with (CSS Values 4, section 10), replaced by what they come
//! to. No mail has the others; a value with one is not understood.

use std::borrow::Cow;

use super::value::{LETTERS, Length, is_name, number_length};

/// Functions in functions, at most.
const DEPTH: usize = 24;
const FUNCTIONS: [&str; 5] = ["calc", "min", "max", "clamp", "-webkit-calc"];

#[derive(Clone, Copy, PartialEq)]
enum Unit {
    None,
    Pixels,
    Share,
    Degrees,
}

#[derive(Clone, Copy)]
struct Quantity {
    number: f32,
    unit: Unit,
}

impl Quantity {
    /// About how much, to compare what has different units.
    fn size(self) -> f32 {
        if self.unit == Unit::Share { self.number * 10.0 } else { self.number }
    }

    fn plus(self, other: Self) -> Option<Self> {
        let unit = match (self, other) {
            (one, other) if one.unit == other.unit => one.unit,
            (one, other) if other.number == 0.0 => one.unit,
            (one, other) if one.number == 0.0 => other.unit,
            _ => return None,
        };
        Some(Self { number: self.number + other.number, unit })
    }

    fn times(self, other: Self) -> Option<Self> {
        let unit = match (self.unit, other.unit) {
            (Unit::None, unit) | (unit, Unit::None) => unit,
            _ => return None,
        };
        Some(Self { number: self.number * other.number, unit })
    }

    fn over(self, other: Self) -> Option<Self> {
        let unit = if self.unit == other.unit { Unit::None } else { self.unit };
        (other.unit == Unit::None || other.unit == self.unit)
            .then_some(Self { number: self.number / other.number, unit })
    }

    fn text(self) -> String {
        let number = if self.number.is_nan() { 0.0 } else { self.number.clamp(-1e9, 1e9) };
        let unit = match self.unit {
            Unit::None => "",
            Unit::Pixels => "px",
            Unit::Share => "%",
            Unit::Degrees => "deg",
        };
        format!("{number}{unit}")
    }
}

/// The value with each function that can be reckoned replaced by its result. What refers to something unknown stays.
pub(super) fn resolve(value: &str) -> Cow<'_, str> {
    if !value.contains('(') || !FUNCTIONS.iter().any(|function| value.contains(*function)) {
        return Cow::Borrowed(value);
    }
    let (mut output, mut rest) = (String::with_capacity(value.len()), value);
    while let Some(at) = rest.find('(') {
        let name_at = rest[..at].trim_end_matches(is_name).len();
        if !FUNCTIONS.contains(&&rest[name_at..at]) {
            output.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        }
        let end = at + group_length(&rest[at..]);
        output.push_str(&rest[..name_at]);
        let mut reader = Reader { rest: &rest[name_at..end] };
        match reader.atom(0) {
            Some(quantity) => output.push_str(&quantity.text()),
            None => output.push_str(&rest[name_at..end]),
        }
        rest = &rest[end..];
    }
    output.push_str(rest);
    Cow::Owned(output)
}

/// Bytes from a `(` to its `)`, with both.
pub(super) fn group_length(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1,
            b')' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn takes(&mut self, byte: char) -> bool {
        self.rest = self.rest.trim_ascii_start();
        let rest = self.rest.strip_prefix(byte);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn sum(&mut self, depth: usize) -> Option<Quantity> {
        let mut sum = self.product(depth)?;
        loop {
            if self.takes('+') {
                sum = sum.plus(self.product(depth)?)?;
            } else if self.takes('-') {
                let product = self.product(depth)?;
                sum = sum.plus(Quantity { number: -product.number, ..product })?;
            } else {
                return Some(sum);
            }
        }
    }

    fn product(&mut self, depth: usize) -> Option<Quantity> {
        let mut product = self.atom(depth)?;
        loop {
            if self.takes('*') {
                product = product.times(self.atom(depth)?)?;
            } else if self.takes('/') {
                product = product.over(self.atom(depth)?)?;
            } else {
                return Some(product);
            }
        }
    }

    fn atom(&mut self, depth: usize) -> Option<Quantity> {
        self.rest = self.rest.trim_ascii_start();
        let length = number_length(self.rest);
        if length > 0 {
            let number: f32 = self.rest[..length].parse().ok()?;
            self.rest = &self.rest[length..];
            let unit_length = self.rest.find(|c: char| !c.is_ascii_alphabetic() && c != '%').unwrap_or(self.rest.len());
            let (unit, rest) = self.rest.split_at(unit_length);
            self.rest = rest;
            return quantity(number, unit);
        }
        let length = self.rest.find(|c| !is_name(c)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(length);
        self.rest = rest;
        if !self.takes('(') {
            return None;
        }
        if depth >= DEPTH {
            return None;
        }
        let mut arguments = vec![self.sum(depth + 1)?];
        while self.takes(',') {
            arguments.push(self.sum(depth + 1)?);
        }
        // Whatever is open at the end is closed there (CSS Syntax, section 5.3).
        (self.takes(')') || self.rest.is_empty()).then_some(())?;
        function(name, &arguments)
    }
}

fn quantity(number: f32, unit: &str) -> Option<Quantity> {
    let degrees = match unit {
        "" => return Some(Quantity { number, unit: Unit::None }),
        "deg" => number,
        "rad" => number.to_degrees(),
        "grad" => number * 0.9,
        "turn" => number * 360.0,
        _ => {
            return Length::of(number, unit).map(|length| match length {
                Length::Pixels(number) => Quantity { number, unit: Unit::Pixels },
                Length::Letters(times) => Quantity { number: times * LETTERS, unit: Unit::Pixels },
                Length::Share(share) => Quantity { number: share * 100.0, unit: Unit::Share },
            });
        }
    };
    Some(Quantity { number: degrees, unit: Unit::Degrees })
}

fn function(name: &str, arguments: &[Quantity]) -> Option<Quantity> {
    let first = *arguments.first()?;
    let second = || arguments.get(1).copied();
    let by_size = |one: &Quantity, other: &Quantity| one.size().total_cmp(&other.size());
    match name {
        "" | "calc" | "-webkit-calc" => Some(first),
        "min" => arguments.iter().copied().min_by(by_size),
        "max" => arguments.iter().copied().max_by(by_size),
        "clamp" => {
            let most = *arguments.get(2)?;
            let value = std::cmp::min_by(second()?, most, by_size);
            Some(std::cmp::max_by(first, value, by_size))
        }
        _ => None,
    }
}

/// An angle in degrees.
pub(super) fn degrees(text: &str) -> Option<f32> {
    let length = number_length(text);
    let number: f32 = text[..length].parse().ok()?;
    let quantity = quantity(number, &text[length..])?;
    matches!(quantity.unit, Unit::Degrees | Unit::None).then_some(quantity.number)
}
