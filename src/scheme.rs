//! Schemes of URIs that are no app's: a browser, the system or a program that comes with it acts on them by itself, so
//! that a link or a redirect to one opens a setting, a file, a mail or a shop, and may be told what to do there.
//!
//! One list for all who ask: which redirect URIs a client may have, which the operator may list, where a link on a page
//! may lead. `http` and `https` are not in it; they have rules of their own.

mod registered;

use self::registered::REGISTERED;

/// Whole schemes, in lower case.
const NAMES: &[&str] = &[
    // What a browser runs, opens or renders itself.
    "about",
    "blob",
    "brave",
    "chrome",
    "chromehtml",
    "chromium",
    "cid",
    "content",
    "data",
    "edge",
    "feed",
    "file",
    "filesystem",
    "firefox",
    "firefoxurl",
    "ftp",
    "ftps",
    "googlechrome",
    "googlechromes",
    "gopher",
    "htmlfile",
    "ie",
    "jar",
    "javascript",
    "livescript",
    "mhtml",
    "mid",
    "mk",
    "mocha",
    "msedgehtm",
    "opera",
    "pcast",
    "res",
    "resource",
    "vbscript",
    "view-source",
    "vivaldi",
    "ws",
    "wss",
    "wyciwyg",
    // Protocols that a system gives to a program of its own.
    "acap",
    "afp",
    "cddb",
    "dav",
    "davs",
    "disk",
    "disks",
    "git",
    "gphoto2",
    "irc",
    "irc6",
    "ircs",
    "ldap",
    "ldapi",
    "ldaps",
    "magnet",
    "mms",
    "news",
    "nfs",
    "nntp",
    "rdp",
    "rlogin",
    "rtmp",
    "rtsp",
    "scp",
    "sftp",
    "sieve",
    "smb",
    "snews",
    "ssh",
    "svn",
    "telnet",
    "tftp",
    "tn3270",
    "vnc",
    "webcal",
    "webcals",
    "webdav",
    // Mail, calls, messages, places.
    "callto",
    "geo",
    "im",
    "mailto",
    "maps",
    "mmsto",
    "sip",
    "sips",
    "skype",
    "sms",
    "smsto",
    "tel",
    "telprompt",
    "voicemail",
    "xmpp",
    "zoommtg",
    "zoomphonecall",
    "zoomus",
    // Android.
    "intent",
    "market",
    "package",
    // Apple's systems.
    "app-prefs",
    "app-settings",
    "applenews",
    "applenewss",
    "applescript",
    "calshow",
    "diagnostics",
    "findfriends",
    "fmip1",
    "help",
    "help-viewer",
    "macappstore",
    "macappstores",
    "mapitem",
    "message",
    "mobilephone",
    "musics",
    "photos-redirect",
    "prefs",
    "settings-navigation",
    "shareddocuments",
    "shortcuts",
    "videos",
    "workflow",
    // Windows.
    "bingmaps",
    "bingnews",
    "bingweather",
    "calculator",
    "hcp",
    "insiderhub",
    "its",
    "ldap-search",
    "microsoftmusic",
    "microsoftvideo",
    "onenote",
    "onenote-cmd",
    "onenotedesktop",
    "outlookcal",
    "outlookmail",
    "read",
    "search",
    "search-ms",
    "shell",
    "windowsdefender",
    // Desktops of other systems.
    "admin",
    "appstream",
    "apt",
    "burn",
    "computer",
    "ghelp",
    "info",
    "kde",
    "man",
    "network",
    "recent",
    "settings",
    "snap",
    "trash",
];

/// Families, by how they begin.
const FAMILIES: &[&str] = &[
    "android-",
    "android.",
    "chrome-",
    "devtools",
    "ext+",
    "explorer.",
    "facetime",
    "firefox-",
    "flatpak+",
    "googlechrome-",
    "itms",
    "itunes",
    "microsoft-",
    "moz-",
    "ms-",
    "opera-",
    "safari-",
    "touch-",
    "vnd.",
    "web+",
    "webkit-",
    "windows.",
    "x-apple",
    "x-help-",
    "x-man-",
    "x-radar",
    "x-web-",
];

/// Reverse-domain names of those who make systems and browsers: what is registered below them belongs to the system.
const OF_VENDORS: &[&str] = &[
    "android",
    "apple",
    "chrome",
    "com.android",
    "com.apple",
    "com.brave",
    "com.google",
    "com.heytap",
    "com.hihonor",
    "com.huawei",
    "com.lge",
    "com.microsoft",
    "com.miui",
    "com.mozilla",
    "com.oneplus",
    "com.oppo",
    "com.opera",
    "com.samsung",
    "com.sec",
    "com.skype",
    "com.vivaldi",
    "com.vivo",
    "com.xbox",
    "com.xiaomi",
    "com.windows",
    "google",
    "microsoft",
    "office",
    "org.chromium",
    "org.freedesktop",
    "org.gnome",
    "org.kde",
    "org.mozilla",
    "org.torproject",
    "org.webkit",
    "samsung",
    "skype",
    "windows",
    "xbox",
];

/// What no part of a scheme with dots is called, wherever it stands: a program for one of these is named so at the
/// system, such as `ie.http`, and then a scheme too.
const PROTOCOLS: &[&str] =
    &["file", "ftp", "http", "https", "intent", "javascript", "mailto", "protocol", "vbscript", "view-source"];

/// Whether the system, a browser or a program that comes with them acts on a scheme; in any case of letters.
pub fn is_of_the_system(scheme: &str) -> bool {
    let scheme = scheme.to_ascii_lowercase();
    let is_below = |vendor: &&str| {
        scheme.strip_prefix(*vendor).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '+']))
    };
    is_its_own(&scheme)
        || REGISTERED.contains(&scheme.as_str())
        || OF_VENDORS.iter().any(is_below)
        || scheme.contains('.') && scheme.split('.').any(|part| PROTOCOLS.contains(&part))
        || domain_label(&scheme).is_some_and(|label| is_its_own(&label))
}

fn is_its_own(name: &str) -> bool {
    NAMES.contains(&name) || FAMILIES.iter().any(|family| name.starts_with(family))
}

/// `file` of `de.file`, which is a registered domain backwards by accident only. What is more than the domain, such as
/// `com.search.app`, was made of it on purpose.
fn domain_label(scheme: &str) -> Option<String> {
    let host: Vec<&str> = scheme.split('.').rev().collect();
    let host = host.join(".");
    let domain = psl::domain(host.as_bytes())?;
    let is_whole = domain.as_bytes() == host.as_bytes();
    let label = host.split('.').next().filter(|_| is_whole)?;
    Some(label.to_owned())
}
