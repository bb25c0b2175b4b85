//! A conversation cut into answers: its fields, its source, its parts.
//!
//! The first answer has what is known of the conversation and the newest parts that fit; those after it go back
//! in time, then bring what was left of the source and of the fields.

use std::{borrow::Cow, cell::OnceCell, collections::HashMap};

use serde_json::{Map, Value};

use super::{
    fit::{Piece, Shown, Unit, place, units},
    parts_cursor::{self, Position},
    render::{self, Directory, Step},
};
use crate::{
    compute::Stop,
    intercom::conversation::{Conversation, Part},
};

/// Bytes kept for counts, cursor and note.
const ENVELOPE: usize = 900;
/// Bytes of a source besides what it shows: `"source":{},`.
const SOURCE: usize = 12;
/// Parts that Intercom sends, at most (OpenAPI, `GET /conversations/{id}`).
const PARTS_SENT: usize = 500;

/// Field beside a body that says how much of it nobody sees.
const HIDDEN: &str = "body_hidden";

/// Which parts to leave out.
#[derive(Clone, Copy, Debug)]
pub struct Selection {
    /// Notes among teammates.
    pub notes: bool,
    /// What bots and AI agents said.
    pub bot: bool,
    /// Events without words.
    pub events: bool,
}

impl Selection {
    /// Everything.
    pub const ALL: Self = Self { notes: true, bot: true, events: true };

    fn takes(self, step: Step) -> bool {
        match step {
            Step::Message => true,
            Step::Note => self.notes,
            Step::Bot => self.bot,
            Step::Event => self.events,
        }
    }
}

/// A conversation that is to be cut. What no answer shows is not converted: a part's body, a source or fields
/// become Markdown and units when an answer reaches them.
pub struct Transcript<'a> {
    conversation: &'a Conversation,
    directory: &'a Directory,
    stop: Stop,
    url: String,
    fields: OnceCell<Vec<Unit>>,
    source: OnceCell<Piece>,
    /// In time order.
    parts: Vec<Message<'a>>,
    total: usize,
    unavailable: usize,
    left_out: [(&'static str, usize); 3],
}

/// A part, and what it is once it was reached.
struct Message<'a> {
    part: &'a Part,
    /// What cursors call it, and how many older parts they call the same: Intercom's ids are not relied upon.
    name: Cow<'a, str>,
    number: usize,
    piece: OnceCell<Piece>,
}

/// Room of an answer that is being made.
struct Room {
    all: usize,
    left: usize,
}

impl Room {
    fn take(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
    }

    /// Whether to begin something that does not fit as a whole: only where the answer would be rather empty
    /// without it, so that little is cut and no answer is small.
    fn is_ample(&self) -> bool {
        self.left >= self.all / 2
    }
}

impl Message<'_> {
    /// The place in it that is so far from its beginning.
    fn at(&self, offset: usize) -> parts_cursor::Place {
        parts_cursor::Place { part: self.name.to_string(), number: self.number, offset }
    }
}

/// Parts in time order, each with a name of its own.
fn messages(parts: Vec<&Part>) -> Vec<Message<'_>> {
    let mut numbers = HashMap::new();
    let named = parts.into_iter().map(|part| {
        let name = parts_cursor::name(&part.id);
        let next = numbers.entry(name.clone()).or_insert(0);
        let number = *next;
        *next += 1;
        Message { part, name, number, piece: OnceCell::new() }
    });
    named.collect()
}

impl<'a> Transcript<'a> {
    /// A conversation with the parts of the selection.
    pub fn new(conversation: &'a Conversation, directory: &'a Directory, selection: Selection) -> Self {
        let all = conversation.parts.as_ref().map(|parts| parts.items.as_slice()).unwrap_or_default();
        let mut taken = all.iter().filter(|part| selection.takes(render::step(part))).collect::<Vec<_>>();
        // Stable: within one second Intercom's own order stands.
        taken.sort_by_key(|part| part.created_at.unwrap_or(i64::MIN));
        let count = |step: Step| all.iter().filter(|part| render::step(part) == step && !selection.takes(step)).count();
        let said = conversation.parts.as_ref().and_then(|parts| parts.total_count).unwrap_or(0);
        let counted = conversation.statistics.get("count_conversation_parts").and_then(Value::as_i64);
        let counted = counted.filter(|_| all.len() >= PARTS_SENT).unwrap_or(0);
        let total = usize::try_from(said.max(counted)).unwrap_or(0).max(all.len());
        Self {
            conversation,
            directory,
            stop: Stop::default(),
            url: directory.links.conversation(&conversation.id),
            fields: OnceCell::new(),
            source: OnceCell::new(),
            parts: messages(taken),
            total,
            unavailable: total - all.len(),
            left_out: [("notes", count(Step::Note)), ("bot", count(Step::Bot)), ("events", count(Step::Event))],
        }
    }

