//! The commands, run as a person runs them.

use std::net::TcpListener;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::harness::reqwest_client;

use super::process::{Directory, Ended, Running, address, run, run_in};

const TOOLS: [&str; 6] =
    ["search", "fetch", "search_conversations", "get_conversation", "search_contacts", "get_contact"];

fn start_demo(variables: &[(&str, &str)]) -> (Running, String) {
    let mut demo = Running::start(&["demo", "--bind", "127.0.0.1:0"], variables);
    let printed = demo.stdout_until("Ctrl-C");
    (demo, printed)
}

fn start_serve(variables: &[(&str, &str)]) -> (Running, String, String) {
    let variables = [variables, &[("BIND_ADDR", "127.0.0.1:0"), ("DRAIN_DELAY", "0s")]].concat();
    let mut server = Running::start(&["serve"], &variables);
    let log = server.stderr_until("workspaces that may be read");
    let address = address(&log);
    (server, log, address)
}

fn start_simulator() -> (Running, String) {
    let mut simulator =
        Running::start(&["simulator", "--bind", "127.0.0.1:0", "--conversations", "50", "--contacts", "20"], &[]);
    let address = address(&simulator.stdout_until("Listening"));
    (simulator, address)
}

fn check(simulator: &str, variables: &[(&str, &str)]) -> Ended {
    let api = format!("{simulator}/{{region}}");
    run(&["check"], &[variables, &[("INTERCOM_API_URL", &api)]].concat())
}

/// The words of a command line whose only quotes are single or double ones around whole words or parts.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for character in line.trim().chars() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, ' ') => words.push(std::mem::take(&mut word)),
            _ => word.push(character),
        }
    }
    words.push(word);
    words
}

/// Does what the printed curl would.
async fn follow_curl(line: &str) -> Value {
    let words = words(line);
    let mut request = reqwest_client().post(words.iter().find(|word| word.starts_with("http")).expect("a URL"));
    for pair in words.windows(2) {
        request = match pair[0].as_str() {
            "-H" => {
                let (name, value) = pair[1].split_once(": ").expect("a header");
                request.header(name, value)
            }
            "-d" => request.body(pair[1].clone()),
            _ => request,
        };
    }
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    answer.json().await.expect("JSON")
}

fn tool_names(tools: &Value) -> Vec<&str> {
    tools.as_array().expect("a list").iter().map(|tool| tool["name"].as_str().expect("a name")).collect()
}

