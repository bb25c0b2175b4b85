//! What people and programs put on a conversation: tags, ratings, attributes, service levels,
//! tickets, and what Fin reports about itself.

use crate::simulator::{
    generate::{
        brand::TAGS,
        plan::{Course, Plan},
        random::Random,
        timeline::Step,
    },
    model::{AiAgent, Author, Conversation, Rating, State, Workspace},
};

pub(super) fn title(plan: &Plan<'_>, random: &mut Random) -> Option<String> {
    let subject = random.pick(plan.topic.subjects);
    random.chance(300).then(|| {
        let mut title = String::new();
        plan.facts.fill(&mut title, subject);
        title
    })
}

pub(super) fn priority(random: &mut Random) -> &'static str {
    match random.below(100) {
        0..=2 => "urgent",
        3..=8 => "high",
        9..=13 => "medium",
        14..=17 => "low",
        _ => "none",
    }
}

/// Adds it all; nothing of it happens after `base`.
pub(super) fn add(
    workspace: &Workspace,
    base: i64,
    plan: &Plan<'_>,
    conversation: &mut Conversation,
    steps: &[Step],
    random: &mut Random,
) {
    conversation.read =
        conversation.state == State::Closed || conversation.waiting_since.is_none() || random.chance(350);
    conversation.sla = sla(conversation, random);
    conversation.ai_agent = ai_agent(base, plan, conversation, steps, random);
    conversation.rating = rating(base, plan, conversation, steps, random);
    tag(plan, conversation, random);
    attributes(plan, conversation, random);
    if random.chance(35) {
        let category = random.pick(&[Some("Customer"), Some("Back-office"), Some("Tracker")]);
        conversation.linked_objects.push(("ticket", random.range(21_000, 98_000).to_string(), category));
    }
    let latest = conversation.rating.as_ref().map(|rating| rating.replied_at);
    let agent = conversation.ai_agent.as_ref().map(|agent| agent.updated_at);
    conversation.updated_at = [latest, agent].into_iter().flatten().fold(conversation.updated_at, i64::max);
    if random.chance(60) {
        // Attributes change without leaving a part.
        conversation.updated_at = (conversation.updated_at + random.range(1, 20 * 86_400)).min(base);
    }
    debug_assert!(workspace.admins.len() > conversation.teammates.iter().copied().max().unwrap_or(0));
}

fn tag(plan: &Plan<'_>, conversation: &mut Conversation, random: &mut Random) {
    let span = (conversation.updated_at - conversation.created_at).max(1);
    let mut apply = |tag: usize, random: &mut Random| {
        if conversation.tags.iter().all(|(applied, ..)| *applied != tag) {
            let admin = conversation.teammates.first().copied().unwrap_or(plan.admins[0]);
            conversation.tags.push((tag, conversation.created_at + random.range(0, span), admin));
        }
    };
    if random.chance(620) {
        apply(plan.tag(), random);
    }
    while random.chance(130) {
        apply(random.index(TAGS.len()), random);
    }
    conversation.tags.sort_by_key(|(_, applied_at, _)| *applied_at);
}

fn attributes(plan: &Plan<'_>, conversation: &mut Conversation, random: &mut Random) {
    if !random.chance(380) {
        return;
    }
    let attributes = &mut conversation.custom_attributes;
    attributes.insert("Topic".to_owned(), plan.topic.name.into());
    if random.chance(400) {
        attributes.insert("Order number".to_owned(), format!("{}{}", plan.brand.order_prefix, plan.facts.order).into());
    }
    if random.chance(250) {
        attributes.insert("Amount".to_owned(), (plan.facts.cents as f64 / 100.0).into());
    }
    if random.chance(250) {
        attributes.insert("Escalated".to_owned(), random.chance(300).into());
    }
}

