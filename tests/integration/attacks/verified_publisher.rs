//! "Verified" is said of a client only where whoever publishes its metadata is known, and has the site that the answer
//! goes to.

use crate::oauth::client_documents::sign_in::{consent_page, consent_page_with};

const ELSEWHERE: &str = "https://claude-sign-in.example.org/callback";

/// What the page says, without its tags.
fn text(html: &str) -> String {
    let main = html.split("<main>").nth(1).unwrap();
    let text: String = main.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" .", ".")
}

async fn page(id: &str, redirect_uri: &str) -> String {
    text(&consent_page(id, "Example", redirect_uri, redirect_uri).await.html)
}

/// The same where the operator lists these redirect URIs.
async fn page_where_listed(id: &str, redirect_uri: &str, listed: &[&str]) -> String {
    let listed: Vec<String> = listed.iter().map(|uri| (*uri).to_owned()).collect();
    let change = |config: &mut intercom_mcp::config::Config| config.allowed_redirect_uris = listed;
    text(&consent_page_with(change, id, "Example", redirect_uri, redirect_uri).await.html)
}

fn not_verified(host: &str, to: &str) -> String {
    format!(
        "Not verified: what it says of itself lies on {host}, which shows only that its publisher can publish at that \
         address. The answer goes to {to}."
    )
}

/// No list has all hosts on which strangers publish, so that a site of which nothing is known proves nothing.
#[tokio::test]
async fn publisher_on_a_site_that_is_not_known_is_not_verified_wherever_the_answer_goes() {
    for host in [
        "raw.githubusercontent.com",
        "mallory.github.io",
        "sites.google.com",
        "gitlab.com",
        "mallory.s3.amazonaws.com",
        "f000.backblazeb2.com",
        "raw.githack.com",
        "arweave.net",
        "s3.wasabisys.com",
        "objectstorage.us-ashburn-1.oraclecloud.com",
        "gateway.pinata.cloud",
        "a.1.2.3.4.nip.io",
        "x.loca.lt",
        "codepen.io",
        "x.zendesk.com",
        "downloads.intercomcdn.com",
        "client.example.com",
        "claude.ai.example.com",
        "xclaude.ai",
        "community.openai.com",
        "forum.cursor.com",
        "gist.github.com",
    ] {
        let id = format!("https://{host}/mallory/x/main/client.json");
        for redirect_uri in
            [ELSEWHERE.to_owned(), format!("https://{host}/callback"), format!("https://{host}/mallory/x")]
        {
            let said = page(&id, &redirect_uri).await;
            assert!(!said.contains("Verified:"), "{id} {redirect_uri}: {said}");
            let to = redirect_uri.split('/').nth(2).unwrap();
            assert!(said.contains(&not_verified(host, to)), "{id} {redirect_uri}: {said}");
        }
    }
}

#[tokio::test]
async fn publisher_is_not_verified_where_the_answer_goes_to_another_site() {
    let id = "https://claude.ai/oauth/other-client";
    for redirect_uri in [
        ELSEWHERE,
        "https://claude.ai.evil.example.org/callback",
        "https://claude-ai.com/callback",
        "https://claude.com/callback",
        "https://com/callback",
        "https://192.0.2.1/callback",
        "https://claude.ai:8443/callback",
        "https://claude.ai./callback",
    ] {
        let said = page(id, redirect_uri).await;
        assert!(!said.contains("Verified:"), "{redirect_uri}: {said}");
        assert!(said.contains("lies on claude.ai, and the answer goes elsewhere"), "{redirect_uri}: {said}");
    }
    // Nor does the operator's list make one site of two. Below one public suffix everybody has a site of their own.
    for (id, redirect_uri) in [
        ("https://client.example.com/oauth/client.json", "https://client.example.org/callback"),
        ("https://client.example.com/oauth/client.json", "https://client.example.com.evil.net/callback"),
        ("https://client.example.com/oauth/client.json", "https://client.example.com:8443/callback"),
        ("https://mallory.github.io/client.json", "https://claude.github.io/callback"),
        ("https://www.example.co.uk/client.json", "https://www.another.co.uk/callback"),
    ] {
        let said = page_where_listed(id, redirect_uri, &[redirect_uri]).await;
        assert!(!said.contains("Verified:"), "{redirect_uri}: {said}");
    }
}

