//! One id in all the forms in which people and models have it, in every region.

use intercom_mcp::{
    region::Region,
    tools::object_id::{Kind, Links, ObjectId},
};
use proptest::{prelude::*, sample::select};

use crate::invariants::object_id::check;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

fn id() -> impl Strategy<Value = ObjectId> {
    prop_oneof![
        "[0-9]{1,20}".prop_map(|id| ObjectId { kind: Kind::Conversation, id }),
        "[0-9a-f]{24}".prop_map(|id| ObjectId { kind: Kind::Contact, id }),
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}".prop_map(|id| ObjectId { kind: Kind::Contact, id }),
        "[0-9A-Za-z-]{1,64}".prop_map(|id| ObjectId { kind: Kind::Contact, id }),
    ]
}

/// The paths of an object's page, as the app has them.
fn paths(id: &ObjectId, workspace: &str, view: &str) -> Vec<String> {
    let folders: &[&str] = match id.kind {
        Kind::Conversation => &[
            "inbox/{w}/inbox/conversation",
            "inbox/{w}/inbox/shared/all/conversation",
            "inbox/{w}/inbox/admin/6401/conversation",
            "inbox/{w}/inbox/team/{v}/conversation",
            "apps/{w}/inbox/conversation",
            "apps/{w}/conversations",
        ],
        Kind::Contact => &["apps/{w}/users", "apps/{w}/leads", "apps/{w}/contacts", "inbox/{w}/inbox/contacts"],
    };
    let ends: &[&str] = match id.kind {
        Kind::Conversation => &["", "/", "?view=List", "#part_id=comment-1-2"],
        Kind::Contact => &["", "/", "/all-conversations", "?tab={v}", "#{v}"],
    };
    let path = |folder: &str, end: &str| format!("/a/{folder}/{}{end}", id.id).replace("{w}", workspace);
    let all = folders.iter().flat_map(|folder| ends.iter().map(|end| path(folder, end).replace("{v}", view)));
    all.collect()
}

/// Hosts are compared without regard to case, and so is the scheme.
fn spelled(text: &str, loud: bool) -> String {
    if loud { text.to_ascii_uppercase() } else { text.to_owned() }
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn every_form_reads_as_the_same_id(
        id in id(), region in select(Region::ALL.to_vec()), workspace in prop::option::of("[a-z0-9]{8}"),
        view in "[a-z0-9]{1,8}", loud in any::<bool>(), pad in select(vec!["", " ", "\n", "\u{a0}"]),
    ) {
        let links = Links::new(region.app_url().into(), workspace.as_deref().map(Into::into));
        let read = |text: &str, expected| ObjectId::read(&format!("{pad}{text}{pad}"), &links, expected);
        let app = region.app_url();
        let bare = app.strip_prefix("https://").unwrap();
        let mut forms = vec![id.to_string(), links.object(&id), format!("{bare}{}", &links.object(&id)[app.len()..])];
        for workspace in [workspace.as_deref().unwrap_or("whichever"), "_"] {
            for path in paths(&id, workspace, &view) {
                forms.push(format!("{}{path}", spelled(app, loud)));
                forms.push(format!("{app}:443{path}"));
            }
        }
        for form in forms {
            for expected in [None, Some(id.kind)] {
                let found = read(&form, expected).map_err(|error| TestCaseError::fail(format!("{form}: {error}")))?;
                prop_assert_eq!(&found, &id, "{}", form);
            }
            let other = if id.kind == Kind::Contact { Kind::Conversation } else { Kind::Contact };
            prop_assert!(read(&form, Some(other)).is_err(), "{}", form);
        }
        check(links.object(&id).as_bytes());
        prop_assert_eq!(&read(&id.id, Some(id.kind)).unwrap(), &id);
        let kind = if id.id.bytes().all(|byte| byte.is_ascii_digit()) { Kind::Conversation } else { Kind::Contact };
        // Digits alone are a conversation's, if nobody says otherwise; too many of them are nobody's.
        prop_assert_eq!(read(&id.id, None).map_or(kind, |found| found.kind), kind);
    }

    #[test]
    fn an_address_of_another_region_or_workspace_is_refused(
        id in id(), own in select(Region::ALL.to_vec()), other in select(Region::ALL.to_vec()), view in "[a-z0-9]{1,8}",
    ) {
        let links = Links::new(own.app_url().into(), Some("lfk2x8qz".into()));
        for path in paths(&id, "lfk2x8qz", &view) {
            let read = ObjectId::read(&format!("{}{path}", other.app_url()), &links, None);
            prop_assert_eq!(read.is_ok(), own == other);
        }
        for path in paths(&id, "lfk2x8qy", &view) {
            let read = ObjectId::read(&format!("{}{path}", own.app_url()), &links, None);
            prop_assert!(read.is_err(), "{path}");
        }
    }

    #[test]
    fn an_id_with_a_character_that_none_has_is_refused(
        id in id(), at in any::<prop::sample::Index>(), character in "[^0-9A-Za-z\\s-]",
    ) {
        let links = Links::new(Region::Us.app_url().into(), None);
        // Not at the end of the path, where `/`, `?` and `#` end the id.
        let at = at.index(id.id.len());
        let wrong = format!("{}{character}{}", &id.id[..at], &id.id[at..]);
        prop_assert!(ObjectId::read(&wrong, &links, Some(id.kind)).is_err());
        let prefixed = format!("{}_{wrong}", id.kind.as_str());
        prop_assert!(ObjectId::read(&prefixed, &links, None).is_err());
    }

    #[test]
    fn anything_like_an_id_is_read_or_refused_in_words(
        scheme in select(vec!["https://", "http://", "HTTPS://", "", "//", "javascript:", "https:\\\\"]),
        host in select(vec!["app.intercom.com", "app.eu.intercom.com", "app.au.intercom.com.", "app.intercom.com@x", "x", "[::1]"]),
        segments in prop::collection::vec(select(vec!["a", "inbox", "apps", "_", "lfk2x8qz", "conversation", "users",
            "companies", "123", "..", "%2e%2e", "%31", "", "6762f0d01bb69f9f2193bb7d", "\u{ff11}", "conversation_1", "\u{1b}[31m"]), 0..9),
        end in select(vec!["", "/", "?x", "#x", " ", "\n"]),
    ) {
        check(format!("{scheme}{host}/{}{end}", segments.join("/")).as_bytes());
        check(segments.concat().as_bytes());
    }
}
