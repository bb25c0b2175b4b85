//! The words of `source.body`: Intercom searches "against every element of the value separately".
//!
//! A word is a run of letters and digits of the body's text, in any case (assumed: Intercom does not say what an
//! element is). A value that is more than one word equals and is part of nothing.

use std::collections::HashMap;

use crate::simulator::{html, model::Conversation};

/// Which conversations have which word in their first message.
pub(in crate::simulator) struct Words {
    total: usize,
    /// Word → ascending indexes.
    conversations: HashMap<String, Vec<u32>>,
}

impl Words {
    pub(in crate::simulator) fn of(conversations: &[Conversation]) -> Self {
        let mut words: HashMap<String, Vec<u32>> = HashMap::new();
        for (index, conversation) in (0_u32..).zip(conversations) {
            html::for_each_word(&conversation.source.body, |word| match words.get_mut(word) {
                Some(indexes) if indexes.last() == Some(&index) => {}
                Some(indexes) => indexes.push(index),
                None => {
                    words.insert(word.to_owned(), vec![index]);
                }
            });
        }
        Self { total: conversations.len(), conversations: words }
    }

    /// For each conversation, whether one of its words passes.
    pub(super) fn any(&self, passes: impl Fn(&str) -> bool) -> Vec<bool> {
        let mut found = vec![false; self.total];
        for (_, indexes) in self.conversations.iter().filter(|(word, _)| passes(word)) {
            for index in indexes {
                found[*index as usize] = true;
            }
        }
        found
    }

    /// For each conversation, whether it has the word.
    pub(super) fn whole(&self, word: &str) -> Vec<bool> {
        let mut found = vec![false; self.total];
        for index in self.conversations.get(word).into_iter().flatten() {
            found[*index as usize] = true;
        }
        found
    }
}
