//! What a client's name suggests and does not prove. Anybody may call a client anything; [`crate::text::name`] makes a
//! name fit to be shown, and here is what the person who reads it is told about it.

mod address;
mod known;
mod plain;
mod reading;
mod word;

use unicode_script::{Script, UnicodeScript};
use unicode_security::{MixedScript, RestrictionLevel, RestrictionLevelDetection};

use self::{
    known::{KNOWN, Known},
    reading::Reading,
    word::Word,
};
use super::redirect_uri::Target;
use crate::pages::NameRemark;

/// Words by which a name says of itself what only others could.
#[rustfmt::skip]
const CLAIMS: &[&str] = &[
    "accreditation", "accredited", "admin", "administrator", "allowlisted", "approval", "approved", "attested",
    "audited", "authentic", "authorised", "authorization", "authorized", "certificate", "certification", "certified",
    "checked", "clean", "compliance", "compliant", "confirmed", "default", "endorsed", "firstparty", "gdpr",
    "genuine", "guaranteed", "harmless", "hipaa", "iso27001", "itdepartment", "itsupport", "itteam", "legal", "legit",
    "legitimate", "licensed", "malwarefree", "nomalware", "novirus", "official", "ok", "okay", "original",
    "permitted", "preapproved", "protected", "real", "recommended", "reliable", "reputable", "reviewed", "safe",
    "safely", "safety", "sanctioned", "scanned", "secure", "secured", "security", "soc", "soc2", "trust", "trusted",
    "trustworthy", "valid", "validated", "verification", "verified", "verify", "vetted", "virusfree", "whitelist",
    "whitelisted", "youradmin", "yourbank", "yourcompany", "youremployer", "yourteam",
];
/// The same in languages that are written with the same letters.
#[rustfmt::skip]
const FOREIGN_CLAIMS: &[&str] = &[
    "approuve", "approvato", "aprobado", "aprovado", "autorise", "autorisiert", "autorizado", "autorizzato",
    "betrouwbaar", "certificado", "certificato", "certifie", "confiable", "garantido", "garantie", "garantiert",
    "garantizado", "genehmigt", "geprueft", "gepruft", "geverifieerd", "godkand", "godkendt", "godkjent",
    "goedgekeurd", "guvenli", "hivatalos", "hyvaksytty", "officieel", "officiel", "officiell", "officielle",
    "offiziell", "offizielle", "oficial", "oficjalny", "ofitsialny", "overeny", "potwierdzony", "resmi", "securise",
    "seguro", "sertifikali", "sicher", "sichere", "sicherheit", "sicuro", "tarkastettu", "ufficiale", "verificada",
    "verificado", "verificata", "verificato", "verifie", "verifiee", "verifiziert", "verifizierte",
    "vertrauenswurdig", "virallinen", "zertifikat", "zertifiziert", "zweryfikowany",
];
/// Those that say so at the beginning or the end of a longer word as well, such as `VerifiedPublisher`.
const CLAIMS_WITHIN: &[&str] = &["approved", "certified", "official", "secure", "trust", "trusted", "verified"];
/// What turns such a word into its contrary.
const CONTRARIES: &[&str] = &["un", "non", "not", "in", "en", "dis", "mis", "anti"];
/// Signs that browsers and sites show beside what was checked: check marks, locks, shields.
const SEALS: &[char] = &['✓', '✔', '✅', '☑', '🗸', '🗹', '🔒', '🔐', '🔏', '🛡', '⛨', '🏅', '🎖'];

/// What every client of this server reads, so that one at home may have it in its name.
const SUBJECT: &str = "Intercom";

/// Letters that a name must have for one wrong among them to be taken for a slip, in whatever stands around it.
const DISTINCTIVE: usize = 6;
/// The same where the name is written in several words, which may by chance be others' words: `open a` is no `OpenAI`.
const DISTINCTIVE_IN_WORDS: usize = 7;
/// The same where the name is all there is, and where two letters have changed places: `code` is a word of many names,
/// and alone it is one letter from `Codex`.
const DISTINCTIVE_ALONE: usize = 4;
/// Letters that a word must have for one wrong among them to be taken for a claim.
const DISTINCTIVE_CLAIM: usize = 8;

