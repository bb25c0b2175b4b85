//! Names of people, by the language they write. Whoever bears one of them is a coincidence.

use super::{companies::slug, random::Random, texts::Language};

/// First names and surnames.
type Names = (&'static [&'static str], &'static [&'static str]);

const ENGLISH: Names = (
    &[
        "Emma", "Liam", "Olivia", "Noah", "Ava", "Ethan", "Sophie", "Mason", "Isabel", "Logan", "Maya", "Lucas",
        "Chloe", "Henry", "Nora", "Caleb", "Ruth", "Wesley", "Naomi", "Felix", "Tessa", "Jordan", "Keisha", "Darius",
        "Aisha", "Kenji", "Rosa", "Amara", "Victor", "June",
    ],
    &[
        "Carter",
        "Bennett",
        "Hughes",
        "Okafor",
        "Reyes",
        "Whitfield",
        "Sinclair",
        "Patel",
        "Morgan",
        "Chen",
        "Fletcher",
        "Delgado",
        "Abbott",
        "Larsen",
        "Quinn",
        "Harlow",
        "Baptiste",
        "Kim",
        "Stone",
        "Mercer",
        "Ellison",
        "Vaughn",
        "Prescott",
        "Tran",
        "Oyelaran",
        "Hayes",
        "Barlow",
        "Nash",
        "Winters",
        "Doyle",
    ],
);

const GERMAN: Names = (
    &[
        "Lena",
        "Paul",
        "Hannah",
        "Maximilian",
        "Katrin",
        "Jürgen",
        "Sabine",
        "Felix",
        "Ayşe",
        "Björn",
        "Ulrike",
        "Stefan",
        "Mia",
        "Götz",
    ],
    &[
        "Schneider",
        "Krüger",
        "Weiß",
        "Hoffmann",
        "Bäcker",
        "Vogel",
        "Keller",
        "Lorenz",
        "Yılmaz",
        "Baumgärtner",
        "Huber",
        "Seidel",
    ],
);

const FRENCH: Names = (
    &["Chloé", "Léa", "Hugo", "Étienne", "Manon", "François", "Inès", "Baptiste", "Amélie", "Théo"],
    &["Lefèvre", "Moreau", "Girard", "Dubois", "Benali", "Rousseau", "Carpentier", "Gauthier", "N'Diaye"],
);

const SPANISH: Names = (
    &["Lucía", "Sofía", "Íñigo", "Carmen", "Andrés", "Marisol", "Joaquín", "Núria", "Pablo", "Ximena"],
    &["García", "Muñoz", "Ibáñez", "Castro", "Villanueva", "Peña", "Ortega", "Santos", "Herrera"],
);

const ITALIAN: Names = (
    &["Giulia", "Marco", "Chiara", "Alessandro", "Elena", "Niccolò"],
    &["Rinaldi", "Conti", "Ferrara", "De Luca", "Galli", "Marchetti"],
);

const DUTCH: Names = (
    &["Sanne", "Daan", "Femke", "Bram", "Lotte", "Joris"],
    &["van Dijk", "Bakker", "de Boer", "Visser", "Smit", "Kuipers"],
);

const PORTUGUESE: Names = (
    &["João", "Mariana", "Tiago", "Beatriz", "Inês", "Rafael"],
    &["Ferreira", "Gonçalves", "Silva", "Araújo", "Pinto", "Moura"],
);

/// Full name and the same in Latin letters.
const UKRAINIAN: &[(&str, &str)] = &[
    ("Оксана Мельник", "Oksana Melnyk"),
    ("Тарас Шевчук", "Taras Shevchuk"),
    ("Ірина Бондар", "Iryna Bondar"),
    ("Дмитро Кравець", "Dmytro Kravets"),
];

const ARABIC: &[(&str, &str)] = &[
    ("ليلى منصور", "Layla Mansour"),
    ("كريم حداد", "Karim Haddad"),
    ("سارة النجار", "Sara Alnajjar"),
    ("يوسف بركات", "Youssef Barakat"),
];

const CHINESE: &[(&str, &str)] =
    &[("王芳", "Wang Fang"), ("李伟", "Li Wei"), ("陈静", "Chen Jing"), ("刘洋", "Liu Yang"), ("赵敏", "Zhao Min")];

const JAPANESE: &[(&str, &str)] = &[
    ("佐藤 健", "Sato Ken"),
    ("鈴木 美咲", "Suzuki Misaki"),
    ("高橋 翔太", "Takahashi Shota"),
    ("田中 由美", "Tanaka Yumi"),
    ("伊藤 直樹", "Ito Naoki"),
];

/// A full name, and its form for an address (`emma.carter`).
pub(super) fn name(random: &mut Random, language: Language) -> (String, String) {
    let (firsts, lasts) = match language {
        Language::English => ENGLISH,
        Language::German => GERMAN,
        Language::French => FRENCH,
        Language::Spanish => SPANISH,
        Language::Italian => ITALIAN,
        Language::Dutch => DUTCH,
        Language::Portuguese => PORTUGUESE,
        Language::Ukrainian => return whole(random, UKRAINIAN),
        Language::Arabic => return whole(random, ARABIC),
        Language::Chinese => return whole(random, CHINESE),
        Language::Japanese => return whole(random, JAPANESE),
    };
    let name = format!("{} {}", random.pick(firsts), random.pick(lasts));
    let address = slug(&name).replace('-', ".");
    (name, address)
}

fn whole(random: &mut Random, names: &[(&str, &str)]) -> (String, String) {
    let (name, latin) = random.pick(names);
    (name.to_owned(), slug(latin).replace('-', "."))
}
