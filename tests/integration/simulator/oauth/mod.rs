//! Signing in at the simulator: the page, the code, the token, and the end of it.

mod command;
mod exchange;
mod installation;
mod page;

use axum::{body::Body, http::Request};
use url::{Url, form_urlencoded};

use super::{Answer, Stand};

const CALLBACK: &str = "http://127.0.0.1:8080/callback";
const TOKEN: &str = "/auth/eagle/token";
const REVOKED: (u16, &str, &str) = (401, "token_revoked", "Access Token Revoked");
const UNAUTHORIZED_CODE: (u16, &str, &str) = (401, "unauthorized", "Unauthorized Code");

/// Name and value of each parameter.
type Pairs<'a> = &'a [(&'a str, &'a str)];

fn encoded(pairs: Pairs<'_>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn good(redirect_uri: &str) -> [(&str, &str); 3] {
    [("client_id", "demo-app"), ("state", "a state"), ("redirect_uri", redirect_uri)]
}

impl Stand {
    async fn page(&self, path: &str, parameters: Pairs<'_>) -> Answer {
        let request = Request::get(format!("{path}?{}", encoded(parameters))).header("accept", "text/html");
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    async fn send_form(&self, path: &str, pairs: Pairs<'_>) -> Answer {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(encoded(pairs).into()).expect("a request")).await
    }

    /// Loads the page and submits its form as it stands, as a browser does.
    async fn approve(&self, path: &str, parameters: Pairs<'_>) -> Url {
        let page = self.page(path, parameters).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let fields = page.fields();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = self.send_form(&page.between("action=\"", "\""), &fields).await;
        assert_eq!(answer.status, 302, "{}", answer.body);
        answer.header("location").expect("a location").parse().expect("a URL")
    }

    /// A code for the workspace of the region whose page is at `path`.
    async fn code(&self, path: &str) -> String {
        parameter(&self.approve(path, &good(CALLBACK)).await, "code")
    }

    async fn exchange(&self, code: &str) -> Answer {
        self.send_form(TOKEN, &[("code", code), ("client_id", "demo-app"), ("client_secret", "demo-secret")]).await
    }

    /// A fresh token for the workspace of the region whose page is at `path`.
    async fn sign_in(&self, path: &str) -> String {
        let answer = self.exchange(&self.code(path).await).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["access_token"].as_str().expect("a token").to_owned()
    }
}

impl Answer {
    fn html(&self) -> &str {
        self.body.as_str().expect("a page")
    }

    fn between(&self, before: &str, after: &str) -> String {
        let (_, rest) = self.html().split_once(before).unwrap_or_else(|| panic!("no {before} in {}", self.html()));
        unescaped(rest.split_once(after).expect("an end").0)
    }

    /// Names and values of the form's inputs.
    fn fields(&self) -> Vec<(String, String)> {
        let attribute = |tag: &str, name: &str| {
            let value = tag.split_once(&format!("{name}=\""))?.1.split_once('"')?.0;
            Some(unescaped(value))
        };
        let tags = self.html().split("<input ").skip(1).map(|rest| rest.split_once('>').expect("an end").0);
        tags.map(|tag| attribute(tag, "name").zip(attribute(tag, "value")).expect("an input")).collect()
    }
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}

fn parameter(url: &Url, name: &str) -> String {
    let mut values = url.query_pairs().filter(|(key, _)| key == name);
    let (_, value) = values.next().unwrap_or_else(|| panic!("no {name} in {url}"));
    assert!(values.next().is_none(), "{name} is there once: {url}");
    value.into_owned()
}