/// What a person should know who reads this name beside where the answer goes. Nothing is said of a name in plain
/// letters that is like no known one, claims nothing and names no address; and of the letters of one whose publisher is
/// verified.
pub(super) fn remarks(name: &str, target: &Target, is_verified: bool) -> Vec<NameRemark> {
    let readings = reading::readings(name);
    let parts = reading::readings_of_parts(name);
    let alike = KNOWN.iter().filter(|known| is_like(&readings, known) || is_among(&parts, known));
    let alike: Vec<&Known> = alike.collect();
    let mut remarks = Vec::new();
    // `Claude (Intercom)` of claude.ai says whose it is and what for; `Claude (Zapier)` names two of whom one is not there.
    let (at_home, elsewhere): (Vec<&Known>, Vec<&Known>) =
        alike.into_iter().partition(|known| is_at_home(known, name, target));
    if let Some(known) = elsewhere.into_iter().find(|known| at_home.is_empty() || known.name != SUBJECT) {
        remarks.push(NameRemark::LooksLike(known.name.to_owned()));
    }
    if mixes_alphabets(name) {
        remarks.push(NameRemark::MixesAlphabets);
    }
    let (elsewhere, is_of_target) = address::named(name, target);
    if let Some(site) = elsewhere {
        remarks.push(NameRemark::NamesASite(site));
    }
    if name.contains(SEALS) || claims_trust(&readings) || claims_trust(&parts) {
        remarks.push(NameRemark::ClaimsTrust);
    }
    if remarks.is_empty() && !is_verified {
        let remark = plain::remark(name);
        // Where the answer goes is shown beside it.
        remarks.extend(remark.filter(|remark| !(is_of_target && *remark == NameRemark::ReadsLikeAnAddress)));
    }
    remarks
}

/// Whether a client of that name may be expected there. What is spelled in other letters never is.
fn is_at_home(known: &Known, name: &str, target: &Target) -> bool {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let own = plain(known.name);
    plain(name).contains(&own)
        && match target {
            Target::Web { host } => known.answers_at(host),
            Target::Loopback { .. } => known.is_program,
            Target::App { address } => {
                let scheme = address.split(':').next().unwrap_or_default().to_ascii_lowercase();
                let domain = scheme.split('.').rev().collect::<Vec<_>>().join(".");
                scheme == own || known.has_app(&domain)
            }
        }
}

/// Whether people may take a name, or a part of it, for one that they know.
fn is_like(readings: &[Reading], known: &Known) -> bool {
    let own = Word::new(known.name);
    let length = own.len();
    readings.iter().any(|reading| {
        if known.is_ordinary_word {
            // As a part of a sentence it means what the dictionary says, but beside its maker's own words.
            let products: Vec<Word> = known.products.iter().map(|product| Word::new(product)).collect();
            if reading.has_beside(&own, &products) {
                return true;
            }
            let all = [&reading.core, &reading.whole];
            return all.iter().any(|word| {
                word.is_spelled_like(&own)
                    || word.is_with_filler(&own)
                    || length >= DISTINCTIVE_ALONE && word.is_slip_of(&own)
            });
        }
        let all = [&reading.core, &reading.whole];
        // No word of a language is near a name with a digit in it.
        let is_distinctive_alone = length >= DISTINCTIVE_ALONE || known.has_digit();
        if is_distinctive_alone && all.iter().any(|word| word.is_slip_of(&own)) {
            return true;
        }
        reading.runs.iter().any(|run| {
            let enough = if run.is_of_words { DISTINCTIVE_IN_WORDS } else { DISTINCTIVE };
            let is_attached = run.word.begins_with(&own) || run.word.ends_with(&own, &[]);
            run.word.is_same(&own)
                || known.has_no_vowel() && is_attached
                || run.word.is_with_filler(&own)
                || length >= enough && run.word.is_slip_of(&own)
                || length >= DISTINCTIVE_ALONE && !run.is_of_words && run.word.is_misspelling_of(&own)
                || length >= DISTINCTIVE && is_attached && !known.is_of_words()
        }) || length >= DISTINCTIVE && reading.words().any(|word| word.contains(&own))
    })
}

/// Whether a name is among the words that others are grown together of. Parts of words are many, so that those count alone
/// that are spelled like it.
fn is_among(parts: &[Reading], known: &Known) -> bool {
    let own = Word::new(known.name);
    let products: Vec<Word> = known.products.iter().map(|product| Word::new(product)).collect();
    parts.iter().any(|reading| {
        if known.is_ordinary_word {
            return reading.core.is_spelled_like(&own) || reading.has_beside(&own, &products);
        }
        reading.runs.iter().any(|run| run.word.is_same(&own))
    })
}

fn claims_trust(readings: &[Reading]) -> bool {
    let claims = CLAIMS.iter().chain(FOREIGN_CLAIMS).map(|claim| Word::new(claim)).any(|claim| {
        let is_said = |word: &Word| word.is_same(&claim) || claim.len() >= DISTINCTIVE_CLAIM && word.is_slip_of(&claim);
        readings.iter().any(|reading| reading.runs.iter().any(|run| is_said(&run.word)))
    });
    claims
        || CLAIMS_WITHIN.iter().map(|claim| Word::new(claim)).any(|claim| {
            let is_said = |word: &Word| word.begins_with(&claim) || word.ends_with(&claim, CONTRARIES);
            readings.iter().any(|reading| reading.words().any(is_said))
        })
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
