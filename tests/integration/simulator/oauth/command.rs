//! `intercom-mcp simulator` says what a server needs for people to sign in, and it holds.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};
use url::Url;

use super::{CALLBACK, encoded, parameter};
use crate::harness::reqwest_client;

/// Ends the simulator with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The variables of the printed command that names `INTERCOM_CLIENT_ID`.
fn printed_variables(simulator: &mut Child) -> HashMap<String, String> {
    // Borrowed: a pipe that is closed would end the simulator at its next line.
    let lines = BufReader::new(simulator.stdout.as_mut().expect("stdout")).lines().map(|line| line.expect("text"));
    let line = lines.into_iter().find(|line| line.contains("INTERCOM_CLIENT_ID=")).expect("the command");
    let (variables, command) = line.trim().rsplit_once(" intercom-mcp ").expect("a command after its variables");
    assert_eq!(command, "serve");
    let pairs = variables.split(' ').map(|pair| pair.split_once('=').expect("a variable"));
    pairs.map(|(name, value)| (name.to_owned(), value.trim_matches('\'').to_owned())).collect()
}

#[tokio::test]
async fn the_printed_variables_lead_through_a_sign_in() {
    let arguments = ["simulator", "--bind", "127.0.0.1:0", "--conversations", "20", "--contacts", "10"];
    let binary = Command::new(env!("CARGO_BIN_EXE_intercom-mcp")).args(arguments).stdout(Stdio::piped()).spawn();
    let mut simulator = Running(binary.expect("the binary"));
    let variables = printed_variables(&mut simulator.0);
    let at = |name: &str, path: &str| format!("{}{path}", variables[name].replace("{region}", "eu"));
    let (id, secret) = (variables["INTERCOM_CLIENT_ID"].as_str(), variables["INTERCOM_CLIENT_SECRET"].as_str());
    let client = reqwest_client();

    let me = client.get(at("INTERCOM_API_URL", "/me")).bearer_auth("demo-eu").send().await.expect("an answer");
    let me: Value = me.json().await.expect("JSON");
    let workspace = me["app"]["id_code"].as_str().expect("an id");
    let form = encoded(&[("client_id", id), ("state", "s"), ("redirect_uri", CALLBACK), ("workspace", workspace)]);
    let approval = client.post(at("INTERCOM_APP_URL", "/oauth")).body(form);
    let approved = approval.header("content-type", "application/x-www-form-urlencoded").send().await;
    let approved = approved.expect("an answer");
    assert_eq!(approved.status(), 302);
    let back: Url = approved.headers()["location"].to_str().expect("text").parse().expect("a URL");

    let body = json!({ "code": parameter(&back, "code"), "client_id": id, "client_secret": secret });
    let given = client.post(at("INTERCOM_API_URL", "/auth/eagle/token")).json(&body).send().await.expect("an answer");
    let given: Value = given.json().await.expect("JSON");
    let token = given["access_token"].as_str().expect("a token");
    let own = client.get(at("INTERCOM_API_URL", "/me")).bearer_auth(token).send().await.expect("an answer");
    assert_eq!(own.json::<Value>().await.expect("JSON"), me);
}
