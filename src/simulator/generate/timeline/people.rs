//! The usual course: assignment, questions and answers, notes, a snooze, the close, perhaps a reopening.

use super::{Author, Says, State, Timeline};

impl Timeline<'_> {
    pub(super) fn people(&mut self, after_fin: bool) {
        if self.plan.kind == "conversation" && self.random.chance(450) {
            self.bot_greets();
        }
        if after_fin {
            self.fin_answers();
            self.wait(20, 1_800);
            self.contact_says(Says::WantsHuman);
        }
        if self.random.chance(680) {
            self.wait(1, 8);
            self.assign_team();
        }
        if self.random.chance(150) {
            self.wait(20, 900);
            self.contact_says(Says::Addition);
        }
        self.wait(60, 20 * 3_600);
        if self.random.chance(780) {
            self.assign_admin(0);
        }
        let exchanges = 1 + self.random.skewed(0, 6);
        for number in 0..exchanges {
            if !self.exchange(number == 0, number + 1 == exchanges) {
                return self.fall_asleep();
            }
        }
        self.end();
    }

    /// A question and its answer; false if the customer goes silent before it is solved.
    fn exchange(&mut self, first: bool, last: bool) -> bool {
        let number = usize::from(self.random.chance(120));
        if self.random.chance(230) {
            self.note(number);
        }
        if !first && number == 1 && self.random.chance(500) {
            self.assign_admin(1);
        }
        self.wait(20, 4_000);
        let says = if !last && self.random.chance(350) { Says::Question } else { Says::Reply };
        let author = self.admin(number);
        self.step("comment", author, says);
        if self.random.chance(90) {
            self.snooze(number);
        }
        if last && self.random.chance(550) {
            return true;
        }
        if self.random.chance(70) {
            return false;
        }
        self.wait(120, 2 * 86_400);
        let says = if last { Says::Thanks } else { Says::FollowUp };
        self.contact_says(says);
        if self.random.chance(60) {
            self.wait(3_600, 3 * 86_400);
            self.contact_says(Says::Reminder);
        }
        self.wait(60, 9 * 3_600);
        true
    }

    fn note(&mut self, number: usize) {
        let author = self.admin(number);
        self.wait(10, 1_200);
        self.step("note", author.clone(), Says::Note);
        if self.random.chance(250) {
            self.wait(2, 300);
            self.step("conversation_attribute_updated_by_admin", author, Says::Nothing);
        }
    }

    /// Put away until later; a colleague's note, the customer or the time brings it back.
    fn snooze(&mut self, number: usize) {
        let author = self.admin(number);
        self.wait(5, 120);
        let length = if self.random.chance(200) { 100 * 86_400 } else { 9 * 86_400 };
        let until = self.at + self.random.range(4 * 3_600, length);
        self.step("snoozed", author, Says::Nothing);
        if let Some(step) = self.steps.last_mut() {
            step.until = Some(until);
        }
        match self.random.below(10) {
            0 => {
                self.at += self.random.range(600, until - self.at);
                let author = self.admin(1 - number);
                self.step("note_and_unsnooze", author, Says::Note);
            }
            1..=3 => {
                self.at += self.random.range(600, until - self.at);
                self.contact_says(Says::FollowUp);
            }
            _ => {
                self.at = until;
                self.step("unsnoozed", Author::Bot, Says::Nothing);
            }
        }
        self.wait(60, 40_000);
        let author = self.admin(number);
        self.step("comment", author, Says::Reply);
    }

    /// The customer went silent: a workflow closes it after weeks, mostly.
    fn fall_asleep(&mut self) {
        if self.random.chance(900) {
            self.wait(5 * 86_400, 40 * 86_400);
            self.step("close", Author::Bot, Says::Nothing);
        }
    }

    fn end(&mut self) {
        if self.random.chance(110) {
            return self.fall_asleep();
        }
        self.wait(5, 30_000);
        let author = self.admin(0);
        let says = if self.random.chance(450) { Says::Goodbye } else { Says::Nothing };
        self.step("close", author.clone(), says);
        while self.state == State::Closed && self.steps.len() < 40 && self.random.chance(140) {
            self.reopen(author.clone());
        }
    }

    fn reopen(&mut self, author: Author) {
        self.wait(600, 6 * 86_400);
        match self.random.below(10) {
            0 => self.step("note_and_reopen", author.clone(), Says::Note),
            1 => {
                self.step("assign_and_reopen", author.clone(), Says::Nothing);
                self.assigned("admin", self.workspace.admins[self.plan.admins[0]].id);
            }
            _ => self.contact_says(Says::FollowUp),
        }
        self.wait(120, 70_000);
        self.step("comment", author.clone(), Says::Reply);
        if self.random.chance(850) {
            self.wait(600, 2 * 86_400);
            self.step("close", author, Says::Nothing);
        }
    }
}
