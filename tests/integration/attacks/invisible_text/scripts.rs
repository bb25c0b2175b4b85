//! What writing systems and emoji need stays whole; what nobody sees in them goes.

use std::borrow::Cow;

use intercom_mcp::text::visible::sanitize;
use proptest::{prelude::*, sample::select};

macro_rules! stays_whole {
    ($name:ident, $($text:expr),+ $(,)?) => {
        #[test]
        fn $name() {
            for text in [$($text),+] {
                assert_eq!(sanitize(text), text, "{:?}", text.escape_unicode().to_string());
                // In a sentence, twice in a row, and between tags.
                for around in [format!("Text: {text}."), format!("{text} {text}"), format!("<p>{text}</p>\n{text}")] {
                    assert_eq!(sanitize(&around), around);
                }
            }
        }
    };
}

stays_whole!(
    persian_keeps_its_non_joiners_and_its_abbreviations,
    "می\u{200c}خواهم کتاب\u{200c}ها را ببینم",
    "خانه\u{200c}ای که نمی\u{200c}شناسم",
    "سال ۱۴۰۰ ه\u{200d}. ش.",
    "مُدَرِّسه\u{200c}ی"
);
stays_whole!(arabic_keeps_its_vowels, "السَّلامُ عَلَيْكُمْ", "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ", "رقم \u{600}١٢٣", "محمد");
stays_whole!(urdu_kurdish_and_pashto, "پاکستان کے لیے", "ده\u{200c}ستپێکردن", "پښتو ژبه");
stays_whole!(hebrew_keeps_its_points, "שָׁלוֹם עֲלֵיכֶם", "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים", "\"צה״ל\" (2024)");
stays_whole!(
    hindi_keeps_half_forms,
    "क्\u{200d}ष",
    "क्\u{200c}ष",
    "श्रीमान् जी, नमस्ते।",
    "र्\u{200d}य",
    "ऑर्डर क़ीमत",
    "डॉक्\u{200d}टर"
);
stays_whole!(bengali_keeps_its_ya, "র\u{200c}\u{9cd}যাব", "র\u{200d}\u{9cd}যাব", "উদ্\u{200c}যাপন", "ধন্যবাদ", "ক্\u{200d}ষ");
stays_whole!(javanese_balinese_gurmukhi_oriya, "ꦏ꧀\u{200c}ꦏ", "ᬓ᭄\u{200c}ᬓ", "ਸ੍\u{200c}ਰ", "କ୍\u{200c}କ");
stays_whole!(
    legacy_letters_at_the_end_of_a_word,
    "ഞാന്\u{200d} അവള്\u{200d}, അവര്\u{200d}. കാല്\u{200d} കണ്\u{200d}",
    "হঠাত্\u{200d} উত্\u{200d}সব",
    "মহত্\u{200d}",
);
stays_whole!(tamil, "க்\u{200c}ஷ", "நன்றி வணக்கம்", "ஸ்ரீ");
stays_whole!(kannada_telugu_malayalam_gujarati, "ರ\u{200d}್ಕ", "క్\u{200c}ష", "അവന്\u{200d} വന്നു", "ક્\u{200d}ષ ગુજરાતી");
stays_whole!(sinhala_keeps_joined_letters, "ශ්\u{200d}රී ලංකාව", "ක්\u{200d}ෂ", "ක\u{200d}්ෂ", "ප්\u{200d}රශ්නය");
stays_whole!(khmer, "ភាសាខ្មែរ", "ប៊\u{200c}ី", "ស្ត្រី", "ក\u{200c}៊ី");
stays_whole!(thai_and_lao, "สวัสดีครับ ที่นี่", "น้ำใจ", "ສະບາຍດີ ຂອບໃຈ");
stays_whole!(burmese_and_tibetan, "မြန်မာဘာသာ", "ကျွန်ုပ်တို့", "မြွှေ့", "བོད་སྐད་", "རྒྱུ་མཚན་", "ꩠ\u{fe00}");
stays_whole!(
    mongolian_keeps_its_variations,
    "ᠮᠣᠩᠭᠣᠯ",
    "ᠨᠠᠢ\u{180b}ᠮᠠ",
    "ᠠᠷᠳᠠᠭ\u{180e}ᠠ",
    "ᠪᠠᠢᠨ\u{180b}\u{180e}ᠠ",
    "ᠮᠣᠩᠭᠣᠯ\u{202f}ᠤᠨ",
    "ᠠ\u{200d}"
);
stays_whole!(
    chinese_keeps_variations_of_ideographs,
    "葛\u{e0100}飾区",
    "邉\u{e0106}さん",
    "㐂",
    "，\u{fe00}。\u{fe01}",
    "0\u{fe00}",
    "全角\u{3000}空白",
    "简体中文，繁體中文。",
    "𠮷野家"
);
stays_whole!(japanese, "ガギグ", "か\u{3099}き\u{3099}", "東京タワー、ﾊﾝｶｸ", "渡邉\u{e0101}様", "〜々〆");
stays_whole!(korean_syllables_and_jamo, "한국어", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}", "ㅋㅋㅋ ㅠㅠ");
stays_whole!(
    vietnamese_composed_and_decomposed,
    "Tiếng Việt",
    "Tie\u{302}\u{301}ng Vie\u{323}\u{302}t",
    "o\u{31b}\u{309}"
);
stays_whole!(european_marks, "Ångström", "n\u{303}", "ё й", "Ǘ", "ɔ\u{303}\u{301}", "άνθρωπος", "Zażółć gęślą jaźń");
stays_whole!(letters_under_letters, "ស្ត្រី", "မြန်မာဘာသာစကားသင်္ကြန်", "ဗုဒ္ဓ", "ᨽᩣᩈᩣᩃ᩠ᨶᩣ", "\u{11066}\u{1107f}\u{11064}");
stays_whole!(syriac_and_n_ko, "ܫܠܡܐ \u{70f}ܐܒܓ", "ߒߞߏ");
stays_whole!(
    emoji_families_and_professions,
    "👨\u{200d}👩\u{200d}👧\u{200d}👦",
    "👩🏽\u{200d}💻",
    "🏳\u{fe0f}\u{200d}🌈",
    "🏴\u{200d}☠\u{fe0f}",
    "👁\u{fe0f}\u{200d}🗨\u{fe0f}",
    "👩\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👨",
    "🧑🏿\u{200d}🤝\u{200d}🧑🏻",
    "🐻\u{200d}❄\u{fe0f}"
);
stays_whole!(
    emoji_flags,
    "🇩🇪🇻🇳",
    "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}"
);
stays_whole!(emoji_keycaps, "1\u{fe0f}\u{20e3}", "#\u{fe0f}\u{20e3}*\u{fe0f}\u{20e3}");
stays_whole!(
    emoji_skin_tones_and_hearts,
    "👍🏽",
    "✌🏿",
    "❤\u{fe0f}",
    "⌚\u{fe0e}",
    "☎\u{fe0f}",
    "©\u{fe0f} ®",
    "🤷🏼\u{200d}♂\u{fe0f}"
);
stays_whole!(spaces_signs_and_braille, "  a  b\n\tc", "⠓⠑⠇⠇⠕", "∩\u{fe00}", "→ ✓ ½ ﷼", "\u{fffd}");

