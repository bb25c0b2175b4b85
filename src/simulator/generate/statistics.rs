//! A conversation's statistics, from its steps, as the API reference defines each of them
//! (`conversation_statistics`). Office hours are around the clock here.

use super::timeline::Step;
use crate::simulator::model::{Author, State, Statistics, Workspace};

/// A message of a contact: the first one, or a step.
fn is_contact_reply(step: &Step) -> bool {
    step.is_message() && matches!(step.author, Author::Contact(_))
}

fn is_admin_reply(step: &Step) -> bool {
    step.is_message() && matches!(step.author, Author::Admin(_))
}

/// `from_contact` says who wrote the first message, at `created_at`.
pub(super) fn statistics(workspace: &Workspace, created_at: i64, from_contact: bool, steps: &[Step]) -> Statistics {
    let mut statistics = Statistics::default();
    if from_contact {
        statistics.first_contact_reply_at = Some(created_at);
        statistics.last_contact_reply_at = Some(created_at);
    }
    let mut state = State::Open;
    let mut last_assignment_before_reply = None;
    for step in steps {
        let after_contact = statistics.first_contact_reply_at.is_some();
        if is_contact_reply(step) {
            statistics.first_contact_reply_at.get_or_insert(step.at);
            statistics.last_contact_reply_at = Some(step.at);
        }
        if step.assigned_to.is_some() && after_contact {
            statistics.first_assignment_at.get_or_insert(step.at);
            statistics.last_assignment_at = Some(step.at);
            statistics.last_assignment_admin_reply_at = None;
            statistics.count_assignments += 1;
            if statistics.first_admin_reply_at.is_none() {
                last_assignment_before_reply = Some(step.at);
            }
        }
        if is_admin_reply(step) {
            statistics.last_admin_reply_at = Some(step.at);
            if after_contact {
                statistics.first_admin_reply_at.get_or_insert(step.at);
            }
            if statistics.last_assignment_at.is_some() {
                statistics.last_assignment_admin_reply_at.get_or_insert(step.at);
            }
        }
        if step.part_type == "close" && after_contact {
            statistics.first_close_at.get_or_insert(step.at);
            statistics.last_close_at = Some(step.at);
            statistics.last_closed_by = match step.author {
                Author::Admin(admin) => Some(workspace.admins[admin].id),
                _ => None,
            };
        }
        if state == State::Closed && step.state == State::Open && after_contact {
            statistics.count_reopens += 1;
        }
        state = step.state;
    }
    durations(&mut statistics, last_assignment_before_reply);
    statistics.median_time_to_reply = median_time_to_reply(created_at, from_contact, steps);
    statistics
}

fn durations(statistics: &mut Statistics, last_assignment_before_reply: Option<i64>) {
    let Some(start) = statistics.first_contact_reply_at else { return };
    let since_start = |moment: Option<i64>| moment.map(|moment| moment - start);
    statistics.time_to_assignment = since_start(last_assignment_before_reply);
    statistics.time_to_admin_reply = since_start(statistics.first_admin_reply_at);
    statistics.time_to_first_close = since_start(statistics.first_close_at);
    statistics.time_to_last_close = since_start(statistics.last_close_at);
    if let (Some(assigned), Some(closed)) = (statistics.first_assignment_at, statistics.last_close_at) {
        statistics.handling_time = (closed - assigned).max(0);
    }
}

/// Of the times between a contact's first unanswered message and the admin's reply to it.
fn median_time_to_reply(created_at: i64, from_contact: bool, steps: &[Step]) -> Option<i64> {
    let mut waiting = from_contact.then_some(created_at);
    // Sixteen replies at most, nearly always: no allocation worth avoiding.
    let mut times = Vec::with_capacity(16);
    for step in steps {
        if is_contact_reply(step) {
            waiting.get_or_insert(step.at);
        } else if is_admin_reply(step)
            && let Some(since) = waiting.take()
        {
            times.push(step.at - since);
        }
    }
    times.sort_unstable();
    match times.len() {
        0 => None,
        length if length % 2 == 1 => Some(times[length / 2]),
        length => Some(i64::midpoint(times[length / 2 - 1], times[length / 2])),
    }
}

/// Since when a contact waits for an admin; `None` once one replied or the conversation is closed.
pub(super) fn waiting_since(created_at: i64, from_contact: bool, steps: &[Step]) -> Option<i64> {
    let mut waiting = from_contact.then_some(created_at);
    for step in steps {
        if is_contact_reply(step) {
            waiting.get_or_insert(step.at);
        } else if is_admin_reply(step) || step.part_type == "close" {
            waiting = None;
        }
    }
    waiting
}
