//! The parts of a conversation: the words of its steps, quoted as mail programs quote.

use serde_json::json;

use super::{OBSCURED, REDACTED, attachments, first};
use crate::simulator::{
    generate::{
        facts::civil,
        html::{Client, Quoted},
        plan::Plan,
        random::Random,
        timeline::{self, Says, Step},
    },
    model::{Author, Conversation, Part, Workspace},
};

const PURPOSE: u64 = 0xb1;
/// How many earlier mails a reply quotes within each other.
const QUOTE_DEPTH: usize = 3;

/// A message so far, for those after it to quote.
struct Written {
    at: i64,
    author: Author,
    html: String,
}

pub(in crate::simulator::generate) fn parts(workspace: &Workspace, conversation: &Conversation) -> Vec<Part> {
    let contact = conversation.contacts[0];
    let plan = Plan::new(workspace, conversation.seed, conversation.shape, contact, conversation.created_at);
    let mut steps = Vec::new();
    timeline::steps(workspace, &plan, conversation.created_at, &mut steps);
    steps.truncate(conversation.parts_total as usize);
    let source = &conversation.source;
    let first = Written { at: conversation.created_at, author: source.author.clone(), html: source.body.clone() };
    let mut writer = Writer { workspace, plan: &plan, written: vec![first] };
    let mut parts: Vec<Part> =
        steps.iter().enumerate().map(|(number, step)| writer.part(number, step, source.id)).collect();
    put_tags(conversation, &mut parts);
    parts
}

/// A tag sits on the newest message that was there when it was applied.
fn put_tags(conversation: &Conversation, parts: &mut [Part]) {
    for (tag, applied_at, _) in &conversation.tags {
        let part = parts.iter_mut().rfind(|part| part.created_at <= *applied_at && part.body.is_some());
        if let Some(part) = part {
            part.tags.push(*tag);
        }
    }
}

struct Writer<'a> {
    workspace: &'a Workspace,
    plan: &'a Plan<'a>,
    written: Vec<Written>,
}

