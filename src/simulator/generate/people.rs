//! The contacts: users and leads in several languages, some without a name or an address, a few
//! with long lists, and some born at the edges of days.

mod details;

use std::collections::{HashMap, HashSet};

use super::{
    brand::{Brand, TAGS},
    names,
    random::Random,
    texts::Language,
};
use crate::simulator::model::{Company, Contact};

const PURPOSE: u64 = 0xc1;
const PURPOSE_MERGED: u64 = 0xc2;
/// How many companies the contacts with many have, where there are as many.
const MANY_COMPANIES: [usize; 3] = [11, 14, 60];
/// Contacts before these are the special ones.
const EDGES_FROM: usize = 8;

/// What contacts are drawn from.
pub(super) struct Society<'a> {
    pub(super) brand: &'static Brand,
    pub(super) seed: u64,
    /// No moment lies after this.
    pub(super) base: i64,
    pub(super) companies: &'a [Company],
    /// Ids of the admins.
    pub(super) admins: &'a [u64],
    pub(super) edges: &'a [i64],
}

/// `count` contacts, oldest first.
pub(super) fn contacts(society: &Society<'_>, count: usize) -> Vec<Contact> {
    let mut born: Vec<(i64, usize)> = (0..count).map(|index| (created_at(society, index), index)).collect();
    born.sort_unstable();
    let mut taken = HashSet::with_capacity(count);
    born.into_iter()
        .map(|(created_at, index)| {
            let mut contact = contact(society, index, created_at);
            // Two users with one address cannot be; Intercom would have merged them.
            if let Some(email) = &mut contact.email
                && !taken.insert(email.clone())
            {
                let (local, domain) = email.split_once('@').unwrap_or((email, "example.com"));
                *email = format!("{local}{index}@{domain}");
                taken.insert(email.clone());
            }
            contact
        })
        .collect()
}

fn created_at(society: &Society<'_>, index: usize) -> i64 {
    let mut random = Random::of(society.seed, PURPOSE, index);
    if index < EDGES_FROM {
        return society.base - 900 * 86_400 - index as i64 * 86_400 - random.range(0, 80_000);
    }
    if let Some(edge) = society.edges.get(index - EDGES_FROM) {
        return *edge;
    }
    society.base - random.skewed(5_000, 1_000 * 86_400)
}

fn contact(society: &Society<'_>, index: usize, created_at: i64) -> Contact {
    let brand = society.brand;
    let mut random = Random::of(society.seed, PURPOSE + 0x100, index);
    let customers = random.weighted(brand.customers, |customers| customers.weight);
    let lead = index >= EDGES_FROM && random.chance(230);
    let (name, address) = names::name(&mut random, customers.language);
    let companies = companies_of(society, index, lead, &mut random);
    let domain = match companies.first() {
        Some(company) if random.chance(750) => format!("{}.example", society.companies[*company].company_id),
        _ => random.pick(&["example.com", "example.org", "example.net", "mail.example", "post.test"]).to_owned(),
    };
    let mut contact = Contact {
        id: format!("{:08x}{}", created_at, random.hex(16)),
        external_id: (!lead).then(|| format!("{}-{:06}", &brand.id_code[..2], index + 1)),
        role: if lead { "lead" } else { "user" },
        email: (!random.chance(if lead { 350 } else { 15 })).then(|| format!("{address}@{domain}")),
        phone: random.chance(450).then(|| details::telephone(brand, &mut random)),
        name: (!random.chance(if lead { 300 } else { 20 })).then_some(name),
        owner_id: (!lead && random.chance(300)).then(|| random.pick(society.admins)),
        has_hard_bounced: random.chance(20),
        marked_email_as_spam: random.chance(10),
        unsubscribed_from_emails: random.chance(90),
        created_at,
        companies,
        location: random.chance(850).then(|| details::location(customers, &mut random)),
        language: customers.language.code(),
        ..Contact::default()
    };
    details::add(&mut contact, society, index, &mut random);
    contact
}

fn companies_of(society: &Society<'_>, index: usize, lead: bool, random: &mut Random) -> Vec<usize> {
    let there_are = society.companies.len();
    if there_are == 0 {
        return Vec::new();
    }
    let count = match MANY_COMPANIES.get(index) {
        Some(count) => (*count).min(there_are),
        None if random.chance(if lead { 750 } else { 180 }) => 0,
        None if random.chance(850) => 1,
        None => 2 + random.index(2),
    };
    let first = random.index(there_are);
    (0..count.min(there_are)).map(|number| (first + number) % there_are).collect()
}

/// Indexes of `count` different tags.
fn some_tags(random: &mut Random, count: usize) -> Vec<usize> {
    let first = random.index(TAGS.len());
    // 7 and the number of tags have no common divisor, so no tag comes twice.
    (0..count).map(|number| (first + 7 * number) % TAGS.len()).collect()
}

/// Ids of merged contacts → the id that took their place; one of them was merged twice.
pub(super) fn merged(seed: u64, contacts: &[Contact]) -> HashMap<String, String> {
    let mut merged = HashMap::new();
    let mut random = Random::of(seed, PURPOSE_MERGED, 0);
    let users: Vec<&Contact> = contacts.iter().filter(|contact| contact.role == "user").collect();
    if users.is_empty() {
        return merged;
    }
    for _ in 0..6 {
        merged.insert(random.hex(24), random.pick(&users).id.clone());
    }
    let (first, second) = (random.hex(24), random.hex(24));
    merged.insert(first, second.clone());
    merged.insert(second, random.pick(&users).id.clone());
    merged
}

/// Who writes in which language.
pub(super) fn language(contact: &Contact) -> Language {
    Language::of_code(contact.language)
}
