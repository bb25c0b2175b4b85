//! Items of lists and objects in full.

use intercom_mcp::{compute::Stop, intercom::Person, tools::render};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::fixture::{self, directory, read_conversation};

/// A full page, in which every item has as little room as it can have.
fn page<'a>(shown: &'a [&'a str]) -> render::Listing<'a> {
    render::Listing { shown, items: 20 }
}

#[test]
fn a_conversation_in_a_list() {
    let item = render::conversation_item(&read_conversation(fixture::conversation()), &directory(), &page(&[]));
    insta::assert_json_snapshot!(Value::from(item));
}

#[test]
fn what_was_sorted_or_filtered_by_is_in_the_item() {
    let mut conversation = fixture::conversation();
    conversation["waiting_since"] = json!(1_769_866_000);
    conversation["snoozed_until"] = json!(1_769_967_000);
    conversation["ai_agent"] = json!({"rating": 4});
    let conversation = read_conversation(conversation);
    let item = |shown: &[&str]| Value::from(render::conversation_item(&conversation, &directory(), &page(shown)));
    let brief = item(&[]);
    let shown = item(&[
        "updated_at",
        "waiting_since",
        "snoozed_until",
        "statistics.time_to_admin_reply",
        "statistics.count_reopens",
        "statistics.last_close_at",
        "statistics.first_assignment_at",
        "conversation_rating.score",
        "conversation_rating.requested_at",
        "ai_agent.rating",
        "custom_attributes.Amount",
        "source.subject",
        "nothing",
    ]);
    let more = shown.as_object().unwrap().iter().filter(|(key, _)| *key != "source" && brief.get(key).is_none());
    insta::assert_json_snapshot!(more.collect::<std::collections::BTreeMap<_, _>>());
}

#[test]
fn who_waits_and_who_sleeps_is_always_said() {
    let item = |change: Value| {
        let mut conversation = fixture::conversation();
        conversation.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let item = Value::from(render::conversation_item(&read_conversation(conversation), &directory(), &page(&[])));
        json!([item["updated_at"], item["waiting_since"], item["snoozed_until"]])
    };
    let now = 1_769_860_800;
    assert_eq!(
        item(json!({"state": "open", "waiting_since": now, "snoozed_until": null})),
        json!([null, "2026-01-31T12:00:00Z", null])
    );
    assert_eq!(
        item(json!({"state": "snoozed", "waiting_since": null, "snoozed_until": now, "updated_at": now + 604_801})),
        json!(["2026-02-07T12:00:01Z", null, "2026-01-31T12:00:00Z"])
    );
    assert_eq!(item(json!({"state": "closed", "waiting_since": now})), json!([null, null, null]));
}

#[test]
fn a_customer_whom_the_author_does_not_name_is_named_beside() {
    let contacts = |author: Value| {
        let mut conversation = fixture::conversation();
        conversation["source"]["author"] = author;
        let mut directory = directory();
        let person = Person { name: Some("Ada Lindqvist".to_owned()), email: None };
        directory.people.insert("6762f0d01bb69f9f2193bb7d".to_owned(), person);
        let item = Value::from(render::conversation_item(&read_conversation(conversation), &directory, &page(&[])));
        json!([item["source"]["author"], item["contacts"]])
    };
    let ada = json!([{"id": "6762f0d01bb69f9f2193bb7d", "name": "Ada Lindqvist"}]);
    assert_eq!(
        contacts(json!({"type": "admin", "id": "6401", "name": "Maya Okafor"})),
        json!([{"type": "admin", "name": "Maya Okafor"}, ada])
    );
    assert_eq!(contacts(json!({"type": "lead", "id": "6762f0d01bb69f9f2193bb7d"})), json!([null, ada]));
    assert_eq!(contacts(json!({"type": "user", "email": "ada@n.example"})), json!([{"email": "ada@n.example"}, null]));
}

#[test]
fn an_excerpt_is_what_the_sender_says() {
    for (html, brief) in [
        (
            "<p>Hello team,</p><p>see <a href=\"https://a.example/very/long\">the <b>guide</b></a> \
                <img src=\"https://i.example/a.png\" alt=\"Screen\"></p><p>Kind regards,<br>Ada Lindqvist<br>Northwind</p>",
            "see the guide [image]",
        ),
        ("<ul><li>one,</li><li>two</li></ul><pre>a_b *c*</pre>", "two a_b *c*"),
        ("<table><tr><th>Item</th><th>Price</th></tr><tr><td>Tea</td><td>4</td></tr></table>", "Item Price Tea 4"),
        ("Yes.<br>--<br>Ada", "Yes."),
        ("<p>Thanks!</p><div class=\"gmail_quote\">On 5 Jan 2026 Maya wrote:<br>Earlier</div>", "Thanks!"),
        (
            "Dear Maya,\nthe list:\nTea,\nmilk and sugar, which we ran out of on Monday; please send them before the week ends",
            "the list: Tea, milk and sugar, which we ran out of on Monday; please send them before the week ends",
        ),
        (
            "See https://a.example/x and https://shop.example/orders/1234567890?utm_source=mail",
            "See https://a.example/x and shop.example/…",
        ),
        ("<p>Hello,</p>", "Hello,"),
        ("", ""),
    ] {
        assert_eq!(render::html::to_brief(html), brief, "{html}");
    }
}

proptest! {
    #[test]
    fn any_soup_of_tags_has_an_excerpt_of_one_line(pieces in prop::collection::vec(prop::sample::select(&[
        "<div>", "</div>", "<p>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "<a href='http://x'>",
        "</a>", "<blockquote type=cite>", "</blockquote>", "<pre>", "</pre>", "<code>", "</code>", "x", "a,", "--", "<br>", "\n",
        "&gt; ", "On 1 wrote:", "<img src=x>", "https://é/", "<hr>", "<h1>", "</h3>", "\u{e010}",
    ][..]), 0..60)) {
        let brief = render::html::to_brief(&pieces.concat());
        prop_assert!(!brief.contains(|c: char| c == '\n' || ('\u{e000}'..='\u{e01f}').contains(&c)), "{brief:?}");
    }
}

#[test]
fn a_result_does_not_say_its_title_twice() {
    let result = |title: Value, body: &str| {
        let mut conversation = fixture::conversation();
        conversation["title"] = title;
        conversation["source"]["subject"] = Value::Null;
        conversation["source"]["body"] = json!(body);
        let conversation = read_conversation(conversation);
        let text = render::conversation_text(&conversation, &directory(), &[]);
        let text =
            text.strip_prefix("closed, email, from Ada Lindqvist, 2026-01-31T12:00:00Z, assigned to Maya Okafor");
        [render::conversation_title(&conversation), text.expect("facts first").to_owned()]
    };
    let long = "Our card was charged twice for the January invoice, once on Monday and once on Tuesday.";
    assert_eq!(
        result(Value::Null, long),
        ["Our card was charged twice for the January invoice, once on…", ": … Monday and once on Tuesday."]
    );
    assert_eq!(result(Value::Null, "Where is it?"), ["Where is it?", ""]);
    assert_eq!(result(json!("Our card"), "Our card was charged"), ["Our card", ": … was charged"]);
    assert_eq!(result(json!("Our card"), "Our cards were charged"), ["Our card", ": Our cards were charged"]);
    assert_eq!(result(Value::Null, ""), ["Conversation 215560824562362", ""]);
}

#[test]
fn a_contact_in_a_list_says_nothing_twice() {
    let contact = json!({
        "id": "6762f0d01bb69f9f2193bb7d", "role": "user", "name": "Ada Lindqvist", "email": "ada@northwind.example",
        "created_at": 1_769_860_800, "signed_up_at": 1_769_860_800, "last_seen_at": 1_769_871_000,
        "last_replied_at": 1_769_870_990, "updated_at": 1_769_871_600, "browser": "firefox", "os": null,
        "owner_id": "6401", "location": {"type": "location", "city": "Malmö", "country": "Sweden", "region": "Skåne"},
        "custom_attributes": {"Tier": "Gold", "renewal_date": 1_772_323_200}
    });
    let contact = serde_json::from_value(contact).expect("a contact");
    insta::assert_json_snapshot!(Value::from(render::contact_item(&contact, &directory(), &[])));
    let shown =
        ["signed_up_at", "last_replied_at", "browser", "os", "location.region", "custom_attributes.renewal_date"];
    let item = Value::from(render::contact_item(&contact, &directory(), &shown));
    insta::assert_json_snapshot!([
        &item["signed_up_at"],
        &item["last_replied_at"],
        &item["browser"],
        &item["os"],
        &item["location"],
        &item["custom_attributes"]
    ]);
}

#[test]
fn dates_among_the_workspaces_attributes_are_dates() {
    let mut conversation = fixture::conversation();
    conversation["custom_attributes"] = json!({
        "renewed_at": 1_772_323_200, "Signed_On": 1_772_323_200, "Renewal date": 1_772_323_200, "DUE_DATE": 1_772_323_200,
        "date": 1_772_323_200, "candidate": 1_772_323_200, "at": 1_772_323_200, "used_at": 42, "gone_at": 4_102_444_800_i64,
        "made_at": "1772323200", "shared_at": 1_772_323_200.5, "closed_at": 0, "order": {"type": "Order.list", "instances": []}
    });
    let fields = render::conversation_fields(&read_conversation(conversation), &directory(), &Stop::default());
    insta::assert_json_snapshot!(fields["custom_attributes"]);
}

#[test]
fn a_conversation_in_full_has_all_that_intercom_says() {
    let mut conversation = fixture::conversation();
    let more = json!({
        "first_contact_reply": {"created_at": 1_769_860_800, "type": "email", "url": null},
        "external_references": [{"type": "zendesk_ticket", "id": "3633338"}],
        "topics": {"type": "topic.list", "topics": [{"type": "topic", "id": 5, "name": "Refunds"}], "total_count": 1},
        "ticket": {"type": "ticket", "id": "991", "closed_at": null},
        "sales_agent_participated": true,
        "sales_agent": {"outcome": "qualified", "routing_outcome": null, "collected_data": {"company.name": "Acme"}},
        "ai_agent": {"source_type": "workflow", "rating": null, "content_sources":
            {"type": "content_source.list", "total_count": 0, "content_sources": []}}
    });
    conversation.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    conversation["statistics"] = json!({"type": "conversation_statistics", "last_closed_by_id": "6401",
        "assigned_team_first_response_time": [{"team_id": 7702, "team_name": "Billing", "response_time": 1800}],
        "assigned_team_first_response_time_in_office_hours": []});
    let mail = json!({
        "recipients": [{"type": "cc", "email": "bank@example.com", "drop_reason": null}],
        "reply_to": [{"email": "ada@northwind.example", "name": null}],
        "email_message_metadata": {"message_id": "<1@mail.example>", "subject": "Charged twice", "history": "<p>Earlier</p>",
            "email_address_headers": [{"type": "cc", "email_address": "bank@example.com", "name": "Bank"}]}
    });
    conversation["source"].as_object_mut().unwrap().extend(mail.as_object().unwrap().clone());
    let fields = render::conversation_fields(&read_conversation(conversation), &directory(), &Stop::default());
    let shown = [
        "first_contact_reply",
        "external_references",
        "topics",
        "ticket",
        "sales_agent_participated",
        "sales_agent",
        "ai_agent",
        "statistics",
        "source",
    ];
    insta::assert_json_snapshot!(
        fields.into_iter().filter(|(key, _)| shown.contains(&key.as_str())).collect::<serde_json::Map<_, _>>()
    );
}
