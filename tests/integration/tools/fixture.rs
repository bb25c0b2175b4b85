//! Objects as Intercom sends them, and a directory that knows the people in them.

use std::{collections::HashMap, sync::Arc};

use intercom_mcp::{
    intercom::conversation::Conversation,
    tools::{object_id::Links, render::Directory},
};
use serde_json::{Value, json};

pub(super) fn links() -> Links {
    Links::new("https://app.eu.intercom.com".into(), Some("lfk2x8qz".into()))
}

pub(crate) fn directory() -> Directory {
    Directory {
        admins: Arc::new(HashMap::from([("6401".to_owned(), "Maya Okafor".to_owned())])),
        teams: Arc::new(HashMap::from([("7702".to_owned(), "Billing".to_owned())])),
        ..Directory::nameless(links())
    }
}

pub(super) fn read_conversation(value: Value) -> Conversation {
    serde_json::from_value(value).expect("a conversation")
}

/// A conversation by mail, answered, rated, with everything that the description of 2.16 has.
pub(super) fn conversation() -> Value {
    json!({
        "type": "conversation", "id": "215560824562362", "title": null,
        "created_at": 1_769_860_800, "updated_at": 1_769_871_600, "waiting_since": null, "snoozed_until": null,
        "open": false, "state": "closed", "read": true, "priority": "high",
        "admin_assignee_id": 6401, "team_assignee_id": 7702,
        "company": {"type": "company", "id": "65aa01bb65aa01bb65aa01bb", "name": "Northwind Traders"},
        "tags": {"type": "tag.list", "tags": [{"type": "tag", "id": "31", "name": "refund", "applied_at": 1_769_860_900}]},
        "source": {
            "type": "email", "id": "403918334", "delivered_as": "customer_initiated",
            "subject": "<p>Charged twice for January</p>",
            "body": "<p>Hello,</p><p>our card was charged <b>twice</b> for the January invoice (INV-20931). \
                Could you refund the second payment, please? I attached the statement of our bank, where both \
                bookings can be seen, and the invoice itself.</p><p>Best,<br>Ada</p>",
            "author": {"type": "user", "id": "6762f0d01bb69f9f2193bb7d", "name": "Ada Lindqvist", "email": "ada@northwind.example"},
            "attachments": [{"type": "upload", "name": "statement.pdf", "url": "https://downloads.example/statement.pdf",
                "content_type": "application/pdf", "filesize": 48_213, "width": null, "height": null}],
            "url": null, "redacted": false
        },
        "contacts": {"type": "contact.list", "contacts": [
            {"type": "contact", "id": "6762f0d01bb69f9f2193bb7d", "external_id": "70"}]},
        "teammates": {"type": "admin.list", "admins": [{"type": "admin", "id": "6401"}]},
        "conversation_rating": {"rating": 5, "remark": "Quick and kind", "created_at": 1_769_871_000,
            "updated_at": 1_769_871_000, "teammate": {"type": "admin", "id": 6401},
            "contact": {"type": "contact", "id": "6762f0d01bb69f9f2193bb7d"}},
        "custom_attributes": {"Order": "A-5512", "Amount": 240, "Due": "2026-02-15T00:00:00Z", "Empty": null},
        "sla_applied": {"type": "conversation_sla_summary", "sla_name": "Gold", "sla_status": "hit"},
        "statistics": {"type": "conversation_statistics", "time_to_admin_reply": 1800, "time_to_first_close": 10_200,
            "first_admin_reply_at": 1_769_862_600, "last_close_at": 1_769_871_000, "first_assignment_at": null,
            "count_reopens": 0, "count_conversation_parts": 4},
        "ai_agent_participated": false, "ai_agent": null,
        "linked_objects": {"type": "list", "data": [{"type": "ticket", "id": "991", "category": "Back-office"}],
            "total_count": 1, "has_more": false},
        "conversation_parts": {"type": "conversation_part.list", "total_count": 4, "conversation_parts": [
            part(1, "assignment", 1_769_861_000, None, json!({"assigned_to": {"type": "team", "id": "7702"},
                "author": {"type": "bot", "id": "278", "name": "Operator"}})),
            part(2, "comment", 1_769_862_600, Some("<p>Hello Ada, I have refunded the second payment.</p>"), json!({})),
            part(3, "note", 1_769_862_700, Some("<p>Card processor had an outage, see the incident.</p>"), json!({})),
            part(4, "close", 1_769_871_000, None, json!({}))
        ]}
    })
}

/// A part of type `part_type`, by the teammate Maya unless `more` says otherwise.
pub(super) fn part(id: u64, part_type: &str, created_at: i64, body: Option<&str>, more: Value) -> Value {
    let mut part = json!({
        "type": "conversation_part", "id": id, "part_type": part_type, "body": body,
        "created_at": created_at, "updated_at": created_at, "notified_at": created_at, "assigned_to": null,
        "author": {"type": "admin", "id": "6401", "name": "Maya Okafor", "email": "maya@example.com"},
        "attachments": [], "external_id": null, "redacted": false, "tags": [], "event_details": null
    });
    if let (Value::Object(part), Value::Object(more)) = (&mut part, more) {
        part.extend(more);
    }
    part
}
