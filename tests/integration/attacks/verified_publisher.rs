//! "Verified" is said of a client only where whoever publishes its metadata has the site that the answer goes to.

use crate::oauth::client_documents::sign_in::consent_page;

const ELSEWHERE: &str = "https://claude-sign-in.example.org/callback";

/// What the page says, without its tags.
fn text(html: &str) -> String {
    let main = html.split("<main>").nth(1).unwrap();
    let text: String = main.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn page(id: &str, redirect_uri: &str) -> String {
    text(&consent_page(id, "Example", redirect_uri, redirect_uri).await.html)
}

#[tokio::test]
async fn publisher_on_a_host_that_strangers_share_is_not_verified_wherever_the_answer_goes() {
    for host in [
        "raw.githubusercontent.com",
        "gist.githubusercontent.com",
        "mallory.github.io",
        "mallory.vercel.app",
        "sites.google.com",
        "gitlab.com",
        "mallory.s3.amazonaws.com",
    ] {
        let id = format!("https://{host}/mallory/x/main/client.json");
        for redirect_uri in
            [ELSEWHERE.to_owned(), format!("https://{host}/callback"), format!("https://{host}/mallory/x")]
        {
            let said = page(&id, &redirect_uri).await;
            assert!(!said.contains("Verified:"), "{id} {redirect_uri}: {said}");
            assert!(said.contains(&format!("lies on {host}, where many people publish")), "{said}");
        }
    }
}

#[tokio::test]
async fn publisher_is_not_verified_where_the_answer_goes_to_another_site() {
    let id = "https://client.example.com/oauth/client.json";
    for redirect_uri in [
        ELSEWHERE,
        "https://example.com.evil.example.org/callback",
        "https://client-example.com/callback",
        "https://client.example.com.evil.net/callback",
        "https://client.example.co.uk/callback",
        "https://com/callback",
        "https://192.0.2.1/callback",
        "https://client.example.com:8443/callback",
        "https://client.example.com./callback",
    ] {
        let said = page(id, redirect_uri).await;
        assert!(!said.contains("Verified:"), "{redirect_uri}: {said}");
        assert!(said.contains("lies on client.example.com, and the answer goes elsewhere"), "{redirect_uri}: {said}");
    }
    // Below one public suffix everybody has a site of their own.
    for (id, redirect_uri) in [
        ("https://mallory.github.io/client.json", "https://claude.github.io/callback"),
        ("https://www.example.co.uk/client.json", "https://www.another.co.uk/callback"),
    ] {
        let said = page(id, redirect_uri).await;
        assert!(!said.contains("Verified:"), "{redirect_uri}: {said}");
    }
}

#[tokio::test]
async fn publisher_of_the_site_that_the_answer_goes_to_is_verified() {
    for (id, redirect_uri, host) in [
        ("https://client.example.com/oauth/client.json", "https://client.example.com/callback", "client.example.com"),
        ("https://client.example.com/oauth/client.json", "https://www.example.com/callback", "client.example.com"),
        ("https://www.example.co.uk/client.json", "https://example.co.uk/callback", "www.example.co.uk"),
        ("https://claude.ai/oauth/other-client", "https://claude.ai/api/mcp/auth_callback", "claude.ai"),
    ] {
        let said = page(id, redirect_uri).await;
        assert!(said.contains(&format!("Verified: published by {host}")), "{redirect_uri}: {said}");
    }
}

/// Any program may wait for the answer there, whoever published what it calls itself.
#[tokio::test]
async fn nothing_on_this_computer_is_verified() {
    let id = "https://client.example.com/oauth/client.json";
    for (redirect_uri, presented, to) in [
        ("http://127.0.0.1/callback", "http://127.0.0.1:50123/callback", "a program on this computer"),
        ("http://localhost/callback", "http://localhost:50123/callback", "a program on this computer"),
        ("com.example.client:/callback", "com.example.client:/callback", "an app on this device"),
    ] {
        let said = text(&consent_page(id, "Example", redirect_uri, presented).await.html);
        assert!(!said.contains("Verified:"), "{said}");
        assert!(said.contains(&format!("Published by client.example.com; the answer goes to {to}.")), "{said}");
    }
}

#[tokio::test]
async fn heading_says_where_the_answer_goes() {
    let id = "https://client.example.com/oauth/client.json";
    for (redirect_uri, to) in [
        (ELSEWHERE, "claude-sign-in.example.org"),
        ("https://client.example.com:8443/callback", "client.example.com:8443"),
        ("http://127.0.0.1/callback", "a program on this computer"),
        ("com.example.client:/callback", "an app on this device"),
    ] {
        let html = consent_page(id, "Example", redirect_uri, redirect_uri).await.html;
        let heading = html.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap();
        let heading = text(&format!("<main>{heading}"));
        assert_eq!(heading, format!("Let “Example” read your Intercom workspace? The answer goes to {to}."));
    }
}