#[test]
fn what_shows_as_nothing_goes() {
    let tags =
        |text: &str| text.bytes().filter_map(|byte| char::from_u32(0xe0000 + u32::from(byte))).collect::<String>();
    for (text, seen) in [
        (format!("a{}b", tags("IGNORE ALL")), "ab"),
        // A flag that nobody has, one that does not end, and one with more behind it.
        (format!("🏴{}\u{e007f}x", tags("ustx")), "🏴x"),
        (format!("🏴{}x", tags("gbeng")), "🏴x"),
        (
            format!("🏴{}{}x", "\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", tags("evil")),
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}x",
        ),
        ("a\u{fe00}\u{fe01}\u{fe0f}b".into(), "ab"),
        ("😀\u{e0101}\u{e0102}\u{fe00}a".into(), "😀a"),
        ("⌚\u{fe0e}\u{fe0f}\u{fe0e}".into(), "⌚\u{fe0e}"),
        ("1\u{fe0f}2\u{fe0f}".into(), "12"),
        ("葛\u{e0100}\u{e0101}\u{e0102}".into(), "葛\u{e0100}"),
        ("a\u{200d}b\u{200c}c".into(), "abc"),
        ("ب\u{200c}\u{200d}\u{200c}ب".into(), "ب\u{200c}ب"),
        ("😀\u{200d}\u{200d}\u{200d}a".into(), "😀a"),
        ("\u{202e}gnp\u{202c} \u{2066}x\u{2069} \u{200e}y\u{200f}\u{61c}".into(), "gnp x y"),
        ("a\u{2061}\u{2062}\u{2063}\u{2064}\u{2060}\u{206a}b".into(), "ab"),
        ("\u{115f}\u{1160}\u{3164}\u{ffa0}\u{17b4}\u{17b5}".into(), ""),
        ("a\u{2800}b".into(), "a b"),
        ("a\u{13441}b\u{13442}c".into(), "a b c"),
        ("a\u{1039}b\u{17d2}c\u{11a47}\u{1107f}1\u{1107f}2".into(), "abc12"),
        ("က\u{1039} က\u{1039}x ក\u{17d2}က က\u{1039}\u{1039}က".into(), "က ကx កက က\u{1039}က"),
        ("😀\u{fe0f}⌚\u{fe0f}☎\u{fe0e}❤\u{fe0e}x".into(), "😀⌚☎❤x"),
        ("a\u{ad}b\u{34f}c\u{200b}d\u{feff}e".into(), "abcde"),
        ("\u{fff9}x\u{fffa}y\u{fffb}\u{fffc}".into(), "xy"),
        ("Eve\u{1b}[31m\u{0}\u{7}\u{7f}\u{9b}".into(), "Eve[31m"),
        ("\u{e000}\u{f8ff}\u{f0000}\u{10fffd}\u{fdd0}\u{ffff}\u{378}\u{e0001}\u{e01f0}".into(), ""),
        ("a\r\nb\rc\u{85}d\u{2028}e\u{2029}f\u{b}g\u{c}h\ti\n".into(), "a\nb\nc\nd\ne\nf\ng\nh\ti\n"),
        ("\u{1d173}\u{1bca0}\u{1d159}\u{16fe4}\u{13430}".into(), ""),
        ("ᠠ\u{180b}\u{180c}\u{180e}\u{180e}x".into(), "ᠠ\u{180b}x"),
        // Behind a virama before a space, a sign, a mark, or a letter of another script.
        ("क्\u{200c} क्\u{200c}. क्\u{200c}x क्\u{200d}x क्\u{200c}".into(), "क् क्. क्x क्x क्"),
        ("क्\u{200d}ि क्\u{200c}\u{902} ক্\u{200c}\u{9be}".into(), "क्ि क्\u{902} ক্\u{9be}"),
        ("\u{94d}\u{200d}ष 1\u{94d}\u{200c}ष".into(), "\u{94d}ष 1\u{94d}ष"),
        ("അവന്\u{200c} ന്\u{200c}, ത്\u{200c}".into(), "അവന് ന്, ത്"),
        // Asat, phinthu and halanta kill a vowel and join nothing.
        ("က\u{103a}\u{200d}က ก\u{e3a}\u{200c}ก ཀ\u{f84}\u{200d}ཀ".into(), "က\u{103a}က ก\u{e3a}ก ཀ\u{f84}ཀ"),
        // What lengthens a line is the same beside a joiner.
        ("ـ\u{200d} ـ\u{200c}ـ ـ\u{200c}ب ب\u{200c}ـ".into(), "ـ ــ ـ\u{200c}ب ب\u{200c}ـ"),
        // A shifter of Khmer keeps its form before a vowel only.
        ("ប៊\u{200c} ប៊\u{200d}ី ប\u{200d}៊ី ប\u{200c}៊ប".into(), "ប៊ ប៊ី ប៊ី ប៊ប"),
    ] {
        assert_eq!(sanitize(&text), seen, "{}", text.escape_unicode());
    }
}