impl Writer<'_> {
    fn part(&mut self, number: usize, step: &Step, source_id: u64) -> Part {
        let mut random = Random::of(self.plan.seed, PURPOSE, number);
        let from_contact = matches!(step.author, Author::Contact(_));
        let redacted = from_contact && step.is_message() && random.chance(6);
        let attached = step.is_message() && !redacted && random.chance(if from_contact { 70 } else { 25 });
        let body = match step.says {
            Says::Nothing => None,
            _ if redacted => Some(REDACTED.to_owned()),
            _ => Some(self.body(step, &mut random)),
        };
        Part {
            id: source_id + 1 + number as u64,
            part_type: step.part_type,
            body,
            created_at: step.at,
            author: step.author.clone(),
            assigned_to: step.assigned_to,
            attachments: if attached { attachments(&self.plan.facts, &mut random) } else { Vec::new() },
            redacted,
            state: step.state,
            tags: Vec::new(),
            event_details: (step.part_type == "conversation_attribute_updated_by_admin")
                .then(|| json!({"attribute": {"name": "Topic"}, "value": {"name": self.plan.topic.name}})),
            is_ai_answer: step.says == Says::FinAnswer,
        }
    }

    fn body(&mut self, step: &Step, random: &mut Random) -> String {
        if self.plan.kind == "twitter" && step.is_message() {
            return OBSCURED.to_owned();
        }
        let from_contact = matches!(step.author, Author::Contact(_));
        let by_mail = self.plan.kind == "email" && from_contact;
        let client = if by_mail { self.plan.client } else { Client::Intercom };
        let mut body = String::with_capacity(400);
        body.push_str(client.before_message(self.plan.facts.language.right_to_left()));
        self.words(&mut body, client, step, random);
        if by_mail && random.chance(600) {
            first::sign(&mut body, self.plan, random);
        }
        body.push_str(client.after_message());
        let unquoted = body.clone();
        if by_mail && random.chance(700) {
            let quote = self.quote(self.written.len(), QUOTE_DEPTH);
            body.push_str(&quote);
        }
        if step.is_message() {
            self.written.push(Written { at: step.at, author: step.author.clone(), html: unquoted });
        }
        body
    }

    fn words(&self, body: &mut String, client: Client, step: &Step, random: &mut Random) {
        let (texts, topic) = (self.plan.texts, self.plan.topic);
        let line = |body: &mut String, text: &str| client.paragraph(body, |body| self.plan.facts.fill(body, text));
        match step.says {
            Says::Nothing => {}
            Says::Matter => {
                line(body, random.pick(topic.openings));
                line(body, random.pick(topic.requests));
            }
            Says::FollowUp => {
                line(body, random.pick(topic.follow_ups));
                if random.chance(350) {
                    line(body, random.pick(topic.details));
                }
            }
            Says::Addition => line(body, random.pick(topic.details)),
            Says::Reminder => line(body, random.pick(texts.reminders)),
            Says::Thanks => line(body, random.pick(texts.thanks)),
            Says::WantsHuman => line(body, random.pick(texts.wants_human)),
            Says::Choice => line(body, random.pick(texts.bot_choices)),
            Says::BotGreeting => line(body, random.pick(texts.bot_greetings)),
            Says::FinAnswer => self.fin_answer(body, random),
            Says::Reply | Says::Question | Says::Goodbye => self.agent(body, step, random),
            Says::Note => {
                line(body, random.pick(topic.notes));
                if random.chance(250) {
                    let colleague = &self.workspace.admins[self.plan.admins[1]].name;
                    body.push_str(&format!("<p>@{colleague} can you have a look?</p>"));
                }
            }
            Says::CallSummary => {
                line(body, random.pick(topic.openings));
                body.push_str("<ul>");
                for list in [topic.details, topic.replies] {
                    body.push_str("<li>");
                    self.plan.facts.fill(body, random.pick(list));
                    body.push_str("</li>");
                }
                body.push_str("</ul>");
            }
        }
    }

    fn fin_answer(&self, body: &mut String, random: &mut Random) {
        let (texts, facts) = (self.plan.texts, &self.plan.facts);
        Client::Intercom.paragraph(body, |body| facts.fill(body, random.pick(texts.fin_openings)));
        let first = random.index(self.plan.topic.replies.len());
        body.push_str("<ol>");
        for reply in self.plan.topic.replies.iter().cycle().skip(first).take(2.min(self.plan.topic.replies.len())) {
            body.push_str("<li><p>");
            facts.fill(body, reply);
            body.push_str("</p></li>");
        }
        body.push_str(&format!(
            "</ol><p><a href=\"https://help.{}/articles/{}\" rel=\"nofollow noopener noreferrer\" target=\"_blank\">{}</a></p>",
            facts.brand.domain,
            random.range(100_000, 999_999),
            self.plan.topic.name
        ));
        Client::Intercom.paragraph(body, |body| facts.fill(body, random.pick(texts.fin_closings)));
    }

    fn agent(&self, body: &mut String, step: &Step, random: &mut Random) {
        let texts = self.plan.texts;
        let line =
            |body: &mut String, text: &str| Client::Intercom.paragraph(body, |body| self.plan.facts.fill(body, text));
        if random.chance(750) {
            line(body, random.pick(texts.agent_greetings));
        }
        match step.says {
            Says::Goodbye => line(body, random.pick(texts.agent_closings)),
            Says::Question => line(body, random.pick(texts.agent_questions)),
            _ => {
                line(body, random.pick(self.plan.topic.replies));
                if random.chance(350) {
                    line(body, random.pick(texts.agent_asides));
                }
                if random.chance(350) {
                    line(body, random.pick(texts.agent_closings));
                }
            }
        }
        if self.plan.kind == "email" || random.chance(200) {
            body.push_str("<p>");
            body.push_str(texts.agent_sign_off);
            if let Author::Admin(admin) = step.author {
                body.push_str("<br>");
                body.push_str(&self.workspace.admins[admin].name);
            }
            body.push_str("</p>");
        }
    }

    /// The message before `position`, with those before it quoted within, `depth` in all.
    fn quote(&self, position: usize, depth: usize) -> String {
        let mut html = String::new();
        let Some(written) = position.checked_sub(1).and_then(|position| self.written.get(position)) else {
            return html;
        };
        let mut inside = written.html.clone();
        if depth > 1 {
            inside.push_str(&self.quote(position - 1, depth - 1));
        }
        let team = format!("{} <support@{}>", self.plan.brand.name, self.plan.brand.domain);
        let email = self.plan.facts.contact.email.as_deref().unwrap_or("unknown@example.com");
        let customer = format!("{} <{email}>", self.plan.facts.contact.name.as_deref().unwrap_or(email));
        let when = mail_date(self.plan, written.at);
        let (who, to) =
            if matches!(written.author, Author::Contact(_)) { (&customer, &team) } else { (&team, &customer) };
        let quoted = Quoted { who, when: &when, to, html: &inside };
        self.plan.client.quote(&mut html, &quoted, self.plan.topic.name, self.plan.texts);
        html
    }
}

/// A date as mail programs print it, in UTC: whose clock it was nobody knows.
pub(super) fn mail_date(plan: &Plan<'_>, at: i64) -> String {
    let (year, month, day) = civil(at.div_euclid(86_400));
    let seconds = at.rem_euclid(86_400);
    let (hour, minute) = (seconds / 3_600, seconds % 3_600 / 60);
    match plan.brand.region {
        "US" => {
            let half = if hour < 12 { "AM" } else { "PM" };
            format!("{month}/{day}/{year} at {}:{minute:02} {half}", (hour + 11) % 12 + 1)
        }
        "EU" => format!("{day:02}.{month:02}.{year} {hour:02}:{minute:02}"),
        _ => format!("{day}/{month:02}/{year} {hour}:{minute:02}"),
    }
}
