//! Every page in every state, as files: what `run.mjs` opens in a browser, and a gallery to look at.
//!
//! `pages <folder>` writes `<name>.html` for each, and `pages.json`: a list of `{"name", "status", "headers"}`.

use std::{env, error::Error, fs, path::Path};

use axum::{http::StatusCode, response::Response};
use http_body_util::BodyExt;
use intercom_mcp::pages::{
    Consent, Destination, Failure, Identity, Landing, NameRemark, RegionOption, Return, ReturnAddress, ServiceState,
    SignIn, Success, WaysIn,
};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("usage: pages <folder>")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let mut list = Vec::new();
    for (name, response) in consents().into_iter().chain(outcomes()).chain(landings()) {
        let (head, body) = response.into_parts();
        fs::write(folder.join(format!("{name}.html")), body.collect().await?.to_bytes())?;
        let mut headers = serde_json::Map::new();
        for (header, value) in &head.headers {
            headers.insert(header.to_string(), value.to_str()?.into());
        }
        list.push(json!({ "name": name, "status": head.status.as_u16(), "headers": headers }));
    }
    fs::write(folder.join("pages.json"), serde_json::to_vec_pretty(&list)?)?;
    Ok(())
}

fn region(value: &str, name: &str, host: &str) -> RegionOption {
    RegionOption { value: value.to_owned(), name: name.to_owned(), host: host.to_owned() }
}

fn regions() -> Vec<RegionOption> {
    vec![
        region("us", "United States", "app.intercom.com"),
        region("eu", "Europe", "app.eu.intercom.com"),
        region("au", "Australia", "app.au.intercom.com"),
    ]
}

fn consents() -> Vec<(&'static str, Response)> {
    let site = Consent {
        client_name: "Claude".to_owned(),
        name_remarks: Vec::new(),
        identity: Identity::Verified("claude.ai".to_owned()),
        destination: Destination::Site("claude.ai".to_owned()),
        sign_in: SignIn::AtIntercom(regions()),
        request: "imcp_request".to_owned(),
        csrf: "imcp_csrf".to_owned(),
        notice: None,
    };
    let loopback = Consent {
        client_name: "Claude Code".to_owned(),
        identity: Identity::PublishedBy("claude.ai".to_owned()),
        destination: Destination::ThisComputer("localhost:33418".to_owned()),
        sign_in: SignIn::AtIntercom(vec![region("eu", "Europe", "app.eu.intercom.com")]),
        ..site.clone()
    };
    let app = Consent {
        client_name: "Cursor".to_owned(),
        identity: Identity::SelfDescribed,
        destination: Destination::App("cursor://anysphere.cursor-mcp/oauth/callback".to_owned()),
        ..site.clone()
    };
    let either = Consent { sign_in: SignIn::Either(regions()), ..site.clone() };
    let paste = Consent {
        client_name: "ChatGPT".to_owned(),
        identity: Identity::SelfDescribed,
        destination: Destination::Site("chatgpt.com".to_owned()),
        sign_in: SignIn::WithToken,
        ..site.clone()
    };
    let refused = Consent {
        notice: Some("Intercom does not accept this access token, in any region. Copy it again, whole.".to_owned()),
        ..paste.clone()
    };
    let either_refused = Consent { notice: refused.notice.clone(), ..either.clone() };
    let long = Consent {
        client_name: "Donaudampfschifffahrtsgesellschaft".repeat(6),
        identity: Identity::PublishedBy(long_host()),
        destination: Destination::Site(long_host()),
        sign_in: SignIn::Either(regions()),
        ..site.clone()
    };
    let hostile = Consent {
        client_name: "<script>alert(1)</script> \u{202E}edualC\u{202C}\u{200B} Z\u{301}\u{302}\u{303}\u{304}\u{305}"
            .to_owned(),
        identity: Identity::SelfDescribed,
        destination: Destination::App("com.example.<b>app</b>:/callback".to_owned()),
        notice: Some("The field `<img src=x>` is not known.".to_owned()),
        ..paste.clone()
    };
    let elsewhere = Consent {
        client_name: "Cl\u{430}ude, verified by claude.ai".to_owned(),
        name_remarks: vec![
            NameRemark::LooksLike("Claude".to_owned()),
            NameRemark::MixesAlphabets,
            NameRemark::NamesASite("claude.ai".to_owned()),
            NameRemark::ClaimsTrust,
            NameRemark::ReadsLikeAnAddress,
            NameRemark::WrittenIn("Greek".to_owned()),
            NameRemark::NotPlain,
        ],
        identity: Identity::PublishedBy("client.example.com".to_owned()),
        destination: Destination::Site("claude-sign-in.example".to_owned()),
        ..site.clone()
    };
    let shared =
        Consent { identity: Identity::UnknownPublisher("raw.githubusercontent.com".to_owned()), ..site.clone() };
    let nameless = Consent { client_name: "\u{200B} \u{2800}".to_owned(), ..loopback.clone() };
    vec![
        ("consent_site", site.response()),
        ("consent_loopback", loopback.response()),
        ("consent_app", app.response()),
        ("consent_either", either.response()),
        ("consent_either_refused", either_refused.response_with_status(StatusCode::UNPROCESSABLE_ENTITY)),
        ("consent_paste", paste.response()),
        ("consent_paste_refused", refused.response_with_status(StatusCode::UNPROCESSABLE_ENTITY)),
        ("consent_long", long.response()),
        ("consent_hostile", hostile.response()),
        ("consent_elsewhere", elsewhere.response()),
        ("consent_shared_host", shared.response()),
        ("consent_nameless", nameless.response()),
    ]
}

