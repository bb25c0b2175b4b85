//! The page that asks, and who may answer it (MCP 2026-07-28, "Security Best Practices", confused deputy).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use intercom_mcp::store::records::Kind;
use serde_json::{Value, json};
use std::time::Duration;

use super::{
    answer::parameters,
    browser::{Browser, Page, origin, parameter},
    client::{Client, STATE, app, app_with, stored, with},
};
use crate::harness::App;

/// Kinds of records that a sign-in leaves.
const OF_SIGN_INS: [Kind; 5] = [Kind::SignIn, Kind::Code, Kind::Grant, Kind::AccessToken, Kind::RefreshToken];

type Fields = Vec<(String, String)>;

fn change(fields: &mut [(String, String)], name: &str, value: impl FnOnce(&str) -> String) {
    let (_, field) = fields.iter_mut().find(|(other, _)| other == name).unwrap();
    *field = value(field);
}

/// The form leads nowhere, and nothing of it is remembered.
async fn assert_refused(app: &App, page: &Page, status: u16, what: &str) {
    assert_eq!(page.status, status, "{what}: {}", page.html);
    assert_eq!(page.header("location"), None, "{what}");
    assert!(!page.html.contains("<form"), "{what}: {}", page.html);
    for kind in OF_SIGN_INS {
        assert_eq!(stored(app, kind).await, 0, "{what}: {}", kind.as_str());
    }
}

/// Security Best Practices, "Consent": the state of a sign-in "MUST NOT be set until after the user has approved".
#[tokio::test]
async fn nothing_is_stored_before_the_person_approves() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    browser.submit(&page.action(), &page.decided("deny")).await;
    let page = client.ask(&mut browser).await;
    for kind in OF_SIGN_INS {
        assert_eq!(stored(&app, kind).await, 0, "{}", kind.as_str());
    }
    assert_eq!(browser.cookies.len(), 1, "and no cookie of a sign-in: {:?}", browser.cookies);
    browser.submit(&page.action(), &page.decided("approve")).await;
    assert_eq!(stored(&app, Kind::SignIn).await, 1);
    assert_eq!(stored(&app, Kind::Grant).await, 0);
}

/// Security Best Practices, "Consent": per client, before the browser is sent to the upstream server; here every time.
#[tokio::test]
async fn person_is_asked_every_time() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    for _ in 0..3 {
        let page = client.ask(&mut browser).await;
        assert!(page.header("location").is_none() && !page.action().is_empty());
        client.code_from(&mut browser, &page).await;
    }
    let prompt = with(client.request(), "prompt", Some("none"));
    assert_eq!(browser.open(&client.authorize_url(&prompt)).await.status, 200, "no parameter leaves the question out");
    let approved = with(client.request(), "decision", Some("approve"));
    assert_eq!(browser.open(&client.authorize_url(&approved)).await.status, 200, "nor answers it");
}