#[tokio::test]
async fn known_publisher_of_the_site_that_the_answer_goes_to_is_verified() {
    for (id, redirect_uri, host) in [
        ("https://claude.ai/oauth/other-client", "https://claude.ai/api/mcp/auth_callback", "claude.ai"),
        ("https://chatgpt.com/oauth/client.json", "https://chatgpt.com/connector/oauth/abc", "chatgpt.com"),
        ("https://vscode.dev/oauth/client.json", "https://insiders.vscode.dev/redirect", "vscode.dev"),
        ("https://www.cursor.com/client.json", "https://cursor.com/agents/mcp/oauth/callback", "www.cursor.com"),
    ] {
        let said = page(id, redirect_uri).await;
        assert!(said.contains(&format!("Verified: published by {host}")), "{redirect_uri}: {said}");
    }
}

/// ALLOWED_REDIRECT_URIS is the operator's word for the site.
#[tokio::test]
async fn publisher_of_a_site_that_the_operator_lists_is_verified() {
    let id = "https://client.example.com/oauth/client.json";
    for (redirect_uri, listed) in [
        ("https://client.example.com/callback", "https://client.example.com/callback"),
        ("https://www.example.com/callback", "https://www.example.com/callback"),
        ("https://client.example.com/connectors/abc", "https://client.example.com/connectors/*"),
    ] {
        let said = page_where_listed(id, redirect_uri, &["https://other.example.net/callback", listed]).await;
        assert!(said.contains("Verified: published by client.example.com"), "{redirect_uri}: {said}");
    }
    for (redirect_uri, listed) in [
        ("https://client.example.com/callback", "https://client.example.com/another"),
        ("https://www.example.com/callback", "https://client.example.com/callback"),
        ("https://client.example.com/callback", "http://localhost:*/callback"),
    ] {
        let said = page_where_listed(id, redirect_uri, &[listed]).await;
        assert!(!said.contains("Verified:"), "{redirect_uri}: {said}");
    }
}

/// Any program may wait for the answer there, whoever published what it calls itself.
#[tokio::test]
async fn nothing_on_this_computer_is_verified() {
    for (redirect_uri, presented, to) in [
        ("http://127.0.0.1/callback", "http://127.0.0.1:50123/callback", "a program on this computer"),
        ("http://localhost/callback", "http://localhost:50123/callback", "a program on this computer"),
        ("com.example.client:/callback", "com.example.client:/callback", "an app on this device"),
    ] {
        for (host, said_of_it) in [
            ("claude.ai", format!("Published by claude.ai; the answer goes to {to}. Others can use its name.")),
            ("client.example.com", not_verified("client.example.com", to)),
        ] {
            let id = format!("https://{host}/oauth/client.json");
            let said = text(&consent_page(&id, "Example", redirect_uri, presented).await.html);
            assert!(!said.contains("Verified:"), "{said}");
            assert!(said.contains(&said_of_it), "{said}");
        }
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

/// However an address of this computer is written, a program on it receives the answer, and no site does.
#[test]
fn every_address_of_this_computer_is_one() {
    use intercom_mcp::{
        config::RedirectPolicy::Open,
        oauth::redirect_uri::{Target, acceptable},
    };
    let target = |host: &str| acceptable(&format!("https://{host}/callback"), Open, &[]).unwrap().target().clone();
    for host in [
        "localhost",
        "localhost.",
        "LOCALHOST.",
        "x.localhost",
        "x.y.localhost.",
        "127.0.0.1",
        "127.255.1.2",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0.0.0.0",
        "0.1.2.3",
        "0",
        "[::]",
        "[::1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:0.0.0.0]",
        "ip6-localhost",
        "ip6-loopback",
        "localhost6",
        "localhost.localdomain",
        "localhost4.localdomain4",
        "localhost6.localdomain6.",
        "kubernetes.docker.internal",
        "host.docker.internal",
    ] {
        assert!(matches!(target(host), Target::Loopback { .. }), "{host}");
    }
    for host in [
        "localhost.example.com",
        "notlocalhost.com",
        "ip6-localhost.example.com",
        "notdocker.internal",
        "127.0.0.1.example.com",
        "128.0.0.1",
        "1.0.0.0",
        "[2606:4700::1111]",
    ] {
        assert!(matches!(target(host), Target::Web { .. }), "{host}");
    }
}
