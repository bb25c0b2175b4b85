//! What the workspaces are promised to hold.

use std::collections::HashSet;

use super::*;
use crate::simulator::model::{Author, Shape, State};

#[test]
fn every_workspace_is_large_enough_and_different() {
    for workspace in DEFAULT.iter() {
        assert_eq!((workspace.conversations.len(), workspace.contacts.len()), (2_000, 800));
        assert!(workspace.companies.len() >= 100 && workspace.tags.len() >= 20 && workspace.admins.len() >= 10);
        assert!(workspace.teams.iter().all(|team| !team.admin_ids.is_empty()));
        assert!(workspace.admins.iter().any(|admin| admin.away));
    }
    let codes: HashSet<_> = DEFAULT.iter().map(|workspace| (&workspace.id_code, &workspace.name)).collect();
    assert_eq!(codes.len(), 3);
    assert_eq!(DEFAULT.each_ref().map(|workspace| workspace.region), ["US", "EU", "AU"]);
}

#[test]
fn ids_are_unique() {
    for workspace in DEFAULT.iter() {
        let mut ids = HashSet::new();
        assert!(workspace.conversations.iter().all(|conversation| ids.insert(conversation.id)));
        let mut ids = HashSet::new();
        assert!(workspace.contacts.iter().all(|contact| contact.id.len() == 24 && ids.insert(&contact.id)));
        assert!(workspace.merged.keys().all(|id| id.len() == 24 && ids.insert(id)));
        assert!(workspace.companies.iter().all(|company| company.id.len() == 24 && ids.insert(&company.id)));
        let mut slugs = HashSet::new();
        assert!(workspace.companies.iter().all(|company| slugs.insert(&company.company_id)));
        let mut emails = HashSet::new();
        assert!(
            workspace.contacts.iter().filter_map(|contact| contact.email.as_ref()).all(|email| emails.insert(email))
        );
        let mut notes = HashSet::new();
        assert!(workspace.contacts.iter().flat_map(|contact| &contact.notes).all(|note| notes.insert(note.id)));
        let mut parts_seen = HashSet::new();
        for conversation in &workspace.conversations {
            assert!(parts_seen.insert(conversation.source.id));
            assert!(parts(workspace, conversation).iter().all(|part| parts_seen.insert(part.id)));
        }
    }
}

#[test]
fn most_conversation_ids_have_fifteen_digits() {
    for workspace in DEFAULT.iter() {
        let long = workspace.conversations.iter().filter(|conversation| conversation.id.to_string().len() == 15);
        assert!(long.count() > 1_800);
        assert!(workspace.conversations.is_sorted_by_key(|conversation| conversation.created_at));
    }
}

#[test]
fn one_conversation_has_700_parts_and_one_a_body_of_200_000_characters() {
    for workspace in DEFAULT.iter() {
        let of_shape = |shape| workspace.conversations.iter().filter(move |conversation| conversation.shape == shape);
        let many: Vec<u32> = of_shape(Shape::ManyParts).map(|conversation| conversation.parts_total).collect();
        assert_eq!(many, [700]);
        let long: Vec<usize> =
            of_shape(Shape::LongBody).map(|conversation| conversation.source.body.chars().count()).collect();
        assert_eq!(long, [200_000]);
        let others = of_shape(Shape::Usual).map(|conversation| conversation.source.body.chars().count());
        assert!(others.max() < Some(20_000));
    }
}

#[test]
fn some_contacts_have_lists_longer_than_ten() {
    for workspace in DEFAULT.iter() {
        let longest = |length: fn(&Contact) -> usize| {
            let mut lengths: Vec<usize> = workspace.contacts.iter().map(length).filter(|length| *length > 10).collect();
            lengths.sort_unstable();
            lengths
        };
        assert_eq!(longest(|contact| contact.companies.len()), [11, 14, 60]);
        assert_eq!(longest(|contact| contact.tags.len()), [12, 17]);
        assert_eq!(longest(|contact| contact.notes.len()), [12, 27]);
        for contact in &workspace.contacts {
            let different: HashSet<_> = contact.tags.iter().collect();
            assert_eq!(different.len(), contact.tags.len());
            let different: HashSet<_> = contact.companies.iter().collect();
            assert_eq!(different.len(), contact.companies.len());
        }
    }
}

#[test]
fn merged_contacts_lead_to_living_ones_one_over_another() {
    for workspace in DEFAULT.iter() {
        let mut twice = 0;
        for into in workspace.merged.values() {
            let mut hops = 1;
            let mut id = into;
            while let Some(next) = workspace.merged.get(id) {
                id = next;
                hops += 1;
            }
            twice += usize::from(hops == 2);
            assert!(workspace.contacts.iter().any(|contact| contact.id == *id));
        }
        assert_eq!((workspace.merged.len(), twice), (8, 1));
    }
}

