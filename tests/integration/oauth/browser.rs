//! A person's browser: keeps cookies, shows pages, submits forms, and follows a redirect only when it is told to.

use std::{collections::BTreeMap, net::SocketAddr};

use url::Url;

use crate::harness::reqwest_client;

/// A browser with its cookies.
pub(crate) struct Browser {
    http: reqwest::Client,
    pub(crate) cookies: BTreeMap<String, String>,
    /// What it says of where a form comes from; the page's own origin when it is not set.
    pub(crate) origin: Option<String>,
    /// What it says of the site that a form comes from: `same-origin` when it is not set.
    pub(crate) fetch_site: Option<&'static str>,
    /// The address that a trusted proxy says it has.
    pub(crate) address: Option<String>,
}

/// What a browser has before it.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) html: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self { http: reqwest_client(), cookies: BTreeMap::new(), origin: None, fetch_site: None, address: None }
    }

    pub(crate) async fn open(&mut self, url: &str) -> Page {
        self.send(self.http.get(url), url).await
    }

    /// Submits a form to `url` with the headers that browsers send.
    pub(crate) async fn submit(&mut self, url: &str, fields: &[(String, String)]) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.http.post(url).header("content-type", "application/x-www-form-urlencoded");
        let origin = self.origin.clone().unwrap_or_else(|| Url::parse(url).unwrap().origin().ascii_serialization());
        let request =
            request.header("origin", origin).header("sec-fetch-site", self.fetch_site.unwrap_or("same-origin"));
        self.send(request.body(body), url).await
    }

    /// Goes where the page sends the browser.
    pub(crate) async fn follow(&mut self, page: &Page) -> Page {
        let url = page.location().to_string();
        self.open(&url).await
    }

    async fn send(&mut self, request: reqwest::RequestBuilder, url: &str) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) };
        let request = match &self.address {
            Some(address) => request.header("x-forwarded-for", address),
            None => request,
        };
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for cookie in headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            let (value, attributes) = rest.split_once(';').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Page { url: url.parse().unwrap(), status, headers, html: response.text().await.unwrap() }
    }
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Where it sends the browser: the absolute address.
    pub(crate) fn location(&self) -> Url {
        let location =
            self.header("location").unwrap_or_else(|| panic!("no redirect but {}: {}", self.status, self.html));
        self.url.join(location).unwrap()
    }

    /// Names and values of the inputs that its first form would send, chosen ones only.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let form = self.html.split("<form").nth(1).unwrap_or_else(|| panic!("no form: {}", self.html));
        let form = form.split("</form>").next().unwrap();
        let inputs = form.split("<input").skip(1).map(|input| input.split('>').next().unwrap());
        let chosen = inputs.filter(|input| !input.contains("type=\"radio\"") || input.contains(" checked"));
        chosen
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value").unwrap_or_default())))
            .collect()
    }

    /// The fields, and the button that is pressed.
    pub(crate) fn decided(&self, decision: &str) -> Vec<(String, String)> {
        let mut fields = self.fields();
        fields.push(("decision".to_owned(), decision.to_owned()));
        fields
    }

    /// The address its first form goes to.
    pub(crate) fn action(&self) -> String {
        let form = self.html.split("<form").nth(1).unwrap();
        let action = attribute(form.split('>').next().unwrap(), "action").unwrap();
        self.url.join(&action).unwrap().into()
    }
}

/// The one value of a parameter in an address.
pub(crate) fn parameter(url: &Url, name: &str) -> Option<String> {
    let mut values = url.query_pairs().filter(|(other, _)| other == name).map(|(_, value)| value.into_owned());
    let value = values.next();
    assert!(values.next().is_none(), "{name} stands there twice: {url}");
    value
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let value = rest.split('"').next()?;
    Some(
        value
            .replace("&#38;", "&")
            .replace("&amp;", "&")
            .replace("&#34;", "\"")
            .replace("&#60;", "<")
            .replace("&#62;", ">"),
    )
}

/// The address of a server under test.
pub(crate) fn origin(address: SocketAddr) -> String {
    format!("http://{address}")
}
