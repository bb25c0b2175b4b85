//! The searchable fields of contacts: the table "Accepted Fields" of `POST /contacts/search`.

use std::borrow::Cow;

use serde_json::Value;

use super::field::{Found, Kind, Read, Searchable, id, number, optional_number, optional_text, text};
use crate::simulator::{
    model::{Contact, Location, Workspace},
    shapes,
    version::Version,
};

impl Searchable for Contact {
    // Every comparison of contacts is documented exactly.
    const MAY_INCLUDE_EQUAL: bool = false;

    fn standard(name: &str, version: Version) -> Option<(Kind, Read<Self>)> {
        let (field, kind, read) = FIELDS.iter().find(|(field, ..)| *field == name)?;
        let kind = match *field {
            "owner_id" if version < Version::V2_16 => {
                return Some((Kind::Integer, |_, it| {
                    optional_number(it.owner_id.and_then(|owner| i64::try_from(owner).ok()))
                }));
            }
            "formatted_phone" if version < Version::V2_16 => return None,
            _ if *kind == Kind::Day && version >= Version::V2_17 => Kind::DateTime,
            _ => *kind,
        };
        Some((kind, *read))
    }

    fn custom_attribute_kind(workspace: &Workspace, name: &str) -> Option<Kind> {
        let (_, data_type) = workspace.contact_attributes.iter().find(|(attribute, _)| *attribute == name)?;
        Some(match *data_type {
            "integer" => Kind::Integer,
            "float" => Kind::Float,
            "boolean" => Kind::Boolean,
            "date" => Kind::Day,
            _ => Kind::Text,
        })
    }

    fn custom_attribute<'a>(&'a self, name: &str) -> Option<&'a Value> {
        self.custom_attributes.get(name)
    }
}

/// A field's name, type, and how it is read.
pub(in crate::simulator) type Row = (&'static str, Kind, Read<Contact>);

/// Every standard field, in the description's order.
pub(in crate::simulator) const FIELDS: [Row; 42] = [
    ("id", Kind::Text, |_, it| text(&it.id)),
    ("role", Kind::Text, |_, it| text(it.role)),
    ("name", Kind::Text, |_, it| optional_text(it.name.as_deref())),
    ("avatar", Kind::Text, |_, _| Found::Unset),
    ("owner_id", Kind::Text, |_, it| it.owner_id.map_or(Found::Unset, id)),
    ("email", Kind::Text, |_, it| optional_text(it.email.as_deref())),
    ("email_domain", Kind::Text, |_, it| optional_text(shapes::email_domain(it))),
    ("phone", Kind::Text, |_, it| optional_text(it.phone.as_deref())),
    ("formatted_phone", Kind::Text, |_, it| optional_text(it.phone.as_deref())),
    ("external_id", Kind::Text, |_, it| optional_text(it.external_id.as_deref())),
    ("created_at", Kind::Day, |_, it| number(it.created_at)),
    ("signed_up_at", Kind::Day, |_, it| optional_number(it.signed_up_at)),
    ("updated_at", Kind::Day, |_, it| number(it.updated_at)),
    ("last_seen_at", Kind::Day, |_, it| optional_number(it.last_seen_at)),
    ("last_contacted_at", Kind::Day, |_, it| optional_number(it.last_contacted_at)),
    ("last_replied_at", Kind::Day, |_, it| optional_number(it.last_replied_at)),
    ("last_email_opened_at", Kind::Day, |_, it| optional_number(it.last_email_opened_at)),
    ("last_email_clicked_at", Kind::Day, |_, it| optional_number(it.last_email_clicked_at)),
    ("language_override", Kind::Text, |_, it| optional_text(it.language_override.as_deref())),
    ("browser", Kind::Text, |_, it| optional_text(it.browser.as_ref().map(|(name, ..)| name.as_str()))),
    ("browser_language", Kind::Text, |_, it| {
        optional_text(it.browser.as_ref().map(|(_, _, language)| language.as_str()))
    }),
    ("os", Kind::Text, |_, it| optional_text(it.os.as_deref())),
    ("location.country", Kind::Text, |_, it| location(it, |of| &of.country)),
    ("location.region", Kind::Text, |_, it| location(it, |of| &of.region)),
    ("location.city", Kind::Text, |_, it| location(it, |of| &of.city)),
    ("unsubscribed_from_emails", Kind::Boolean, |_, it| Found::Boolean(it.unsubscribed_from_emails)),
    ("marked_email_as_spam", Kind::Boolean, |_, it| Found::Boolean(it.marked_email_as_spam)),
    ("has_hard_bounced", Kind::Boolean, |_, it| Found::Boolean(it.has_hard_bounced)),
    ("ios_last_seen_at", Kind::Day, |_, it| optional_number(it.ios.as_ref().map(|(.., seen)| *seen))),
    ("ios_app_version", Kind::Text, |_, it| optional_text(it.ios.as_ref().map(|(_, _, app, _)| app.as_str()))),
    ("ios_device", Kind::Text, |_, it| optional_text(it.ios.as_ref().map(|(device, ..)| device.as_str()))),
    ("ios_app_device", Kind::Text, |_, it| optional_text(it.ios.as_ref().map(|(device, ..)| device.as_str()))),
    ("ios_os_version", Kind::Text, |_, it| optional_text(it.ios.as_ref().map(|(_, os, ..)| os.as_str()))),
    ("ios_app_name", Kind::Text, |workspace, it| optional_text(it.ios.as_ref().map(|_| workspace.name.as_str()))),
    ("ios_sdk_version", Kind::Text, |_, it| optional_text(it.ios.as_ref().map(|_| shapes::IOS_SDK_VERSION))),
    ("android_last_seen_at", Kind::Day, |_, it| optional_number(it.android.as_ref().map(|(.., seen)| *seen))),
    ("android_app_version", Kind::Text, |_, it| optional_text(it.android.as_ref().map(|(_, _, app, _)| app.as_str()))),
    ("android_device", Kind::Text, |_, it| optional_text(it.android.as_ref().map(|(device, ..)| device.as_str()))),
    ("android_app_name", Kind::Text, |workspace, it| {
        optional_text(it.android.as_ref().map(|_| workspace.name.as_str()))
    }),
    // Spelt so in the description.
    ("andoid_sdk_version", Kind::Text, |_, it| optional_text(it.android.as_ref().map(|_| shapes::ANDROID_SDK_VERSION))),
    ("segment_id", Kind::Text, |workspace, it| {
        Found::Texts(it.segments.iter().map(|index| Cow::Borrowed(workspace.segments[*index].id.as_str())).collect())
    }),
    ("tag_id", Kind::TagId, |workspace, it| {
        Found::Texts(it.tags.iter().map(|index| Cow::Borrowed(workspace.tags[*index].id.as_str())).collect())
    }),
];

fn location(contact: &Contact, read: fn(&Location) -> &String) -> Found<'_> {
    optional_text(contact.location.as_ref().map(|location| read(location).as_str()))
}
