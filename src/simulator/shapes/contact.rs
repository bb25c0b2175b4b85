//! Schema `contact`, and the items of a contact's lists.

use serde_json::{Value, json};

use super::{ANDROID_SDK_VERSION, IOS_SDK_VERSION, admin, email_domain, set};
use crate::simulator::{
    model::{Contact, Note, Workspace},
    version::Version,
};

/// "Up to 10 will be displayed here": items that a contact carries of each of its lists.
const EMBEDDED: usize = 10;

/// A contact with the first ten of each of its lists.
pub(in crate::simulator) fn contact(workspace: &Workspace, contact: &Contact, version: Version) -> Value {
    let mut value = json!({
        "type": "contact",
        "id": contact.id,
        "external_id": contact.external_id,
        "workspace_id": workspace.id_code,
        "role": contact.role,
        "phone": contact.phone,
        "name": contact.name,
        "owner_id": contact.owner_id.map(|id| id.to_string()),
        "has_hard_bounced": contact.has_hard_bounced,
        "marked_email_as_spam": contact.marked_email_as_spam,
        "unsubscribed_from_emails": contact.unsubscribed_from_emails,
        "created_at": contact.created_at,
        "updated_at": contact.updated_at,
        "signed_up_at": contact.signed_up_at,
        "last_seen_at": contact.last_seen_at,
        "last_replied_at": contact.last_replied_at,
        "last_contacted_at": contact.last_contacted_at,
        "last_email_opened_at": contact.last_email_opened_at,
        "last_email_clicked_at": contact.last_email_clicked_at,
        "language_override": contact.language_override,
        "browser": contact.browser.as_ref().map(|(name, ..)| name),
        "browser_version": contact.browser.as_ref().map(|(_, version, _)| version),
        "browser_language": contact.browser.as_ref().map(|(_, _, language)| language),
        "os": contact.os,
        "custom_attributes": contact.custom_attributes,
        "avatar": null,
        "social_profiles": { "type": "list", "data": [] },
        "location": location(contact),
        "enabled_push_messaging": null,
        "referrer": contact.referrer,
    });
    set(&mut value, "email", contact.email.as_deref());
    set(&mut value, "email_domain", email_domain(contact));
    add_lists(&mut value, workspace, contact);
    add_phones(&mut value, workspace, contact);
    for (name, utm) in ["campaign", "content", "medium", "source", "term"].into_iter().zip(&contact.utm) {
        value[format!("utm_{name}")] = utm.as_deref().into();
    }
    if version < Version::V2_16 {
        value["owner_id"] = contact.owner_id.into();
    }
    value
}

fn add_lists(value: &mut Value, workspace: &Workspace, contact: &Contact) {
    let tags = contact.tags.iter().map(|index| (workspace.tags[*index].id.clone(), "tag", "/tags"));
    let notes = contact.notes.iter().map(|note| (note.id.to_string(), "note", "/notes"));
    let companies =
        contact.companies.iter().map(|index| (workspace.companies[*index].id.clone(), "company", "/companies"));
    value["tags"] = embedded(contact, "tags", tags);
    value["notes"] = embedded(contact, "notes", notes);
    value["companies"] = embedded(contact, "companies", companies);
    for list in ["opted_out_subscription_types", "opted_in_subscription_types"] {
        value[list] = embedded(contact, "subscriptions", std::iter::empty());
    }
}

fn embedded(contact: &Contact, path: &str, items: impl Iterator<Item = (String, &'static str, &'static str)>) -> Value {
    let items: Vec<_> = items.collect();
    let shown = items.iter().take(EMBEDDED);
    let shown: Vec<Value> =
        shown.map(|(id, kind, path)| json!({ "id": id, "type": kind, "url": format!("{path}/{id}") })).collect();
    json!({
        "type": "list",
        "data": shown,
        "url": format!("/contacts/{}/{path}", contact.id),
        "total_count": items.len(),
        "has_more": items.len() > EMBEDDED,
    })
}

fn add_phones(value: &mut Value, workspace: &Workspace, contact: &Contact) {
    for (phone, prefix, sdk_version) in
        [(&contact.android, "android", ANDROID_SDK_VERSION), (&contact.ios, "ios", IOS_SDK_VERSION)]
    {
        let phone = phone.as_ref();
        value[format!("{prefix}_app_name")] = phone.map(|_| workspace.name.as_str()).into();
        value[format!("{prefix}_app_version")] = phone.map(|(_, _, app, _)| app.as_str()).into();
        value[format!("{prefix}_device")] = phone.map(|(device, ..)| device.as_str()).into();
        value[format!("{prefix}_os_version")] = phone.map(|(_, os, ..)| os.as_str()).into();
        value[format!("{prefix}_sdk_version")] = phone.map(|_| sdk_version).into();
        value[format!("{prefix}_last_seen_at")] = phone.map(|(.., seen)| *seen).into();
    }
}

fn location(contact: &Contact) -> Value {
    let location = contact.location.as_ref();
    json!({
        "type": "location",
        "country": location.map(|of| &of.country),
        "region": location.map(|of| &of.region),
        "city": location.map(|of| &of.city),
        "country_code": location.map(|of| &of.country_code),
        "continent_code": location.map(|of| &of.continent_code),
    })
}

/// A tag as `GET /contacts/{id}/tags` has it.
pub(in crate::simulator) fn contact_tag(workspace: &Workspace, contact: &Contact, index: usize) -> Value {
    let tag = &workspace.tags[index];
    let applied_by = workspace.admins.first().map(|admin| json!({ "type": "admin", "id": admin.id.to_string() }));
    json!({ "type": "tag", "id": tag.id, "name": tag.name, "applied_at": contact.created_at, "applied_by": applied_by })
}

/// A note as `GET /contacts/{id}/notes` has it.
pub(in crate::simulator) fn contact_note(workspace: &Workspace, contact: &Contact, note: &Note) -> Value {
    json!({
        "type": "note",
        "id": note.id.to_string(),
        "created_at": note.created_at,
        "contact": { "type": "contact", "id": contact.id },
        "author": admin(&workspace.admins[note.author]),
        "body": note.body,
    })
}
