//! A name must not pass for another's unremarked.

use serde_json::json;

use crate::{
    harness::App,
    oauth::{
        browser::Browser,
        client::{Client, REDIRECT, app, with},
    },
};

pub(super) const SITE: &str = "https://client.example.com/callback";

/// The remarks on the page that asks for a client of that name.
pub(super) async fn remarks(app: &App, name: &str, redirect_uri: &str) -> Vec<String> {
    app.clock.advance(std::time::Duration::from_secs(60));
    let client = Client::register_as(app, json!({ "client_name": name, "redirect_uris": [redirect_uri] })).await;
    let request = with(client.request(), "redirect_uri", Some(redirect_uri));
    let page = Browser::new().open(&client.authorize_url(&request)).await;
    assert_eq!(page.status, 200, "{}", page.html);
    let remarks = page.html.split("<div class=\"warning\"><p><strong>The name ").skip(1);
    let plain = |html: &str| -> String {
        html.split('<')
            .enumerate()
            .map(|(index, piece)| if index == 0 { piece } else { piece.split_once('>').unwrap().1 })
            .collect()
    };
    remarks.map(|remark| plain(remark.split("</strong>").next().unwrap())).collect()
}

#[tokio::test]
async fn name_that_looks_like_a_known_clients_is_marked_where_the_answer_goes_elsewhere() {
    let app = app().await;
    for (name, known) in [
        ("Claude", "Claude"),
        ("CLAUDE", "Claude"),
        ("Claude Code", "Claude"),
        ("My Claude", "Claude"),
        ("Claude.", "Claude"),
        ("C l a u d e", "Claude"),
        ("ClaudeAI", "Claude"),
        ("Cl\u{430}ude", "Claude"),
        ("\u{421}laude", "Claude"),
        ("Clаudе", "Claude"),
        ("CIaude", "Claude"),
        ("C1aude", "Claude"),
        ("Cl\u{e1}ude", "Claude"),
        ("Cla\u{200b}ude", "Claude"),
        ("Ｃｌａｕｄｅ", "Claude"),
        ("𝐂𝐥𝐚𝐮𝐝𝐞", "Claude"),
        ("Cluade", "Claude"),
        ("Claudee", "Claude"),
        ("Cl4ude", "Claude"),
        ("ChatGPT", "ChatGPT"),
        ("Chat GPT", "ChatGPT"),
        ("ChatGРТ", "ChatGPT"),
        ("OpenAl", "OpenAI"),
        ("Cursor", "Cursor"),
        ("Сursоr", "Cursor"),
        ("VS Code", "VS Code"),
        ("Visual Studio Code", "Visual Studio"),
        ("VSCode", "VS Code"),
        ("Intercom", "Intercom"),
        // Letters in other shapes.
        ("Ⓒⓛⓐⓤⓓⓔ", "Claude"),
        ("🅒🅛🅐🅤🅓🅔", "Claude"),
        ("🄲🄻🄰🅄🄳🄴", "Claude"),
        ("🅲🅻🅰🆄🅳🅴", "Claude"),
        ("⒞⒧⒜⒰⒟⒠", "Claude"),
        ("🇨🇱🇦🇺🇩🇪", "Claude"),
        ("ᴄʟᴀᴜᴅᴇ", "Claude"),
        ("ᶜˡᵃᵘᵈᵉ", "Claude"),
        ("ℭ𝔩𝔞𝔲𝔡𝔢", "Claude"),
        ("Ȼłⱥᵾđɇ", "Claude"),
        ("ꓚꓡꓮꓴꓓꓰ", "Claude"),
        ("C\u{363}l\u{363}aude", "Claude"),
        ("ⒸⓗⓐⓣⒼⓅⓉ", "ChatGPT"),
        ("снатgpt", "ChatGPT"),
        // Letters and pairs that look like others.
        ("Claucle", "Claude"),
        ("CIaucIe", "Claude"),
        ("C!aude", "Claude"),
        ("C]aude", "Claude"),
        ("C|aude", "Claude"),
        ("(laude", "Claude"),
        ("CI4ud3", "Claude"),
        ("Cl@ude", "Claude"),
        ("Gernini", "Gemini"),
        ("Chat6PT", "ChatGPT"),
        ("0penA1", "OpenAI"),
        ("Curs0r", "Cursor"),
        ("Cur$or", "Cursor"),
        ("lntercorn", "Intercom"),
        ("VVindsurf", "Windsurf"),
        ("AVVS", "AWS"),
        // Spread out, doubled, dropped.
        ("C.l.a.u.d.e", "Claude"),
        ("C-laude", "Claude"),
        ("Cla\u{ad}ude", "Claude"),
        ("C·l·a·u·d·e AI", "Claude"),
        ("Z e d", "Zed"),
        ("Claudde", "Claude"),
        ("Ccllaauuddee", "Claude"),
        ("lVlicrosoft", "Microsoft"),
        ("Nlicrosoft", "Microsoft"),
        ("IVIistral AI", "Mistral"),
        ("GitI-Iub", "GitHub"),
        ("GitHul3", "GitHub"),
        ("YouTuloe", "YouTube"),
        ("Slaclc", "Slack"),
        ("Interconn", "Intercom"),
        ("Clauole", "Claude"),
        ("Coolex", "Codex"),
        ("Zenolesk", "Zendesk"),
        ("Le Cllat", "Le Chat"),
        ("Caude", "Claude"),
        ("C l a u d d e", "Claude"),
        ("Chat GTP", "ChatGPT"),
        ("Anthroplc", "Anthropic"),
        ("Cla udeAI", "Claude"),
        ("⊂laude", "Claude"),
        ("ᑕlaude", "Claude"),
        ("LinearApp", "Linear"),
        // With more around it.
        ("Claude Official", "Claude"),
        ("the Claude app", "Claude"),
        ("Claude™", "Claude"),
        ("Zed™", "Zed"),
        ("GitHub Copilot", "Copilot"),
        ("The Make app", "Make"),
        ("Warp Terminal", "Warp"),
        // Who else is known.
        ("MCP Inspector", "MCP Inspector"),
        ("Zed", "Zed"),
        ("Goose", "Goose"),
        ("LibreChat", "LibreChat"),
        ("Le Chat", "Le Chat"),
        ("Mistral AI", "Mistral"),
        ("Raycast", "Raycast"),
        ("Cline", "Cline"),
        ("JetBrains Junie", "JetBrains"),
        ("IntelliJ IDEA", "IntelliJ"),
        ("Postman", "Postman"),
        ("Zapier", "Zapier"),
        ("n8n", "n8n"),
        ("Amp", "Amp"),
        ("Grok", "Grok"),
        ("Open WebUI", "Open WebUI"),
        ("AnythingLLM", "AnythingLLM"),
        ("Cherry Studio", "Cherry Studio"),
        ("Witsy", "Witsy"),
        ("Continue", "Continue"),
        ("Roo Code", "Roo Code"),
        ("Kiro", "Kiro"),
        ("Fin", "Fin"),
        ("Google", "Google"),
        ("Microsoft", "Microsoft"),
        ("GitHub", "GitHub"),
        ("Apple", "Apple"),
        ("Amazon", "Amazon"),
        ("Slack", "Slack"),
        ("Notion AI", "Notion"),
        ("Linear", "Linear"),
    ] {
        let said = remarks(&app, name, SITE).await;
        let expected = format!("looks like “{known}”, but the answer goes to client.example.com.");
        assert!(said.contains(&expected), "{name}: {said:?}");
    }
}

