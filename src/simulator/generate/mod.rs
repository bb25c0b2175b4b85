//! Workspaces that read like real support inboxes, made from a seed.
//!
//! The same seed, sizes and day give the same workspaces, on every machine. Times hang on the day
//! of "now", so that the last seven days always hold something. An item depends on the seed and its
//! own number ([`random::derive`]), hardly on how many there are.
//!
//! [`workspaces`] makes everything but the parts: of a conversation it draws the [`plan`], runs the
//! [`timeline`] without its texts, and adds up the [`statistics`]. [`parts`] draws the same plan and
//! timeline again and writes the words.

mod bodies;
mod brand;
mod calendar;
mod companies;
mod conversations;
mod facts;
mod html;
mod names;
mod people;
mod plan;
mod random;
mod statistics;
mod texts;
mod timeline;

#[cfg(test)]
mod tests;

use std::{collections::HashMap, panic, thread};

use super::{
    Options,
    model::{Admin, Contact, Conversation, Part, Segment, Tag, Team, Workspace},
};
use brand::{BRANDS, Brand};

const DAY: i64 = 86_400;
/// Companies there are at least: one contact has sixty.
const LEAST_COMPANIES: usize = 100;

/// The three workspaces: US, EU, AU. `now` is in unix seconds; only its day counts.
pub(super) fn workspaces(options: &Options, now: i64) -> [Workspace; 3] {
    let base = now.div_euclid(DAY) * DAY;
    thread::scope(|scope| {
        BRANDS
            .map(|brand| scope.spawn(move || workspace(brand, options, base)))
            .map(|made| made.join().unwrap_or_else(|panic| panic::resume_unwind(panic)))
    })
}

/// The parts of a conversation, oldest first; always the same for the same conversation.
pub(super) fn parts(workspace: &Workspace, conversation: &Conversation) -> Vec<Part> {
    bodies::parts(workspace, conversation)
}

fn workspace(brand: &'static Brand, options: &Options, base: i64) -> Workspace {
    let region = u64::from(brand.region.as_bytes()[0]);
    let seed = random::derive(options.seed, region, 0);
    let timezone = calendar::timezone(brand);
    let edges = calendar::edges(&timezone, base);
    let teams = teams(brand);
    let admins = admins(brand, &teams);
    let admin_ids: Vec<u64> = admins.iter().map(|admin| admin.id).collect();
    let companies = companies::companies(brand, seed, LEAST_COMPANIES.max(options.contacts / 8), base);
    let society = people::Society { brand, seed, base, companies: &companies, admins: &admin_ids, edges: &edges };
    let contacts = people::contacts(&society, options.contacts);
    let mut workspace = Workspace {
        id_code: brand.id_code.to_owned(),
        name: brand.name.to_owned(),
        region: brand.region,
        timezone,
        timezone_name: brand.timezone,
        created_at: base - 1_500 * DAY,
        admins,
        teams,
        tags: tags(),
        segments: segments(base),
        companies,
        merged: people::merged(seed, &contacts),
        contacts,
        conversations: Vec::new(),
        contact_attributes: brand.attributes.to_vec(),
        plan_active: true,
    };
    let period = conversations::Period { seed, base, midday: brand.midday, edges: &edges };
    workspace.conversations = conversations::conversations(&workspace, &period, options.conversations);
    remember_conversations(&mut workspace);
    for contact in &mut workspace.contacts {
        contact.segments = segments_of(contact, base);
    }
    workspace
}

fn teams(brand: &Brand) -> Vec<Team> {
    let members = |team: usize| -> Vec<u64> {
        (0..brand.admins.len()).filter(|admin| admin % brand.teams.len() == team || *admin == 0).map(admin_id).collect()
    };
    let team = |(number, name): (usize, &&str)| Team {
        id: 7_204_100 + 17 * number as u64,
        name: (*name).to_owned(),
        admin_ids: members(number),
    };
    brand.teams.iter().enumerate().map(team).collect()
}

fn admin_id(number: usize) -> u64 {
    5_017_600 + 13 * number as u64
}

fn admins(brand: &Brand, teams: &[Team]) -> Vec<Admin> {
    let admin = |(number, (name, job_title)): (usize, &(&str, &str))| Admin {
        id: admin_id(number),
        name: (*name).to_owned(),
        email: format!("{}@{}", companies::slug(facts::first_word(name)), brand.domain),
        job_title: (*job_title).to_owned(),
        team_ids: teams.iter().filter(|team| team.admin_ids.contains(&admin_id(number))).map(|team| team.id).collect(),
        away: number % 4 == 3,
    };
    brand.admins.iter().enumerate().map(admin).collect()
}

fn tags() -> Vec<Tag> {
    let tag =
        |(number, name): (usize, &&str)| Tag { id: (1_801_200 + 7 * number).to_string(), name: (*name).to_owned() };
    brand::TAGS.iter().enumerate().map(tag).collect()
}

fn segments(base: i64) -> Vec<Segment> {
    let segment = |(number, (name, person_type)): (usize, &(&str, &'static str))| Segment {
        id: format!("63b2f0a1c4d5e6f7a8b9c0{number:02x}"),
        name: (*name).to_owned(),
        person_type,
        created_at: base - (1_400 - 31 * number as i64) * DAY,
    };
    brand::SEGMENTS.iter().enumerate().map(segment).collect()
}

/// Indexes of the segments, in the order of [`brand::SEGMENTS`], that `contact` is in.
fn segments_of(contact: &Contact, base: i64) -> Vec<usize> {
    let within = |moment: Option<i64>, days: i64| moment.is_some_and(|moment| moment >= base - days * DAY);
    let user = contact.role == "user";
    let is_in = [
        user,
        !user,
        within(contact.last_seen_at, 30),
        user && contact.last_seen_at.is_some() && !within(contact.last_seen_at, 60),
        within(Some(contact.created_at), 7),
        user && contact.custom_attributes.values().any(|value| value == "Enterprise"),
        contact.email.is_none(),
        within(contact.last_replied_at, 90),
    ];
    (0..is_in.len()).filter(|segment| is_in[*segment]).collect()
}

/// Contacts carry when they last wrote and were last written to.
fn remember_conversations(workspace: &mut Workspace) {
    let mut moments: HashMap<usize, (Option<i64>, Option<i64>)> = HashMap::new();
    for conversation in &workspace.conversations {
        let Some(writer) = conversation.contacts.first() else { continue };
        let (replied, contacted) = moments.entry(*writer).or_default();
        let outbound = (conversation.source.delivered_as != "customer_initiated").then_some(conversation.created_at);
        *replied = (*replied).max(conversation.statistics.last_contact_reply_at);
        *contacted = (*contacted).max(conversation.statistics.last_admin_reply_at).max(outbound);
    }
    for (contact, (replied, contacted)) in moments {
        let contact = &mut workspace.contacts[contact];
        contact.last_replied_at = replied;
        contact.last_contacted_at = contacted;
        contact.last_seen_at = contact.last_seen_at.map(|seen| seen.max(replied.unwrap_or(seen)));
        contact.updated_at =
            [contact.last_seen_at, replied, contacted].into_iter().flatten().fold(contact.updated_at, i64::max);
    }
}