#[test]
fn days_have_conversations_and_contacts_at_their_edges() {
    for workspace in DEFAULT.iter() {
        let base = NOW / DAY * DAY;
        let changes = calendar::clock_changes(&workspace.timezone, base);
        assert_eq!(changes.len(), 2, "{}", workspace.region);
        let midnight = calendar::midnight(&workspace.timezone, base, 10).expect("a midnight");
        let begun = |at| workspace.conversations.iter().filter(|conversation| conversation.created_at == at).count();
        let born = |at| workspace.contacts.iter().filter(|contact| contact.created_at == at).count();
        for edge in [midnight, changes[0], changes[1]] {
            assert!(begun(edge - 1) >= 1 && begun(edge) >= 2, "conversations around {edge}");
            assert!(born(edge - 1) >= 1 && born(edge) >= 2, "contacts around {edge}");
        }
        assert_eq!(workspace.timezone.iana_name(), Some(workspace.timezone_name));
    }
}

#[test]
fn all_states_channels_and_courses_occur() {
    for workspace in DEFAULT.iter() {
        let count = |is: &dyn Fn(&Conversation) -> bool| workspace.conversations.iter().filter(|one| is(one)).count();
        for state in [State::Open, State::Closed, State::Snoozed] {
            assert!(count(&|one| one.state == state) >= 15, "{state:?} {}", workspace.region);
        }
        for kind in ["email", "conversation", "whatsapp", "phone_call", "instagram", "facebook", "sms", "twitter"] {
            assert!(count(&|one| one.source.kind == kind) >= 3, "{kind} {}", workspace.region);
        }
        for state in
            ["assumed_resolution", "confirmed_resolution", "escalated", "negative_feedback", "procedure_handoff"]
        {
            let is = |one: &Conversation| one.ai_agent.as_ref().and_then(|agent| agent.resolution_state) == Some(state);
            assert!(count(&is) >= 3, "{state} {}", workspace.region);
        }
        assert!(count(&|one| one.admin_assignee_id == 0 && one.team_assignee_id == 0) >= 20);
        assert!(count(&|one| one.waiting_since.is_some() && one.statistics.last_admin_reply_at.is_none()) >= 20);
        assert!(count(&|one| one.rating.as_ref().is_some_and(|rating| rating.remark.is_some())) >= 20);
        assert!(count(&|one| one.source.redacted) >= 3);
        assert!(count(&|one| !one.source.attachments.is_empty()) >= 50);
        assert!(count(&|one| !one.linked_objects.is_empty()) >= 20);
        assert!(count(&|one| one.created_at > NOW - 7 * DAY) >= 100);
        assert!(count(&|one| matches!(one.source.author, Author::Admin(_))) >= 20);
    }
}

#[test]
fn questions_find_a_sensible_number() {
    let [us, ..] = &*DEFAULT;
    let with = |text: &str| us.conversations.iter().filter(|one| one.source.body.contains(text)).count();
    let refund = us
        .conversations
        .iter()
        .filter(|one| one.source.body.split(|c: char| !c.is_alphanumeric()).any(|word| word == "refund"));
    let refund = refund.count();
    assert!((40..=120).contains(&refund), "{refund} of 2000 mention a refund");
    for phrase in ["campaign stopped sending", "cancel my subscription", "password reset mail", "stopped working"] {
        assert!(with(phrase) >= 5, "{phrase}: {}", with(phrase));
    }
}

#[test]
fn addresses_and_numbers_are_reserved_for_fiction() {
    for workspace in DEFAULT.iter() {
        let reserved = |email: &str| {
            let domain = email.split('@').nth(1).expect("a domain");
            domain.ends_with(".example") || domain.ends_with(".test") || domain.starts_with("example.")
        };
        let contacts = workspace.contacts.iter().filter_map(|contact| contact.email.as_deref());
        let admins = workspace.admins.iter().map(|admin| admin.email.as_str());
        for email in contacts.chain(admins) {
            assert!(reserved(email) && email.is_ascii() && !email.starts_with('@'), "{email}");
        }
        for phone in workspace.contacts.iter().filter_map(|contact| contact.phone.as_deref()) {
            assert!(["+1 212 555 01", "+49 30 23125 ", "+61 491 570 "].iter().any(|range| phone.starts_with(range)));
        }
    }
}

#[test]
fn templates_are_filled_and_html_is_balanced() {
    for (workspace, conversation) in everything() {
        let bodies = parts(workspace, conversation).into_iter().filter_map(|part| part.body);
        for body in bodies.chain([conversation.source.body.clone(), conversation.source.subject.clone()]) {
            assert!(!body.contains(['{', '}']), "{body}");
            for tag in ["p", "div", "blockquote", "table", "td", "ul", "ol", "li", "pre", "a"] {
                let opened = body.matches(&format!("<{tag}>")).count() + body.matches(&format!("<{tag} ")).count();
                assert_eq!(opened, body.matches(&format!("</{tag}>")).count(), "<{tag}> in {body}");
            }
        }
    }
}

#[test]
fn every_topic_names_a_tag_that_exists() {
    for conversation in everything().map(|(workspace, conversation)| {
        plan::Plan::new(
            workspace,
            conversation.seed,
            conversation.shape,
            conversation.contacts[0],
            conversation.created_at,
        )
    }) {
        assert!(brand::TAGS.contains(&conversation.topic.tag), "{}", conversation.topic.tag);
    }
}
