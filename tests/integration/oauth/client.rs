//! An MCP client that signs somebody in, step by step, so that a test can do each step wrongly.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use intercom_mcp::{
    clock::Clock, config::Config, http, oauth::client_metadata::Documents, simulator::Options, store::records::Kind,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use super::browser::{Browser, Page, origin, parameter};
use crate::harness::{App, START};

pub(crate) const REDIRECT: &str = "http://127.0.0.1:33418/callback";
pub(crate) const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0123456789";
/// What the client says to itself.
pub(crate) const STATE: &str = "the client's own & state";

/// A registered client of a server that offers sign-in.
pub(crate) struct Client<'a> {
    pub(crate) app: &'a App,
    pub(crate) id: String,
}

/// What `/token` gave.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

/// A server with an app of the simulator's.
pub(crate) async fn app() -> App {
    app_with(|_, _| {}).await
}

pub(crate) async fn app_with(change: impl FnOnce(&mut Config, &mut Options)) -> App {
    app_at(Clock::hand_set(START.parse().unwrap()), change).await
}

/// With another clock, for what another process looks at.
pub(crate) async fn app_at(clock: Clock, change: impl FnOnce(&mut Config, &mut Options)) -> App {
    App::with_clock(clock, |config, options| {
        config.intercom_client_id = Some("demo-app".to_owned());
        config.intercom_client_secret = Some("demo-secret".into());
        config.intercom_app_url = config.intercom_api_url.clone();
        change(config, options);
    })
    .await
}

pub(crate) fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

impl<'a> Client<'a> {
    /// Registers with one redirect URI.
    pub(crate) async fn register(app: &'a App) -> Self {
        Self::register_as(app, json!({ "client_name": "A test", "redirect_uris": [REDIRECT] })).await
    }

    pub(crate) async fn register_as(app: &'a App, metadata: Value) -> Self {
        let (status, registered) = post_json(app, "/register", &metadata).await;
        assert_eq!(status, 201, "{registered}");
        Self { app, id: registered["client_id"].as_str().unwrap().to_owned() }
    }

    /// The parameters of a good authorization request.
    pub(crate) fn request(&self) -> Vec<(&'static str, String)> {
        vec![
            ("response_type", "code".to_owned()),
            ("client_id", self.id.clone()),
            ("redirect_uri", REDIRECT.to_owned()),
            ("code_challenge", challenge()),
            ("code_challenge_method", "S256".to_owned()),
            ("state", STATE.to_owned()),
            ("resource", format!("{}/mcp", origin(self.app.address))),
        ]
    }