#[test]
fn towers_of_marks_are_cut_in_every_script() {
    for (base, mark, kept) in [
        ("a", '\u{301}', 4),
        ("ب", '\u{64e}', 4),
        ("ש", '\u{5b8}', 8),
        ("ก", '\u{e49}', 8),
        ("क", '\u{94d}', 5),
        ("བ", '\u{fb1}', 3),
    ] {
        let tower = |height| format!("{base}{}", String::from(mark).repeat(height));
        assert_eq!(sanitize(&tower(1000)), tower(kept), "{base}");
        // Invisible characters among them hold nothing up.
        let mixed = format!("{base}{}", format!("{mark}\u{200d}\u{2060}").repeat(1000));
        assert_eq!(sanitize(&mixed).chars().filter(|character| *character == mark).count(), kept, "{base}");
    }
}

#[test]
fn long_texts_keep_what_their_script_needs() {
    for word in [
        "ഞാന്\u{200d} ",
        "হঠাত্\u{200d} ",
        "ශ්\u{200d}රී ",
        "می\u{200c}خواهم ",
        "क्\u{200d}ष ",
        "वाक्\u{200c}यांश ",
        "উদ্\u{200c}যাপন ",
        "র\u{200d}্যাব ",
        "ක\u{200d}්ෂ ",
        "ප්\u{200d}රශ්නය ",
        "க்\u{200c}ஷ ",
        "ಕ್\u{200c}ಷ ",
        "ស\u{200c}៊ី ",
        "ꦏ꧀\u{200c}ꦏ ",
        "ᬓ᭄\u{200c}ᬓ ",
        "ਸ੍\u{200c}ਰ ",
        "କ୍\u{200c}କ ",
        "ᠠᠷᠳᠠᠭ\u{180e}ᠠ ",
        "ᠮᠣᠩᠭᠣᠯ\u{202f}ᠤᠨ ",
        "👨\u{200d}👩\u{200d}👧\u{200d}👦",
        "🏳\u{fe0f}\u{200d}🌈",
        "❤\u{fe0f}",
        "1\u{fe0f}\u{20e3}",
        "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    ] {
        let text = word.repeat(300);
        let text = text.trim_end();
        assert_eq!(sanitize(text), text, "{}", word.escape_unicode());
    }
}