/// Security Best Practices, "CSRF protection": whoever did not see the page cannot answer it, nor change what it asks.
#[tokio::test]
async fn form_is_answered_by_the_browser_that_it_was_shown_to_as_it_was_shown() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut attacker = Browser::new();
    let other = client.ask(&mut attacker).await;

    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    browser.cookies.clear();
    assert_refused(&app, &browser.submit(&page.action(), &page.decided("approve")).await, 400, "no cookie").await;
    browser.cookies = attacker.cookies.clone();
    assert_refused(&app, &browser.submit(&page.action(), &page.decided("approve")).await, 400, "another's cookie")
        .await;

    let page = client.ask(&mut browser).await;
    let altered = |text: &str, with: &dyn Fn(&mut Value)| {
        let mut form: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap();
        with(&mut form);
        URL_SAFE_NO_PAD.encode(form.to_string())
    };
    let mut forms = Vec::new();
    let mut form = |what: &'static str, alter: &dyn Fn(&mut Fields)| {
        let mut fields = page.decided("approve");
        alter(&mut fields);
        forms.push((what, fields));
    };
    form("redirect URI", &|fields| {
        change(fields, "request", |text| {
            altered(text, &|form| form["request"]["redirect_uri"] = "https://evil.example.org/".into())
        });
    });
    form("expiry", &|fields| {
        change(fields, "request", |text| altered(text, &|form| form["expires"] = "2030-01-01T00:00:00Z".into()));
    });
    form("same meaning in other bytes", &|fields| change(fields, "request", |text| altered(text, &|_| {}) + "Cg"));
    form("no JSON", &|fields| change(fields, "request", |_| "AAAA".to_owned()));
    form("no base64", &|fields| change(fields, "request", |_| "\u{0}".to_owned()));
    form("signature", &|fields| change(fields, "csrf", |text| text.chars().rev().collect()));
    form("signature cut", &|fields| change(fields, "csrf", |text| text[..20].to_owned()));
    form("signature empty", &|fields| change(fields, "csrf", |_| String::new()));
    form("another page's signature", &|fields| {
        let theirs = other.fields().into_iter().find(|(name, _)| name == "csrf").unwrap().1;
        change(fields, "csrf", |_| theirs.clone());
    });
    form("another page's form", &|fields| *fields = other.decided("approve"));
    form("no signature", &|fields| fields.retain(|(name, _)| name != "csrf"));
    form("no request", &|fields| fields.retain(|(name, _)| name != "request"));
    form("signature twice", &|fields| {
        let again = fields.iter().find(|(name, _)| name == "csrf").unwrap().clone();
        fields.push(again);
    });
    let theirs = attacker.cookies.clone();
    let mut victim = Browser::new();
    let page = client.ask(&mut victim).await;
    assert_ne!(victim.cookies, theirs);
    for (what, fields) in forms {
        assert_refused(&app, &victim.submit(&page.action(), &fields).await, 400, what).await;
    }
    assert_eq!(victim.submit(&page.action(), &page.decided("approve")).await.status, 303, "as it was shown");
}

/// Security Best Practices, "CSRF protection", and Fetch Metadata: a page of another site cannot send the form.
#[tokio::test]
async fn form_from_a_page_of_another_site_is_refused() {
    let app = app().await;
    let client = Client::register(&app).await;
    let here = origin(app.address);
    for foreign in
        ["https://evil.example.org".to_owned(), format!("{here}0"), here.replace("http://", "https://"), here + ".evil"]
    {
        let mut browser = Browser::new();
        let page = client.ask(&mut browser).await;
        browser.origin = Some(foreign.clone());
        assert_refused(&app, &browser.submit(&page.action(), &page.decided("approve")).await, 403, &foreign).await;
        let denied = browser.submit(&page.action(), &page.decided("deny")).await;
        assert_refused(&app, &denied, 403, "no refusal in the person's name either").await;
    }
    for site in ["cross-site", "same-site", "whatever"] {
        let mut browser = Browser::new();
        let page = client.ask(&mut browser).await;
        browser.fetch_site = Some(site);
        assert_refused(&app, &browser.submit(&page.action(), &page.decided("approve")).await, 403, site).await;
    }
}

/// RFC 6749, section 4.1.2 (mcp.md 2.3): ten minutes at most, here for the question itself.
#[tokio::test]
async fn form_can_be_sent_for_ten_minutes() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    app.clock.advance(Duration::from_secs(600));
    assert_refused(&app, &browser.submit(&page.action(), &page.decided("approve")).await, 400, "after 600 s").await;
    let page = client.ask(&mut browser).await;
    app.clock.advance(Duration::from_secs(599));
    assert_eq!(browser.submit(&page.action(), &page.decided("approve")).await.status, 303);
}

/// Every approval leaves a record: they are limited per source.
#[tokio::test]
async fn approvals_are_limited_per_source() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    for _ in 0..30 {
        assert_eq!(browser.submit(&page.action(), &page.decided("approve")).await.status, 303);
    }
    let refused = browser.submit(&page.action(), &page.decided("approve")).await;
    assert_eq!((refused.status, refused.header("location")), (429, None), "{}", refused.html);
    assert_eq!(stored(&app, Kind::SignIn).await, 30);
    app.clock.advance(Duration::from_secs(60));
    assert_eq!(browser.submit(&page.action(), &page.decided("approve")).await.status, 303);
}