    /// Answers end where they are once `stop` is set.
    #[must_use]
    pub fn until(self, stop: &Stop) -> Self {
        Self { stop: stop.clone(), ..self }
    }

    fn fields(&self) -> &[Unit] {
        self.fields.get_or_init(|| units(&render::conversation_fields(self.conversation, self.directory, &self.stop)))
    }

    fn source(&self) -> &Piece {
        self.source.get_or_init(|| {
            let source = self.conversation.source.as_ref();
            let body = source.and_then(|source| source.body.as_deref()).unwrap_or_default();
            let files = source.into_iter().flat_map(|source| &source.attachments);
            let files = files.map(|file| Value::from(render::attachment(file))).collect();
            let body = render::html::markdown_until(body, &self.stop);
            Piece::new(&render::Object::default().with(HIDDEN, body.note()).into_map(), body.text, files)
        })
    }

    fn piece(&self, index: usize) -> &Piece {
        let Message { part, piece, .. } = &self.parts[index];
        piece.get_or_init(|| {
            let body = part.body.as_deref().unwrap_or_default();
            let body = render::html::markdown_until(body, &self.stop);
            let files = part.attachments.iter().map(|file| Value::from(render::attachment(file))).collect();
            let mut fields = render::part_fields(part, self.directory);
            fields.extend(body.note().map(|note| (HIDDEN.to_owned(), Value::String(note))));
            Piece::new(&fields, body.text, files)
        })
    }

    /// One answer, of at most `bytes` of compact JSON, and where the next begins.
    pub fn page(&self, from: Option<&Position>, bytes: usize) -> (Map<String, Value>, Option<Position>) {
        let all = bytes.saturating_sub(ENVELOPE + self.url.len());
        let mut room = Room { all, left: all };
        let mut answer = Map::new();
        let (mut position, source) = match from {
            None => self.open(&mut answer, &mut room),
            Some(position) => {
                answer.insert("id".to_owned(), Value::from(self.conversation.id.as_str()));
                answer.insert("url".to_owned(), Value::from(self.url.as_str()));
                (position.clone(), None)
            }
        };
        let (parts, before) = self.take_parts(&mut position, &mut room);
        let shows_source = source.is_some();
        if let Some(source) = source {
            put_source(&mut answer, self.widened(source, &mut position, &mut room).object);
        }
        if position.part.is_none() {
            self.take_rest(&mut answer, &mut position, &mut room, shows_source);
        }
        answer.insert("parts".to_owned(), Value::Array(parts.into_iter().rev().map(Value::Object).collect()));
        let is_done =
            position.part.is_none() && position.source >= self.source().end() && position.fields >= self.fields().len();
        let next = (!is_done).then_some(position);
        self.close(&mut answer, next.as_ref(), before);
        (answer, next)
    }

    /// Fields first, but not so many that nothing is left for what was said; then room for the opening message.
    fn open(&self, answer: &mut Map<String, Value>, room: &mut Room) -> (Position, Option<Shown>) {
        let (fields, taken) = place(self.fields(), 0, room.all * 9 / 20, answer);
        room.take(taken);
        let source = self.source().show(0, room.left / 2);
        room.take(source.as_ref().map_or(0, |shown| shown.bytes + SOURCE));
        let newest = self.parts.last().map(|newest| newest.at(0));
        (Position { part: newest, source: source.as_ref().map_or(0, |shown| shown.to), fields }, source)
    }

    /// More of the opening message, if the parts have left room for it.
    fn widened(&self, source: Shown, position: &mut Position, room: &mut Room) -> Shown {
        if position.part.is_some() || source.to >= self.source().end() {
            return source;
        }
        let Some(wider) = self.source().show(0, source.bytes + room.left) else { return source };
        room.take(wider.bytes.saturating_sub(source.bytes));
        position.source = wider.to;
        wider
    }

