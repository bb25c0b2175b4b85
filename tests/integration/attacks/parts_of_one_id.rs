//! Parts whose ids say nothing: repeated, missing, or of a form that no id of Intercom's has. Cursors name a part, and
//! lead to every one of them all the same.

use serde_json::{Value, json};

use crate::harness::App;

/// Answers that the longest of these conversations may take.
const MANY: usize = 60;

/// A part that says where it begins and ends.
fn part(id: &Value, number: usize) -> Value {
    let body = format!("<p>begin{number}. {} end{number}.</p>", "some words ".repeat(90));
    let mut part = json!({"type": "conversation_part", "part_type": "comment", "body": body, "attachments": [],
        "created_at": 1_773_830_000, "author": {"type": "user", "id": "6762f0d01bb69f9f2193bb7d", "name": "Ada"}});
    if !id.is_null() {
        part["id"] = id.clone();
    }
    part
}

/// A server that gives small answers, and an Intercom whose conversation has parts with these ids.
async fn with_parts(ids: &[Value]) -> (App, String) {
    let app = App::with(|config, _| config.max_result_bytes = 4_000).await;
    let id = app.simulator.conversations("us")[0]["id"].as_str().unwrap().to_owned();
    let mut conversation = app.simulator.conversation("us", &id).unwrap();
    let parts = ids.iter().enumerate().map(|(number, id)| part(id, number)).collect::<Vec<_>>();
    conversation["conversation_parts"] =
        json!({"type": "conversation_part.list", "total_count": ids.len(), "conversation_parts": parts});
    app.fault(json!({"method": "GET", "path": "/conversations/{id}", "status": 200, "times": 0, "body": conversation}))
        .await;
    (app, id)
}

/// The bodies of all answers that the cursors lead to, from the newest part on.
async fn read_to_the_end(app: &App, id: &str) -> String {
    let (mut read, mut next) = (String::new(), Value::Null);
    for _ in 0..MANY {
        let mut arguments = json!({"id": id});
        if next.is_string() {
            arguments["starting_after"] = next;
        }
        let answer = app.tool("demo-us", "get_conversation", arguments).await;
        assert_eq!(answer["parts_unavailable"], Value::Null, "every part was sent");
        for part in answer["parts"].as_array().unwrap() {
            assert!(part["id"].is_string(), "{part}");
            read.push_str(part["body"].as_str().unwrap());
        }
        next = answer["pages"]["next"]["starting_after"].clone();
        if next.is_null() {
            return read;
        }
    }
    panic!("no end after {MANY} answers");
}

async fn every_part_is_read_once(ids: &[Value]) {
    let (app, id) = with_parts(ids).await;
    let read = read_to_the_end(&app, &id).await;
    for number in 0..ids.len() {
        for word in ["begin", "end"] {
            let times = read.matches(&format!("{word}{number}.")).count();
            assert_eq!(times, 1, "{word} of part {number} of {:?}", ids.iter().take(3).collect::<Vec<_>>());
        }
    }
}

#[tokio::test]
async fn parts_of_one_id_are_read_to_the_end() {
    every_part_is_read_once(&[json!("7"), json!("8"), json!("8"), json!("9")]).await;
    every_part_is_read_once(&vec![json!("8"); 40]).await;
    every_part_is_read_once(&(0..40).map(|number| json!((number % 3).to_string())).collect::<Vec<_>>()).await;
}

#[tokio::test]
async fn parts_without_an_id_are_read_to_the_end() {
    for id in [Value::Null, json!(""), json!(0), json!("0"), json!([]), json!({"id": 1})] {
        every_part_is_read_once(&[json!("7"), id.clone(), id.clone(), json!("9"), id.clone(), id]).await;
    }
}

#[tokio::test]
async fn parts_whose_ids_are_no_ids_are_read_to_the_end() {
    for id in ["8:9", ":", "8:0:0:0", "~8", "é", " 8", "8\n", "1.5", "-8"] {
        every_part_is_read_once(&[json!("7"), json!(id), json!(id), json!("8"), json!("9")]).await;
    }
    every_part_is_read_once(&[json!("7"), json!("8".repeat(5_000)), json!("8".repeat(5_000)), json!("9")]).await;
}