/// RFC 6749, section 4.1.2.1, `access_denied`: whatever is not a clear yes is a no.
#[tokio::test]
async fn form_without_a_clear_decision_is_a_denial() {
    let app = app().await;
    let client = Client::register(&app).await;
    for decisions in
        [vec![], vec![""], vec!["yes"], vec!["Approve"], vec!["approve", "deny"], vec!["approve", "approve"]]
    {
        let mut browser = Browser::new();
        let page = client.ask(&mut browser).await;
        let mut fields = page.fields();
        fields.extend(decisions.iter().map(|decision| ("decision".to_owned(), (*decision).to_owned())));
        let back = parameters(&browser.submit(&page.action(), &fields).await.location());
        assert_eq!(back["error"], "access_denied", "{decisions:?}");
        assert_eq!((back["state"].as_str(), &back["iss"]), (STATE, &origin(app.address)), "{decisions:?}");
        assert_eq!(stored(&app, Kind::SignIn).await, 0, "{decisions:?}");
    }
}

/// A region is one of Intercom's, whatever the form says: the browser is sent to no other host.
#[tokio::test]
async fn region_that_there_is_not_is_told_on_a_page() {
    let app = app().await;
    let client = Client::register(&app).await;
    for region in ["", "xx", "us.evil.example.org/", "../eu"] {
        let mut browser = Browser::new();
        let page = client.ask(&mut browser).await;
        let mut fields = page.decided("approve");
        change(&mut fields, "region", |_| region.to_owned());
        assert_refused(&app, &browser.submit(&page.action(), &fields).await, 400, region).await;
    }
}

/// Security Best Practices, "Consent UI": framing is refused; nothing is kept by caches or told to others.
#[tokio::test]
async fn pages_of_sign_in_cannot_be_framed_kept_or_scripted() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let asking = client.ask(&mut browser).await;
    let failed = browser.open(&client.authorize_url(&[])).await;
    let unfinished = browser.open(&format!("{}/callback", origin(app.address))).await;
    let refused = browser.submit(&asking.action(), &[]).await;
    for page in [&asking, &failed, &unfinished, &refused] {
        let policy = page.header("content-security-policy").unwrap();
        for directive in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "style-src 'nonce-"] {
            assert!(policy.contains(directive), "{directive}: {policy}");
        }
        assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
        assert!(!page.html.contains("<script"), "{}", page.html);
        assert_eq!(page.header("x-frame-options"), Some("DENY"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(page.header("access-control-allow-origin"), None);
    }
    // Of a page with a form browsers must say where it comes from; to other sites they say nothing.
    assert_eq!(asking.header("referrer-policy"), Some("same-origin"));
    assert_eq!(failed.header("referrer-policy"), Some("no-referrer"));
    let sent = browser.submit(&asking.action(), &asking.decided("approve")).await;
    assert_eq!((sent.status, sent.header("cache-control")), (303, Some("no-store")));
    assert_eq!(sent.header("referrer-policy"), Some("no-referrer"));
}

