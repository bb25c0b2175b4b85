//! Ids in every form, and addresses that are refused.

use intercom_mcp::tools::object_id::{Kind, ObjectId};

use super::fixture::links;

#[track_caller]
fn reads(text: &str, expected: &str) {
    assert_eq!(ObjectId::read(text, &links(), None).expect(text).to_string(), expected);
}

fn refusal(text: &str, expected: Option<Kind>) -> String {
    ObjectId::read(text, &links(), expected).expect_err(text).text()
}

#[test]
fn every_form_is_read() {
    const CONTACT: &str = "contact_6762f0d01bb69f9f2193bb7d";
    reads("215560824562362", "conversation_215560824562362");
    reads(" conversation_123 ", "conversation_123");
    reads("6762f0d01bb69f9f2193bb7d", CONTACT);
    reads(CONTACT, CONTACT);
    reads("contact_0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0", "contact_0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0");
    let app = "https://app.eu.intercom.com";
    for path in [
        "/a/inbox/_/inbox/conversation/123",
        "/a/inbox/lfk2x8qz/inbox/conversation/123?view=List",
        "/a/inbox/lfk2x8qz/inbox/shared/all/conversation/123#part_id=comment-123-456",
        "/a/inbox/lfk2x8qz/inbox/admin/6401/conversation/123",
        "/a/apps/lfk2x8qz/inbox/conversation/123",
        "/a/apps/lfk2x8qz/conversations/123/",
    ] {
        reads(&format!("{app}{path}"), "conversation_123");
    }
    reads(&format!("{app}/a/apps/lfk2x8qz/users/6762f0d01bb69f9f2193bb7d/all-conversations"), CONTACT);
    reads("app.eu.intercom.com/a/apps/_/users/6762f0d01bb69f9f2193bb7d", CONTACT);
}

#[test]
fn what_we_link_to_is_read_back() {
    let links = links();
    for id in ["conversation_123", "contact_6762f0d01bb69f9f2193bb7d", "contact_users", "contact_conversation"] {
        let object = ObjectId::read(id, &links, None).expect(id);
        reads(&links.object(&object), id);
    }
}

#[test]
fn refusals_say_what_was_found_and_what_to_do() {
    let refused = [
        ("https://app.intercom.com/a/inbox/_/inbox/conversation/123", None),
        ("https://app.eu.intercom.com.evil.example/a/inbox/_/inbox/conversation/123", None),
        ("https://app.eu.intercom.com@evil.example/a/inbox/_/inbox/conversation/123", None),
        ("https://user@app.eu.intercom.com/a/inbox/_/inbox/conversation/123", None),
        ("http://app.eu.intercom.com/a/inbox/_/inbox/conversation/123", None),
        ("https://app.eu.intercom.com:8443/a/inbox/_/inbox/conversation/123", None),
        ("https://app.eu.intercom.com/a/inbox/other123/inbox/conversation/123", None),
        ("https://app.eu.intercom.com/a/apps/lfk2x8qz/companies/65aa01bb65aa01bb65aa01bb", None),
        ("https://app.eu.intercom.com/a/apps/lfk2x8qz/reports", None),
        ("https://app.eu.intercom.com/login", None),
        ("company_12", None),
        ("", None),
        ("../../me", None),
        ("123456789012345678901", None),
        ("contact_6762f0d01bb69f9f2193bb7d", Some(Kind::Conversation)),
        ("conversation_123", Some(Kind::Contact)),
        ("ada@northwind.example", Some(Kind::Contact)),
    ];
    let texts = refused.map(|(text, expected)| format!("{text}\n{}\n", refusal(text, expected)));
    insta::assert_snapshot!(texts.join("\n"));
}
