//! What people see: made from view types, and the landing page over a real socket. `tests/browser` looks at the same
//! pages in a browser.

mod consent;
mod headers;
mod hostile;
mod landing;
mod outcomes;

use axum::response::Response;
use http_body_util::BodyExt;
use intercom_mcp::pages::{Consent, Destination, Identity, Landing, RegionOption, ServiceState, SignIn, WaysIn};

/// An answer that has been read.
struct Shown {
    status: u16,
    headers: Vec<(String, String)>,
    html: String,
}

impl Shown {
    async fn of(response: Response) -> Self {
        let (head, body) = response.into_parts();
        let headers = head.headers.iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        let html = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Self { status: head.status.as_u16(), headers, html }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// What stands in `main`, as text.
    fn text(&self) -> String {
        let main = self.html.split("<main>").nth(1).unwrap().split("</main>").next().unwrap();
        let text = htmd::convert(main.split("<script").next().unwrap()).unwrap();
        text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn nonce(&self) -> &str {
        self.html.split("<style nonce=\"").nth(1).unwrap().split('"').next().unwrap()
    }
}

/// A client of whom much is known, which will read through Intercom's own sign-in.
fn consent() -> Consent {
    Consent {
        client_name: "Claude".to_owned(),
        name_remarks: Vec::new(),
        identity: Identity::Verified("claude.ai".to_owned()),
        destination: Destination::Site("claude.ai".to_owned()),
        sign_in: SignIn::AtIntercom(regions()),
        request: "the-request".to_owned(),
        csrf: "the-csrf".to_owned(),
        notice: None,
    }
}

fn regions() -> Vec<RegionOption> {
    [("us", "United States", "app.intercom.com"), ("eu", "Europe", "app.eu.intercom.com")]
        .map(|(value, name, host)| RegionOption { value: value.into(), name: name.into(), host: host.into() })
        .into()
}

fn landing() -> Landing {
    Landing {
        origin: "https://mcp.example.com".to_owned(),
        serves_sse: true,
        is_public: true,
        ways: WaysIn { sign_in: true, intercom_at_sign_in: true, ..WaysIn::default() },
        state: ServiceState::Serving,
        version: "1.2.3",
    }
}
