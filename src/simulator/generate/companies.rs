//! The companies that contacts work for.

use serde_json::Map;

use super::{brand::Brand, random::Random};
use crate::simulator::model::Company;

const PURPOSE: u64 = 0xc0;

/// `count` companies, a customer's name and a plan each.
pub(super) fn companies(brand: &Brand, seed: u64, count: usize, base: i64) -> Vec<Company> {
    (0..count).map(|index| company(brand, seed, index, base)).collect()
}

fn company(brand: &Brand, seed: u64, index: usize, base: i64) -> Company {
    let mut random = Random::of(seed, PURPOSE, index);
    let [firsts, lasts] = brand.company_words;
    let first = firsts[index % firsts.len()];
    let last = lasts[(index / firsts.len() + index) % lasts.len()];
    let round = index / (firsts.len() * lasts.len());
    let mut name = format!("{first} {last}");
    if round > 0 {
        name = format!("{name} {}", round + 1);
    }
    let slug = slug(&name);
    let size = random.skewed(1, 2_400);
    let mut custom_attributes = Map::new();
    if random.chance(600) {
        custom_attributes.insert("account_tier".into(), random.pick(&["bronze", "silver", "gold"]).into());
        custom_attributes.insert("contract_signed".into(), random.chance(700).into());
        custom_attributes.insert("sites".into(), random.skewed(1, 80).into());
    }
    Company {
        id: random.hex(24),
        company_id: slug.clone(),
        plan: random.chance(850).then(|| random.pick(brand.plans).to_owned()),
        size,
        website: format!("https://{slug}.example"),
        industry: random.pick(brand.industries).to_owned(),
        monthly_spend: if random.chance(150) { 0 } else { size * random.range(1, 9) + 19 },
        created_at: base - random.range(200, 1_200) * 86_400 - random.range(0, 86_400),
        custom_attributes,
        name,
    }
}

/// Lower-case ASCII letters and digits of `text`, with single hyphens between its words.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'a'..='z' | '0'..='9' => slug.push(character),
            'ä' | 'æ' => slug.push_str("ae"),
            'ö' | 'ø' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            'à' | 'á' | 'â' | 'ã' | 'å' => slug.push('a'),
            'ç' | 'ć' => slug.push('c'),
            'è' | 'é' | 'ê' | 'ë' => slug.push('e'),
            'ì' | 'í' | 'î' | 'ï' | 'ı' => slug.push('i'),
            'ñ' => slug.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' => slug.push('o'),
            'ù' | 'ú' | 'û' => slug.push('u'),
            ' ' | '-' | '.' if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}