/// 253 characters, as long as DNS allows.
fn long_host() -> String {
    let label = "a".repeat(60);
    format!("{label}.{label}.{label}.{}.example", "b".repeat(62))
}

fn outcomes() -> Vec<(&'static str, Response)> {
    let unknown = Failure {
        title: "This sign-in cannot go on".to_owned(),
        found: "The redirect URI `https://elsewhere.example/callback` is none of those that the client `imcp_cl_x7Qd` \
                registered."
            .to_owned(),
        next: "Go back to the app and connect it again. If that does not help, remove the connection there first."
            .to_owned(),
        back: None,
    };
    let long = Failure {
        found: format!("The redirect URI `https://{}/{}` is too long.", long_host(), "x".repeat(2_000)),
        ..unknown.clone()
    };
    let address = ReturnAddress::new("https://claude.ai/api/mcp/auth_callback?error=access_denied&state=a%22b");
    let forbidden = address.map(|address| {
        let back = Return { client_name: "Claude".to_owned(), address };
        Failure::workspace_not_allowed("x1y2z3w4").with_return(back).response(StatusCode::FORBIDDEN)
    });
    let app = Success {
        client_name: "Cursor".to_owned(),
        address: ReturnAddress::new(
            "cursor://anysphere.cursor-mcp/oauth/callback?code=imcp_ac_a&state=b&iss=https%3A%2F%2Fmcp.example.com",
        ),
    };
    let nowhere = Success { address: ReturnAddress::new("javascript:alert(1)"), ..app.clone() };
    vec![
        ("failure", unknown.response(StatusCode::BAD_REQUEST)),
        ("failure_long", long.response(StatusCode::BAD_REQUEST)),
        ("failure_workspace", forbidden.unwrap_or_default()),
        ("success", app.response()),
        ("success_without_link", nowhere.response()),
    ]
}

fn landings() -> Vec<(&'static str, Response)> {
    let public = Landing {
        origin: "https://intercom-mcp.example.com".to_owned(),
        serves_sse: true,
        is_public: true,
        ways: WaysIn {
            sign_in: true,
            intercom_at_sign_in: true,
            pasted_token: true,
            intercom_token: true,
            ..WaysIn::default()
        },
        state: ServiceState::Serving,
        version: env!("CARGO_PKG_VERSION"),
    };
    let local = Landing {
        origin: "http://127.0.0.1:8080".to_owned(),
        is_public: false,
        ways: WaysIn { intercom_token: true, ..WaysIn::default() },
        ..public.clone()
    };
    let key = Landing {
        ways: WaysIn { access_key: true, ..WaysIn::default() },
        serves_sse: false,
        state: ServiceState::ShuttingDown,
        ..public.clone()
    };
    vec![("landing", public.response()), ("landing_local", local.response()), ("landing_key", key.response())]
}
