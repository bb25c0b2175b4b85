//! What a workspace holds. Times are unix seconds; indexes point into the workspace's own lists.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

/// A workspace, whole.
pub(super) struct Workspace {
    pub(super) id_code: String,
    pub(super) name: String,
    /// `US`, `EU` or `AU`.
    pub(super) region: &'static str,
    pub(super) timezone: TimeZone,
    /// The timezone's IANA name, which `timezone` lacks on machines without a timezone database.
    pub(super) timezone_name: &'static str,
    pub(super) created_at: i64,
    pub(super) admins: Vec<Admin>,
    pub(super) teams: Vec<Team>,
    pub(super) tags: Vec<Tag>,
    pub(super) segments: Vec<Segment>,
    pub(super) companies: Vec<Company>,
    pub(super) contacts: Vec<Contact>,
    /// Ids of contacts that were merged away → the id that took their place (perhaps merged itself).
    pub(super) merged: HashMap<String, String>,
    pub(super) conversations: Vec<Conversation>,
    /// Data attributes of contacts: name → `string`, `integer`, `float`, `boolean`, `date`.
    pub(super) contact_attributes: Vec<(&'static str, &'static str)>,
    /// Whether the plan includes what the simulator may be asked (false: 403 `api_plan_restricted`).
    pub(super) plan_active: bool,
}

pub(super) struct Admin {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) job_title: String,
    pub(super) team_ids: Vec<u64>,
    pub(super) away: bool,
}

pub(super) struct Team {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) admin_ids: Vec<u64>,
}

pub(super) struct Tag {
    pub(super) id: String,
    pub(super) name: String,
}

pub(super) struct Segment {
    pub(super) id: String,
    pub(super) name: String,
    /// `contact` or `user`.
    pub(super) person_type: &'static str,
    pub(super) created_at: i64,
}

pub(super) struct Company {
    /// 24 hex digits.
    pub(super) id: String,
    /// The workspace's own id.
    pub(super) company_id: String,
    pub(super) name: String,
    pub(super) plan: Option<String>,
    pub(super) size: i64,
    pub(super) website: String,
    pub(super) industry: String,
    pub(super) monthly_spend: i64,
    pub(super) created_at: i64,
    pub(super) custom_attributes: Map<String, Value>,
}

#[derive(Default)]
pub(super) struct Contact {
    /// 24 hex digits.
    pub(super) id: String,
    pub(super) external_id: Option<String>,
    /// `user` or `lead`.
    pub(super) role: &'static str,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) name: Option<String>,
    pub(super) owner_id: Option<u64>,
    pub(super) has_hard_bounced: bool,
    pub(super) marked_email_as_spam: bool,
    pub(super) unsubscribed_from_emails: bool,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
    pub(super) signed_up_at: Option<i64>,
    pub(super) last_seen_at: Option<i64>,
    pub(super) last_replied_at: Option<i64>,
    pub(super) last_contacted_at: Option<i64>,
    pub(super) last_email_opened_at: Option<i64>,
    pub(super) last_email_clicked_at: Option<i64>,
    pub(super) language_override: Option<String>,
    /// Name, version, language.
    pub(super) browser: Option<(String, String, String)>,
    pub(super) os: Option<String>,
    pub(super) location: Option<Location>,
    /// Device, OS version, app version, last seen.
    pub(super) ios: Option<(String, String, String, i64)>,
    /// Device, OS version, app version, last seen.
    pub(super) android: Option<(String, String, String, i64)>,
    pub(super) custom_attributes: Map<String, Value>,
    pub(super) companies: Vec<usize>,
    pub(super) tags: Vec<usize>,
    pub(super) segments: Vec<usize>,
    pub(super) notes: Vec<Note>,
    /// utm_campaign, utm_content, utm_medium, utm_source, utm_term.
    pub(super) utm: [Option<String>; 5],
    pub(super) referrer: Option<String>,
    /// The language that this person writes.
    pub(super) language: &'static str,
}

pub(super) struct Location {
    pub(super) country: String,
    pub(super) region: String,
    pub(super) city: String,
    pub(super) country_code: String,
    pub(super) continent_code: String,
}

pub(super) struct Note {
    pub(super) id: u64,
    pub(super) created_at: i64,
    /// Index of the admin.
    pub(super) author: usize,
    /// HTML.
    pub(super) body: String,
}

