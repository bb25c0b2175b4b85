//! No secret is compared with `==`: that takes the longer the more of a guess is right.
//!
//! Secrets are found by digest, or compared with `secret::equal`. A `SecretString` has no `==` of its own, which leaves
//! two ways to get it wrong; over everything in `src` but the simulator, which has no secrets:
//!
//! - what [`REVEALED`] gives, compared by an operator or by a method of [`METHODS`], but for this server's own prefixes
//! - an operator beside a name of [`SECRETS`], which are strings where they come from a request or go into a header
//!
//! Where a comparison tells nobody anything, the line before it says why, after [`REASON`].

use std::{fs, path::Path};

use crate::layers::rust_files;

const REVEALED: &str = "expose_secret()";
const METHODS: [&str; 10] = [
    "starts_with(",
    "ends_with(",
    "strip_prefix(",
    "strip_suffix(",
    "contains(",
    "eq(",
    "ne(",
    "cmp(",
    "find(",
    "matches(",
];
/// What a secret may be asked for whether it begins with: it is written on every one of its kind.
const PREFIXES: [&str; 2] = ["OURS", "self.prefix()"];
/// Names that end so, by whole words, are names of secrets, or of digests and signatures of them.
const SECRETS: [&str; 16] = [
    "access_key",
    "authorization_code",
    "bearer",
    "client_secret",
    "code_challenge",
    "code_verifier",
    "cookie",
    "credential",
    "csrf",
    "nonce",
    "password",
    "secret",
    "sealed",
    "signature",
    "token",
    "verifier",
];
const REASON: &str = "// Compared openly: ";

#[test]
fn no_secret_is_compared_in_time_that_tells_of_it() {
    let source = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut found = Vec::new();
    for file in rust_files(source) {
        if !file.starts_with(source.join("simulator")) {
            let text = fs::read_to_string(&file).unwrap();
            let name = file.strip_prefix(source).unwrap().display().to_string();
            found.extend(comparisons(&text).into_iter().map(|(line, code)| format!("src/{name}:{line}: {code}")));
        }
    }
    assert!(found.is_empty(), "use `secret::equal`, or say why not after `{REASON}`:\n{}", found.join("\n"));
}

/// The lint sees what it should, and nothing else.
#[test]
fn comparisons_of_secrets_are_seen() {
    for code in [
        "if left.expose_secret() == right {}",
        "if right != *left.expose_secret() {}",
        "matches!(key, k if k.expose_secret().as_bytes() == b)",
        "let fits = token\n    .expose_secret()\n    .eq(other);",
        "key.expose_secret().starts_with(prefix)",
        "key.expose_secret().trim().strip_prefix(guess)",
        "if csrf == expected {}",
        "if form.csrf != expected {}",
        "if expected == record.code_challenge {}",
        "if challenge(verifier) == record.sealed.as_str() {}",
        "values.any(|value| value == client_secret)",
        "if &*access_token == given {}",
        "if token == EXPECTED {}",
        "// Compared openly: it is the same line\nif a == b && token == c {} \n if token == d {}",
    ] {
        assert_eq!(comparisons(code).len(), 1, "{code}");
    }
    for code in [
        "secret::equal(left.expose_secret(), right)",
        "token.expose_secret().starts_with(OURS)",
        "text.strip_prefix(self.prefix())",
        "// if token == other",
        "let text = \"token == other\";",
        "let raw = r#\"a \"token\" == b\"#;",
        "let quote = '\"'; if a == b {} let quote = '\"';",
        "if token.len() == 43 {}",
        "if token.is_empty() != other.is_empty() {}",
        "if client_id == token_owner {}",
        "if tokens == 3 {}",
        "if principal.credential == Credential::Grant {}",
        "// Compared openly: both are the operator's own\nif token == other {}",
        "fn token<'a>(a: &'a str) -> bool { a == 'b' }",
    ] {
        assert_eq!(comparisons(code), [], "{code}");
    }
}