#[tokio::test]
async fn known_client_is_not_marked_at_its_own_address() {
    let app = app().await;
    for (name, redirect_uri) in [
        ("Claude", "https://claude.ai/api/mcp/auth_callback"),
        ("Claude", "https://claude.com/api/mcp/auth_callback"),
        ("Claude (Intercom)", "https://claude.ai/api/mcp/auth_callback"),
        ("Claude Code (intercom)", REDIRECT),
        ("Claude", "claude://claude.ai/mcp-auth-callback/sdk"),
        ("Claude", "com.anthropic.claude:/callback"),
        ("Cursor", "cursor://anysphere.cursor-mcp/oauth/callback"),
        ("Cursor", "https://www.cursor.com/agents/mcp/oauth/callback"),
        ("ChatGPT", "https://chatgpt.com/connector/oauth/abc"),
        ("Visual Studio Code", "https://vscode.dev/redirect"),
        ("Visual Studio Code", REDIRECT),
        ("MCP CLI Proxy", REDIRECT),
        ("MCP Inspector", REDIRECT),
        ("opencode", REDIRECT),
        ("An MCP client without a name", SITE),
        ("Support reports", SITE),
        ("Simple chat", SITE),
        ("Acme, example.com", SITE),
        ("Zed", REDIRECT),
        ("Goose", REDIRECT),
        ("Roo Code", "http://127.0.0.1:3000/oauth/callback"),
        ("Le Chat", "https://callback.mistral.ai/v1/integrations_auth/oauth2_callback"),
        ("Gemini", "https://gemini.google.com/callback"),
        // Words that are names of clients as well.
        ("Make reports of conversations", SITE),
        ("Continue a conversation", SITE),
        ("Linear regression of tickets", SITE),
        ("Printer communications", SITE),
        ("Open a ticket", SITE),
        ("Open air events", SITE),
        ("Finland support", SITE),
        ("Authentication helper", SITE),
        ("Unofficial client", SITE),
        ("Safeway", SITE),
        ("Hello. World of support", SITE),
        ("Acme, Inc. Support", SITE),
        ("Acme - AI for support", SITE),
        ("Agent 2.0", SITE),
        ("Agent of modern.co.uk", "https://modern.co.uk/callback"),
        ("Zedd", SITE),
        ("Sales org reports", SITE),
        ("Final answer", SITE),
        ("Final", SITE),
        ("Bob's client", SITE),
        ("Ben & Sons (Berlin)", SITE),
        ("O'Reilly Media", SITE),
        ("Research+", SITE),
        ("Text-to-speech", SITE),
        ("St. Gallen support", SITE),
        ("Team 7, desk 12", SITE),
        ("A long name of a client that is honest and plain", SITE),
        ("Code review", SITE),
        ("Black friday", SITE),
    ] {
        assert_eq!(remarks(&app, name, redirect_uri).await, [""; 0], "{name} {redirect_uri}");
    }
    // Spelled in other letters it is nobody's.
    assert_eq!(remarks(&app, "Cl\u{430}ude", REDIRECT).await.len(), 2);
    assert_eq!(remarks(&app, "ChatGPT", REDIRECT).await.len(), 1, "no program of theirs asks");
    assert_eq!(remarks(&app, "Ⓒⓛⓐⓤⓓⓔ", REDIRECT).await.len(), 1);
    assert_eq!(remarks(&app, "Program at localhost, 127.0.0.1", REDIRECT).await, [""; 0]);
    // Strangers have pages there.
    for redirect_uri in ["https://sites.google.com/callback", "https://script.google.com/macros/s/x/exec"] {
        assert_eq!(remarks(&app, "Gemini", redirect_uri).await.len(), 1, "{redirect_uri}");
    }
    assert_eq!(remarks(&app, "Claude", "com.example.claude:/callback").await.len(), 1);
}