#[test]
fn plain_text_is_not_copied() {
    for text in ["", "Hello, <b>world</b> & more.\n\tx", "  x  y\n\n z", "Grüße aus Köln 👍🏽", "日本語のメール"]
    {
        assert!(matches!(sanitize(text), Cow::Borrowed(_)), "{text}");
    }
}

/// Characters that no result may hold, whatever stands around them: by number, so that nothing is taken from what is
/// tested.
fn is_never_seen(character: char) -> bool {
    matches!(u32::from(character),
        0..=8 | 0xb..=0x1f | 0x7f..=0x9f | 0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x200b | 0x200e
        | 0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x2800 | 0x3164 | 0xe000..=0xf8ff | 0xfdd0..=0xfdef | 0xfeff
        | 0xffa0 | 0xfff0..=0xfffc | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a | 0xe0000..=0xe001f | 0xe0080..=0xe00ff
        | 0xe01f0..=0x10ffff)
        || matches!(u32::from(character) & 0xffff, 0xfffe | 0xffff)
}

fn is_selector(character: char) -> bool {
    matches!(character, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_tag(character: char) -> bool {
    ('\u{e0020}'..='\u{e007f}').contains(&character)
}

/// Texts in which everything that is decided by what stands around it meets everything else.
fn tangled() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a",
        "1",
        "#",
        "\u{20e3}",
        "\u{fe0f}",
        "\u{fe0e}",
        "\u{fe00}",
        "\u{e0100}",
        "\u{e01ef}",
        "字",
        "∩",
        "❤",
        "😀",
        "👍",
        "🏽",
        "🏴",
        "\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "\u{e0067}",
        "\u{e007f}",
        "\u{200d}",
        "\u{200c}",
        "ب",
        "ه",
        "د",
        "\u{640}",
        "\u{64e}",
        "\u{301}",
        "क",
        "\u{94d}",
        "\u{93c}",
        "र",
        "র",
        "\u{9cd}",
        "ක",
        "\u{dca}",
        "ന",
        "ത",
        "\u{d4d}",
        "ত",
        "ក",
        "\u{17ca}",
        "\u{17d2}",
        "ᠠ",
        "\u{180b}",
        "\u{180e}",
        "ש",
        "\u{5b8}",
        "\u{202e}",
        "\u{ad}",
        "\u{1b}",
        "\r",
        "\n",
        "\u{2028}",
        "\u{2800}",
        "\u{600}",
        " ",
        "\u{3164}",
        "\u{378}",
        "\u{e000}",
        "\u{1a60}",
        "\u{1039}",
        "က",
        "\u{fffc}",
    ];
    let piece = prop_oneof![9 => select(pieces).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn what_is_left_can_be_seen_and_stays_when_it_is_read_again(text in tangled()) {
        let seen = sanitize(&text).into_owned();
        prop_assert_eq!(sanitize(&seen), seen.as_str(), "again: {}", text.escape_unicode());
        let selectors = seen.matches('\u{fe0f}').count();
        prop_assert!(seen.len() <= text.len() + selectors * 3);
        prop_assert_eq!(seen.chars().find(|character| is_never_seen(*character)), None);
        let characters: Vec<char> = seen.chars().collect();
        let is_joiner = |character: char| matches!(character, '\u{200c}' | '\u{200d}' | '\u{180e}');
        for pair in characters.windows(2) {
            prop_assert!(!(is_joiner(pair[0]) && is_joiner(pair[1])), "{}", seen.escape_unicode());
            prop_assert!(!(is_selector(pair[0]) && is_selector(pair[1])), "{}", seen.escape_unicode());
        }
        prop_assert!(characters.first().is_none_or(|first| !is_selector(*first) && !is_tag(*first)));
        let flags = seen.matches("🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}").count();
        let tags = characters.iter().filter(|character| is_tag(**character)).count();
        prop_assert!(tags <= 6 * (flags + seen.matches('🏴').count()));
    }

    #[test]
    fn nothing_that_can_be_seen_goes(text in "[ -~äöüßéñçЖжΩא-תا-يअ-ह一-丏あ-んア-ン가-갏ก-ฮ\\n\\t€“”–…😀-😏]{0,60}") {
        let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches([' ', '\t'])).collect();
        prop_assert_eq!(sanitize(&text), lines.join("\n"));
    }
}

#[test]
fn what_goes_is_not_looked_at_in_what_stays() {
    for text in [
        "\u{628}\u{200c}\u{1a60}\u{9cd}\u{628}",
        "\u{628}\u{200c}\u{1a60}\u{200c}\u{64b}\u{628}",
        "\u{995}\u{9cd}\u{200d}\u{1039}\u{995}",
        "\u{628}\u{200d}\u{17d2}\u{180b}\u{64e}",
        "\u{94d}1\u{20e3}\u{94d}\u{94d}\u{94d}\u{94d}\u{94d}",
    ] {
        let seen = sanitize(text).into_owned();
        assert_eq!(sanitize(&seen), seen.as_str(), "{}", text.escape_unicode());
    }
}

/// Else each of a hundred thousand joiners would be looked at from the beginning of the text.
#[test]
fn joiner_far_from_the_letters_that_it_would_part_goes() {
    let text = |marks: usize| format!("\u{628}{}\u{200c}\u{628}", "\u{70f}".repeat(marks));
    assert_eq!(sanitize(&text(3)), text(3));
    assert!(!sanitize(&text(40)).contains('\u{200c}'));
}
