//! Addresses on which the system acts by itself are no client's: a redirect there opens a setting, a file or a mail, with
//! what a stranger wrote in it.

use intercom_mcp::{
    config::RedirectPolicy::{Allowlist, Open},
    oauth::redirect_uri::{Unacceptable, acceptable},
    pages::ReturnAddress,
};
use serde_json::json;

use crate::oauth::{
    answer::Answer,
    browser::origin,
    client::{app, stored},
};

/// Of the systems, the browsers, and the programs that come with them.
const OF_THE_SYSTEM: &[&str] = &[
    "javascript",
    "data",
    "file",
    "vbscript",
    "blob",
    "about",
    "filesystem",
    "view-source",
    "intent",
    "ftp",
    "ws",
    "wss",
    "x-apple.systempreferences",
    "x-apple",
    "x-apple-helpbasic",
    "x-apple-data-detectors",
    "com.apple.systempreferences",
    "com.apple.tv",
    "com.apple",
    "com.android.settings",
    "com.google.android.gms",
    "com.google.chrome",
    "com.microsoft.windows.camera",
    "com.samsung.android.app",
    "org.mozilla.firefox",
    "org.freedesktop.portal",
    "ms-settings",
    "ms-word",
    "ms-excel",
    "ms-powerpoint",
    "ms-msdt",
    "ms-officecmd",
    "ms-appinstaller",
    "ms-availablenetworks",
    "ms-its",
    "ms-cxh",
    "ms-search",
    "search-ms",
    "googlechrome-x-callback",
    "firefox-focus",
    "firefox-private-bridge",
    "explorer.zipselection",
    "insiderhub",
    "microsoftvideo",
    "flatpak+https",
    "applenews",
    "settings-navigation",
    "findfriends",
    "onenotedesktop",
    "gphoto2",
    "help-viewer",
    "search",
    "shell",
    "hcp",
    "its",
    "mk",
    "microsoft-edge",
    "windowsdefender",
    "android-app",
    "android-resource",
    "market",
    "content",
    "package",
    "itms",
    "itms-apps",
    "itms-services",
    "macappstore",
    "app-settings",
    "prefs",
    "app-prefs",
    "help",
    "applescript",
    "shortcuts",
    "facetime",
    "facetime-audio",
    "tel",
    "telprompt",
    "mailto",
    "sms",
    "callto",
    "sip",
    "chrome",
    "chrome-extension",
    "devtools",
    "edge",
    "moz-extension",
    "moz-icon",
    "safari-extension",
    "resource",
    "res",
    "jar",
    "wyciwyg",
    "feed",
    "vnd.android.cursor.item",
    "vnd.ms.radio",
    "ldap",
    "smb",
    "nfs",
    "ssh",
    "sftp",
    "telnet",
    "news",
    "nntp",
    "irc",
    "magnet",
    "webcal",
    "zoommtg",
    // A registered domain backwards by accident only: `ie.http` is Windows' own for the web.
    "ie.http",
    "ie.https",
    "ie.ftp",
    "ie.http.assoc",
    "com.javascript",
    "com.javascript.app",
    "de.file",
    "uk.co.file",
    "app.intent",
    "io.ms-word",
    "com.ms-settings",
    "ms.settings",
    "com.search",
    "com.shell",
    "de.mailto",
    "com.x-apple",
    "com.example.http",
    "com.example.vbscript",
    "com.android-app",
    "google.chrome",
    "microsoft.edge",
    "com.brave.browser",
    "com.opera.browser",
    "com.microsoft.emmx",
    "org.webkit.minibrowser",
    "disk",
    "disks",
    "firefoxurl",
    "chromehtml",
    "opera.protocol",
    "brave",
    "firefox",
    "googlechrome",
    "googlechromes",
    // Built into Windows, and other systems' makers.
    "com.microsoft.3dviewer",
    "com.microsoft.builder3d",
    "com.microsoft",
    "com.google.android.apps.maps",
    "com.google",
    "com.xiaomi.market",
    // Registered at IANA, or of programs that come with a system.
    "jnlp",
    "otpauth",
    "fido",
    "microsoftmusic",
    "mswindowsvideo",
    "feedback-hub",
    "dict",
    "addressbook",
    "ical",
    "ipfs",
    "bitcoin",
    "turn",
    "steam",
    "web+x",
    "ext+container",
    "rsync",
    "tag",
];