#[tokio::test]
async fn name_of_mixed_alphabets_is_marked() {
    let app = app().await;
    for name in ["P\u{430}yments", "Suppοrt", "Acme Ассистент", "Αcme", "acme\u{13a0}"] {
        let said = remarks(&app, name, SITE).await;
        assert!(said.contains(&"mixes letters of several alphabets.".to_owned()), "{name}: {said:?}");
    }
}

#[tokio::test]
async fn name_that_claims_an_address_or_trust_is_marked() {
    let app = app().await;
    for (name, said) in [
        ("Connector of acme.org", "has acme.org in it."),
        ("acme.co.uk", "has acme.co.uk in it."),
        ("login.acme․org", "has login.acme.org in it."),
        ("Acme (verified)", "says that it can be trusted."),
        ("The OFFICIAL client", "says that it can be trusted."),
        ("Trusted app", "says that it can be trusted."),
        ("Vеrified", "says that it can be trusted."),
        ("mybank.ⓒⓞⓜ", "has mybank.com in it."),
        ("mybank.ᴄᴏᴍ", "has mybank.com in it."),
        ("ｍｙｂａｎｋ．ｃｏｍ", "has mybank.com in it."),
        ("mybank · com", "has mybank.com in it."),
        ("mybank·com", "has mybank.com in it."),
        ("mybank • com", "has mybank.com in it."),
        ("mybank . com", "has mybank.com in it."),
        ("mybank. com", "has mybank.com in it."),
        ("MYBANK · COM", "has mybank.com in it."),
        ("mybank[.]com", "has mybank.com in it."),
        ("mybank (dot) com", "has mybank.com in it."),
        ("mybank dot com", "has mybank.com in it."),
        ("mybank,com", "has mybank.com in it."),
        ("mybank\u{660}com", "has mybank.com in it."),
        ("m y b a n k . c o m", "has mybank.com in it."),
        ("client.example.com, mybank.com", "has mybank.com in it."),
        ("https://mybank.com/login", "has mybank.com in it."),
        ("localhost", "has localhost in it."),
        ("mybank⸳com", "has mybank.com in it."),
        ("mybank ⬤ com", "has mybank.com in it."),
        ("mybank.c0m", "has mybank.com in it."),
        ("mybank.\u{3f2}om", "has mybank.com in it."),
        ("мубанк.сом", "has мубанк.com in it."),
        ("mybank;com", "has mybank.com in it."),
        ("mybank／com", "has mybank.com in it."),
        ("mybank com", "has mybank.com in it."),
        ("m.y.b.a.n.k.c.o.m", "has mybank.com in it."),
        ("mybank.com:client.example.com", "has mybank.com in it."),
        ("Program at 127.0.0.1", "has 127.0.0.1 in it."),
        ("V e r i f i e d", "says that it can be trusted."),
        ("V.e.r.i.f.i.e.d", "says that it can be trusted."),
        ("Ⓥⓔⓡⓘⓕⓘⓔⓓ", "says that it can be trusted."),
        ("ᴠᴇʀɪꜰɪᴇᴅ", "says that it can be trusted."),
        ("Verif!ed", "says that it can be trusted."),
        ("Veri fied", "says that it can be trusted."),
        ("0fficial", "says that it can be trusted."),
        ("Offical", "says that it can be trusted."),
        ("OfficialApp", "says that it can be trusted."),
        ("SafeApp", "says that it can be trusted."),
        ("CheckedApp", "says that it can be trusted."),
        ("VerifiedPublisher", "says that it can be trusted."),
        ("Acme ✓", "says that it can be trusted."),
        ("Acme ✅", "says that it can be trusted."),
        ("🔒 Acme", "says that it can be trusted."),
    ] {
        assert!(
            remarks(&app, name, SITE).await.contains(&said.to_owned()),
            "{name}: {:?}",
            remarks(&app, name, SITE).await
        );
    }
}

