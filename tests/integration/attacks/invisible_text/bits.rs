//! What is there or is not there, and nobody sees which, says a bit. Of such bits an answer has too few to say anything.

use std::cell::Cell;

use intercom_mcp::text::visible::{Budget, CallBudget, sanitize, sanitize_converted, sanitize_within};

/// Bits of an answer that may be said unseen, at most: eight letters.
const MOST: f64 = 64.0;

/// Pieces of which each could be written in any of these ways, which are one picture or perhaps are.
const ALIKE: &[(&str, &[&str])] = &[
    ("Sinhala without a conjunct", &["ට්ම ", "ට්\u{200d}ම ", "ට්\u{200c}ම "]),
    ("Sinhala, non-joiner", &["ක්ෂ ", "ක්\u{200c}ෂ "]),
    ("Malayalam without a chillu", &["പ്മ ", "പ്\u{200d}മ ", "പ്\u{200c}മ "]),
    ("Malayalam at a word's end", &["പ് ", "പ്\u{200d} ", "ക്\u{200d} ", "മ്\u{200d} "]),
    ("Devanagari without a conjunct", &["ट्म ", "ट्\u{200c}म ", "ट्\u{200d}म "]),
    ("Devanagari, half a letter anyway", &["म्ग ", "म्\u{200d}ग "]),
    ("Devanagari, joiner before the virama", &["क्ष ", "क\u{200d}्ष "]),
    ("Devanagari, a vowel killed twice", &["क््ष ", "क््\u{200c}ष ", "क््\u{200d}ष "]),
    ("Gujarati", &["ટ્મ ", "ટ્\u{200c}મ ", "ટ્\u{200d}મ "]),
    ("Bengali", &["থ্ঙ ", "থ্\u{200c}ঙ ", "থ্\u{200d}ঙ "]),
    ("Bengali, ra with ya in two ways", &["র\u{200d}্য ", "র\u{200c}্য "]),
    ("Oriya, either joiner", &["କ୍\u{200c}କ ", "କ୍\u{200d}କ "]),
    ("Telugu, either joiner", &["క్\u{200c}ష ", "క్\u{200d}ష "]),
    ("Telugu, ra", &["ర్ష ", "ర\u{200d}్ష "]),
    ("Kannada, joiner on either side", &["ರ\u{200d}್ಕ ", "ರ್\u{200d}ಕ "]),
    ("Devanagari, a vowel behind", &["क्अ ", "क्\u{200c}अ ", "क्\u{200d}अ "]),
    ("Telugu, a vowel behind", &["క్అ ", "క్\u{200c}అ "]),
    ("Kannada, a vowel behind", &["ಕ್ಅ ", "ಕ್\u{200c}ಅ "]),
    ("Bengali, a vowel behind", &["ক্অ ", "ক্\u{200c}অ "]),
    ("Balinese, a vowel behind", &["ᬓ᭄ᬅ ", "ᬓ᭄\u{200c}ᬅ "]),
    ("Sinhala, a vowel behind", &["ක්අ ", "ක\u{200d}්අ "]),
    ("Tamil", &["ன்ற ", "ன்\u{200c}ற ", "ஸ்ர ", "ஸ்\u{200c}ர "]),
    ("Gurmukhi", &["ਸ੍ਖ ", "ਸ੍\u{200c}ਖ ", "ਸ੍\u{200d}ਖ "]),
    ("Gurmukhi, either joiner", &["ਸ੍\u{200c}ਰ ", "ਸ੍\u{200d}ਰ "]),
    ("Javanese, either joiner", &["ꦏ꧀\u{200c}ꦏ ", "ꦏ꧀\u{200d}ꦏ "]),
    ("Balinese, either joiner", &["ᬓ᭄\u{200c}ᬓ ", "ᬓ᭄\u{200d}ᬓ "]),
    ("Khmer without another form", &["ប៊ី ", "ប៊\u{200c}ី ", "ប\u{200c}៊ី "]),
    ("Khmer, joiner on either side", &["ស\u{200c}៊ី ", "ស៊\u{200c}ី "]),
    ("Arabic, a letter that ends a word in any case", &["\u{6ba} ", "\u{6ba}\u{200d} "]),
    ("Mongolian, the same", &["\u{1867} ", "\u{1867}\u{200d} "]),
    ("Arabic beside Syriac", &["ب\u{200c}ܒ ", "بܒ "]),
    (
        "Mongolian without a variation",
        &["\u{182e}", "\u{182e}\u{180b}", "\u{182e}\u{180c}", "\u{182e}\u{180d}", "\u{182e}\u{180f}"],
    ),
    ("Mongolian with one", &["\u{1828}", "\u{1828}\u{180b}", "\u{1828}\u{180c}", "\u{1828}\u{180d}"]),
    (
        "Mongolian vowel separator in a word",
        &["\u{1820}\u{182e}\u{1820}\u{182e} ", "\u{1820}\u{182e}\u{180e}\u{1820}\u{182e} "],
    ),
    ("Emoji without a text style", &["🥳", "🥳\u{fe0e}", "🥳\u{fe0f}"]),
    ("Emoji with one", &["⌚", "⌚\u{fe0e}"]),
    ("Pictographs that are joined to nothing", &["😀😀", "😀\u{200d}😀"]),
    ("Ideographs", &["字", "字\u{e0100}", "字\u{e01ef}", "字\u{fe00}", "字\u{fe02}"]),
    ("Letters with a form", &["က", "က\u{fe00}", "\u{a856}", "\u{a856}\u{fe00}"]),
    ("Signs with a form", &["∩", "∩\u{fe00}", "0", "0\u{fe00}", "。", "。\u{fe00}", "。\u{fe01}"]),
    ("Spaces at a line's end", &["a\n", "a \n", "a\t\n", "a\u{3000}\n", "a\u{2003}\n", "a\u{a0}\n"]),
    (
        "Spaces of one picture",
        &["a ", "a\u{a0}", "a\u{2000}", "a\u{2002}", "a\u{2004}", "a\u{2005}", "a\u{205f}", "a\u{202f}", "a\u{2800}"],
    ),
];

