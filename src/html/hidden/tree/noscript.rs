//! The content of `noscript`. A browser that runs scripts takes it for text that is not drawn; a mail program draws it.

use super::{State, Tree};
use crate::html::{
    hidden::declared::Declarations,
    token::{Token, Tokens},
};

impl Tree<'_> {
    /// Looks at the content of a `noscript`, what is declared of it, and what holds around it. Text and pictures take
    /// room; anything else may change what is drawn of the whole body where no scripts run, and is not followed.
    pub(super) fn noscript(&mut self, content: &str, declarations: &Declarations, outer: &State) {
        if content.trim_ascii().is_empty() {
            return;
        }
        self.facts.is_lost |= !declarations.is_empty();
        self.limits.use_room();
        let mut tokens = Tokens::new(content);
        let mut read = 0;
        while let Some(token) = tokens.next() {
            read = content.len() - tokens.rest().len();
            match token {
                Token::Text(_) => {}
                Token::Start { name, attributes, .. } if name.eq_ignore_ascii_case("img") => {
                    self.now = outer.clone();
                    let (element, own) = self.enter("img", attributes);
                    self.pass("img", &element, &own);
                    self.leave();
                }
                Token::Start { .. } | Token::End { .. } => self.facts.is_lost = true,
            }
        }
        // A tag or a comment that does not end in it ends behind it.
        self.facts.is_lost |= read < content.len();
    }
}
