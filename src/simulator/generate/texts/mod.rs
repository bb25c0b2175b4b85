//! What people write, per language: topics whose sentences combine, greetings, thanks, signatures.
//!
//! Templates hold names in braces (`{order}`, `{product}`; see `super::facts`) and no `<`, `>` or `&`.

mod arabic;
mod chinese;
mod dutch;
mod english;
mod english_account;
mod english_orders;
mod english_product;
mod french;
mod german;
mod italian;
mod japanese;
mod portuguese;
mod spanish;
mod ukrainian;

/// A language that customers write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Language {
    English,
    German,
    French,
    Spanish,
    Italian,
    Dutch,
    Portuguese,
    Ukrainian,
    Arabic,
    Chinese,
    Japanese,
}

impl Language {
    /// The code that browsers send and contacts carry.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Italian => "it",
            Self::Dutch => "nl",
            Self::Portuguese => "pt",
            Self::Ukrainian => "uk",
            Self::Arabic => "ar",
            Self::Chinese => "zh-CN",
            Self::Japanese => "ja",
        }
    }

    /// The language with that code; English if there is none.
    pub(super) fn of_code(code: &str) -> Self {
        use Language::{
            Arabic, Chinese, Dutch, English, French, German, Italian, Japanese, Portuguese, Spanish, Ukrainian,
        };
        [German, French, Spanish, Italian, Dutch, Portuguese, Ukrainian, Arabic, Chinese, Japanese]
            .into_iter()
            .find(|language| language.code() == code)
            .unwrap_or(English)
    }

    pub(super) fn texts(self) -> &'static Texts {
        match self {
            Self::English => &english::TEXTS,
            Self::German => &german::TEXTS,
            Self::French => &french::TEXTS,
            Self::Spanish => &spanish::TEXTS,
            Self::Italian => &italian::TEXTS,
            Self::Dutch => &dutch::TEXTS,
            Self::Portuguese => &portuguese::TEXTS,
            Self::Ukrainian => &ukrainian::TEXTS,
            Self::Arabic => &arabic::TEXTS,
            Self::Chinese => &chinese::TEXTS,
            Self::Japanese => &japanese::TEXTS,
        }
    }

    /// Whether it is written from right to left.
    pub(super) fn right_to_left(self) -> bool {
        self == Self::Arabic
    }
}

/// Sentences to choose from; never empty.
pub(super) type Sentences = &'static [&'static str];

/// What a conversation is about.
pub(super) struct Topic {
    pub(super) name: &'static str,
    /// How often, compared with the others of the language and brand.
    pub(super) weight: u64,
    /// One of `brand::TAGS`.
    pub(super) tag: &'static str,
    pub(super) subjects: Sentences,
    pub(super) openings: Sentences,
    pub(super) details: Sentences,
    pub(super) requests: Sentences,
    pub(super) replies: Sentences,
    pub(super) follow_ups: Sentences,
    /// Internal, in English or the team's language.
    pub(super) notes: Sentences,
}

/// A language's stock of texts.
pub(super) struct Texts {
    pub(super) topics: &'static [&'static [Topic]],
    pub(super) greetings: Sentences,
    pub(super) sign_offs: Sentences,
    /// Sentences that fit any complaint.
    pub(super) asides: Sentences,
    pub(super) thanks: Sentences,
    /// The customer insists, whatever it is about.
    pub(super) reminders: Sentences,
    pub(super) agent_greetings: Sentences,
    /// Sentences of an agent that fit any answer.
    pub(super) agent_asides: Sentences,
    pub(super) agent_questions: Sentences,
    pub(super) agent_closings: Sentences,
    pub(super) agent_sign_off: &'static str,
    pub(super) bot_greetings: Sentences,
    pub(super) bot_choices: Sentences,
    pub(super) fin_openings: Sentences,
    pub(super) fin_closings: Sentences,
    pub(super) wants_human: Sentences,
    pub(super) outreach: Sentences,
    pub(super) good_remarks: Sentences,
    pub(super) bad_remarks: Sentences,
    /// Words for "From", "Sent", "To", "Subject" in a mail program.
    pub(super) mail_headers: [&'static str; 4],
    /// The line above a quoted mail, with `{when}` and `{who}`.
    pub(super) wrote: &'static str,
    pub(super) sent_from_phone: &'static str,
}
