//! What every workspace must hold, whatever the seed.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod consistency;
mod contents;

use std::sync::LazyLock;

use super::*;

/// 2026-11-20, a Friday.
const NOW: i64 = 1_795_132_800 + 43_210;

/// The default workspaces, made once for all tests.
static DEFAULT: LazyLock<[Workspace; 3]> = LazyLock::new(|| workspaces(&Options::default(), NOW));

/// Every conversation of every default workspace.
fn everything() -> impl Iterator<Item = (&'static Workspace, &'static Conversation)> {
    DEFAULT
        .iter()
        .flat_map(|workspace| workspace.conversations.iter().map(move |conversation| (workspace, conversation)))
}

/// A number that changes when anything of the workspaces that tools can see does.
fn fingerprint(workspaces: &[Workspace; 3]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for workspace in workspaces {
        for contact in &workspace.contacts {
            (&contact.id, &contact.name, &contact.email, contact.created_at, contact.updated_at).hash(&mut hasher);
            contact.custom_attributes.iter().for_each(|(name, value)| (name, value.to_string()).hash(&mut hasher));
        }
        for conversation in &workspace.conversations {
            (conversation.id, conversation.updated_at, &conversation.source.body).hash(&mut hasher);
            for part in parts(workspace, conversation) {
                (part.id, part.part_type, part.created_at, part.body).hash(&mut hasher);
            }
        }
    }
    hasher.finish()
}

fn small(seed: u64) -> Options {
    Options { conversations: 150, contacts: 90, seed, ..Options::default() }
}

#[test]
fn the_same_seed_and_day_give_the_same_workspaces() {
    let first = fingerprint(&workspaces(&small(7), NOW));
    assert_eq!(first, fingerprint(&workspaces(&small(7), NOW)));
    assert_eq!(first, fingerprint(&workspaces(&small(7), NOW + 3_600)), "the hour of the day does not count");
    assert_ne!(first, fingerprint(&workspaces(&small(8), NOW)));
    assert_ne!(first, fingerprint(&workspaces(&small(7), NOW + DAY)));
}

#[test]
fn any_number_of_conversations_and_contacts_can_be_made() {
    for (conversations, contacts) in [(0, 0), (0, 3), (5, 0), (1, 1), (2, 1), (7, 2), (40, 12)] {
        let made = workspaces(&Options { conversations, contacts, ..Options::default() }, NOW);
        for workspace in &made {
            assert_eq!(workspace.contacts.len(), contacts);
            // Nobody can write where there is nobody.
            assert_eq!(workspace.conversations.len(), if contacts == 0 { 0 } else { conversations });
            for conversation in &workspace.conversations {
                assert_eq!(parts(workspace, conversation).len(), conversation.parts_total as usize);
            }
        }
    }
}

#[test]
fn more_conversations_leave_the_words_of_the_first_ones_alone() {
    let few = workspaces(&small(3), NOW);
    let many = workspaces(&Options { conversations: 400, ..small(3) }, NOW);
    for conversation in &few[0].conversations {
        let same =
            many[0].conversations.iter().find(|other| other.id == conversation.id).expect("the same conversation");
        assert_eq!(same.source.body, conversation.source.body);
        assert_eq!(same.parts_total, conversation.parts_total);
    }
}

#[test]
fn numbers_are_drawn_evenly_and_within_their_limits() {
    let mut random = random::Random::new(1);
    let mut counts = [0; 10];
    for _ in 0..10_000 {
        counts[random.below(10) as usize] += 1;
        assert!((5..9).contains(&random.range(5, 9)));
        assert!((5..1_000).contains(&random.skewed(5, 1_000)));
    }
    assert!(counts.iter().all(|count| (850..1_150).contains(count)), "{counts:?}");
    assert_eq!((random.below(0), random.range(4, 4), random.skewed(4, 4)), (0, 4, 4));
    // The first number of splitmix64 for seed 0, as its reference implementation gives it.
    assert_eq!(random::Random::new(0).next(), 0xe220_a839_7b1d_cdaf);
}