#[test]
fn demo_prints_how_to_connect() {
    let (_demo, printed) = start_demo(&[]);
    let (_, port) =
        address(&printed).rsplit_once(':').map(|(host, port)| (host.to_owned(), port.to_owned())).expect("a port");
    assert_snapshot!(printed.replace(&port, "[port]"), @r#"
        Listening on http://127.0.0.1:[port]/mcp
        Three made-up workspaces, one a region. Nothing leaves this machine, nothing is kept.

        Connect Claude Code, and sign in with `/mcp` there:

          claude mcp add --transport http intercom http://127.0.0.1:[port]/mcp

        Or with a ready token:

          claude mcp add --transport http intercom-us http://127.0.0.1:[port]/mcp --header "Authorization: Bearer demo-us"
          claude mcp add --transport http intercom-eu http://127.0.0.1:[port]/mcp --header "Authorization: Bearer demo-eu"
          claude mcp add --transport http intercom-au http://127.0.0.1:[port]/mcp --header "Authorization: Bearer demo-au"

        Or ask by hand:

          curl -sS http://127.0.0.1:[port]/mcp -H 'Authorization: Bearer demo-us' -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'

        Ctrl-C stops it.
        "#);
}

#[tokio::test]
async fn printed_curl_lists_the_six_tools() {
    let (_demo, printed) = start_demo(&[]);
    let curl = printed.lines().find(|line| line.trim().starts_with("curl ")).expect("a curl");
    let answer = follow_curl(curl).await;
    assert_eq!(tool_names(&answer["result"]["tools"]), TOOLS);
}

#[tokio::test]
async fn printed_bearer_of_each_region_reads_its_own_workspace() {
    let (_demo, printed) = start_demo(&[]);
    let mut found = Vec::new();
    for line in printed.lines().filter(|line| line.contains("claude mcp add ") && line.contains("--header")) {
        let words = words(line);
        let answer = reqwest_client()
            .post(&words[6])
            .header("Authorization", words[8].strip_prefix("Authorization: ").expect("a header"))
            .json(&json!({
                "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                "params": {"name": "search_conversations", "arguments": {"per_page": 1}},
            }))
            .send()
            .await
            .expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        found
            .push(answer["result"]["structuredContent"]["conversations"][0]["url"].as_str().expect("a URL").to_owned());
    }
    // Links lead to the simulator, as the sign-in page does.
    let regions: Vec<&str> = found.iter().map(|url| url.split('/').nth(3).expect("a path")).collect();
    assert_eq!(regions, ["us", "eu", "au"]);
}

#[tokio::test]
async fn demo_on_all_interfaces_prints_an_address_that_can_be_dialled() {
    let mut demo = Running::start(&["demo", "--bind", "0.0.0.0:0"], &[]);
    let printed = demo.stdout_until("Ctrl-C");
    let curl = printed.lines().find(|line| line.trim().starts_with("curl ")).expect("a curl");
    assert_eq!(tool_names(&follow_curl(curl).await["result"]["tools"]), TOOLS);
    let localhost = curl.replace("127.0.0.1", "localhost");
    assert_eq!(tool_names(&follow_curl(&localhost).await["result"]["tools"]), TOOLS);
}

#[test]
fn demo_reads_neither_the_servers_variables_nor_a_file() {
    let directory = Directory::new();
    directory.write(".env", "not a line that can be read");
    let variables = [("BIND_ADDR", "nowhere"), ("INTERCOM_ACCESS_TOKEN", "a b"), ("PUBLIC_URL", "ftp://x")];
    let mut demo = Running::start_in(directory, &["demo", "--bind", "127.0.0.1:0"], &variables);
    assert!(demo.stdout_until("Ctrl-C").contains("Listening on http://127.0.0.1:"));
}

#[test]
fn demo_that_finds_its_port_taken_names_the_flag() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let ended = run(&["demo", "--bind", &address], &[]);
    assert_eq!(ended.code, Some(2));
    assert_snapshot!(ended.stderr.replace(&address, "[address]"), @"error: `--bind`: found `[address]`, where listening failed (somebody listens there already); accepted: a free address of this host");
}

#[test]
fn signal_ends_the_demo_with_success() {
    let (demo, _) = start_demo(&[]);
    demo.signal("INT");
    assert_eq!(demo.end().code, Some(0));
}

#[test]
fn serve_says_where_it_listens_and_who_may_read() {
    let (_server, log, address) = start_serve(&[("LOG_FORMAT", "json"), ("INTERCOM_ACCESS_TOKEN", "hunter2")]);
    let messages = log.lines().map(|line| {
        let line: Value = serde_json::from_str(line).expect("a line of JSON");
        format!(
            "{} {}",
            line["level"].as_str().expect("a level"),
            line["fields"]["message"].as_str().expect("a message")
        )
    });
    assert_snapshot!(messages.collect::<Vec<_>>().join("\n").replace(&address, "[address]"), @"
    INFO listening on [address]
    INFO clients connect to [address]/mcp
    INFO single-user: every client reads with the server's own Intercom token
    WARN `ACCESS_KEY` is unset: every program on this machine may read the workspace
    INFO workspaces that may be read: any
    ");
    assert!(!log.contains("hunter2"));
}

#[test]
fn serve_says_that_any_workspace_is_accepted_in_public() {
    let variables =
        [("BIND_ADDR", "127.0.0.1:0"), ("PUBLIC_URL", "https://mcp.example.com"), ("ALLOWED_WORKSPACES", "*")];
    let mut server = Running::start(&[], &variables);
    let log = server.stderr_until("ALLOWED_WORKSPACES");
    assert!(log.contains("`ALLOWED_WORKSPACES` is `*`: tokens of any Intercom workspace are accepted"), "{log}");
    assert!(log.contains("clients connect to https://mcp.example.com/mcp"), "{log}");
}

#[test]
fn serve_reads_the_file_and_the_process_wins_over_it() {
    let directory = Directory::new();
    directory.write(".env", "# a remark\nALLOWED_WORKSPACES=fromfile\nDRAIN_DELAY=soon\nBIND_ADDR='127.0.0.1:0'\n");
    let ended = run_in(&directory, &["serve"], &[("BIND_ADDR", "127.0.0.1:1")]);
    assert_eq!(
        ended.stderr.lines().next(),
        Some(
            "error: `DRAIN_DELAY`: found `soon`; accepted: a duration with its unit, such as `20s`, `500ms` or `1m 30s`"
        )
    );
    let mut server = Running::start_in(directory, &["serve"], &[("DRAIN_DELAY", "0s")]);
    server.stderr_until("workspaces that may be read: fromfile");
}

#[test]
fn line_of_the_file_that_cannot_be_read_stops_the_start_without_being_shown() {
    let directory = Directory::new();
    directory.write(".env", "RUST_LOG=info\nACCESS_KEY hunter2 'open\n");
    let ended = run_in(&directory, &[], &[]);
    assert_eq!(ended.code, Some(2));
    assert_snapshot!(ended.stderr, @"error: `.env`: found a line that cannot be read after `RUST_LOG`; accepted: lines of the form `NAME=value`, the value in quotes if it has spaces");
}

#[test]
fn start_that_fails_says_so_in_one_line() {
    let ended = run(&["serve"], &[("BIND_ADDR", "0.0.0.0:8080")]);
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.lines().count()), (Some(2), "", 1));
    assert!(ended.stderr.starts_with("error: `PUBLIC_URL`: found nothing; accepted: "), "{}", ended.stderr);
}

