//! Words in the forms in which they are compared: one letter for all that look like it.

/// Words beside a name that leave it what it is.
const FILLERS: [&str; 26] = [
    "agent",
    "ai",
    "app",
    "assistant",
    "bot",
    "by",
    "cli",
    "client",
    "code",
    "connector",
    "desktop",
    "editor",
    "for",
    "ide",
    "inc",
    "integration",
    "labs",
    "mcp",
    "mobile",
    "my",
    "official",
    "pro",
    "terminal",
    "the",
    "tm",
    "web",
];

/// A word in the forms in which words are compared.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Lower case, one letter for those that look like it.
    pub(super) plain: String,
    /// The same with one letter for several that look like it. Where these share a letter, it depends on which are looked
    /// for first: here the first of the list, and the last.
    paired: [String; 2],
    /// The same with one letter for several of it in a row.
    squeezed: String,
}

impl Word {
    pub(super) fn new(text: &str) -> Self {
        let text = text.to_lowercase().replace("rn", "m");
        let plain: String = text.chars().filter(char::is_ascii_alphanumeric).map(class).collect();
        Self::of_plain(plain)
    }

    pub(super) fn joined<'a>(words: impl Iterator<Item = &'a Self>) -> Self {
        Self::of_plain(words.map(|word| word.plain.as_str()).collect::<String>().replace("rn", "m"))
    }

    /// Its letters.
    pub(super) fn len(&self) -> usize {
        self.plain.len()
    }

    pub(super) fn begins_with(&self, other: &Self) -> bool {
        self.plain.starts_with(&other.plain)
    }

    /// Whether the other ends it, but behind no more than one of `contraries`.
    pub(super) fn ends_with(&self, other: &Self, contraries: &[&str]) -> bool {
        self.plain.strip_suffix(&other.plain).is_some_and(|before| !contraries.contains(&before))
    }

    pub(super) fn of_plain(plain: String) -> Self {
        let paired = pairs(&plain);
        let mut squeezed: Vec<char> = plain.chars().collect();
        squeezed.dedup();
        let [squeezed, _] = pairs(&squeezed.into_iter().collect::<String>());
        Self { plain, paired, squeezed }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.is_spelled_like(other) || self.squeezed == other.squeezed
    }

    pub(super) fn contains(&self, other: &Self) -> bool {
        self.plain.contains(&other.plain)
            || self.in_all_pairs(other, |own, other| own.contains(other))
            || self.squeezed.contains(&other.squeezed)
    }

    /// The same, but for letters that are doubled.
    pub(super) fn is_spelled_like(&self, other: &Self) -> bool {
        self.plain == other.plain || self.in_all_pairs(other, |own, other| own == other)
    }

    /// Whether it holds of any way to pair the letters of both; a name is itself as well.
    fn in_all_pairs(&self, other: &Self, holds: impl Fn(&str, &str) -> bool) -> bool {
        let others = || other.paired.iter().chain([&other.plain]);
        self.paired.iter().any(|own| others().any(|other| holds(own, other)))
    }

    /// Whether this is the other with one of the words before or behind it that leave a name what it is: `LinearApp`.
    pub(super) fn is_with_filler(&self, other: &Self) -> bool {
        let rest = self.plain.strip_prefix(&other.plain).or_else(|| self.plain.strip_suffix(&other.plain));
        // `Final` is no `Fin AI`.
        rest.is_some_and(|rest| rest.len() > 2 && FILLERS.iter().any(|filler| Self::new(filler).plain == rest))
    }

    /// Whether it is one of the words that leave a name what it is.
    pub(super) fn is_filler(&self) -> bool {
        FILLERS.iter().any(|filler| Self::new(filler).plain == self.plain)
    }

    /// Whether two letters have changed places, or one is another that sounds like it.
    pub(super) fn is_misspelling_of(&self, other: &Self) -> bool {
        let is_swapped = self.plain.len() == other.plain.len() && strsim::levenshtein(&self.plain, &other.plain) == 2;
        let sound = |word: &Self| -> String { word.plain.chars().map(sound).collect() };
        is_swapped && self.is_slip_of(other) || sound(self) == sound(other)
    }

    /// Whether one letter is wrong, missing, too many, or two have changed places.
    pub(super) fn is_slip_of(&self, other: &Self) -> bool {
        let (this, other) = (&self.plain, &other.plain);
        // One slip leaves the first or the last letter as it is; most words end here.
        this.len().abs_diff(other.len()) <= 1
            && (this.chars().next() == other.chars().next() || this.chars().last() == other.chars().last())
            && strsim::osa_distance(this, other) == 1
    }
}

/// The text with one letter for several that are drawn like it, in which `l` stands for `i` and `1` as well and `e` for
/// `3`. The longer ones come first.
fn pairs(plain: &str) -> [String; 2] {
    const DRAWN: [(&str, &str); 12] = [
        ("lvl", "m"),
        ("lc", "k"),
        ("cl", "d"),
        ("vv", "w"),
        ("uu", "w"),
        ("nn", "m"),
        ("nl", "m"),
        ("ll", "h"),
        ("lo", "b"),
        ("le", "b"),
        ("cj", "g"),
        ("ol", "d"),
    ];
    let replaced = |text: String, (several, one): &(&str, &str)| text.replace(several, one);
    [DRAWN.iter().fold(plain.to_owned(), replaced), DRAWN.iter().rev().fold(plain.to_owned(), replaced)]
}

/// One for all letters that sound like it.
fn sound(letter: char) -> char {
    match letter {
        'k' | 'q' => 'c',
        'y' => 'l',
        'z' => 's',
        other => other,
    }
}

/// One for all letters and digits that look like it.
fn class(letter: char) -> char {
    match letter {
        'i' | '1' => 'l',
        '0' => 'o',
        '2' => 'z',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '6' | '9' => 'g',
        '7' => 't',
        other => other,
    }
}
