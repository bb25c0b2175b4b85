//! Mails as the programs write them that people really use: of each, all that is drawn is read, and nothing else.

use std::{fs, path::Path};

use intercom_mcp::{query::plain_text, tools::render::html::markdown};

/// The numbers of words such as `SEEN12`.
fn numbers(text: &str, word: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter_map(|found| found.strip_prefix(word)).filter(|rest| !rest.is_empty()).map(str::to_owned).collect()
}

#[test]
fn mails_lose_nothing_but_what_they_hide() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration/attacks/hidden_markup/mails");
    let mut wrong = Vec::new();
    let mut mails = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let html = fs::read_to_string(&path).unwrap();
        mails += 1;
        let body = markdown(&html);
        for (way, text) in [("markdown", &body.text), ("plain text", &plain_text(&html))] {
            // History is counted there.
            let is_folded = text.contains("[quoted earlier messages");
            let is_lost = |number: &String| !is_folded && !numbers(text, "SEEN").contains(number);
            let lost: Vec<String> = numbers(&html, "SEEN").into_iter().filter(is_lost).collect();
            let leaked = numbers(text, "UNSEEN");
            if !lost.is_empty() || !leaked.is_empty() {
                wrong.push(format!("{}, {way}: lost {lost:?}, leaked {leaked:?}", path.display()));
            }
        }
    }
    assert!(mails >= 10);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
