//! Schemas of what a workspace has besides contacts and conversations: admins, teams, tags, segments, companies.

use serde_json::{Value, json};

use super::{set, string_attributes};
use crate::simulator::{
    model::{Admin, Segment, Tag, Team, Workspace},
    search::{contact_field::FIELDS, field::Kind},
    version::Version,
};

/// `GET /me`: the first admin, in whose name the token was made, with the workspace.
pub(in crate::simulator) fn me(workspace: &Workspace) -> Value {
    let Some(first) = workspace.admins.first() else { return Value::Null };
    json!({
        "type": "admin",
        "id": first.id.to_string(),
        "name": first.name,
        "email": first.email,
        "job_title": first.job_title,
        "away_mode_enabled": first.away,
        "away_mode_reassign": false,
        "has_inbox_seat": true,
        "team_ids": first.team_ids,
        "avatar": { "type": "avatar", "image_url": null },
        "email_verified": true,
        "app": {
            "type": "app",
            "id_code": workspace.id_code,
            "name": workspace.name,
            "region": workspace.region,
            "timezone": workspace.timezone_name,
            "created_at": workspace.created_at,
            "secure": false,
            "identity_verification": false,
        },
    })
}

/// Schema `admin`.
pub(in crate::simulator) fn admin(admin: &Admin) -> Value {
    json!({
        "type": "admin",
        "id": admin.id.to_string(),
        "name": admin.name,
        "email": admin.email,
        "job_title": admin.job_title,
        "away_mode_enabled": admin.away,
        "away_mode_reassign": false,
        "away_status_reason_id": null,
        "has_inbox_seat": true,
        "team_ids": admin.team_ids,
        "avatar": null,
        "team_priority_level": { "primary_team_ids": admin.team_ids, "secondary_team_ids": [] },
        "role": null,
    })
}

/// Schema `team`.
pub(in crate::simulator) fn team(team: &Team) -> Value {
    json!({
        "type": "team",
        "id": team.id.to_string(),
        "name": team.name,
        "admin_ids": team.admin_ids,
        "admin_priority_level": { "primary_admin_ids": team.admin_ids, "secondary_admin_ids": [] },
        "assignment_limit": null,
        "distribution_method": "round_robin",
    })
}

/// Schema `tag`, as `GET /tags` has it.
pub(in crate::simulator) fn tag(tag: &Tag) -> Value {
    json!({ "type": "tag", "id": tag.id, "name": tag.name })
}

/// Schema `segment`.
pub(in crate::simulator) fn segment(segment: &Segment) -> Value {
    json!({
        "type": "segment",
        "id": segment.id,
        "name": segment.name,
        "created_at": segment.created_at,
        "updated_at": segment.created_at,
        "person_type": segment.person_type,
    })
}

/// Schema `company`; `users` has the number of contacts of each company.
pub(in crate::simulator) fn company(workspace: &Workspace, index: usize, users: &[i64]) -> Value {
    let company = &workspace.companies[index];
    let plan = company.plan.as_ref();
    let plan = plan.map_or_else(|| json!({}), |name| json!({ "type": "plan", "id": plan_id(name), "name": name }));
    json!({
        "type": "company",
        "id": company.id,
        "name": company.name,
        "app_id": workspace.id_code,
        "plan": plan,
        "company_id": company.company_id,
        "remote_created_at": company.created_at,
        "created_at": company.created_at,
        "updated_at": company.created_at,
        "last_request_at": company.created_at,
        "size": company.size,
        "website": company.website,
        "industry": company.industry,
        "monthly_spend": company.monthly_spend,
        "session_count": 0,
        "user_count": users[index],
        "custom_attributes": string_attributes(&company.custom_attributes),
        "tags": { "type": "tag.list", "tags": [] },
        "segments": { "type": "segment.list", "segments": [] },
        "notes": { "type": "note.list", "notes": [] },
    })
}

/// An id that is the same for the same plan.
fn plan_id(name: &str) -> String {
    name.bytes().fold(7_u32, |id, byte| id.wrapping_mul(31).wrapping_add(u32::from(byte)) % 100_000).to_string()
}

/// `GET /data_attributes` of contacts: the standard ones that can be searched, then the workspace's own.
pub(in crate::simulator) fn data_attributes(workspace: &Workspace, version: Version) -> Vec<Value> {
    let standard = FIELDS.iter().filter(|(_, kind, _)| *kind != Kind::TagId).map(|(name, kind, _)| {
        let data_type = match kind {
            Kind::Day if version >= Version::V2_17 => "datetime",
            Kind::Day => "date",
            Kind::Boolean => "boolean",
            _ => "string",
        };
        data_attribute((*name).to_owned(), (*name).to_owned(), data_type, None)
    });
    let own = (1_u32..).zip(&workspace.contact_attributes).map(|(id, (name, data_type))| {
        data_attribute((*name).to_owned(), format!("custom_attributes.{name}"), data_type, Some((id, workspace)))
    });
    standard.chain(own).collect()
}

fn data_attribute(name: String, full_name: String, data_type: &str, custom: Option<(u32, &Workspace)>) -> Value {
    let mut value = json!({
        "type": "data_attribute",
        "model": "contact",
        "full_name": full_name,
        "label": name.replace('_', " "),
        "description": "",
        "data_type": data_type,
        "api_writable": true,
        "messenger_writable": custom.is_some(),
        "ui_writable": custom.is_some(),
        "custom": custom.is_some(),
        "archived": false,
        "name": name,
    });
    if let Some((id, workspace)) = custom {
        set(&mut value, "id", Some(id));
        set(&mut value, "created_at", Some(workspace.created_at));
        set(&mut value, "updated_at", Some(workspace.created_at));
        set(&mut value, "admin_id", workspace.admins.first().map(|admin| admin.id.to_string()));
    }
    value
}
