//! The first message, by channel: a mail as its program wrote it, a line of chat, a call's summary.

use std::fmt::Write as _;

use super::{OBSCURED, picture};
use crate::simulator::{
    generate::{
        html::{Client, Quoted},
        plan::Plan,
        random::Random,
    },
    model::{Shape, Workspace},
};

const PURPOSE: u64 = 0xb0;
/// Characters of the longest message.
const LONG_BODY: usize = 200_000;

pub(in crate::simulator::generate) fn first_message(workspace: &Workspace, plan: &Plan<'_>, created_at: i64) -> String {
    let mut random = Random::of(plan.seed, PURPOSE, 0);
    let mut body = String::with_capacity(if plan.kind == "email" { 1_000 } else { 240 });
    if plan.shape == Shape::LongBody {
        return long_body(plan, created_at, &mut random);
    }
    match plan.kind {
        "twitter" => body.push_str(OBSCURED),
        "phone_call" => call(&mut body, plan, &mut random),
        _ if plan.outbound() => outreach(&mut body, workspace, plan, &mut random),
        "email" => mail(&mut body, plan, created_at, &mut random),
        _ => chat(&mut body, plan, &mut random),
    }
    body.shrink_to_fit();
    body
}

fn call(body: &mut String, plan: &Plan<'_>, random: &mut Random) {
    let (minutes, seconds) = (random.range(1, 25), random.range(0, 60));
    let _ = write!(body, "<p>Inbound call, {minutes}:{seconds:02} minutes</p><p>");
    plan.facts.fill(body, random.pick(plan.topic.openings));
    body.push_str("</p>");
}

fn outreach(body: &mut String, workspace: &Workspace, plan: &Plan<'_>, random: &mut Random) {
    let line = |body: &mut String, text: &str| Client::Intercom.paragraph(body, |body| plan.facts.fill(body, text));
    line(body, random.pick(plan.texts.agent_greetings));
    line(body, random.pick(plan.texts.outreach));
    if random.chance(300) {
        let _ = write!(
            body,
            "<p><a href=\"https://www.{}/news\" rel=\"nofollow noopener noreferrer\" target=\"_blank\">www.{}/news</a></p>",
            plan.brand.domain, plan.brand.domain
        );
    }
    let _ = write!(body, "<p>{}<br>{}</p>", plan.texts.agent_sign_off, workspace.admins[plan.admins[0]].name);
}

fn chat(body: &mut String, plan: &Plan<'_>, random: &mut Random) {
    let line = |body: &mut String, text: &str| Client::Intercom.paragraph(body, |body| plan.facts.fill(body, text));
    if random.chance(250) {
        line(body, random.pick(plan.texts.greetings));
    }
    line(body, random.pick(plan.topic.openings));
    if random.chance(600) {
        line(body, random.pick(plan.topic.details));
    }
    if random.chance(250) {
        line(body, random.pick(plan.texts.asides));
    }
    if random.chance(550) {
        line(body, random.pick(plan.topic.requests));
    }
    if random.chance(50) {
        let _ = write!(body, "<div class=\"intercom-container\"><img src=\"{}\"></div>", picture(random));
    }
}

fn mail(body: &mut String, plan: &Plan<'_>, created_at: i64, random: &mut Random) {
    let client = plan.client;
    let facts = &plan.facts;
    let text = |body: &mut String, text: &str| client.paragraph(body, |body| facts.fill(body, text));
    body.push_str(client.before_message(facts.language.right_to_left()));
    text(body, random.pick(plan.texts.greetings));
    client.paragraph(body, |body| {
        facts.fill(body, random.pick(plan.topic.openings));
        body.push(' ');
        facts.fill(body, random.pick(plan.topic.details));
    });
    if random.chance(500) {
        text(body, random.pick(plan.texts.asides));
    }
    match random.below(100) {
        0..=5 => table(body, plan, random),
        6..=13 => list(body, plan, random),
        14..=19 => {
            let _ = write!(
                body,
                "<div><img src=\"{}\" alt=\"image.png\" width=\"542\" height=\"318\"><br></div>",
                picture(random)
            );
        }
        _ => {}
    }
    text(body, random.pick(plan.topic.requests));
    sign(body, plan, random);
    body.push_str(client.after_message());
    if random.chance(130) {
        forwarded(body, plan, created_at, random);
    }
}

