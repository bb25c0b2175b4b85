//! The course of a conversation step by step: what happened when, who did it, what state it left.
//! No texts yet: the header needs the times of a hundred thousand conversations, their words of few.

mod people;

use super::{
    plan::{Course, Plan},
    random::Random,
};
use crate::simulator::model::{Author, Shape, State, Workspace};

const PURPOSE: u64 = 0x71;
/// How many parts the longest conversation has.
pub(super) const MANY_PARTS: usize = 700;

/// A part without its text.
pub(super) struct Step {
    pub(super) at: i64,
    pub(super) part_type: &'static str,
    pub(super) author: Author,
    pub(super) says: Says,
    /// After it.
    pub(super) state: State,
    /// Type and id of whom it was assigned to.
    pub(super) assigned_to: Option<(&'static str, u64)>,
    /// The end of a snooze.
    pub(super) until: Option<i64>,
}

/// What the text of a step is; drawn from the topic and the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Nothing,
    /// The customer describes the matter, after we or a bot wrote first.
    Matter,
    /// The customer adds something before anybody answered.
    Addition,
    FollowUp,
    Reminder,
    Thanks,
    WantsHuman,
    Choice,
    BotGreeting,
    FinAnswer,
    Reply,
    Question,
    Goodbye,
    Note,
    CallSummary,
}

impl Step {
    /// Whether a customer reads or wrote it.
    pub(super) fn is_message(&self) -> bool {
        self.says != Says::Nothing && !self.part_type.starts_with("note")
    }
}

/// Writes the steps of `plan` into `steps`, oldest first; those after now are yet to be cut off.
pub(super) fn steps(workspace: &Workspace, plan: &Plan<'_>, created_at: i64, steps: &mut Vec<Step>) {
    steps.clear();
    let random = Random::of(plan.seed, PURPOSE, 0);
    let mut timeline = Timeline { workspace, plan, steps, random, at: created_at, state: State::Open };
    if plan.shape == Shape::ManyParts {
        return timeline.many_parts();
    }
    if plan.outbound() && !timeline.contact_answers() {
        return;
    }
    match plan.course {
        Course::Unanswered => timeline.unanswered(),
        Course::Fin { confirmed } => timeline.fin(confirmed),
        Course::People { after_fin } => timeline.people(after_fin),
        Course::Call => timeline.call(),
    }
}

struct Timeline<'a> {
    workspace: &'a Workspace,
    plan: &'a Plan<'a>,
    steps: &'a mut Vec<Step>,
    random: Random,
    at: i64,
    state: State,
}

impl Timeline<'_> {
    fn step(&mut self, part_type: &'static str, author: Author, says: Says) {
        self.state = match part_type {
            "close" => State::Closed,
            "snoozed" => State::Snoozed,
            "open" | "unsnoozed" | "note_and_reopen" | "note_and_unsnooze" | "assign_and_reopen" => State::Open,
            _ => self.state,
        };
        let (at, state) = (self.at, self.state);
        self.steps.push(Step { at, part_type, author, says, state, assigned_to: None, until: None });
    }

    /// Time passes: between `low` and `high` seconds, mostly near `low`.
    fn wait(&mut self, low: i64, high: i64) {
        self.at += self.random.skewed(low, high);
    }

    fn contact(&self) -> Author {
        Author::Contact(self.plan.contact)
    }

    fn admin(&self, number: usize) -> Author {
        Author::Admin(self.plan.admins[number])
    }

    /// A message of the customer; it reopens what was closed.
    fn contact_says(&mut self, says: Says) {
        let author = self.contact();
        let part_type = if self.state == State::Closed { "open" } else { "comment" };
        if self.state == State::Snoozed {
            self.step("unsnoozed", author.clone(), Says::Nothing);
        }
        self.step(part_type, author, says);
    }

    /// We wrote first; most people never answer that.
    fn contact_answers(&mut self) -> bool {
        if self.random.chance(450) {
            self.wait(90_000, 400_000);
            self.step("close", Author::Bot, Says::Nothing);
            return false;
        }
        self.wait(300, 200_000);
        self.contact_says(Says::Matter);
        true
    }

    fn unanswered(&mut self) {
        if self.random.chance(350) {
            self.wait(2, 30);
            self.assign_team();
        }
        while self.random.chance(400) && self.steps.len() < 4 {
            self.wait(7_200, 500_000);
            self.contact_says(Says::Reminder);
        }
        if self.random.chance(300) {
            self.wait(20 * 86_400, 60 * 86_400);
            self.step("close", Author::Bot, Says::Nothing);
        }
    }

    /// The workflow's greeting, and a button that the customer presses.
    fn bot_greets(&mut self) {
        self.wait(1, 4);
        self.step("comment", Author::Bot, Says::BotGreeting);
        if self.random.chance(400) {
            self.wait(4, 90);
            let author = self.contact();
            self.step("quick_reply", author, Says::Choice);
        }
    }

    fn fin_answers(&mut self) {
        self.wait(6, 25);
        self.step("comment", Author::Fin, Says::FinAnswer);
        if self.random.chance(300) {
            self.wait(30, 600);
            self.contact_says(Says::FollowUp);
            self.wait(6, 25);
            self.step("comment", Author::Fin, Says::FinAnswer);
        }
    }

    fn fin(&mut self, confirmed: bool) {
        if self.plan.kind == "conversation" && self.random.chance(500) {
            self.bot_greets();
        }
        self.fin_answers();
        if confirmed {
            self.wait(30, 3_600);
            self.contact_says(Says::Thanks);
            self.wait(2, 10);
        } else {
            self.wait(240, 86_400);
        }
        self.step("close", Author::Fin, Says::Nothing);
    }

    fn call(&mut self) {
        self.wait(5, 60);
        self.assign_admin(0);
        self.wait(120, 2_400);
        let author = self.admin(0);
        self.step("note", author.clone(), Says::CallSummary);
        if self.random.chance(300) {
            self.wait(600, 90_000);
            self.step("comment", author.clone(), Says::Reply);
        }
        if self.random.chance(900) {
            self.wait(10, 7_200);
            self.step("close", author, Says::Nothing);
        }
    }

    fn assign_team(&mut self) {
        self.step("assignment", Author::Bot, Says::Nothing);
        self.assigned("team", self.workspace.teams[self.plan.team].id);
    }

    fn assign_admin(&mut self, number: usize) {
        let part_type = if self.random.chance(30) { "away_mode_assignment" } else { "assignment" };
        let author = if part_type == "assignment" { self.admin(number) } else { Author::Bot };
        self.step(part_type, author, Says::Nothing);
        self.assigned("admin", self.workspace.admins[self.plan.admins[number]].id);
    }

    fn assigned(&mut self, kind: &'static str, id: u64) {
        if let Some(step) = self.steps.last_mut() {
            step.assigned_to = Some((kind, id));
        }
    }

    /// The longest conversation: a customer and an admin who never stop.
    fn many_parts(&mut self) {
        self.assign_admin(0);
        while self.steps.len() < MANY_PARTS - 1 {
            self.wait(300, 30_000);
            match self.steps.len() % 7 {
                0 | 3 | 5 => self.contact_says(Says::FollowUp),
                2 => {
                    let author = self.admin(1);
                    self.step("note", author, Says::Note);
                }
                _ => {
                    let author = self.admin(0);
                    self.step("comment", author, Says::Reply);
                }
            }
        }
        let author = self.admin(0);
        self.wait(60, 600);
        self.step("close", author, Says::Goodbye);
    }
}
