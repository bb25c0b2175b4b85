//! Contacts (OpenAPI 2.16, `/contacts/search`, "Accepted Fields").

use super::{
    Field, IdOf,
    Kind::{Boolean, Date, Enum, Id, Tag, Text},
    Path::{At, EmailDomain, Unknown},
};

pub(super) const FIELDS: &[Field] = &[
    Field::new("id", "id", Id(IdOf::Contact), At("id")).also(&["ids", "contact_id", "contact_ids"]),
    Field::new("role", "role", Enum(&["user", "lead"]), At("role")),
    Field::new("name", "name", Text, At("name")),
    Field::new("avatar", "avatar", Text, At("avatar.image_url")),
    Field::new("owner_id", "owner_id", Id(IdOf::Teammate), At("owner_id")),
    Field::new("email", "email", Text, At("email")),
    Field::new("email_domain", "email_domain", Text, EmailDomain),
    Field::new("phone", "phone", Text, At("phone")),
    Field::new("formatted_phone", "formatted_phone", Text, Unknown),
    Field::new("external_id", "external_id", Text, At("external_id")),
    plain("created_at", Date),
    plain("signed_up_at", Date),
    plain("updated_at", Date),
    plain("last_seen_at", Date),
    plain("last_contacted_at", Date),
    plain("last_replied_at", Date),
    plain("last_email_opened_at", Date),
    plain("last_email_clicked_at", Date),
    plain("language_override", Text),
    plain("browser", Text),
    plain("browser_language", Text),
    plain("os", Text),
    Field::new("location_country", "location.country", Text, At("location.country")),
    Field::new("location_region", "location.region", Text, At("location.region")),
    Field::new("location_city", "location.city", Text, At("location.city")),
    plain("unsubscribed_from_emails", Boolean),
    plain("marked_email_as_spam", Boolean),
    plain("has_hard_bounced", Boolean),
    plain("ios_last_seen_at", Date),
    plain("ios_app_version", Text),
    plain("ios_device", Text),
    Field::new("ios_app_device", "ios_app_device", Text, Unknown),
    plain("ios_os_version", Text),
    plain("ios_app_name", Text),
    plain("ios_sdk_version", Text),
    plain("android_last_seen_at", Date),
    plain("android_app_version", Text),
    plain("android_device", Text),
    plain("android_app_name", Text),
    // Intercom's own spelling.
    Field::new("android_sdk_version", "andoid_sdk_version", Text, At("android_sdk_version")),
    Field::new("segment_id", "segment_id", Id(IdOf::Segment), Unknown),
    // A contact embeds ten tags at most, so its tags can only be asked of Intercom.
    Field::new("tag_id", "tag_id", Tag, Unknown).also(&["tag_ids"]),
];

/// A field with one name everywhere.
const fn plain(name: &'static str, kind: super::Kind) -> Field {
    Field::new(name, name, kind, At(name))
}
