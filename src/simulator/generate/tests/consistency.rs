//! Nothing in a conversation contradicts its parts.

use super::*;
use crate::simulator::model::{Author, Shape, State};

fn by_contact(part: &Part) -> bool {
    matches!(part.author, Author::Contact(_)) && part.body.is_some()
}

fn by_admin(part: &Part) -> bool {
    matches!(part.author, Author::Admin(_)) && part.body.is_some() && !part.part_type.starts_with("note")
}

#[test]
fn parts_stand_in_time_order_between_creation_and_update() {
    for (workspace, conversation) in everything() {
        let parts = parts(workspace, conversation);
        assert_eq!(parts.len(), conversation.parts_total as usize);
        assert!(parts.is_sorted_by_key(|part| part.created_at));
        assert!(parts.iter().all(|part| part.created_at >= conversation.created_at));
        assert!(parts.iter().all(|part| part.created_at <= conversation.updated_at));
        assert!(conversation.updated_at <= NOW);
        assert!(parts.len() <= 60 || conversation.shape == Shape::ManyParts, "{} parts", parts.len());
    }
}

#[test]
fn the_state_is_that_of_the_last_part() {
    for (workspace, conversation) in everything() {
        let last = parts(workspace, conversation).last().map_or(State::Open, |part| part.state);
        assert_eq!(conversation.state, last, "{}", conversation.id);
        assert_eq!(conversation.snoozed_until.is_some(), last == State::Snoozed);
        assert!(conversation.snoozed_until.is_none_or(|until| until > NOW + DAY / 2));
    }
}

#[test]
fn part_types_agree_with_states() {
    for (workspace, conversation) in everything() {
        let mut before = State::Open;
        for part in parts(workspace, conversation) {
            let after = match part.part_type {
                "close" => State::Closed,
                "snoozed" => State::Snoozed,
                "open" | "assign_and_reopen" | "note_and_reopen" => {
                    assert!(before == State::Closed, "{} in {}", part.part_type, conversation.id);
                    State::Open
                }
                "unsnoozed" | "note_and_unsnooze" => {
                    assert!(before == State::Snoozed, "{} in {}", part.part_type, conversation.id);
                    State::Open
                }
                _ => before,
            };
            assert_eq!(part.state, after, "{} in {}", part.part_type, conversation.id);
            before = after;
        }
    }
}

#[test]
fn statistics_follow_from_the_parts() {
    for (workspace, conversation) in everything() {
        let parts = parts(workspace, conversation);
        let statistics = &conversation.statistics;
        let customer_began = matches!(conversation.source.author, Author::Contact(_));
        let began = customer_began.then_some(conversation.created_at);
        let replies = || parts.iter().filter(|part| by_contact(part)).map(|part| part.created_at);
        assert_eq!(statistics.first_contact_reply_at, began.or(replies().min()), "{}", conversation.id);
        assert_eq!(statistics.last_contact_reply_at, replies().max().or(began));
        assert_eq!(conversation.first_contact_reply, statistics.first_contact_reply_at);

        let answers = || parts.iter().filter(|part| by_admin(part)).map(|part| part.created_at);
        assert_eq!(statistics.last_admin_reply_at, answers().max());
        let Some(start) = statistics.first_contact_reply_at else {
            assert!(statistics.first_close_at.is_none() && statistics.median_time_to_reply.is_none());
            continue;
        };
        assert_eq!(statistics.first_admin_reply_at, answers().find(|at| *at >= start));
        assert_eq!(statistics.time_to_admin_reply, statistics.first_admin_reply_at.map(|at| at - start));
        let closes = || parts.iter().filter(|part| part.part_type == "close" && part.created_at >= start);
        assert_eq!(statistics.first_close_at, closes().next().map(|part| part.created_at));
        assert_eq!(statistics.last_close_at, closes().next_back().map(|part| part.created_at));
        let assignments = parts.iter().filter(|part| part.assigned_to.is_some() && part.created_at >= start).count();
        assert_eq!(statistics.count_assignments, assignments as i64);
        let mut states: Vec<State> = parts.iter().map(|part| part.state).collect();
        states.insert(0, State::Open);
        let reopened = states.windows(2).filter(|pair| *pair == [State::Closed, State::Open]).count();
        assert_eq!(statistics.count_reopens, reopened as i64);
        assert_eq!(statistics.median_time_to_reply.is_some(), statistics.first_admin_reply_at.is_some());
    }
}

#[test]
fn whoever_waits_has_had_no_answer() {
    for (workspace, conversation) in everything() {
        let Some(since) = conversation.waiting_since else { continue };
        assert!(conversation.state != State::Closed);
        let parts = parts(workspace, conversation);
        assert!(!parts.iter().any(|part| by_admin(part) && part.created_at > since), "{}", conversation.id);
    }
}

#[test]
fn teammates_and_assignees_are_those_of_the_parts() {
    for (workspace, conversation) in everything() {
        let parts = parts(workspace, conversation);
        let authors = parts.iter().map(|part| &part.author).chain([&conversation.source.author]);
        let mut wrote: Vec<usize> =
            authors.filter_map(|author| if let Author::Admin(admin) = author { Some(*admin) } else { None }).collect();
        wrote.sort_unstable();
        wrote.dedup();
        let mut teammates = conversation.teammates.clone();
        teammates.sort_unstable();
        assert_eq!(teammates, wrote, "{}", conversation.id);
        let assigned = |kind| parts.iter().rev().filter_map(|part| part.assigned_to).find(|to| to.0 == kind);
        if let Some((_, id)) = assigned("admin") {
            assert_eq!(conversation.admin_assignee_id, id);
        }
        assert_eq!(conversation.team_assignee_id, assigned("team").map_or(0, |(_, id)| id));
        assert!(
            workspace.admins.iter().any(|admin| admin.id == conversation.admin_assignee_id)
                || conversation.admin_assignee_id == 0
        );
    }
}

#[test]
fn ratings_and_tags_come_when_they_can() {
    for (workspace, conversation) in everything() {
        if let Some(rating) = &conversation.rating {
            assert!(rating.requested_at >= conversation.statistics.last_close_at.expect("a close"));
            assert!((1..=5).contains(&rating.score) && rating.replied_at > rating.requested_at);
            assert!(conversation.teammates.contains(&rating.teammate.expect("a teammate")));
        }
        for (tag, applied_at, admin) in &conversation.tags {
            assert!(workspace.tags.get(*tag).is_some() && workspace.admins.get(*admin).is_some());
            assert!((conversation.created_at..=conversation.updated_at).contains(applied_at));
        }
        assert_eq!(
            conversation.ai_agent.is_some(),
            parts(workspace, conversation).iter().any(|part| part.is_ai_answer)
        );
    }
}

#[test]
fn contacts_exist_before_they_write_and_remember_it() {
    for (workspace, conversation) in everything() {
        for contact in &conversation.contacts {
            assert!(workspace.contacts[*contact].created_at <= conversation.created_at);
        }
        let writer = &workspace.contacts[conversation.contacts[0]];
        assert!(writer.last_replied_at >= conversation.statistics.last_contact_reply_at);
        assert!(writer.last_contacted_at >= conversation.statistics.last_admin_reply_at);
        let moments = [writer.last_replied_at, writer.last_contacted_at, writer.last_seen_at, Some(writer.created_at)];
        assert!(moments.iter().flatten().all(|moment| *moment <= writer.updated_at && writer.updated_at <= NOW));
    }
}