fn sla(conversation: &Conversation, random: &mut Random) -> Option<(&'static str, &'static str)> {
    if !random.chance(160) {
        return None;
    }
    let name = random.pick(&["First reply in 4 hours", "VIP: first reply in 1 hour", "Enterprise"]);
    let limit = if name.starts_with("VIP") { 3_600 } else { 14_400 };
    let status = match conversation.statistics.time_to_admin_reply {
        _ if random.chance(40) => "cancelled",
        Some(time) if time <= limit => "hit",
        Some(_) => "missed",
        None if conversation.state == State::Closed => "cancelled",
        None => "active",
    };
    Some((name, status))
}

fn rating(
    base: i64,
    plan: &Plan<'_>,
    conversation: &Conversation,
    steps: &[Step],
    random: &mut Random,
) -> Option<Rating> {
    let replied = steps.iter().rev().find_map(|step| match step.author {
        Author::Admin(admin) if step.is_message() => Some(admin),
        _ => None,
    })?;
    let closed_at = conversation.statistics.last_close_at?;
    if conversation.state != State::Closed || !random.chance(230) {
        return None;
    }
    let requested_at = closed_at + random.range(1, 6);
    let replied_at = requested_at + random.skewed(20, 86_400);
    let score = random.pick(&[5, 5, 5, 5, 5, 4, 4, 4, 3, 2, 1, 1]);
    let remarks = if score > 3 { plan.texts.good_remarks } else { plan.texts.bad_remarks };
    let mut remark = String::new();
    plan.facts.fill(&mut remark, random.pick(remarks));
    let remark = random.chance(450).then_some(remark);
    (replied_at <= base).then_some(Rating { score, remark, requested_at, replied_at, teammate: Some(replied) })
}

fn ai_agent(
    base: i64,
    plan: &Plan<'_>,
    conversation: &Conversation,
    steps: &[Step],
    random: &mut Random,
) -> Option<AiAgent> {
    if !matches!(plan.course, Course::Fin { .. } | Course::People { after_fin: true }) {
        return None;
    }
    let first = steps.iter().find(|step| matches!(step.author, Author::Fin))?;
    let last = steps.iter().rfind(|step| matches!(step.author, Author::Fin)).unwrap_or(first);
    let closed = conversation.state == State::Closed;
    let resolution_state = match plan.course {
        Course::Fin { confirmed: true } if closed => Some("confirmed_resolution"),
        Course::Fin { .. } if closed => Some("assumed_resolution"),
        Course::Fin { .. } => None,
        _ => Some(random.pick(&["escalated", "escalated", "escalated", "negative_feedback", "procedure_handoff"])),
    };
    let satisfied = matches!(plan.course, Course::Fin { .. });
    let rating = random.chance(300).then(|| if satisfied { random.range(3, 6) } else { random.range(1, 4) });
    let mut remark = String::new();
    plan.facts.fill(&mut remark, random.pick(if satisfied { plan.texts.good_remarks } else { plan.texts.bad_remarks }));
    let rated_at = if rating.is_some() { last.at + random.range(10, 3_600) } else { last.at };
    let source_type = random.pick(&["workflow", "workflow", "workflow", "essentials_plan_setup", "profile"]);
    let custom = random.chance(120);
    Some(AiAgent {
        source_type,
        source_title: (source_type != "essentials_plan_setup").then(|| "Fin answers first".to_owned()),
        last_answer_type: Some(if custom { "custom_answer" } else { "ai_answer" }),
        resolution_state,
        rating,
        rating_remark: rating.filter(|_| random.chance(400)).map(|_| remark),
        created_at: first.at,
        updated_at: rated_at.min(base),
        content_sources: if custom { Vec::new() } else { content_sources(plan, random) },
    })
}

fn content_sources(plan: &Plan<'_>, random: &mut Random) -> Vec<(&'static str, String, String)> {
    (0..1 + random.index(3))
        .map(|_| {
            let number = random.range(9_100_000, 9_900_000);
            let kind = random.pick(&["article", "article", "content_snippet", "file", "external_content"]);
            let mut title = String::new();
            plan.facts.fill(&mut title, random.pick(plan.topic.subjects));
            (kind, title, format!("/fin-ai-agent/content?content={kind}&id={number}"))
        })
        .collect()
}
