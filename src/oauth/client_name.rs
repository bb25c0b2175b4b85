//! What a client's name suggests and does not prove. Anybody may call a client anything; [`crate::text::name`] makes a
//! name fit to be shown, and here is what the person who reads it is told about it.

use unicode_script::{Script, UnicodeScript};
use unicode_security::{MixedScript, RestrictionLevel, RestrictionLevelDetection, confusable_detection::skeleton};

use super::{redirect_uri::Target, site};
use crate::pages::NameRemark;

/// A client that people know, and where it lives.
struct Known {
    name: &'static str,
    /// The sites its answers go to, or that its apps are of.
    sites: &'static [&'static str],
    /// Whether there is a program of that name on people's computers.
    is_program: bool,
}

const ANTHROPIC: &[&str] = &["claude.ai", "claude.com", "anthropic.com"];
const OPENAI: &[&str] = &["chatgpt.com", "openai.com"];
const MICROSOFT: &[&str] = &["vscode.dev", "visualstudio.com", "microsoft.com", "github.com", "github.dev"];

const KNOWN: &[Known] = &[
    Known { name: "Claude", sites: ANTHROPIC, is_program: true },
    Known { name: "Anthropic", sites: ANTHROPIC, is_program: true },
    Known { name: "ChatGPT", sites: OPENAI, is_program: false },
    Known { name: "OpenAI", sites: OPENAI, is_program: true },
    Known { name: "Codex", sites: OPENAI, is_program: true },
    Known { name: "Cursor", sites: &["cursor.com", "cursor.sh"], is_program: true },
    Known { name: "VS Code", sites: MICROSOFT, is_program: true },
    Known { name: "Visual Studio", sites: MICROSOFT, is_program: true },
    Known { name: "Copilot", sites: MICROSOFT, is_program: true },
    Known { name: "Gemini", sites: &["google.com"], is_program: true },
    Known { name: "Perplexity", sites: &["perplexity.ai"], is_program: true },
    Known { name: "Windsurf", sites: &["windsurf.com", "codeium.com"], is_program: true },
    Known { name: "Mistral", sites: &["mistral.ai"], is_program: true },
    Known { name: "Smithery", sites: &["smithery.ai"], is_program: true },
    Known { name: "Glama", sites: &["glama.ai"], is_program: true },
    Known { name: "Intercom", sites: &["intercom.com", "intercom.io"], is_program: true },
];

/// Words by which a name says of itself what only others could.
const CLAIMS: &[&str] = &[
    "approved",
    "authentic",
    "authorized",
    "certified",
    "genuine",
    "official",
    "safe",
    "secure",
    "trusted",
    "verified",
];

/// Letters that a name must have for one wrong among them to be taken for a slip.
const DISTINCTIVE: usize = 6;

/// What a person should know who reads this name beside where the answer goes.
pub(super) fn remarks(name: &str, target: &Target) -> Vec<NameRemark> {
    let alike: Vec<&Known> = KNOWN.iter().filter(|known| is_like(name, known.name)).collect();
    let mut remarks = Vec::new();
    // `Claude (Intercom)` of claude.ai is at home, whatever else it names.
    if let Some(known) = alike.first()
        && !alike.iter().any(|known| known.is_at_home(name, target))
    {
        remarks.push(NameRemark::LooksLike(known.name.to_owned()));
    }
    if mixes_alphabets(name) {
        remarks.push(NameRemark::MixesAlphabets);
    }
    if let Some(site) = named_site(name, target) {
        remarks.push(NameRemark::NamesASite(site));
    }
    if words(name).any(|word| CLAIMS.iter().any(|claim| keys(&word).contains(&key(claim)))) {
        remarks.push(NameRemark::ClaimsTrust);
    }
    remarks
}

impl Known {
    /// Whether a client of that name may be expected there. What is spelled in other letters never is.
    fn is_at_home(&self, name: &str, target: &Target) -> bool {
        let is_its = |host: &str| site::registrable(host).is_some_and(|domain| self.sites.contains(&domain));
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let is_spelled = plain.contains(&self.name.replace(' ', "").to_ascii_lowercase());
        is_spelled
            && match target {
                Target::Web { host } => is_its(host),
                Target::Loopback { .. } => self.is_program,
                Target::App { address } => {
                    let scheme = address.split(':').next().unwrap_or_default().to_ascii_lowercase();
                    let domain = scheme.split('.').rev().collect::<Vec<_>>().join(".");
                    scheme == self.name.to_ascii_lowercase() || is_its(&domain)
                }
            }
    }
}

/// Whether people may take a name, or a part of it, for one that they know.
fn is_like(name: &str, known: &str) -> bool {
    let known = key(known);
    let is_distinctive = known.chars().count() >= DISTINCTIVE;
    let is_slip =
        |word: &str| is_distinctive && keys(word).iter().any(|key| strsim::damerau_levenshtein(key, &known) == 1);
    let is_part = keys(name).iter().any(|key| key.contains(&known));
    words(name).any(|word| keys(&word).contains(&known) || is_slip(&word)) || is_part && is_distinctive
}

/// A text as it looks (UTS #39, skeleton), letters and digits only: `Cl\u{430}ude` and `C1aude` look like `Claude`.
fn key(text: &str) -> String {
    skeleton(text).filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// With capital letters as they look, and as what they are: `CIaude` has an I.
fn keys(text: &str) -> [String; 2] {
    [key(&text.to_lowercase()), key(text)]
}

fn words(name: &str) -> impl Iterator<Item = String> {
    name.split(|character: char| !character.is_alphanumeric() && !is_mark(character)).map(str::to_owned)
}

fn is_mark(character: char) -> bool {
    crate::text::visible::is_general_mark(character)
}

/// More scripts than people write together: Latin beside Chinese, Japanese or Korean is usual, beside Cyrillic or Greek
/// it is how look-alikes are made (UTS #39, "Highly Restrictive").
fn mixes_alphabets(name: &str) -> bool {
    let letters: String = name.chars().filter(|character| character.is_alphabetic()).collect();
    let others: String = letters.chars().filter(|letter| letter.script() != Script::Latin).collect();
    !letters.as_str().is_single_script()
        && letters.as_str().detect_restriction_level() > RestrictionLevel::HighlyRestrictive
        && !others.is_empty()
}

/// The address in a name that is not of the site that the answer goes to.
fn named_site(name: &str, target: &Target) -> Option<String> {
    let plain: String = name
        .chars()
        .map(|character| match character {
            '\u{2024}' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}' | '\u{fe52}' => '.',
            other => other,
        })
        .collect();
    let mut tokens = plain.split(|character: char| !character.is_alphanumeric() && !matches!(character, '.' | '-'));
    let token = tokens.find_map(|token| {
        let host = token.trim_matches(['.', '-']).to_lowercase();
        site::registrable(&host).is_some().then_some(host)
    })?;
    let is_there = matches!(target, Target::Web { host } if site::is_one(host, &token));
    (!is_there).then_some(token)
}
