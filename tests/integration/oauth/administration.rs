//! `grants` and `clients` on the command line, beside a server that runs.

use intercom_mcp::{clock::Clock, config::StoreUrl};
use serde_json::json;

use super::client::{Client, app_at};
use crate::commands::process::{Directory, Ended, run_in};

fn run(directory: &Directory, arguments: &[&str]) -> Ended {
    run_in(directory, arguments, &[("STORE_URL", "sqlite:sign-ins.db")])
}

#[tokio::test]
async fn grants_are_listed_and_revoked_and_clients_are_listed_without_any_secret() {
    let directory = Directory::new();
    let path = directory.path().join("sign-ins.db");
    let app = app_at(Clock::system(), |config, _| config.store_url = StoreUrl::Sqlite(path)).await;
    let metadata = json!({ "client_name": "A \u{1b}[31mtest", "redirect_uris": [super::client::REDIRECT] });
    let client = Client::register_as(&app, metadata).await;
    let tokens = client.sign_in().await;

    let listed = run(&directory, &["grants", "list"]);
    assert_eq!(listed.code, Some(0), "{listed:?}");
    let lines: Vec<&str> = listed.stdout.lines().collect();
    let [head, row] = lines.as_slice() else { panic!("{listed:?}") };
    let columns: Vec<&str> = head.split("  ").filter(|column| !column.is_empty()).map(str::trim).collect();
    assert_eq!(columns, ["ID", "WORKSPACE", "WHO", "CLIENT", "CREATED", "LAST USED"]);
    assert!(row.contains(&client.id) && row.contains("(us)"), "{row}");
    assert!(!row.contains('\u{1b}'), "{row}");

    let clients = run(&directory, &["clients", "list"]);
    assert!(clients.stdout.contains(&client.id) && clients.stdout.contains(super::client::REDIRECT), "{clients:?}");
    for secret in [&tokens.access[8..], &tokens.refresh[8..]] {
        assert!(!format!("{listed:?}{clients:?}").contains(secret));
    }

    let id = row.split(' ').next().unwrap();
    assert_eq!(client.status(&tokens.access).await, 200);
    let revoked = run(&directory, &["grants", "revoke", id]);
    assert_eq!(revoked.code, Some(0), "{revoked:?}");
    assert!(revoked.stderr.contains("grant revoked") && revoked.stderr.contains(id), "{revoked:?}");
    assert_eq!(client.status(&tokens.access).await, 401);
    assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant");

    let again = run(&directory, &["grants", "revoke", id]);
    assert_eq!(again.code, Some(1));
    insta::assert_snapshot!(again.stderr.replace(id, "[id]"), @"error: no grant has the id `[id]`; `grants list` shows them");
    assert_eq!(run(&directory, &["grants", "list"]).stdout.lines().count(), 1, "the head is left");
}

#[test]
fn nothing_is_made_where_no_database_is() {
    let directory = Directory::new();
    let listed = run(&directory, &["grants", "list"]);
    assert_eq!(listed.code, Some(2));
    insta::assert_snapshot!(listed.stderr, @"error: `STORE_URL`: found `sqlite:sign-ins.db`, where no file is; accepted: the database of a server that people have signed in to");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}