/// Addresses with a scheme, in the forms that apps have.
fn addresses(scheme: &str) -> [String; 3] {
    [format!("{scheme}:/callback"), format!("{scheme}://callback/x"), format!("{scheme}:callback")]
}

#[test]
fn scheme_of_the_system_is_no_clients_in_whatever_letters() {
    for scheme in OF_THE_SYSTEM {
        let capital = format!("{}{}", scheme[..1].to_uppercase(), &scheme[1..]);
        for uri in [*scheme, &capital, &scheme.to_uppercase()].into_iter().flat_map(addresses) {
            let found = acceptable(&uri, Open, &[]);
            assert!(matches!(found, Err(Unacceptable::SystemScheme(_) | Unacceptable::NotAUri)), "{uri}: {found:?}");
        }
    }
}

#[test]
fn no_list_of_the_operator_makes_a_scheme_of_the_system_acceptable() {
    for scheme in OF_THE_SYSTEM {
        for uri in addresses(scheme) {
            let allowed = [uri.clone(), format!("{scheme}:*"), format!("{scheme}://*")];
            for policy in [Open, Allowlist] {
                assert!(acceptable(&uri, policy, &allowed).is_err(), "{uri}");
            }
        }
    }
}

#[test]
fn no_page_links_to_a_scheme_of_the_system() {
    for uri in OF_THE_SYSTEM.iter().copied().flat_map(addresses) {
        assert!(ReturnAddress::new(&uri).is_none(), "{uri}");
    }
}

/// RFC 8252, section 7.1: "a domain name under their control, expressed in reverse order".
#[test]
fn scheme_of_an_app_is_a_domain_that_somebody_has_registered() {
    for scheme in [
        "com.example.app",
        "com.example",
        "COM.Example.App",
        "uk.co.example.app",
        "io.github.somebody.app",
        "com.googleusercontent.apps.1234-abc",
        "dev.example.my-app",
        "com.applesauce.app",
        "com.example.search",
        "com.example.help",
        "com.example.workflow",
        "com.httpie.app",
        "com.filesystems.app",
    ] {
        assert!(acceptable(&format!("{scheme}:/callback"), Open, &[]).is_ok(), "{scheme}");
    }
    for scheme in [
        "example.app.unknowntld1",
        "unknowntld1.example",
        "x.y",
        "myapp.callback",
        "localhost.app",
        "uk.co",
        "io.github",
        "com",
        "com.",
        ".com.example",
        "com..example",
        "127.0.0.1",
        "web+app",
        "com.microsoft.copilot",
        "myapp",
    ] {
        assert!(acceptable(&format!("{scheme}:/callback"), Open, &[]).is_err(), "{scheme}");
    }
    // What the operator knows to be an app's is one.
    for uri in ["myapp:/callback", "myapp.callback://x", "cursor://anysphere.cursor-mcp/oauth/callback"] {
        assert!(acceptable(uri, Open, &[uri.to_owned()]).is_ok(), "{uri}");
    }
}

#[tokio::test]
async fn client_with_an_address_of_the_system_is_not_registered() {
    let app = app().await;
    for scheme in ["x-apple.systempreferences", "com.apple.systempreferences", "ms-settings", "intent", "javascript"] {
        for uri in addresses(scheme) {
            let request = app.client.post(format!("{}/register", origin(app.address)));
            let answer = Answer::of(request.json(&json!({ "redirect_uris": [uri] }))).await;
            assert_eq!(answer.refusal(), (400, "invalid_redirect_uri".to_owned()), "{uri}");
        }
        app.clock.advance(std::time::Duration::from_secs(60));
    }
    assert_eq!(stored(&app, intercom_mcp::store::records::Kind::Client).await, 0);
}
