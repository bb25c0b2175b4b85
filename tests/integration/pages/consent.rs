//! The consent page: who asks, where the answer goes, what is read, how one signs in.

use intercom_mcp::pages::{Consent, Destination, Identity, SignIn};

use super::{Shown, consent, regions};

async fn text(consent: Consent) -> String {
    Shown::of(consent.response()).await.text()
}

#[tokio::test]
async fn a_site_is_shown_with_its_host_and_what_it_will_read() {
    insta::assert_snapshot!(text(consent()).await);
}

#[tokio::test]
async fn a_loopback_address_comes_with_a_warning() {
    let destination = Destination::ThisComputer("127.0.0.1:33418".to_owned());
    let identity = Identity::PublishedBy("claude.ai".to_owned());
    let consent = Consent { client_name: "Claude Code".to_owned(), identity, destination, ..consent() };
    let text = text(consent).await;
    insta::assert_snapshot!(&text[..text.find("What it will").unwrap()]);
}

#[tokio::test]
async fn an_app_is_shown_with_its_address() {
    let destination = Destination::App("cursor://anysphere.cursor-mcp/oauth/callback".to_owned());
    let consent =
        Consent { client_name: "Cursor".to_owned(), identity: Identity::SelfDescribed, destination, ..consent() };
    let text = text(consent).await;
    insta::assert_snapshot!(&text[..text.find("What it will").unwrap()]);
}

#[tokio::test]
async fn the_first_region_is_preselected_where_there_is_a_choice() {
    let page = Shown::of(consent().response()).await;
    let radios: Vec<&str> = page.html.split("<input type=\"radio\"").skip(1).collect();
    assert_eq!(radios.len(), 2);
    let checked: Vec<bool> = radios.iter().map(|radio| radio.split('>').next().unwrap().contains(" checked")).collect();
    assert_eq!(checked, [true, false]);
    assert!(page.html.contains("<legend>Where is your workspace?</legend>"));
}

#[tokio::test]
async fn a_single_region_is_a_line_and_is_sent_all_the_same() {
    let single = Consent { sign_in: SignIn::AtIntercom(regions().split_off(1)), ..consent() };
    let page = Shown::of(single.response()).await;
    assert!(page.text().contains("**Intercom, Europe** Workspaces at app.eu.intercom.com."), "{}", page.text());
    assert!(page.html.contains("<input type=\"hidden\" name=\"region\" value=\"eu\">"));
    assert!(!page.html.contains("<fieldset>"));
}

#[tokio::test]
async fn forms_send_what_the_server_asks_for() {
    let page = Shown::of(Consent { sign_in: SignIn::Either(regions()), ..consent() }.response()).await;
    let forms: Vec<&str> = page.html.split("<form method=\"post\" action=\"/authorize\"").skip(1).collect();
    assert_eq!(forms.len(), 2);
    for (form, decisions) in forms.iter().zip([["approve", "deny"].as_slice(), &["paste"]]) {
        assert!(form.contains("<input type=\"hidden\" name=\"request\" value=\"the-request\">"));
        assert!(form.contains("<input type=\"hidden\" name=\"csrf\" value=\"the-csrf\">"));
        let form = form.split("</form>").next().unwrap();
        let buttons = form.split("name=\"decision\" value=\"").skip(1);
        assert_eq!(buttons.map(|button| button.split('"').next().unwrap()).collect::<Vec<_>>(), decisions);
    }
}

#[tokio::test]
async fn no_token_is_asked_for_unless_tokens_are_taken() {
    assert!(!Shown::of(consent().response()).await.html.contains("intercom_token"));
}

#[tokio::test]
async fn a_page_that_takes_a_token_leads_with_where_access_goes() {
    for (destination, subject) in [
        (Destination::Site("evil.example".to_owned()), "evil.example"),
        (Destination::ThisComputer("localhost:1".to_owned()), "a program on this computer"),
        (Destination::App("com.example:/back".to_owned()), "an app on this device"),
    ] {
        for sign_in in [SignIn::WithToken, SignIn::Either(regions())] {
            let page = Shown::of(Consent { destination: destination.clone(), sign_in, ..consent() }.response()).await;
            assert!(page.html.contains(&format!("<h1>Let <bdi>{subject}</bdi> read your Intercom workspace?</h1>")));
            assert!(page.text().contains("It calls itself\n**“Claude”**"), "{}", page.text());
        }
    }
}

#[tokio::test]
async fn the_field_for_a_token_hides_it_and_keeps_it_out_of_the_browsers_memory() {
    let page = Shown::of(Consent { sign_in: SignIn::WithToken, ..consent() }.response()).await;
    let field = page.html.split("<input type=\"password\"").nth(1).unwrap().split('>').next().unwrap();
    insta::assert_snapshot!(field.trim(), @r#"id="intercom_token" name="intercom_token" required autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="token-hint""#);
    assert!(page.html.contains("<label class=\"field\" for=\"intercom_token\">Intercom access token</label>"));
    insta::assert_snapshot!(page.text());
}

#[tokio::test]
async fn a_notice_says_why_the_page_is_back() {
    let notice = Some("Intercom does not accept this token; `dG9r…` begins one.".to_owned());
    let refused = Consent { sign_in: SignIn::Either(regions()), notice, ..consent() };
    let page = Shown::of(refused.response_with_status(axum::http::StatusCode::UNPROCESSABLE_ENTITY)).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("**That did not work.** Intercom does not accept this token; `dG9r…` begins one."));
    // The field that was wrong is not folded away.
    assert!(page.html.contains("<details open>"));
}