/// A code that goes to a webhook, to an automation or to a tenant goes to anybody who has one.
#[tokio::test]
async fn known_name_is_marked_where_strangers_receive_answers() {
    let app = app().await;
    for (name, known, redirect_uri) in [
        ("Zapier", "Zapier", "https://hooks.zapier.com/hooks/catch/1234567/abcdef/"),
        ("Zapier", "Zapier", "https://zapier.com/hooks/catch/1234567/abcdef/"),
        ("Intercom x Zapier", "Zapier", "https://hooks.zapier.com/hooks/catch/1/a/"),
        ("n8n", "n8n", "https://oauth.n8n.cloud/oauth2/callback"),
        ("Make", "Make", "https://hook.eu1.make.com/abc"),
        ("Claude", "Claude", "https://pages.claude.ai/callback"),
        ("ChatGPT", "ChatGPT", "https://anything.chatgpt.com/callback"),
        ("GitHub", "GitHub", "https://pages.github.com/callback"),
        ("Cursor", "Cursor", "https://preview.cursor.com/callback"),
        ("Slack", "Slack", "https://hooks.slack.com/services/a/b/c"),
        ("Microsoft", "Microsoft", "https://login.microsoftonline.com/tenant/oauth2/authresp"),
    ] {
        let said = remarks(&app, name, redirect_uri).await;
        assert!(
            said.iter().any(|said| said.contains(&format!("looks like “{known}”"))),
            "{name} {redirect_uri}: {said:?}"
        );
    }
}

#[tokio::test]
async fn known_name_at_home_does_not_silence_another() {
    let app = app().await;
    for (name, known, redirect_uri) in [
        ("Claude (Zapier)", "Zapier", "https://claude.ai/api/mcp/auth_callback"),
        ("ChatGPT for Claude", "ChatGPT", "https://claude.ai/api/mcp/auth_callback"),
        ("Claude and ChatGPT", "ChatGPT", REDIRECT),
        ("Cursor by OpenAI", "OpenAI", "https://www.cursor.com/agents/mcp/oauth/callback"),
        ("Claude (Zapier)", "Claude", "https://hooks.zapier.com/hooks/catch/1/a/"),
    ] {
        let said = remarks(&app, name, redirect_uri).await;
        assert!(
            said.iter().any(|said| said.contains(&format!("looks like “{known}”"))),
            "{name} {redirect_uri}: {said:?}"
        );
    }
}