/// Closing words and a signature, which phones write by themselves.
pub(super) fn sign(body: &mut String, plan: &Plan<'_>, random: &mut Random) {
    let facts = &plan.facts;
    plan.client.paragraph(body, |body| {
        facts.fill(body, random.pick(plan.texts.sign_offs));
        if let Some(name) = &facts.contact.name {
            body.push_str("<br>");
            crate::simulator::generate::html::escape(body, name);
        }
    });
    if plan.client == Client::Phone || random.chance(450) {
        let name = facts.contact.name.as_deref().unwrap_or("Office");
        let company = facts.company.map_or("", |company| company.name.as_str());
        let phone = facts.contact.phone.as_deref().unwrap_or("");
        let website = facts.company.map_or("", |company| company.website.as_str());
        let mut lines = vec![name, company, phone, website];
        lines.retain(|line| !line.is_empty());
        let logo = (plan.client == Client::Outlook && random.chance(500)).then(|| picture(random));
        plan.client.signature(body, &lines, logo.as_deref(), plan.texts);
    }
}

/// Items of an order, as people paste them from a web page or a spreadsheet.
fn table(body: &mut String, plan: &Plan<'_>, random: &mut Random) {
    body.push_str("<table border=\"1\" cellpadding=\"4\" style=\"border-collapse:collapse\"><tbody><tr><th>#</th><th>Item</th><th>Qty</th><th>Total</th></tr>");
    for number in 1..=random.range(2, 6) {
        let _ = write!(body, "<tr><td>{number}</td><td>");
        crate::simulator::generate::html::escape(body, random.pick(plan.brand.devices));
        let _ = write!(body, "</td><td align=\"right\">{}</td><td align=\"right\">", random.range(1, 20));
        plan.facts.amount(body, random.skewed(900, 90_000) as u64);
        body.push_str("</td></tr>");
    }
    body.push_str("</tbody></table>");
}

fn list(body: &mut String, plan: &Plan<'_>, random: &mut Random) {
    let (before, after) = if random.chance(400) { ("<ol>", "</ol>") } else { ("<ul>", "</ul>") };
    body.push_str(before);
    let first = random.index(plan.topic.details.len());
    for number in 0..plan.topic.details.len().min(3) {
        body.push_str("<li>");
        plan.facts.fill(body, plan.topic.details[(first + number) % plan.topic.details.len()]);
        body.push_str("</li>");
    }
    body.push_str(after);
}

/// An order's confirmation below the customer's words.
fn forwarded(body: &mut String, plan: &Plan<'_>, created_at: i64, random: &mut Random) {
    let mut confirmation = String::from("<p>");
    plan.facts.fill(&mut confirmation, "{brand} - {order} - {amount}");
    confirmation.push_str("</p>");
    table(&mut confirmation, plan, random);
    let who = format!("{} <orders@{}>", plan.brand.name, plan.brand.domain);
    let when = super::parts::mail_date(plan, created_at - random.range(86_400, 20 * 86_400));
    let to = plan.facts.contact.email.as_deref().unwrap_or("");
    let quoted = Quoted { who: &who, when: &when, to, html: &confirmation };
    plan.client.quote(body, &quoted, plan.topic.name, plan.texts);
}

/// A mail with a log pasted into it, exactly as long as promised.
fn long_body(plan: &Plan<'_>, created_at: i64, random: &mut Random) -> String {
    let mut body = String::with_capacity(LONG_BODY + 400);
    mail_opening(&mut body, plan, random);
    body.push_str("<pre>");
    let end = "</pre>";
    let used = body.chars().count() + end.len();
    let mut log = String::with_capacity(LONG_BODY + 200);
    let mut moment = created_at - 86_400;
    while log.len() + used < LONG_BODY {
        moment += random.range(1, 40);
        let level = random.pick(&["INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR"]);
        let event = random.pick(&[
            "request served",
            "retrying delivery",
            "connection reset by peer",
            "cache miss",
            "queue drained",
        ]);
        let _ = writeln!(
            log,
            "{moment} {level} worker-{} {event} id={} took={}ms",
            random.range(1, 9),
            random.hex(12),
            random.skewed(2, 9_000)
        );
    }
    log.truncate(LONG_BODY - used);
    body.push_str(&log);
    body.push_str(end);
    body
}

fn mail_opening(body: &mut String, plan: &Plan<'_>, random: &mut Random) {
    let texts = [random.pick(plan.texts.greetings), random.pick(plan.topic.openings), random.pick(plan.topic.requests)];
    for text in texts {
        Client::Intercom.paragraph(body, |body| plan.facts.fill(body, text));
    }
}