/// Lines, counted from one, with a comparison of a secret.
fn comparisons(text: &str) -> Vec<(usize, String)> {
    let code = without_texts(text);
    let mut places: Vec<usize> = Vec::new();
    for operator in ["==", "!="] {
        for (place, _) in code.match_indices(operator) {
            let (before, after) = (&code[..place], &code[place + operator.len()..]);
            let operands = [operand_before(before), operand_after(after)];
            if operands.iter().any(|operand| is_secret(operand)) && !operands.iter().any(|operand| is_variant(operand))
            {
                places.push(place);
            }
        }
    }
    for (place, _) in code.match_indices(REVEALED) {
        let rest: String =
            code[place + REVEALED.len()..].chars().filter(|character| !character.is_whitespace()).collect();
        let chain = rest.split([';', '{', '}', ',']).next().unwrap_or_default();
        let compares = METHODS.iter().any(|method| {
            chain.split_once(&format!(".{method}")).is_some_and(|(before, argument)| {
                is_chain(before) && !PREFIXES.iter().any(|prefix| argument.starts_with(&format!("{prefix})")))
            })
        });
        if compares {
            places.push(place);
        }
    }
    let lines: Vec<&str> = text.lines().collect();
    let mut found: Vec<_> = places.into_iter().map(|place| code[..place].matches('\n').count()).collect();
    found.sort_unstable();
    found.dedup();
    found.retain(|line| !line.checked_sub(1).is_some_and(|before| lines[before].trim_start().starts_with(REASON)));
    found.into_iter().map(|line| (line + 1, lines[line].trim().to_owned())).collect()
}

/// Whether it is a chain of methods without arguments: `.as_bytes().trim()`.
fn is_chain(text: &str) -> bool {
    text.replace("()", "").chars().all(|character| character.is_alphanumeric() || "._?".contains(character))
}

/// Whether an operand reveals a secret, or is named like one. What is asked of it, such as its length, is none.
fn is_secret(operand: &str) -> bool {
    let operand = operand.trim_end_matches('?');
    if operand.contains(REVEALED) {
        return !["len()", "is_empty()"].iter().any(|asked| operand.ends_with(asked));
    }
    let bare = [".as_str()", ".as_bytes()", ".as_deref()", ".as_ref()", ".clone()", ".trim()"]
        .iter()
        .fold(operand, |operand, conversion| operand.strip_suffix(conversion).unwrap_or(operand));
    let name = bare.rsplit(['.', ':', '&', '*', '(', '!']).next().unwrap_or_default();
    SECRETS.iter().any(|secret| name == *secret || name.ends_with(&format!("_{secret}")))
}

/// Whether an operand is a variant of an enum: nothing that a string could be compared with.
fn is_variant(operand: &str) -> bool {
    let name = operand.rsplit("::").next().unwrap_or_default();
    name.starts_with(char::is_uppercase)
        && name.chars().any(char::is_lowercase)
        && name.chars().all(char::is_alphanumeric)
}

fn operand_before(code: &str) -> String {
    let code = code.trim_end();
    let mut depth = 0;
    let start = code.char_indices().rev().find(|(_, character)| match character {
        ')' | ']' => {
            depth += 1;
            false
        }
        '(' | '[' if depth > 0 => {
            depth -= 1;
            false
        }
        _ => depth == 0 && !is_of_operand(*character),
    });
    let operand = &code[start.map_or(0, |(index, character)| index + character.len_utf8())..];
    operand.chars().filter(|character| !character.is_whitespace()).collect()
}

fn operand_after(code: &str) -> String {
    let code = code.trim_start();
    let mut depth = 0;
    let end = code.find(|character| match character {
        '(' | '[' => {
            depth += 1;
            false
        }
        ')' | ']' if depth > 0 => {
            depth -= 1;
            false
        }
        _ => depth == 0 && !is_of_operand(character),
    });
    code[..end.unwrap_or(code.len())].chars().filter(|character| !character.is_whitespace()).collect()
}

fn is_of_operand(character: char) -> bool {
    character.is_alphanumeric() || "_.:&*?".contains(character)
}

/// The code with blanks for comments and for what stands between quotes; every line and place is where it was.
fn without_texts(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length =
            text_length(rest).filter(|_| !code.ends_with(|before: char| before.is_alphanumeric() || before == '_'));
        let (taken, is_text) = match length {
            Some(length) => (length, true),
            None => (character.len_utf8(), false),
        };
        let (part, after) = rest.split_at(taken);
        if is_text {
            code.extend(part.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        } else {
            code.push_str(part);
        }
        rest = after;
    }
    code
}

/// Bytes of the comment, string or character that begins here.
fn text_length(code: &str) -> Option<usize> {
    if code.starts_with("//") {
        return Some(code.find('\n').unwrap_or(code.len()));
    }
    if let Some(raw) = code.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            return raw[hashes + 1..].find(&end).map(|length| 1 + hashes + 1 + length + end.len());
        }
    }
    let quote = code.chars().next().filter(|character| matches!(character, '"' | '\''))?;
    let mut characters = code.char_indices().skip(1);
    let mut length = 0;
    while let Some((index, character)) = characters.next() {
        length += 1;
        match character {
            '\\' => {
                characters.next();
            }
            _ if character == quote => return (quote == '"' || length > 1).then_some(index + 1),
            // A lifetime: no character takes so many.
            _ if quote == '\'' && length > 1 => return None,
            _ => {}
        }
    }
    None
}