/// A message, each digit of which is one of the ways to write a piece.
fn spelled(ways: &[&str], count: usize) -> String {
    // Not periodic, so that a place says something too.
    let mut state = 1_usize;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ways[(state >> 33) % ways.len()]
        })
        .collect()
}

/// What a text would be if nothing of the kind stood in it.
fn plain(ways: &[&str], text: &str) -> String {
    let shown = |text: &str| text.replace(is_unsure, "");
    let text = shown(text);
    if ways.iter().any(|way| way.contains("\u{3000}")) { text.replace('\u{3000}', " ") } else { text }
}

fn is_unsure(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[test]
fn what_looks_alike_spells_no_sentence() {
    for (name, ways) in ALIKE {
        let text = spelled(ways, 2_000);
        let seen = sanitize(&text).into_owned();
        // What is left of it, as places at which it is not what most of it is.
        let words: Vec<char> = seen.chars().collect();
        let mut bits = 0.0;
        let mut last = 0;
        let always = always_kept(ways);
        for (place, character) in words.iter().enumerate() {
            if is_unsure(*character) && !always.contains(character) {
                let kinds: f64 = if matches!(character, '\u{e0100}'..='\u{e01ef}') { 243.0 } else { 3.0 };
                bits += ((place - last) as f64 + 1.0).log2() + kinds.log2();
                last = place;
            }
        }
        assert!(
            bits < MOST,
            "{name}: {bits} bits in {}",
            seen[..400.min(seen.floor_char_boundary(400))].escape_unicode()
        );
        // Nothing that is seen goes.
        let visible = |text: &str| plain(ways, text).split_whitespace().collect::<String>();
        let spaces = |text: &str| text.replace(['\u{2800}', '\u{3000}'], " ");
        assert!(visible(&seen) == visible(&spaces(&text)), "{name}");
    }
}

/// Of the ways, what stands in each of them: a letter has one joiner or the other, and the one that is seen stays.
fn always_kept(ways: &[&str]) -> Vec<char> {
    let all = ways.iter().all(|way| way.contains(is_unsure));
    let mut kept: Vec<char> = Vec::new();
    if all {
        // The one of them that is kept of any number.
        for way in ways {
            let many = way.repeat(2_000);
            let count = sanitize(&many).chars().filter(|character| is_unsure(*character)).count();
            if count > 1_000 {
                kept.extend(way.chars().filter(|character| is_unsure(*character)));
            }
        }
        assert!(!kept.is_empty(), "{ways:?}");
    }
    kept
}

/// With a selector less it is the same flag, or the same key.
#[test]
fn emoji_of_several_characters_are_written_in_one_way() {
    for (ways, whole) in [
        (["🏳\u{fe0f}\u{200d}🌈", "🏳\u{200d}🌈"], "🏳\u{fe0f}\u{200d}🌈"),
        (["👁\u{200d}🗨", "👁\u{fe0f}\u{200d}🗨"], "👁\u{fe0f}\u{200d}🗨\u{fe0f}"),
        (["👨\u{fe0f}\u{200d}👩\u{200d}👧", "👨\u{200d}👩\u{fe0f}\u{200d}👧\u{fe0f}"], "👨\u{200d}👩\u{200d}👧"),
        (["1\u{20e3}", "1\u{fe0f}\u{20e3}"], "1\u{fe0f}\u{20e3}"),
        (["🤷\u{200d}♂", "🤷\u{200d}♂\u{fe0f}"], "🤷\u{200d}♂\u{fe0f}"),
    ] {
        for way in ways {
            assert_eq!(sanitize(&way.repeat(300)), whole.repeat(300), "{}", way.escape_unicode());
        }
    }
}

/// Of two joiners that are one picture one stays in a long text, and the other does not.
#[test]
fn of_what_is_one_picture_one_way_stays() {
    for (one, other) in [
        ("କ୍\u{200c}କ ", "କ୍\u{200d}କ "),
        ("క్\u{200c}ష ", "క్\u{200d}ష "),
        ("ರ\u{200d}್ಕ ", "ರ್\u{200d}ಕ "),
        ("ꦏ꧀\u{200c}ꦏ ", "ꦏ꧀\u{200d}ꦏ "),
        ("ស\u{200c}៊ី ", "ស៊\u{200c}ី "),
        ("بَ\u{200c}ب ", "ب\u{200c}َب "),
    ] {
        let count = |unit: &str| {
            let seen = sanitize(&unit.repeat(500)).into_owned();
            seen.chars().filter(|character| is_unsure(*character)).count()
        };
        assert_eq!(count(one), 500, "{}", one.escape_unicode());
        assert!(count(other) < 24, "{}: {}", other.escape_unicode(), count(other));
    }
    // The ya of Bengali would be another word without either.
    let seen = sanitize(&"র\u{200c}্য ".repeat(500)).into_owned();
    assert_eq!(seen.chars().filter(|character| is_unsure(*character)).count(), 500);
    assert!(seen.chars().filter(|character| *character == '\u{200c}').count() < 24);
}

#[test]
fn texts_of_one_answer_share_what_there_is() {
    let mut budget = Budget::default();
    let mut kept = 0;
    for place in 0..1_000 {
        budget.begin(place * 100);
        kept += sanitize_within("字\u{e0100}", &mut budget).chars().filter(|character| *character != '字').count();
    }
    assert!((1..6).contains(&kept), "{kept}");
}

/// A body as it was received has lost what there is no room for; its references must not bring it back.
#[test]
fn references_add_nothing_that_perhaps_cannot_be_seen() {
    let one = "字\u{e0100} ";
    assert_eq!(sanitize_converted(one.trim(), "<p>字\u{e0100}</p>"), one.trim());
    assert_eq!(sanitize_converted(one.trim(), "<p>字&#xe0100;</p>"), "字");
    assert_eq!(sanitize_converted("می\u{200c}خواهم", "<p>می&zwnj;خواهم</p>"), "می\u{200c}خواهم");
}

#[test]
fn joiners_that_are_seen_are_some_among_many_letters() {
    let text = "ب\u{200c}".repeat(2_000);
    let kept = sanitize(&text).chars().filter(|character| *character == '\u{200c}').count();
    assert!((200..1_100).contains(&kept), "{kept}");
}

#[test]
fn selectors_stay_only_behind_what_has_that_variation() {
    for (base, selector) in [
        ('\u{182e}', '\u{180b}'),
        ('\u{1822}', '\u{180c}'),
        ('\u{1820}', '\u{180d}'),
        ('\u{1828}', '\u{180f}'),
        ('\u{1f973}', '\u{fe0e}'),
        ('\u{1f600}', '\u{fe0e}'),
        ('\u{1f911}', '\u{fe0f}'),
        ('1', '\u{fe00}'),
        ('。', '\u{fe02}'),
    ] {
        let text = format!("{base}{selector}").repeat(3);
        assert_eq!(sanitize(&text), String::from(base).repeat(3), "{}", text.escape_unicode());
    }
}

/// Answers of a call that are read at the same time have one budget, and each goes on where the others have got to.
#[test]
fn answers_that_are_read_at_the_same_time_share_one_budget() {
    let unsure = "字\u{e0100}".repeat(40);
    let alone = sanitize(&unsure).chars().filter(|character| is_unsure(*character)).count();
    assert!(alone > 0);
    let call = CallBudget::default();
    let times = Cell::new(0);
    let seen = call.read(|budget| {
        times.set(times.get() + 1);
        if times.get() == 1 {
            // Another answer of the call is read whole meanwhile.
            let other = call.read(|budget| sanitize_within(&unsure, budget).into_owned());
            assert_eq!(other, sanitize(&unsure));
        }
        sanitize_within(&unsure, budget).into_owned()
    });
    assert_eq!((times.get(), seen), (2, "字".repeat(40)));
    // One that spends nothing does not keep another from what it has read.
    let call = CallBudget::default();
    let seen = call.read(|budget| {
        call.read(|budget| budget.end(100));
        sanitize_within(&unsure, budget).into_owned()
    });
    assert_eq!(seen, sanitize(&unsure));
}
