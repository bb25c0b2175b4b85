//! What is known of a contact besides the name: devices, places, attributes, notes, campaigns.

use serde_json::{Map, Value};

use super::{EDGES_FROM, Society, some_tags};
use crate::simulator::{
    generate::{
        brand::{Brand, Customers},
        random::Random,
    },
    model::{Contact, Location, Note},
};

const BROWSERS: [(&str, &str, &str); 6] = [
    ("Chrome", "141.0.7390.55", "Windows 10"),
    ("Chrome", "142.0.7444.60", "OS X 10.15.7"),
    ("Safari", "18.6", "OS X 10.15.7"),
    ("Firefox", "144.0", "Ubuntu"),
    ("Edge", "141.0.3537.71", "Windows 10"),
    ("Mobile Safari", "18.6", "iOS 18.6"),
];

const NOTES: [&str; 8] = [
    "<p>Prefers to be called in the afternoon.</p>",
    "<p>Decides about the budget, copy her on quotes.</p>",
    "<p>Met at the spring fair, wants to hear about the beta.</p>",
    "<p>Pays by bank transfer <b>only</b>.</p>",
    "<p>Asked for:</p><ul><li>a yearly invoice</li><li>a named contact</li></ul>",
    "<p>See the <a href=\"https://wiki.example/customers\">customer wiki</a> for the contract.</p>",
    "<p>Was unhappy about the last outage, handle with care.</p>",
    "<p>Champion inside the company, happy to be a reference.</p>",
];

pub(super) fn telephone(brand: &Brand, random: &mut Random) -> String {
    match brand.region {
        // The Australian regulator reserves single numbers, the others whole ranges.
        "AU" => {
            format!("{}{}", brand.telephone, random.pick(&["006", "156", "157", "158", "159", "110", "313", "737"]))
        }
        "EU" => format!("{}{:03}", brand.telephone, random.below(1_000)),
        _ => format!("{}{:02}", brand.telephone, random.below(100)),
    }
}

pub(super) fn location(customers: &Customers, random: &mut Random) -> Location {
    let [city, region, country, country_code, continent_code] = random.pick(customers.places).map(str::to_owned);
    Location { country, region, city, country_code, continent_code }
}

/// Fills in all that depends on what `contact` already has.
pub(super) fn add(contact: &mut Contact, society: &Society<'_>, index: usize, random: &mut Random) {
    let edge = index.checked_sub(EDGES_FROM).and_then(|number| society.edges.get(number)).copied();
    let since = |random: &mut Random, created_at: i64| created_at + random.range(0, (society.base - created_at).max(1));
    let created_at = contact.created_at;
    if contact.role == "user" {
        contact.signed_up_at = Some(created_at);
    }
    if random.chance(860) {
        contact.last_seen_at = Some(society.base - random.skewed(60, (society.base - created_at).max(61)));
    }
    if contact.email.is_some() && random.chance(550) {
        let opened = since(random, created_at);
        // Some edges stand here too, so that dates other than the creation meet midnight.
        contact.last_email_opened_at = Some(edge.unwrap_or(opened));
        contact.last_email_clicked_at = random.chance(350).then_some(opened);
    }
    contact.updated_at =
        [contact.last_seen_at, contact.last_email_opened_at].into_iter().flatten().fold(created_at, i64::max);
    devices(contact, random);
    contact.custom_attributes = attributes(society, random, edge);
    contact.tags = match index {
        3 => some_tags(random, 12),
        4 => some_tags(random, 17),
        _ if random.chance(300) => {
            let count = 1 + random.index(3);
            some_tags(random, count)
        }
        _ => Vec::new(),
    };
    let notes = match index {
        5 => 12,
        6 => 27,
        _ if random.chance(180) => 1 + random.index(3),
        _ => 0,
    };
    contact.notes = notes_of(society, index, notes, created_at, random);
    if random.chance(150) {
        contact.utm = [
            Some(random.pick(&["spring-launch", "brand-search", "fair-2026"]).to_owned()),
            random.chance(500).then(|| random.pick(&["hero", "footer-link"]).to_owned()),
            Some(random.pick(&["cpc", "email", "social"]).to_owned()),
            Some(random.pick(&["searchengine", "newsletter", "partner"]).to_owned()),
            None,
        ];
        contact.referrer = Some("https://search.example/".to_owned());
    }
}

fn devices(contact: &mut Contact, random: &mut Random) {
    if random.chance(800) {
        let (browser, version, os) = random.pick(&BROWSERS);
        contact.browser = Some((browser.to_owned(), version.to_owned(), contact.language.to_owned()));
        contact.os = Some(os.to_owned());
    }
    contact.language_override = random.chance(60).then(|| contact.language.to_owned());
    let Some(last_seen_at) = contact.last_seen_at else { return };
    if random.chance(160) {
        let model = random.pick(&["iPhone 15", "iPhone 17 Pro", "iPad Air"]);
        contact.ios = Some((model.to_owned(), "18.6".to_owned(), "5.12.0".to_owned(), last_seen_at));
    } else if random.chance(140) {
        let model = random.pick(&["Pixel 9", "Galaxy S24", "Fairphone 5"]);
        contact.android = Some((model.to_owned(), "15".to_owned(), "5.11.3".to_owned(), last_seen_at));
    }
}

/// Custom attributes by the types that the brand declares; most contacts lack some.
fn attributes(society: &Society<'_>, random: &mut Random, edge: Option<i64>) -> Map<String, Value> {
    let brand = society.brand;
    let mut attributes = Map::new();
    for (number, (name, kind)) in brand.attributes.iter().enumerate() {
        let drawn = random.next();
        let mut random = Random::new(drawn);
        if edge.is_none() && !random.chance(720) {
            continue;
        }
        let value = match *kind {
            "string" if number == 0 => random.pick(brand.plans).into(),
            "string" => random.pick(&["north", "Main Street", "webshop", "partner", "self-hosted"]).into(),
            "integer" => random.skewed(0, 5_000).into(),
            // Eighths have an exact binary form, so that nobody has to round.
            "float" => (random.skewed(0, 400_000) as f64 / 8.0).into(),
            "boolean" => random.chance(400).into(),
            _ => edge
                .unwrap_or_else(|| {
                    society.base - 200 * 86_400 + random.range(0, 500) * 86_400 + random.range(0, 86_400)
                })
                .into(),
        };
        attributes.insert((*name).to_owned(), value);
    }
    attributes
}

fn notes_of(society: &Society<'_>, index: usize, count: usize, created_at: i64, random: &mut Random) -> Vec<Note> {
    let mut moments: Vec<i64> =
        (0..count).map(|_| created_at + random.range(0, (society.base - created_at).max(1))).collect();
    moments.sort_unstable();
    let note = |(number, created_at): (usize, i64)| Note {
        id: 5_100_000 + 64 * index as u64 + number as u64,
        created_at,
        author: random.index(society.admins.len()),
        body: random.pick(&NOTES).to_owned(),
    };
    moments.into_iter().enumerate().map(note).collect()
}
