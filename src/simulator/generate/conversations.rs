//! Conversations without their parts: when they began, what their steps add up to, what is applied to them.

mod extras;

use serde_json::Map;

use super::{
    bodies,
    plan::Plan,
    random::{Random, derive},
    statistics,
    timeline::{self, Step},
};
use crate::simulator::model::{Author, Conversation, Shape, Source, State, Workspace};

const PURPOSE_SEED: u64 = 0xd0;
const PURPOSE_TIME: u64 = 0xd1;
const PURPOSE_HEADER: u64 = 0xd2;
/// Conversations from the third on stand at the edges of days.
const EDGES_FROM: usize = 2;
/// As many after them are of the last two weeks, whatever the number of conversations.
const RECENT: usize = 48;

/// What the times of conversations depend on.
pub(super) struct Period<'a> {
    pub(super) seed: u64,
    /// Nothing happened after this.
    pub(super) base: i64,
    /// Seconds from UTC midnight to the middle of the working day.
    pub(super) midday: i64,
    pub(super) edges: &'a [i64],
}

/// `count` conversations, oldest first. `workspace` has everything but them.
pub(super) fn conversations(workspace: &Workspace, period: &Period<'_>, count: usize) -> Vec<Conversation> {
    if workspace.contacts.is_empty() {
        return Vec::new();
    }
    let mut begun: Vec<(i64, usize)> = (0..count).map(|index| (created_at(period, index), index)).collect();
    begun.sort_unstable();
    let mut steps = Vec::new();
    let mut conversations: Vec<Conversation> = Vec::with_capacity(count);
    for (created_at, index) in begun {
        let mut conversation = conversation(workspace, period, index, created_at, &mut steps);
        if let Some(previous) = conversations.last()
            && index % 97 == 13
        {
            conversation.linked_objects.push(("conversation", previous.id.to_string(), None));
        }
        conversations.push(conversation);
    }
    conversations
}

fn shape(index: usize) -> Shape {
    match index {
        0 => Shape::ManyParts,
        1 => Shape::LongBody,
        _ => Shape::Usual,
    }
}

fn created_at(period: &Period<'_>, index: usize) -> i64 {
    let mut random = Random::of(period.seed, PURPOSE_TIME, index);
    let day = 86_400;
    match shape(index) {
        Shape::ManyParts => return period.base - 300 * day + random.range(0, day),
        Shape::LongBody => return period.base - 20 * day + random.range(0, day),
        Shape::Usual => {}
    }
    if let Some(edge) = period.edges.get(index - EDGES_FROM) {
        return *edge;
    }
    let oldest = if index - EDGES_FROM < period.edges.len() + RECENT { 14 } else { 760 };
    let mut days = 1 + random.skewed(0, oldest);
    // The first of January 1970 was a Thursday; people write less at the weekend.
    if matches!((period.base / day - days).rem_euclid(7), 2 | 3) && random.chance(600) {
        days += 2;
    }
    let from_midday = random.range(-21_600, 21_600) + random.range(-21_600, 21_600);
    let moment = period.base - days * day + period.midday + from_midday;
    // The evening of the last day would be in the future.
    if moment < period.base - 1_800 { moment } else { moment - day }
}

/// Fifteen digits that grow with time, as Intercom's do now; eleven in the oldest conversations.
fn id(created_at: i64, base: i64, index: usize) -> u64 {
    let since = (created_at - 1_600_000_000).max(0) as u64;
    // 611,953 and a million have no common divisor, so that no two indexes below that collide.
    let scrambled = index as u64 * 611_953 % 1_000_000;
    if created_at < base - 640 * 86_400 {
        return 30_000_000_000 + since / 86_400 * 1_000_000 + scrambled;
    }
    20_000_000_000_000 + since * 1_000_000 + scrambled
}

