//! What kind of conversation one is, drawn from its seed: channel, topic, course, who answers.
//! The header and the parts are made from the same plan.

use super::{
    brand::{self, Brand, TAGS},
    facts::Facts,
    html::Client,
    people,
    random::Random,
    texts::{Language, Texts, Topic},
};
use crate::simulator::model::{Author, Shape, Workspace};

const PURPOSE: u64 = 0x91;
const PURPOSE_FACTS: u64 = 0x92;

/// How a conversation goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// Nobody ever answers.
    Unanswered,
    /// Fin answers and that is all.
    Fin { confirmed: bool },
    /// People answer, perhaps after Fin could not help.
    People { after_fin: bool },
    /// Somebody telephoned.
    Call,
}

pub(super) struct Plan<'a> {
    pub(super) brand: &'static Brand,
    pub(super) texts: &'static Texts,
    pub(super) topic: &'static Topic,
    pub(super) facts: Facts<'a>,
    /// Index of the contact who writes.
    pub(super) contact: usize,
    /// `email`, `conversation`, `whatsapp`, …
    pub(super) kind: &'static str,
    pub(super) delivered_as: &'static str,
    pub(super) course: Course,
    pub(super) client: Client,
    /// Indexes of the admin who answers and of the one who steps in.
    pub(super) admins: [usize; 2],
    pub(super) team: usize,
    pub(super) shape: Shape,
    pub(super) seed: u64,
}

const KINDS: [(&str, u64); 8] = [
    ("email", 420),
    ("conversation", 395),
    ("whatsapp", 80),
    ("phone_call", 50),
    ("instagram", 16),
    ("facebook", 15),
    ("sms", 14),
    ("twitter", 10),
];

impl<'a> Plan<'a> {
    pub(super) fn new(workspace: &'a Workspace, seed: u64, shape: Shape, contact: usize, created_at: i64) -> Self {
        let brand = brand::of_region(workspace.region);
        let mut random = Random::of(seed, PURPOSE, 0);
        let person = &workspace.contacts[contact];
        let language = people::language(person);
        let texts = language.texts();
        let kind = match (shape, random.weighted(&KINDS, |kind| kind.1).0) {
            (Shape::ManyParts, _) | (Shape::Usual, "email") if person.email.is_none() => "conversation",
            (Shape::ManyParts, _) => "conversation",
            (Shape::LongBody, _) => "email",
            (Shape::Usual, kind) => kind,
        };
        let admins = [random.index(workspace.admins.len()), random.index(workspace.admins.len())];
        let topic = topic(&mut random, brand, language, texts);
        Self {
            brand,
            texts,
            topic,
            facts: Facts::new(
                brand,
                language,
                person,
                person.companies.first().map(|company| &workspace.companies[*company]),
                &workspace.admins[admins[0]].name,
                created_at,
                Random::of(seed, PURPOSE_FACTS, 0),
            ),
            contact,
            kind,
            delivered_as: delivered_as(&mut random, shape, kind),
            course: course(&mut random, shape, kind),
            client: client(&mut random, kind),
            admins,
            team: random.index(workspace.teams.len()),
            shape,
            seed,
        }
    }

    /// Who wrote the first message.
    pub(super) fn author(&self) -> Author {
        match self.delivered_as {
            "admin_initiated" | "campaigns_initiated" => Author::Admin(self.admins[0]),
            "automated" | "operator_initiated" => Author::Bot,
            _ => Author::Contact(self.contact),
        }
    }

    /// Whether we wrote first.
    pub(super) fn outbound(&self) -> bool {
        self.delivered_as != "customer_initiated"
    }

    /// Index of the tag that fits the topic.
    pub(super) fn tag(&self) -> usize {
        TAGS.iter().position(|tag| *tag == self.topic.tag).unwrap_or(0)
    }
}

fn topic(random: &mut Random, brand: &'static Brand, language: Language, texts: &'static Texts) -> &'static Topic {
    let own: &'static [Topic] = if language == Language::English { brand.topics } else { &[] };
    let groups = || texts.topics.iter().copied().chain([own]).flatten();
    let mut left = random.below(groups().map(|topic| topic.weight).sum());
    for topic in groups() {
        match left.checked_sub(topic.weight) {
            Some(rest) => left = rest,
            None => return topic,
        }
    }
    &texts.topics[0][0]
}

fn delivered_as(random: &mut Random, shape: Shape, kind: &str) -> &'static str {
    let outbound = shape == Shape::Usual && matches!(kind, "email" | "conversation") && random.chance(110);
    if !outbound {
        return "customer_initiated";
    }
    match kind {
        "email" => random.pick(&["admin_initiated", "admin_initiated", "campaigns_initiated"]),
        _ => random.pick(&["admin_initiated", "campaigns_initiated", "operator_initiated", "automated"]),
    }
}

fn course(random: &mut Random, shape: Shape, kind: &str) -> Course {
    let (unanswered, fin) = match kind {
        "phone_call" if shape == Shape::Usual => return Course::Call,
        "conversation" => (45, 480),
        "email" => (60, 100),
        "whatsapp" => (30, 200),
        _ => (60, 0),
    };
    match random.below(1_000) {
        _ if shape != Shape::Usual => Course::People { after_fin: false },
        drawn if drawn < unanswered => Course::Unanswered,
        drawn if drawn < unanswered + fin / 2 => Course::Fin { confirmed: random.chance(450) },
        drawn if drawn < unanswered + fin => Course::People { after_fin: true },
        _ => Course::People { after_fin: false },
    }
}

fn client(random: &mut Random, kind: &str) -> Client {
    match kind {
        "email" => random.pick(&[
            Client::Gmail,
            Client::Gmail,
            Client::Gmail,
            Client::Outlook,
            Client::Outlook,
            Client::Outlook,
            Client::Apple,
            Client::Apple,
            Client::Phone,
            Client::Intercom,
        ]),
        _ => Client::Intercom,
    }
}
