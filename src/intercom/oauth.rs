//! Intercom as the authorization server upstream of ours (Intercom's documentation, "Setting up OAuth").
//!
//! The browser is sent to the app's `/oauth` page in its region; the code that comes back is exchanged at
//! `/auth/eagle/token`, at one host for all regions. Intercom knows no scopes here, no PKCE, no expiry and no refresh
//! tokens: an access token holds until its app is uninstalled.

use std::time::Duration;

use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, RedirectUrl, RequestTokenError, TokenResponse, TokenUrl, basic::BasicClient,
};
use url::Url;

use super::{Client, send::Sender};
use crate::{
    region::Region,
    secret::{ExposeSecret, SecretString},
};

/// Bytes of an answer, at most: a token is some sixty characters.
const MAX_ANSWER: usize = 64 * 1024;
/// How long an exchange or an uninstall may take, at most.
const TIMEOUT: Duration = Duration::from_secs(15);

/// An app of Intercom's, as the Developer Hub shows it.
#[derive(Clone, Debug)]
pub struct App {
    /// Its id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// The redirect URL that is registered there.
    pub redirect_url: Url,
}

/// Why Intercom gave no token.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// It refused the code or the app. Holds nothing of either.
    #[error("Intercom refused the authorization code or the app's id and secret")]
    Refused,
    /// It could not be reached, or did not answer in time.
    #[error("Intercom cannot be reached: {0}")]
    Unreachable(String),
    /// Its answer was not understood.
    #[error("Intercom's answer was not understood")]
    NotUnderstood,
}

impl App {
    /// Where the browser is sent; `page` is the address of the Intercom app in the workspace's region.
    pub fn authorize_url(&self, page: &str, state: &str) -> Option<Url> {
        let page = AuthUrl::new(format!("{page}/oauth")).ok()?;
        let client = BasicClient::new(ClientId::new(self.client_id.clone())).set_auth_uri(page);
        let client = client.set_redirect_uri(RedirectUrl::from_url(self.redirect_url.clone()));
        Some(client.authorize_url(|| CsrfToken::new(state.to_owned())).url().0)
    }
}

impl Client {
    /// Exchanges the code that Intercom's page gave for an access token.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub async fn exchange_code(&self, app: &App, code: &str) -> Result<SecretString, Error> {
        let sender = self.sender();
        let token_url = TokenUrl::new(format!("{}/auth/eagle/token", sender.hosts.base(Region::Us)));
        let client = BasicClient::new(ClientId::new(app.client_id.clone()))
            .set_client_secret(ClientSecret::new(app.client_secret.expose_secret().to_owned()))
            .set_auth_type(AuthType::RequestBody)
            .set_token_uri(token_url.map_err(|_| Error::NotUnderstood)?)
            .set_redirect_uri(RedirectUrl::from_url(app.redirect_url.clone()));
        let exchange = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        match exchange.request_async(&Exchange(sender)).await {
            Ok(answer) => Ok(answer.access_token().secret().as_str().into()),
            Err(RequestTokenError::Request(Failed::Status(_)) | RequestTokenError::ServerResponse(_)) => {
                Err(Error::Refused)
            }
            Err(RequestTokenError::Request(Failed::Reach(reason))) => Err(Error::Unreachable(reason)),
            Err(RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => Err(Error::NotUnderstood),
        }
    }

    /// Uninstalls the app from the workspace whose token this is.
    ///
    /// # Errors
    /// When Intercom cannot be reached or refuses.
    pub async fn uninstall(&self, token: &SecretString, region: Region) -> Result<(), Error> {
        let sender = self.sender();
        let request = sender.http.post(format!("{}/auth/uninstall", sender.hosts.base(region)));
        let request = request.bearer_auth(token.expose_secret()).header("accept", "application/json").timeout(TIMEOUT);
        let answer = request.send().await.map_err(|error| Error::Unreachable(reason(error)))?;
        if answer.status().is_success() { Ok(()) } else { Err(Error::Refused) }
    }
}

/// Carries the exchange over the connections of the API.
struct Exchange<'a>(&'a Sender);

#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("{0}")]
    Reach(String),
    #[error("HTTP {0}")]
    Status(u16),
}

impl<'c> AsyncHttpClient<'c> for Exchange<'_> {
    type Error = Failed;
    type Future = futures_util::future::BoxFuture<'c, Result<HttpResponse, Failed>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let reach = |error| Failed::Reach(reason(error));
            let request = self.0.http.request(parts.method, parts.uri.to_string()).headers(parts.headers);
            let mut answer = request.timeout(TIMEOUT).body(body).send().await.map_err(reach)?;
            // Only the sender's words, which may quote the code, stand in a refusal's body.
            match answer.status().as_u16() {
                200 => {}
                status @ 400..=499 => return Err(Failed::Status(status)),
                status => return Err(Failed::Reach(format!("HTTP {status}"))),
            }
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await.map_err(reach)? {
                body.extend_from_slice(&chunk);
                if body.len() > MAX_ANSWER {
                    return Err(Failed::Reach(format!("an answer of more than {MAX_ANSWER} bytes")));
                }
            }
            let mut response = HttpResponse::new(body);
            *response.status_mut() = answer.status();
            *response.headers_mut() = std::mem::take(answer.headers_mut());
            Ok(response)
        })
    }
}

/// What went wrong, without the address, which would tell nobody anything.
fn reason(error: reqwest::Error) -> String {
    if error.is_timeout() { "it did not answer in time".to_owned() } else { error.without_url().to_string() }
}