fn conversation(
    workspace: &Workspace,
    period: &Period<'_>,
    index: usize,
    created_at: i64,
    steps: &mut Vec<Step>,
) -> Conversation {
    let seed = derive(period.seed, PURPOSE_SEED, index);
    let mut random = Random::of(seed, PURPOSE_HEADER, 0);
    let contacts = contacts(workspace, created_at, &mut random);
    let plan = Plan::new(workspace, seed, shape(index), contacts[0], created_at);
    timeline::steps(workspace, &plan, created_at, steps);
    let future = steps.partition_point(|step| step.at <= period.base);
    steps.truncate(future);
    let source_id = 2_410_000_000 + index as u64 * 1_000 + random.below(250);
    let mut conversation = Conversation {
        id: id(created_at, period.base, index),
        title: extras::title(&plan, &mut random),
        created_at,
        updated_at: created_at,
        waiting_since: None,
        snoozed_until: None,
        state: State::Open,
        read: false,
        priority: extras::priority(&mut random),
        admin_assignee_id: 0,
        team_assignee_id: 0,
        company: workspace.contacts[contacts[0]].companies.first().copied().filter(|_| random.chance(850)),
        tags: Vec::new(),
        rating: None,
        source: source(workspace, &plan, source_id, created_at, &mut random),
        contacts,
        teammates: Vec::new(),
        custom_attributes: Map::new(),
        first_contact_reply: None,
        sla: None,
        statistics: Default::default(),
        ai_agent: None,
        linked_objects: Vec::new(),
        parts_total: steps.len() as u32,
        seed,
        shape: shape(index),
    };
    follow_steps(workspace, period, &mut conversation, steps);
    extras::add(workspace, period.base, &plan, &mut conversation, steps, &mut random);
    conversation
}

/// The one who writes, among those who existed then, and rarely a second one in copy.
fn contacts(workspace: &Workspace, created_at: i64, random: &mut Random) -> Vec<usize> {
    let known = workspace.contacts.partition_point(|contact| contact.created_at <= created_at).max(1);
    let first = random.index(known);
    let second = random.index(known);
    if second != first && random.chance(40) { vec![first, second] } else { vec![first] }
}

fn source(workspace: &Workspace, plan: &Plan<'_>, id: u64, created_at: i64, random: &mut Random) -> Source {
    let redacted = !plan.outbound() && plan.shape == Shape::Usual && random.chance(6);
    let mut subject = String::new();
    if plan.kind == "email" {
        subject.push_str("<p>");
        plan.facts.fill(&mut subject, random.pick(plan.topic.subjects));
        subject.push_str("</p>");
    }
    let url = (plan.kind == "conversation" && random.chance(850)).then(|| {
        let page = random.pick(&["pricing", "settings/billing", "dashboard", "help", "checkout", ""]);
        format!("https://app.{}/{page}", plan.brand.domain)
    });
    let attachments = if redacted || plan.kind == "phone_call" || plan.outbound() || !random.chance(80) {
        Vec::new()
    } else {
        bodies::attachments(&plan.facts, random)
    };
    Source {
        kind: plan.kind,
        id,
        delivered_as: plan.delivered_as,
        subject,
        body: if redacted { bodies::REDACTED.to_owned() } else { bodies::first_message(workspace, plan, created_at) },
        author: plan.author(),
        attachments,
        url,
        redacted,
    }
}

/// What follows from the steps alone.
fn follow_steps(workspace: &Workspace, period: &Period<'_>, conversation: &mut Conversation, steps: &[Step]) {
    let created_at = conversation.created_at;
    let from_contact = matches!(conversation.source.author, Author::Contact(_));
    if let Author::Admin(admin) = conversation.source.author {
        conversation.teammates.push(admin);
        conversation.admin_assignee_id = workspace.admins[admin].id;
    }
    for step in steps {
        if let Author::Admin(admin) = step.author
            && !conversation.teammates.contains(&admin)
        {
            conversation.teammates.push(admin);
        }
        match step.assigned_to {
            Some(("team", id)) => conversation.team_assignee_id = id,
            Some((_, id)) => conversation.admin_assignee_id = id,
            None => {}
        }
        // A snooze that ends today must still end in the future whenever today somebody looks.
        conversation.snoozed_until = match step.state {
            State::Snoozed => {
                step.until.map(|until| until.max(period.base + 33 * 3_600)).or(conversation.snoozed_until)
            }
            _ => None,
        };
    }
    if let Some(last) = steps.last() {
        conversation.updated_at = last.at;
        conversation.state = last.state;
    }
    conversation.waiting_since = statistics::waiting_since(created_at, from_contact, steps);
    conversation.statistics = statistics::statistics(workspace, created_at, from_contact, steps);
    conversation.first_contact_reply = conversation.statistics.first_contact_reply_at;
}
