//! Single objects and their lists.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::Stand;

fn id(value: &Value) -> &str {
    value["id"].as_str().expect("an id")
}

#[tokio::test]
async fn a_conversation_carries_its_newest_500_parts_and_counts_all() {
    let stand = Stand::new();
    let conversations = stand.simulator.conversations("US");
    let parts_total = |of: &Value| of["statistics"]["count_conversation_parts"].as_u64().expect("a count");
    let longest = conversations.iter().max_by_key(|of| parts_total(of)).expect("a conversation");
    assert_eq!(parts_total(longest), 700);
    let answer = stand.get("demo-us", &format!("/conversations/{}", id(longest))).await.body;
    let shown = answer["conversation_parts"]["conversation_parts"].as_array().expect("parts");
    assert_eq!(answer["conversation_parts"]["total_count"], 700);
    assert_eq!(shown.len(), 500);
    let whole = stand.simulator.conversation("US", id(longest)).expect("the conversation");
    let all = whole["conversation_parts"]["conversation_parts"].as_array().expect("parts");
    assert_eq!(all.len(), 700);
    assert_eq!(shown.as_slice(), &all[200..]);

    for conversation in conversations.iter().filter(|of| parts_total(of) <= 500).take(40) {
        let answer = stand.get("demo-us", &format!("/conversations/{}", id(conversation))).await.body;
        let shown = answer["conversation_parts"]["conversation_parts"].as_array().expect("parts");
        assert_eq!(shown.len() as u64, parts_total(conversation));
    }
}

#[tokio::test]
async fn a_listed_conversation_has_everything_but_parts() {
    let stand = Stand::new();
    let listed = stand.get("demo-us", "/conversations?per_page=1").await.body["conversations"][0].clone();
    let mut single = stand.get("demo-us", &format!("/conversations/{}", id(&listed))).await.body;
    single.as_object_mut().expect("an object").remove("conversation_parts").expect("parts");
    assert_eq!(listed, single);
    let with = stand.get("demo-us", "/conversations?per_page=1&include_monitors=true&include_scorecards=true").await;
    assert_eq!(with.body["conversations"][0]["scorecards"], serde_json::json!([]));
}

#[tokio::test]
async fn plaintext_has_no_markup() {
    let stand = Stand::new();
    for conversation in stand.simulator.conversations("US").iter().take(50) {
        let path = format!("/conversations/{}?display_as=plaintext", id(conversation));
        let answer = stand.get("demo-us", &path).await.body;
        let body = answer["source"]["body"].as_str().expect("a body");
        for tag in ["<p>", "</p>", "<br", "<div", "</a>", "&nbsp;", "&amp;"] {
            assert!(!body.contains(tag), "{body}");
        }
    }
}

#[tokio::test]
async fn a_contact_embeds_ten_of_each_list_and_tells_how_many_there_are() {
    let stand = Stand::new();
    let contacts = stand.simulator.contacts("US");
    let total = |of: &Value| of["companies"]["total_count"].as_u64().expect("a count");
    let busiest = contacts.iter().max_by_key(|of| total(of)).expect("a contact");
    assert!(total(busiest) > 10);
    assert_eq!(busiest["companies"]["data"].as_array().map(Vec::len), Some(10));
    assert_eq!(busiest["companies"]["has_more"], true);
    for list in ["companies", "tags", "segments", "notes"] {
        let answer = stand.get("demo-us", &format!("/contacts/{}/{list}?per_page=150", id(busiest))).await;
        assert_eq!(answer.ids(), stand.simulator.contact_list("US", id(busiest), list), "{list}");
    }
    let second = stand.get("demo-us", &format!("/contacts/{}/companies?page=2&per_page=7", id(busiest))).await;
    let all = stand.simulator.contact_list("US", id(busiest), "companies");
    assert_eq!(second.ids(), all[7..all.len().min(14)]);
    assert_eq!(second.body["total_count"], all.len());
    let company = stand.get("demo-us", &format!("/companies/{}", all[0])).await.body;
    assert_eq!((company["type"].as_str(), id(&company)), (Some("company"), all[0].as_str()));
}

#[tokio::test]
async fn users_are_found_by_their_external_id_leads_are_not() {
    let stand = Stand::new();
    let contacts = stand.simulator.contacts("US");
    let user = contacts.iter().find(|of| of["role"] == "user" && !of["external_id"].is_null()).expect("a user");
    let external_id = user["external_id"].as_str().expect("an id");
    let encoded = utf8_percent_encode(external_id, NON_ALPHANUMERIC);
    let answer = stand.get("demo-us", &format!("/contacts/find_by_external_id/{encoded}")).await;
    assert_eq!(&answer.body, user);
}

#[tokio::test]
async fn merged_contacts_are_gone_and_link_to_who_took_their_place() {
    let stand = Stand::new();
    let merged = stand.simulator.merged_contacts("US");
    assert!(!merged.is_empty());
    assert!(merged.iter().any(|(_, into)| merged.iter().any(|(from, _)| from == into)), "no chain of merges");
    for (from, into) in &merged {
        for path in [format!("/contacts/{from}"), format!("/contacts/{from}/tags")] {
            let answer = stand.get("demo-us", &path).await;
            let message = "This contact has been merged. See the 'Link' header for the canonical contact.";
            assert_eq!(answer.refusal(), (410, "contact_merged", message));
            assert_eq!(answer.header("link"), Some(format!("</contacts/{into}>; rel=\"canonical\"").as_str()));
        }
        let mut last = into;
        while let Some((_, next)) = merged.iter().find(|(from, _)| from == last) {
            last = next;
        }
        assert_eq!(stand.get("demo-us", &format!("/contacts/{last}")).await.status, 200);
    }
    let (_, survivor) =
        merged.iter().find(|(_, into)| merged.iter().all(|(from, _)| from != into)).expect("a survivor");
    let history = stand.get("demo-us", &format!("/contacts/{survivor}?include_merge_history=true")).await.body;
    assert!(history["merge_history"].as_array().is_some_and(|history| !history.is_empty()));
}

#[tokio::test]
async fn names_stand_behind_ids() {
    let stand = Stand::new();
    for (path, list) in [("/admins", "admins"), ("/teams", "teams")] {
        let all = stand.get("demo-us", path).await.body[list].clone();
        let all = all.as_array().expect("a list");
        assert!(!all.is_empty());
        for item in all {
            assert_eq!(&stand.get("demo-us", &format!("{path}/{}", id(item))).await.body, item);
        }
    }
    for (path, list) in [("/tags", "data"), ("/segments", "segments"), ("/data_attributes", "data")] {
        let all = stand.get("demo-us", path).await.body[list].clone();
        assert!(all.as_array().is_some_and(|all| !all.is_empty()), "{path}");
    }
    let me = stand.get("demo-us", "/me").await.body;
    assert_eq!(me, stand.simulator.me("US"));
    assert_eq!(me["app"]["timezone"], stand.simulator.workspace_timezone("US"));
}
