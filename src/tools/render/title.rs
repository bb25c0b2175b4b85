//! What to call an object, and how its first message begins.

use super::html;
use crate::{
    intercom::{
        contact::Contact,
        conversation::{Conversation, Source},
    },
    tools::fit::cut,
};

/// Characters of a body in a list.
pub(super) const EXCERPT: usize = 200;
/// Characters of a title, or of a name in a list.
pub(super) const TITLE: usize = 120;
/// Characters of a title that is made of a message's first words.
const WORDS: usize = 60;

/// The opening message in brief: its first characters on one line, without quoted history, links and images.
pub(super) fn excerpt(source: &Source) -> String {
    brief(source).text
}

/// The same, and how much nobody sees of it.
pub(super) fn brief(source: &Source) -> html::Body {
    let body = html::brief(super::head(source.body.as_deref().unwrap_or_default()));
    html::Body { text: cut(&body.text, EXCERPT), ..body }
}

/// What to call a conversation: its title, else the mail's subject, else the first words of its opening message,
/// else its id. One line, never empty.
pub fn conversation_title(conversation: &Conversation) -> String {
    let words = || {
        let text = conversation.source.as_ref().map(excerpt).unwrap_or_default();
        (!text.is_empty()).then(|| first_words(&text))
    };
    let title = given_title(conversation).or_else(words);
    title.unwrap_or_else(|| format!("Conversation {}", conversation.id))
}

/// The title that somebody or something gave, else the mail's subject.
pub(super) fn given_title(conversation: &Conversation) -> Option<String> {
    let subject = || conversation.source.as_ref().and_then(|source| source.subject.as_deref());
    let lines = [conversation.title.as_deref(), subject()].into_iter().flatten();
    let line = lines.map(|text| html::to_line(super::head(text))).find(|line| !line.is_empty());
    line.map(|line| cut(&line, TITLE))
}

/// What follows the title in a text that begins with it; `None` if it does not.
pub(super) fn after<'a>(title: &str, text: &'a str) -> Option<&'a str> {
    let begin = title.strip_suffix('…');
    let rest = text.strip_prefix(begin.unwrap_or(title))?;
    // `Hi` is no title of `Hiking tour`.
    let is_word_end = begin.is_some() || !rest.starts_with(char::is_alphanumeric);
    is_word_end.then_some(rest)
}

/// The beginning of a text, in whole words where there are any.
fn first_words(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(WORDS) else { return text.to_owned() };
    let (begin, rest) = text.split_at(end);
    let words = if rest.starts_with(' ') { begin } else { begin.rsplit_once(' ').map_or(begin, |(words, _)| words) };
    format!("{}…", words.trim_end())
}

/// What to call a contact: name, else address, else telephone, else id. One line, never empty.
pub fn contact_title(contact: &Contact) -> String {
    let lines = [&contact.name, &contact.email, &contact.phone].into_iter().flatten();
    let line = lines.map(|text| html::to_line(super::head(text))).find(|line| !line.is_empty());
    cut(&line.unwrap_or_else(|| format!("Contact {}", contact.id)), TITLE)
}