    /// Parts from the position back in time, newest first, and how many are left before them.
    fn take_parts(&self, position: &mut Position, room: &mut Room) -> (Vec<Map<String, Value>>, usize) {
        let mut taken = Vec::new();
        let Some((mut index, mut offset)) = self.find(position) else {
            position.part = None;
            return (taken, 0);
        };
        loop {
            if self.stop.is_set() {
                return (taken, index + 1);
            }
            let message = &self.parts[index];
            let piece = self.piece(index);
            position.part = Some(message.at(offset));
            let may_cut = taken.is_empty() || room.is_ample();
            let shown = piece.show(offset, room.left).filter(|shown| may_cut || shown.to >= piece.end());
            let Some(shown) = shown else { return (taken, index + 1) };
            room.take(shown.bytes);
            taken.push(shown.object);
            if shown.to < piece.end() {
                position.part = Some(message.at(shown.to));
                return (taken, index + 1);
            }
            offset = 0;
            let Some(older) = index.checked_sub(1) else {
                position.part = None;
                return (taken, 0);
            };
            index = older;
        }
    }

    /// The part to go on with. If it is gone, the newest of those that are older; ids grow.
    fn find(&self, position: &Position) -> Option<(usize, usize)> {
        let place = position.part.as_ref()?;
        let named = self.parts.iter().rposition(|message| message.name == place.part && message.number <= place.number);
        if let Some(index) = named {
            return Some((index, if self.parts[index].number == place.number { place.offset } else { 0 }));
        }
        let id = place.part.parse::<u128>().ok()?;
        let is_older = |part: &Part| part.id.parse::<u128>().is_ok_and(|part| part < id);
        self.parts.iter().rposition(|message| is_older(message.part)).map(|index| (index, 0))
    }

    /// What was left of the opening message, then of the fields.
    fn take_rest(&self, answer: &mut Map<String, Value>, position: &mut Position, room: &mut Room, shows_source: bool) {
        let end = self.source().end();
        // What this answer shows of it already is as wide as it can be.
        if position.source < end && !shows_source {
            let shown = self.source().show(position.source, room.left.saturating_sub(SOURCE));
            let shown = shown.filter(|shown| room.is_ample() || shown.to >= end);
            let Some(shown) = shown else { return };
            room.take(shown.bytes + SOURCE);
            position.source = shown.to;
            put_source(answer, shown.object);
        }
        if position.source >= end {
            position.fields = place(self.fields(), position.fields, room.left, answer).0;
        }
    }

    /// Counts, cursor and note.
    fn close(&self, answer: &mut Map<String, Value>, next: Option<&Position>, before: usize) {
        answer.insert("parts_total".to_owned(), Value::from(self.total));
        let left_out = self.left_out.iter().filter(|(_, count)| *count > 0);
        let left_out = left_out.map(|(name, count)| ((*name).to_owned(), Value::from(*count))).collect::<Map<_, _>>();
        if !left_out.is_empty() {
            answer.insert("parts_left_out".to_owned(), Value::Object(left_out));
        }
        let mut notes = Vec::new();
        if self.unavailable > 0 {
            answer.insert("parts_unavailable".to_owned(), Value::from(self.unavailable));
            notes.push(format!(
                "Intercom gives the newest {PARTS_SENT} parts only; the oldest {} are out of reach.",
                self.unavailable
            ));
        }
        if let Some(next) = next {
            let cursor = next.write(&self.conversation.id);
            let what = match before {
                0 if next.source < self.source().end() => "the rest of the opening message".to_owned(),
                0 => "the rest of the fields".to_owned(),
                1 => "1 older part, or the rest of it".to_owned(),
                count => format!("{count} older parts"),
            };
            notes.push(format!(
                "More to read: {what}. Call get_conversation again with the same arguments and \
                 starting_after from pages.next."
            ));
            answer.insert("pages".to_owned(), serde_json::json!({"type": "pages", "next": {"starting_after": cursor}}));
        }
        if !notes.is_empty() {
            answer.insert("_note".to_owned(), Value::String(notes.join(" ")));
        }
    }
}

fn put_source(answer: &mut Map<String, Value>, shown: Map<String, Value>) {
    let source = answer.entry("source").or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(source) = source {
        source.extend(shown);
    }
}