#[test]
fn unknown_flag_is_a_usage_error() {
    assert_eq!(run(&["serve", "--port", "1"], &[]).code, Some(2));
    assert_eq!(run(&["--help"], &[]).code, Some(0));
}

#[test]
fn healthcheck_succeeds_while_the_server_answers_and_fails_after() {
    let (server, _, address) = start_serve(&[]);
    let address = address.strip_prefix("http://").expect("an address").to_owned();
    let answering = run(&["healthcheck"], &[("BIND_ADDR", &address)]);
    assert_eq!(answering.code, Some(0), "{answering:?}");
    let everywhere = address.replace("127.0.0.1", "0.0.0.0");
    assert_eq!(run(&["healthcheck"], &[("BIND_ADDR", &everywhere)]).code, Some(0));
    server.signal("TERM");
    assert_eq!(server.end().code, Some(0));
    let gone = run(&["healthcheck"], &[("BIND_ADDR", &address)]);
    assert_eq!(gone.code, Some(1));
    assert_snapshot!(gone.stderr.replace(&address, "[address]"), @"error: nobody answers at `http://[address]/healthz`");
}

#[test]
fn healthcheck_gives_up_on_a_server_that_does_not_answer() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = silent.local_addr().expect("an address").to_string();
    let ended = run(&["healthcheck"], &[("BIND_ADDR", &address)]);
    assert_eq!(ended.code, Some(1));
    assert_snapshot!(ended.stderr.replace(&address, "[address]"), @"error: `http://[address]/healthz` did not answer within 3 s");
}

#[test]
fn tools_prints_every_definition() {
    let ended = run(&["tools"], &[("ENABLED_TOOLS", "search")]);
    assert_eq!(ended.code, Some(0));
    let printed: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(tool_names(&printed["tools"]), TOOLS);
    for tool in printed["tools"].as_array().expect("a list") {
        assert_eq!(tool["inputSchema"]["type"], "object");
        assert_eq!(tool["annotations"]["readOnlyHint"], true);
    }
}

