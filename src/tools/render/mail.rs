//! What is particular to mail: whom it went to, where answers go, its headers (OpenAPI schemas
//! `conversation_source`, `source_email_message_metadata`).

use super::Object;
use crate::intercom::conversation::{EmailAddressHeader, EmailMetadata, Recipient, ReplyTo};

/// `{type, email, drop_reason}`.
pub(super) fn recipient(recipient: &Recipient) -> Object {
    Object::default()
        .with("type", recipient.kind.as_deref())
        .with("email", recipient.email.as_deref())
        .with("drop_reason", recipient.drop_reason.as_deref())
}

/// `{name, email}`.
pub(super) fn reply_to(address: &ReplyTo) -> Object {
    Object::default().with("name", address.name.as_deref()).with("email", address.email.as_deref())
}

/// `{subject, message_id, email_address_headers: [{type, name, email_address}]}`.
pub(super) fn metadata(mail: &EmailMetadata) -> Object {
    let header = |header: &EmailAddressHeader| {
        Object::default()
            .with("type", header.kind.as_deref())
            .with("name", header.name.as_deref())
            .with("email_address", header.email_address.as_deref())
    };
    Object::default()
        .with("subject", mail.subject.as_deref())
        .with("message_id", mail.message_id.as_deref())
        .with_list("email_address_headers", mail.email_address_headers.iter().map(header))
}