/// A conversation without its parts, which `generate::parts` makes when somebody reads them:
/// a hundred thousand conversations must start within seconds.
pub(super) struct Conversation {
    pub(super) id: u64,
    pub(super) title: Option<String>,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
    pub(super) waiting_since: Option<i64>,
    pub(super) snoozed_until: Option<i64>,
    pub(super) state: State,
    pub(super) read: bool,
    /// `none`, `low`, `medium`, `high`, `urgent`.
    pub(super) priority: &'static str,
    /// Id; 0 is nobody.
    pub(super) admin_assignee_id: u64,
    /// Id; 0 is no team.
    pub(super) team_assignee_id: u64,
    /// Index of the company.
    pub(super) company: Option<usize>,
    /// Index of the tag, when it was applied, by which admin (index).
    pub(super) tags: Vec<(usize, i64, usize)>,
    pub(super) rating: Option<Rating>,
    pub(super) source: Source,
    /// Indexes of the contacts.
    pub(super) contacts: Vec<usize>,
    /// Indexes of the admins who took part.
    pub(super) teammates: Vec<usize>,
    pub(super) custom_attributes: Map<String, Value>,
    pub(super) first_contact_reply: Option<i64>,
    /// Name and status (`hit`, `missed`, `cancelled`, `active`).
    pub(super) sla: Option<(&'static str, &'static str)>,
    pub(super) statistics: Statistics,
    pub(super) ai_agent: Option<AiAgent>,
    /// Type (`ticket`, `conversation`), id, category.
    pub(super) linked_objects: Vec<(&'static str, String, Option<&'static str>)>,
    /// How many parts there are; `generate::parts` gives exactly as many.
    pub(super) parts_total: u32,
    /// From which the parts are made.
    pub(super) seed: u64,
    /// What is special about it.
    pub(super) shape: Shape,
}

/// How a conversation is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Usual,
    /// One of each workspace: with 700 parts.
    ManyParts,
    /// One of each workspace: a first message of 200,000 characters.
    LongBody,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Closed,
    Snoozed,
}

pub(super) struct Rating {
    /// 1 to 5.
    pub(super) score: i64,
    pub(super) remark: Option<String>,
    pub(super) requested_at: i64,
    pub(super) replied_at: i64,
    /// Index of the admin.
    pub(super) teammate: Option<usize>,
}

pub(super) struct Source {
    /// `conversation`, `email`, `whatsapp`, `phone_call`, …
    pub(super) kind: &'static str,
    pub(super) id: u64,
    pub(super) delivered_as: &'static str,
    /// HTML, as Intercom has it, or empty.
    pub(super) subject: String,
    /// HTML.
    pub(super) body: String,
    pub(super) author: Author,
    pub(super) attachments: Vec<Attachment>,
    pub(super) url: Option<String>,
    pub(super) redacted: bool,
}

#[derive(Clone)]
pub(super) enum Author {
    /// Index of the contact.
    Contact(usize),
    /// Index of the admin.
    Admin(usize),
    /// The workspace's Operator: a bot without AI.
    Bot,
    /// Fin, the AI agent.
    Fin,
}

#[derive(Clone)]
pub(super) struct Attachment {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) content_type: &'static str,
    pub(super) filesize: i64,
    pub(super) width: Option<i64>,
    pub(super) height: Option<i64>,
}

/// Durations in seconds, moments in unix seconds; consistent with the parts.
#[derive(Clone, Default)]
pub(super) struct Statistics {
    pub(super) time_to_assignment: Option<i64>,
    pub(super) time_to_admin_reply: Option<i64>,
    pub(super) time_to_first_close: Option<i64>,
    pub(super) time_to_last_close: Option<i64>,
    pub(super) median_time_to_reply: Option<i64>,
    pub(super) first_contact_reply_at: Option<i64>,
    pub(super) first_assignment_at: Option<i64>,
    pub(super) first_admin_reply_at: Option<i64>,
    pub(super) first_close_at: Option<i64>,
    pub(super) last_assignment_at: Option<i64>,
    pub(super) last_assignment_admin_reply_at: Option<i64>,
    pub(super) last_contact_reply_at: Option<i64>,
    pub(super) last_admin_reply_at: Option<i64>,
    pub(super) last_close_at: Option<i64>,
    pub(super) last_closed_by: Option<u64>,
    pub(super) count_reopens: i64,
    pub(super) count_assignments: i64,
    pub(super) handling_time: i64,
}

pub(super) struct AiAgent {
    pub(super) source_type: &'static str,
    pub(super) source_title: Option<String>,
    pub(super) last_answer_type: Option<&'static str>,
    pub(super) resolution_state: Option<&'static str>,
    pub(super) rating: Option<i64>,
    pub(super) rating_remark: Option<String>,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
    /// Type (`article`, `file`, …), title, address.
    pub(super) content_sources: Vec<(&'static str, String, String)>,
}

pub(super) struct Part {
    pub(super) id: u64,
    pub(super) part_type: &'static str,
    /// HTML.
    pub(super) body: Option<String>,
    pub(super) created_at: i64,
    pub(super) author: Author,
    /// Type and id of whom an assignment went to.
    pub(super) assigned_to: Option<(&'static str, u64)>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) redacted: bool,
    pub(super) state: State,
    /// Indexes of tags on this part.
    pub(super) tags: Vec<usize>,
    pub(super) event_details: Option<Value>,
    pub(super) is_ai_answer: bool,
}