#[test]
fn check_of_a_good_token_finds_nothing_wrong() {
    let (_simulator, address) = start_simulator();
    let ended = check(&address, &[("INTERCOM_ACCESS_TOKEN", "demo-eu")]);
    assert_snapshot!(ended.stdout, @"
        ok     token: Intercom accepts it
        ok     region: `eu`
        ok     workspace: Federpost (`fp3w9d6q`), days in Europe/Berlin
        ok     conversations: 50 readable
        ok     contacts: 20 readable
        ok     teammates: 10 names
        ok     teams: 5 names
        ok     tags: 24 names
        ");
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

#[test]
fn check_names_the_box_to_tick() {
    let (_simulator, address) = start_simulator();
    let no_conversations = check(&address, &[("INTERCOM_ACCESS_TOKEN", "demo-noscope")]);
    let no_admin = check(&address, &[("INTERCOM_ACCESS_TOKEN", "demo-noadmin")]);
    assert_eq!((no_conversations.code, no_admin.code), (Some(1), Some(1)));
    assert_snapshot!(no_conversations.stdout, @r#"
        ok     token: Intercom accepts it
        ok     region: `us`
        ok     workspace: Northloop Bikes (`nb7k2x4p`), days in America/New_York
        wrong  conversations: the access token lacks the Intercom permission "Read conversations": You do not have the required scope (read_conversations) to access this resource; tick "Read conversations" in Intercom's Developer Hub, on the app's page "Authentication"
        ok     contacts: 20 readable
        ok     teammates: 11 names
        ok     teams: 5 names
        ok     tags: 24 names
        "#);
    assert_snapshot!(no_admin.stdout, @r#"
    ok     token: Intercom accepts it
    ok     region: `us`
    wrong  workspace: the token may not read its own name; links hold `_`, days are UTC; tick "Read one admin" in Intercom's Developer Hub, on the app's page "Authentication"
    ok     conversations: 50 readable
    ok     contacts: 20 readable
    wrong  teammates: their ids stand without names: the access token lacks the Intercom permission "Read admins": Not authorized to access resource; tick "Read admins" in Intercom's Developer Hub, on the app's page "Authentication"
    ok     teams: 5 names
    ok     tags: 24 names
    "#);
}

#[test]
fn check_says_what_to_do_about_a_dead_token() {
    let (_simulator, address) = start_simulator();
    let ended = check(&address, &[("INTERCOM_ACCESS_TOKEN", "demo-revoked")]);
    assert_eq!(ended.code, Some(1));
    assert_snapshot!(ended.stdout, @"wrong  token: Intercom refused the access token: Access Token Revoked; copy the access token anew from the Developer Hub into `INTERCOM_ACCESS_TOKEN`; if `INTERCOM_REGION` or `INTERCOM_API_URL` is set, see that it is the workspace's");
}

#[test]
fn check_says_when_the_workspace_is_not_allowed() {
    let (_simulator, address) = start_simulator();
    let ended = check(&address, &[("INTERCOM_ACCESS_TOKEN", "demo-us"), ("ALLOWED_WORKSPACES", "other")]);
    assert_eq!(ended.code, Some(1));
    let line = ended.stdout.lines().find(|line| line.starts_with("wrong")).expect("a line");
    assert_snapshot!(line, @"wrong  workspace: Northloop Bikes (`nb7k2x4p`) is none of `ALLOWED_WORKSPACES`; add it there");
}

#[test]
fn check_says_that_a_token_without_a_workspace_fits_no_list() {
    let (_simulator, address) = start_simulator();
    let ended = check(&address, &[("INTERCOM_ACCESS_TOKEN", "demo-noadmin"), ("ALLOWED_WORKSPACES", "nb7k2x4p")]);
    assert_eq!(ended.code, Some(1));
    let line = ended.stdout.lines().find(|line| line.contains("workspace: ")).expect("a line");
    assert_snapshot!(line, @r#"wrong  workspace: the token may not read its own name; links hold `_`, days are UTC; since `ALLOWED_WORKSPACES` is set, the server refuses this token; tick "Read one admin" in Intercom's Developer Hub, on the app's page "Authentication""#);
}

#[test]
fn check_says_when_the_workspace_is_in_another_region() {
    let (_simulator, address) = start_simulator();
    let variables = [("INTERCOM_ACCESS_TOKEN", "demo-eu"), ("INTERCOM_REGION", "us")];
    let ended = run(&["check"], &[variables.as_slice(), &[("INTERCOM_API_URL", &address)]].concat());
    assert_eq!(ended.code, Some(1));
    let line = ended.stdout.lines().find(|line| line.contains("region: ")).expect("a line");
    assert_snapshot!(line, @"wrong  region: `eu`, but `INTERCOM_REGION` is `us`; set it to `auto` or `eu`");
}

#[test]
fn check_without_a_token_names_the_variable() {
    let ended = run(&["check"], &[]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.starts_with("error: `INTERCOM_ACCESS_TOKEN`: found nothing; accepted: "), "{}", ended.stderr);
}
