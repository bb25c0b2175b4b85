//! A name stands without a remark only where it is plain and nothing known is near it.

use super::remarks::{SITE, remarks};
use crate::oauth::client::{REDIRECT, app};

/// What is plain is a short list, and whatever is not in it is remarked on.
#[tokio::test]
async fn name_that_is_not_in_plain_letters_is_marked() {
    let app = app().await;
    for (name, script) in [
        ("Ассистент", "Cyrillic"),
        ("Βοηθός", "Greek"),
        ("サポート・アシスタント", "Japanese"),
        ("東京タワー", "Japanese"),
        ("助手", "Chinese"),
        ("도우미", "Korean"),
        ("مساعد", "Arabic"),
        ("עוזר", "Hebrew"),
        ("हिन्दी सहायक", "Devanagari"),
        ("ผู้ช่วย", "Thai"),
        ("ᑕᑭᑯ", "Canadian Aboriginal"),
    ] {
        let said = remarks(&app, name, SITE).await;
        assert_eq!(said, [format!("is written in {script} letters.")], "{name}");
    }
    for name in [
        "AI 助手",
        "Zoë",
        "Acme · Support",
        "Support – in Berlin",
        "Inbox √",
        "Inbox ⍻",
        "Inbox 𐄂",
        "Inbox 🆗",
        "Inbox 🔑",
        "🤖 Helper",
        "Notes ∥",
        "Inbox #1",
        "Inbox!",
        "Inbox: mail",
        "Inbox [x]",
        "Inbox/mail",
        "Inbox_mail",
        "Tools*",
        "Acme™",
        "~ Acme ~",
        "(Acme",
        "Acme)x",
        "'Acme",
        "ACME = mail",
        "--",
        "&&&",
        "Acme × Support",
    ] {
        let said = remarks(&app, name, SITE).await;
        assert!(!said.is_empty(), "{name}");
    }
}

/// Letters of scripts that no table has beside Latin, and signs for letters.
#[tokio::test]
async fn known_names_in_letters_of_the_same_shape_are_marked() {
    let app = app().await;
    for name in [
        "ᑕᒪᗩᑌᗪᗴ",
        "CL∧UDE",
        "CL▲UDE",
        "G⚪⚪gle",
        "G∘∘gle",
        "Curs○r",
        "Curs◯r",
        "Curs⭕r",
        "Interc☉m",
        "∩otion",
        "C❘aude",
        "꒝꒒ꍏꀎꀷꍟ",
        "૮ℓαµ∂૯",
        "Clͣuͩe",
        "ǝpnɐlƆ",
        "əpnɐlɔ",
        "𝙲𝚕𝚊𝚞𝚍𝚎",
        "ᏟᏞᎪᏌᎠᎬ",
        "ꓚꓡꓮꓴꓓꓰ",
        "Ϲlaude",
        "C̲l̲a̲u̲d̲e̲",
        "卩ㄥ卂ㄩᗪ乇",
        "₵Ⱡ₳ɄĐɆ",
        "ClⲀude",
        "Ꮯlaude",
        "⠉⠇⠁⠥⠙⠑",
        "🅒laude",
        "Clau∂e",
        "Cլaude",
    ] {
        assert!(!remarks(&app, name, SITE).await.is_empty(), "{name}");
        assert!(!remarks(&app, name, REDIRECT).await.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn short_name_with_one_letter_wrong_is_marked() {
    let app = app().await;
    for (name, known) in [
        ("Codax", "Codex"),
        ("Kodex", "Codex"),
        ("Slakc", "Slack"),
        ("Slacc", "Slack"),
        ("Slakc reports", "Slack"),
        ("Slack", "Slack"),
        ("Kodex agent", "Codex"),
        ("Appel", "Apple"),
        ("Groc", "Grok"),
        ("Grokk", "Grok"),
        ("VS Gode", "VS Code"),
        ("VS Cod", "VS Code"),
        ("n8m", "n8n"),
        ("Kimo", "Kiro"),
        ("Clyne", "Cline"),
        ("Notien", "Notion"),
        ("Lineer", "Linear"),
        ("Warq", "Warp"),
        ("GPT", "GPT"),
        ("My GPT", "GPT"),
        ("MyGPT", "GPT"),
        ("GPT4", "GPT"),
        ("Deep Seek", "DeepSeek"),
        ("Dropbax", "Dropbox"),
    ] {
        let said = remarks(&app, name, SITE).await;
        assert!(said.iter().any(|said| said.contains(&format!("looks like “{known}”"))), "{name}: {said:?}");
    }
}

#[tokio::test]
async fn name_that_can_be_read_as_an_address_is_marked() {
    let app = app().await;
    for name in [
        "mybankDOTcom",
        "mybank d0t com",
        "mybankd0tcom",
        "mybank..com",
        "mybank-com",
        "mybank'com",
        "mybank+com",
        "mybank&com",
        "mybank-net",
        "mybank'io",
        "mybank+dev",
        "mybank(.)com",
        "mybank(dot)com",
        "mybank, com",
        "mybank.corn",
        "mybank.xyz",
        "mybank.internal",
        "[2606:4700::1111]",
        "2606:4700::1111",
        "::1",
        "127-0-0-1",
        "127 0 0 1",
        "1.2.3.4",
        "10.0.0.1",
        "2130706433",
        "0x7f000001",
        "www mybank",
        "wwwmybank",
        "https mybank",
        "http-mybank",
        "mybank.com",
        "m.y.b.a.n.k",
        "login.mybank",
        "support@mybank",
        "mybank:8443",
        "mybank/login",
        "mybank?x",
        "mybank.com.",
        "localhost",
        "mybank . com",
        "127.1",
        "192.168.1",
        "local host",
        "1ocalh0st",
        "mybank c o m",
        "mybank org",
        "acme co uk",
        "ftp mybank",
    ] {
        let said = remarks(&app, name, SITE).await;
        assert!(!said.is_empty(), "{name}");
    }
    assert_eq!(remarks(&app, "mybank'com", SITE).await.len(), 1);
    assert_eq!(remarks(&app, "login.mybank", SITE).await, ["can be read as an address."]);
    assert_eq!(remarks(&app, "client.example.com", SITE).await, [""; 0]);
}

#[tokio::test]
async fn name_that_says_that_it_can_be_trusted_in_other_words_is_marked() {
    let app = app().await;
    for name in [
        "Validated inbox",
        "Verification passed",
        "First-party app",
        "SOC2 audited",
        "SOC 2 inbox",
        "Whitelisted",
        "Recommended by your admin",
        "Inbox OK",
        "GDPR compliant inbox",
        "Reviewed inbox",
        "Licensed inbox",
        "Approval granted",
        "Verifizierte App",
        "Aplicacion verificada",
        "Application verifiee",
        "App verificata",
        "Offizielle App",
        "App officielle",
        "App oficial",
        "Sichere App",
        "Guaranteed inbox",
        "IT Department",
        "Your company",
        "No virus inside",
        "SecureMail",
        "Trustly",
        "Securely",
        "Geprueft",
    ] {
        let said = remarks(&app, name, SITE).await;
        assert!(said.contains(&"says that it can be trusted.".to_owned()), "{name}: {said:?}");
    }
}
