//! Between which consonants a joiner is seen, as Noto Sans and Noto Serif draw them (both, where there are two): what a
//! typeface joins, NON-JOINER parts, and what it does not join stays the same picture with it or without.

use icu_properties::props::Script;

/// First consonants, and the second ones with which they are another picture; of [`ALL`] with all.
type Pairs = &'static [(&'static str, &'static str)];

const ALL: &str = "";

/// Between which NON-JOINER is seen.
pub(super) fn parted(script: Script) -> Pairs {
    match script {
        Script::Devanagari => &[
            ("कखगघचछजझञणतथधनऩपफबभमयरऱलळऴवशषसह", ALL),
            ("ङ", "यर"),
            ("ट", "टठयर"),
            ("ठ", "ठयर"),
            ("ड", "डढयर"),
            ("ढ", "ढयर"),
            ("द", "गघदधबभमयरव"),
        ],
        Script::Bengali => &[
            ("কগঙচটডঢণদনপবমরলশষস", ALL),
            ("খছঝঠথয", "বযর"),
            ("ঘ", "নবযরল"),
            ("জ", "জঝঞবযর"),
            ("ঞ", "চছজঝবযর"),
            ("ত", "তথনবমযরল"),
            ("ধ", "নবমযর"),
            ("ফ", "টবযরল"),
            ("ভ", "বযরল"),
            ("হ", "ণনবমযরল"),
        ],
        Script::Gujarati => &[
            ("કખગઘચજઞણતથધનપફબભમયરલળવશષસહ", ALL),
            ("ઙ", "કગઘમયર"),
            ("છ", "યરવ"),
            ("ઝ", "ર"),
            ("ટ", "ટઠયરવ"),
            ("ઠ", "ઠર"),
            ("ડ", "ડઢયર"),
            ("ઢ", "ઢયર"),
            ("દ", "ગઘદધનબભમયરવ"),
        ],
        Script::Gurmukhi => &[("ਕਖਗਘਙਚਛਜਝਞਟਠਡਢਣਤਥਦਧਨਪਫਬਭਮਯਰਲਲ਼ਵਸ਼ਸਹ", "ਯਰਵਹ")],
        Script::Oriya => &[("ଜର", ALL), ("କଖଗଘଙଚଛଝଞଟଠଡଢଣତଥଦଧନପଫବଭମଯଲଳଵଶଷସହ", "କଖଗଘଙଚଛଜଝଟଠଡଢଣତଥଦଧନପଫବଭମଯରଲଳଵଶଷସହ")],
        Script::Tamil => &[("க", "ஷ")],
        // Each letter has a form that is laid under others.
        Script::Telugu => &[("కఖగఘఙచఛజఝఞటఠడఢణతథదధనపఫబభమయరఱలళఴవశషసహ", ALL)],
        Script::Kannada => &[("ಕಖಗಘಙಚಛಜಝಞಟಠಡಢಣತಥದಧನಪಫಬಭಮಯರಱಲಳವಶಷಸಹ", ALL)],
        Script::Javanese => &[("ꦏꦐꦑꦒꦓꦔꦕꦖꦗꦘꦙꦚꦛꦜꦝꦞꦟꦠꦡꦢꦣꦤꦥꦦꦧꦨꦩꦪꦫꦬꦭꦮꦯꦰꦱꦲ", ALL)],
        Script::Balinese => &[("ᬓᬔᬕᬖᬗᬘᬙᬚᬛᬜᬝᬞᬟᬠᬡᬢᬣᬤᬥᬦᬧᬨᬩᬪᬫᬬᬭᬮᬯᬰᬱᬲᬳ", ALL)],
        Script::Malayalam => &[
            ("ക", "കതയരലവഷ"),
            ("ഖഘഛഝഠഢഥധഩഭരഷ", "യരവ"),
            ("ഗ", "ഗനമയരലവ"),
            ("ങ", "കങയരവ"),
            ("ച", "ചഛയരവ"),
            ("ജ", "ജഞയരവ"),
            ("ഞ", "ചജഞയരവ"),
            ("ട", "ടയരവ"),
            ("ഡ", "ഡഢയരവ"),
            ("ണ", "ടഡണമയരവ"),
            ("ത", "തഥനഭമയരലവസ"),
            ("ദ", "ദധയരവ"),
            ("ന", "തഥദധനമയരറവ"),
            ("പല", "പയരലവ"),
            ("ഫവ", "യരലവ"),
            ("ബ", "ബയരലവ"),
            ("മ", "പമയരലവ"),
            ("യഴ", "യവ"),
            ("റ", "യരറവ"),
            ("ള", "യരളവ"),
            ("ശ", "ചയരലവശ"),
            ("സ", "ഥയരലവസ"),
            ("ഹ", "നമയരലവ"),
        ],
        _ => &[],
    }
}

/// Between which JOINER is seen, and is another picture than NON-JOINER.
pub(super) fn joined(script: Script) -> Pairs {
    match script {
        Script::Devanagari => &[
            ("र", ALL),
            ("क", "रष"),
            ("खगघझञणथधनऩपफबभमयऱलळऴस", "र"),
            ("च", "छर"),
            ("छव", "यर"),
            ("ज", "ञर"),
            ("त", "तर"),
            ("श", "चरलव"),
            ("ष", "टठर"),
            ("ह", "णनमयरलव"),
        ],
        Script::Gujarati => &[
            ("ક", "કયરષ"),
            ("ખઘચણથધપબભમયલવ", "ર"),
            ("ગન", "નર"),
            ("જ", "ઞયર"),
            ("ઞ", "ચજર"),
            ("ત", "તર"),
            ("ફળ", "યર"),
            ("શ", "ચનરલવ"),
            ("ષ", "ટઠર"),
            ("સ", "થર"),
            ("હ", "ણનમયરલવ"),
        ],
        // Khanda ta, as it was written before Unicode 4.1.
        Script::Bengali => &[("ত", ALL)],
        Script::Telugu => &[("ర", ALL)],
        // Chillus, as they were written before Unicode 5.1.
        Script::Malayalam => &[("ണനരലള", ALL)],
        Script::Sinhala => &[
            ("ර", "කඛගඝඞඟචඡජඣඤඥඦටඨඩඪණඬතථදධනඳපඵබභමඹයලවශෂසහළෆ"),
            ("ක", "යරවෂ"),
            ("ඛඝඞඟචඡජඣඥඦඨඩඪණඬථධඳපඵබභමඹයලවශෂසහළෆ", "යර"),
            ("ග", "ධයර"),
            ("ඤ", "චයර"),
            ("ට", "ඨයර"),
            ("ත", "ථයරව"),
            ("ද", "ධයරව"),
            ("න", "ථදධයරව"),
        ],
        _ => &[],
    }
}

/// Whether these pairs have the one of two consonants.
pub(super) fn have(pairs: Pairs, first: char, second: char) -> bool {
    pairs.iter().any(|(firsts, seconds)| firsts.contains(first) && (*seconds == ALL || seconds.contains(second)))
}