/// Security Best Practices, "Consent cookies", and RFC 6265bis, section 4.1.3.2: `__Host-`, but on loopback http.
#[tokio::test]
async fn cookies_are_bound_to_this_host() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    let form = page.header("set-cookie").unwrap();
    assert!(form.starts_with("imcp_form="), "{form}");
    assert!(form.ends_with("; Path=/; Max-Age=600; HttpOnly; SameSite=Lax"), "{form}");

    let app = app_with(|config, _| config.public_url = "https://mcp.example.com".parse().unwrap()).await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    browser.origin = Some("https://mcp.example.com".to_owned());
    let page = browser.open(&client.authorize_url(&with(client.request(), "resource", None))).await;
    let sent = browser.submit(&page.action(), &page.decided("approve")).await;
    let redirect_uri = parameter(&sent.location(), "redirect_uri");
    assert_eq!(redirect_uri.as_deref(), Some("https://mcp.example.com/callback"));
    for (page, name) in [(&page, "__Host-imcp_form="), (&sent, "__Host-imcp_sign_in_")] {
        let cookie = page.header("set-cookie").unwrap();
        assert!(cookie.starts_with(name), "{cookie}");
        assert!(cookie.ends_with("; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
        assert!(!cookie.to_ascii_lowercase().contains("domain"), "{cookie}");
    }
}

/// RFC 6749, section 10.12; mcp.md 2.3: what goes to Intercom is random, new every time, and nothing of the client's.
#[tokio::test]
async fn state_at_intercom_is_this_servers_own() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut states = Vec::new();
    for _ in 0..3 {
        let mut browser = Browser::new();
        let sent = client.approve(&mut browser).await;
        let asked = parameters(&sent.location());
        assert_eq!(asked["client_id"], "demo-app");
        assert_eq!(asked["redirect_uri"], format!("{}/callback", origin(app.address)));
        assert_eq!(asked["state"].len(), 43, "256 bits: {}", asked["state"]);
        let sent_along = sent.location().to_string();
        assert!(!sent_along.contains(&client.id) && !sent_along.contains("demo-secret"), "{sent_along}");
        assert!(!browser.cookies.values().any(|value| *value == asked["state"]), "the cookie is another secret");
        states.push(asked["state"].clone());
    }
    states.sort();
    states.dedup();
    assert_eq!(states.len(), 3);
}

/// Security Best Practices, "Consent UI": the client by name, where the answer goes, what may be read; and MCP
/// 2026-07-28: a warning when the redirect is loopback only.
#[tokio::test]
async fn page_says_who_asks_where_the_answer_goes_and_what_is_read() {
    let app = app().await;
    let client = Client::register(&app).await;
    let page = client.ask(&mut Browser::new()).await;
    for words in ["A test", "127.0.0.1", "A program on this computer", "Conversations", "Contacts", "Not verified"] {
        assert!(page.html.contains(words), "{words}: {}", page.html);
    }
    let metadata = json!({ "client_name": "A site", "redirect_uris": ["https://xn--bcher-kva.example:8443/callback"] });
    let site = Client::register_as(&app, metadata).await;
    let request = with(site.request(), "redirect_uri", None);
    let page = Browser::new().open(&site.authorize_url(&request)).await;
    assert!(page.html.contains("xn--bcher-kva.example"), "{}", page.html);
    assert!(!page.html.contains("A program on this computer"), "{}", page.html);
}

/// CWE-79: a name is text, on one line, and reads as it stands there.
#[tokio::test]
async fn names_of_clients_are_text() {
    let app = app().await;
    for (name, shown) in [
        ("<script>alert(1)</script>", "&#60;script&#62;alert(1)&#60;/script&#62;"),
        ("\"><img src=x onerror=alert(1)>", "&#39;&#62;&#60;img src=x onerror=alert(1)&#62;"),
        ("</title></form><form action=https://evil.example.org>", "&#60;/title&#62;"),
        ("Cla\u{202e}edu\u{202c} \u{200b}Code\u{feff}", "Claedu Code"),
        ("two\r\nlines\ttabs\u{0}\u{1b}[31m", "two lines tabs"),
        ("{{ 7 * 7 }} {% raw %}", "{{ 7 * 7 }} {% raw %}"),
    ] {
        let client =
            Client::register_as(&app, json!({ "client_name": name, "redirect_uris": [super::client::REDIRECT] }));
        let page = client.await.ask(&mut Browser::new()).await;
        assert!(page.html.contains(shown), "{name:?}: {}", page.html);
        for broken_out in ["<script", "<img", "evil.example.org>", "\u{202e}", "\u{200b}", "\u{0}", "\u{1b}"] {
            assert!(!page.html.contains(broken_out), "{name:?}: {}", page.html);
        }
        assert!(page.action().ends_with("/authorize"), "{name:?}");
    }
}