    pub(crate) fn authorize_url(&self, parameters: &[(&str, String)]) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        format!("{}/authorize?{query}", origin(self.app.address))
    }

    /// The page that asks the person.
    pub(crate) async fn ask(&self, browser: &mut Browser) -> Page {
        let page = browser.open(&self.authorize_url(&self.request())).await;
        assert_eq!(page.status, 200, "{}", page.html);
        page
    }

    /// The person approves, and is sent to Intercom.
    pub(crate) async fn approve(&self, browser: &mut Browser) -> Page {
        let page = self.ask(browser).await;
        browser.submit(&page.action(), &page.decided("approve")).await
    }

    /// The person signs in at Intercom, whose answer is not followed yet.
    pub(crate) async fn at_intercom(&self, browser: &mut Browser) -> Page {
        let sent = self.approve(browser).await;
        let page = browser.follow(&sent).await;
        assert_eq!(page.status, 200, "{}", page.html);
        browser.submit(&page.action(), &page.fields()).await
    }

    /// The whole way up to the code.
    pub(crate) async fn code(&self) -> String {
        let mut browser = Browser::new();
        let answer = self.at_intercom(&mut browser).await;
        let back = browser.follow(&answer).await;
        parameter(&back.location(), "code").unwrap_or_else(|| panic!("no code: {}", back.location()))
    }

    /// The rest of the way from the page that asks.
    pub(crate) async fn code_from(&self, browser: &mut Browser, page: &Page) -> String {
        let sent = browser.submit(&page.action(), &page.decided("approve")).await;
        let page = browser.follow(&sent).await;
        let answer = browser.submit(&page.action(), &page.fields()).await;
        let back = browser.follow(&answer).await;
        parameter(&back.location(), "code").unwrap_or_else(|| panic!("no code: {}", back.location()))
    }

    /// The form of a good exchange.
    pub(crate) fn exchange(&self, code: &str) -> Vec<(&'static str, String)> {
        vec![
            ("grant_type", "authorization_code".to_owned()),
            ("client_id", self.id.clone()),
            ("code", code.to_owned()),
            ("redirect_uri", REDIRECT.to_owned()),
            ("code_verifier", VERIFIER.to_owned()),
        ]
    }

    /// The form of a good refresh.
    pub(crate) fn refresh(&self, token: &str) -> Vec<(&'static str, String)> {
        vec![
            ("grant_type", "refresh_token".to_owned()),
            ("client_id", self.id.clone()),
            ("refresh_token", token.to_owned()),
        ]
    }

    /// Signs somebody in.
    pub(crate) async fn sign_in(&self) -> Tokens {
        let code = self.code().await;
        self.tokens(&self.exchange(&code)).await
    }

    /// What `/token` gives for a form that it must take.
    pub(crate) async fn tokens(&self, form: &[(&str, String)]) -> Tokens {
        let (status, body) = post_form(self.app, "/token", form).await;
        assert_eq!(status, 200, "{body}");
        Tokens {
            access: body["access_token"].as_str().unwrap().to_owned(),
            refresh: body["refresh_token"].as_str().unwrap().to_owned(),
        }
    }

    /// The error that `/token` gives for a form that it must refuse.
    pub(crate) async fn refused(&self, form: &[(&str, String)]) -> String {
        let (status, body) = post_form(self.app, "/token", form).await;
        assert_eq!(status, if body["error"] == "invalid_client" { 401 } else { 400 }, "{body}");
        assert!(body["error_description"].is_string(), "{body}");
        body["error"].as_str().unwrap().to_owned()
    }

    /// The status of a call with this bearer.
    pub(crate) async fn status(&self, token: &str) -> u16 {
        self.app.post(token, &json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" })).await.0
    }
}

/// Changes one parameter, or takes it away.
pub(crate) fn with<'a>(
    mut parameters: Vec<(&'a str, String)>,
    name: &'a str,
    value: Option<&str>,
) -> Vec<(&'a str, String)> {
    parameters.retain(|(other, _)| *other != name);
    parameters.extend(value.map(|value| (name, value.to_owned())));
    parameters
}

pub(crate) async fn post_form(app: &App, path: &str, form: &[(&str, String)]) -> (u16, Value) {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = app.client.post(format!("{}{path}", origin(app.address)));
    let response = request.header("content-type", "application/x-www-form-urlencoded").body(body).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
}

pub(crate) async fn post_json(app: &App, path: &str, body: &Value) -> (u16, Value) {
    let request = app.client.post(format!("{}{path}", origin(app.address))).json(body);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
}

pub(crate) async fn get_json(app: &App, path: &str) -> (u16, Value) {
    let response = app.client.get(format!("{}{path}", origin(app.address))).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
}

/// How many records of a kind are stored.
pub(crate) async fn stored(app: &App, kind: Kind) -> usize {
    app.state.store.list(kind, None).await.unwrap().records.len()
}

/// Another server on the store and the keys of `app`, in its place.
pub(crate) async fn serve_anew(app: &mut App, change: impl FnOnce(&mut Config), documents: Option<Documents>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    app.address = listener.local_addr().unwrap();
    let mut config = (*app.state.config).clone();
    config.bind_addr = app.address;
    config.public_url = origin(app.address).parse().unwrap();
    change(&mut config);
    app.state.config = Arc::new(config);
    let state = app.state.clone();
    tokio::spawn(async move {
        match documents {
            Some(documents) => http::serve_with(listener, state, documents, std::future::pending()).await,
            None => http::serve(listener, state, std::future::pending()).await,
        }
    });
}

/// What comes of it, while every pause that it makes is over at once.
pub(crate) async fn while_time_passes<T>(app: &App, what: impl Future<Output = T>) -> T {
    let before = app.clock.sleepers();
    let passes = async {
        loop {
            tokio::task::yield_now().await;
            if app.clock.sleepers() > before {
                app.clock.advance(Duration::from_millis(100));
            }
        }
    };
    tokio::select! {
        outcome = what => outcome,
        () = passes => unreachable!("time never ends"),
    }
}
