//! `GET` and `POST /oauth`: what a person is asked, and how the app hears of it.

use axum::http::Request;
use insta::assert_snapshot;

use super::{super::Stand, CALLBACK, encoded, good, parameter};

#[tokio::test]
async fn the_page_asks_once_with_the_regions_workspace_already_chosen() {
    let stand = Stand::new();
    for (path, region) in [("/oauth", "US"), ("/us/oauth", "US"), ("/eu/oauth", "EU"), ("/au/oauth", "AU")] {
        let page = stand.page(path, &good(CALLBACK)).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        let workspace = stand.simulator.me(region)["app"]["id_code"].as_str().expect("an id").to_owned();
        assert!(page.fields().contains(&("workspace".to_owned(), workspace)), "{:?}", page.fields());
        assert_eq!(page.between("action=\"", "\""), path);
        let count = |what: &str| page.html().matches(what).count();
        assert_eq!([count("<form "), count("type=\"submit\""), count(" checked>"), count("<script")], [1, 1, 1, 0]);
    }
}

#[tokio::test]
async fn the_page_as_a_person_gets_it() {
    let page = Stand::new().page("/eu/oauth", &good("https://example.com/callback?a=1&b=2")).await;
    let (_, main) = page.html().split_once("<main>\n").expect("a main part");
    assert!(page.html().starts_with("<!doctype html>\n<html lang=\"en\">"), "{}", page.html());
    assert_snapshot!(main, @r#"
    <h1>Connect demo-app to Intercom</h1>
    <p>This is the simulator: its workspaces are made up. The app will read people, companies, conversations and teammates, and you go back to <code>https://example.com/callback?a=1&amp;b=2</code>.</p>
    <form method="post" action="/eu/oauth">
    <input type="hidden" name="client_id" value="demo-app">
    <input type="hidden" name="state" value="a state">
    <input type="hidden" name="redirect_uri" value="https://example.com/callback?a=1&amp;b=2">
    <fieldset>
    <legend>Workspace</legend>
    <label><input type="radio" name="workspace" value="fp3w9d6q" required checked> Federpost (EU)</label>
    </fieldset>
    <button type="submit">Authorize access</button>
    </form>
    <p><a href="https://example.com/callback?a=1&amp;b=2&amp;error=access_denied&amp;state=a+state">Cancel</a></p>
    </main>
    </body>
    </html>
    "#);
}

#[tokio::test]
async fn the_code_comes_back_with_the_state_beside_the_addresses_own_query() {
    let stand = Stand::new();
    let state = "ü &=+%\"<script>";
    let parameters =
        [("client_id", "demo-app"), ("state", state), ("redirect_uri", "https://example.com/back?keep=%2Fthis&x")];
    let back = stand.approve("/oauth", &parameters).await;
    assert!(back.as_str().starts_with("https://example.com/back?keep=%2Fthis&x&code="), "{back}");
    assert_eq!(parameter(&back, "state"), state);
    let code = parameter(&back, "code");
    assert!(code.ends_with('=') && code.contains('+') && code.contains('/'), "{code}");
    assert!(!back.query().expect("a query").contains(&code), "the code is encoded: {back}");
    assert_eq!(stand.exchange(&code).await.status, 200);
}

#[tokio::test]
async fn cancelling_leads_back_with_access_denied() {
    let page = Stand::new().page("/oauth", &good("https://example.com/back?keep=1")).await;
    let link = page.between("<a href=\"", "\"");
    assert_eq!(link, "https://example.com/back?keep=1&error=access_denied&state=a+state");
}

#[tokio::test]
async fn whatever_is_shown_is_escaped() {
    let stand = Stand::new();
    let markup = "\"><script>'&";
    for parameters in [
        vec![("client_id", "demo-app"), ("state", markup), ("redirect_uri", CALLBACK)],
        vec![("client_id", "demo-app"), ("state", "s"), ("redirect_uri", "http://a/?\"><script>'&")],
        vec![("client_id", markup), ("state", "s"), ("redirect_uri", CALLBACK)],
        vec![("client_id", "demo-app"), ("state", "s"), ("redirect_uri", markup)],
        vec![("client_id", "demo-app"), ("state", "s"), ("redirect_uri", CALLBACK), ("response_type", markup)],
    ] {
        let page = stand.page("/oauth", &parameters).await;
        assert!(!page.html().contains("<script>"), "{}", page.html());
    }
    let page = stand.page("/oauth", &[("client_id", "demo-app"), ("state", markup), ("redirect_uri", CALLBACK)]).await;
    assert!(page.fields().contains(&("state".to_owned(), markup.to_owned())), "{:?}", page.fields());
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_shown_and_never_redirected() {
    let stand = Stand::new();
    let with = |name: &'static str, value: &'static str| {
        let mut parameters = good(CALLBACK).to_vec();
        parameters.retain(|(key, _)| *key != name);
        parameters.push((name, value));
        parameters
    };
    let twice = |name: &'static str| [good(CALLBACK).to_vec(), vec![(name, "again")]].concat();
    let mut shown = String::new();
    for parameters in [
        with("client_id", ""),
        with("client_id", "another-app"),
        with("state", ""),
        with("response_type", "token"),
        with("redirect_uri", ""),
        with("redirect_uri", "/callback"),
        with("redirect_uri", "javascript:alert(1)"),
        with("redirect_uri", "cursor://callback"),
        with("redirect_uri", "https://example.com/#fragment"),
        twice("client_id"),
        twice("state"),
        twice("redirect_uri"),
    ] {
        let page = stand.page("/oauth", &parameters).await;
        assert_eq!((page.header("location"), page.html().contains("<a ")), (None, false));
        let posted = stand.send_form("/oauth", &[parameters, vec![("workspace", "nb7k2x4p")]].concat()).await;
        assert_eq!((posted.status, posted.header("location")), (page.status, None));
        assert_eq!(posted.body, page.body);
        shown += &format!("{} {}\n", page.status.as_u16(), page.between("<p>", "</p>"));
    }
    assert_snapshot!(shown, @"
    400 `client_id` is missing.
    404 There is no app `another-app`.
    400 `state` is missing.
    400 `response_type` is `token`; only `code` is known.
    400 `redirect_uri` is missing, and `demo-app` has registered none.
    400 `redirect_uri` is `/callback`; expected an http or https URL without a fragment.
    400 `redirect_uri` is `javascript:alert(1)`; expected an http or https URL without a fragment.
    400 `redirect_uri` is `cursor://callback`; expected an http or https URL without a fragment.
    400 `redirect_uri` is `https://example.com/#fragment`; expected an http or https URL without a fragment.
    400 `client_id` stands there more than once.
    400 `state` stands there more than once.
    400 `redirect_uri` stands there more than once.
    ");
    let tolerated = stand.page("/oauth", &with("response_type", "code")).await;
    assert_eq!(tolerated.status, 200);
}

#[tokio::test]
async fn only_the_pages_own_workspace_can_be_approved_and_only_by_a_form() {
    let stand = Stand::new();
    let eu = stand.simulator.me("EU")["app"]["id_code"].as_str().expect("an id").to_owned();
    let mut pairs = good(CALLBACK).to_vec();
    assert_eq!(stand.send_form("/oauth", &pairs).await.status, 400);
    pairs.push(("workspace", &eu));
    assert_eq!(stand.send_form("/oauth", &pairs).await.status, 400);
    let request = Request::post("/eu/oauth").header("content-type", "text/plain");
    assert_eq!(stand.send(request.body(encoded(&pairs).into()).expect("a request")).await.status, 400);
    assert_eq!(stand.send_form("/eu/oauth", &pairs).await.status, 302);
}
