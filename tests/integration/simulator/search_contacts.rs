//! What each operator finds among contacts, checked against a brute-force filter over all of them.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Value, json};

use super::{Stand, filter};

const SEARCH: &str = "/contacts/search";

async fn found_in(stand: &Stand, token: &str, query: Value) -> BTreeSet<String> {
    let body = json!({ "query": query, "pagination": { "per_page": 150 } });
    stand.every_id(token, SEARCH, &body).await.0.into_iter().collect()
}

async fn found(stand: &Stand, query: Value) -> BTreeSet<String> {
    found_in(stand, "demo-us", query).await
}

fn passing_in(stand: &Stand, region: &str, passes: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let contacts = stand.simulator.contacts(region);
    contacts.iter().filter(|of| passes(of)).map(|of| of["id"].as_str().expect("an id").to_owned()).collect()
}

fn passing(stand: &Stand, passes: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    passing_in(stand, "US", passes)
}

#[tokio::test]
async fn strings_compare_in_any_case_and_what_is_unset_only_differs() {
    let stand = Stand::new();
    let lower = |of: &Value| of["email"].as_str().map(str::to_lowercase);
    let emails: BTreeSet<String> = stand.simulator.contacts("US").iter().filter_map(lower).collect();
    let email = emails.iter().nth(emails.len() / 2).expect("an address");
    let (start, domain) = (&email[..3], email.rsplit_once('@').expect("a domain").1);
    let has = |test: &dyn Fn(&str) -> bool| passing(&stand, |of| lower(of).is_some_and(|of| test(&of)));
    let hasnt = |test: &dyn Fn(&str) -> bool| passing(&stand, |of| !lower(of).is_some_and(|of| test(&of)));
    for (operator, value, expected) in [
        ("=", json!(email.to_uppercase()), has(&|of| of == email)),
        ("!=", json!(email), hasnt(&|of| of == email)),
        ("IN", json!([email, "nobody@example.org"]), has(&|of| of == email)),
        ("NIN", json!([email, "nobody@example.org"]), hasnt(&|of| of == email)),
        ("~", json!(start), has(&|of| of.contains(start))),
        ("!~", json!(start), hasnt(&|of| of.contains(start))),
        ("^", json!(start), has(&|of| of.starts_with(start))),
        ("$", json!(domain), has(&|of| of.ends_with(domain))),
        ("=", Value::Null, passing(&stand, |of| lower(of).is_none())),
        ("!=", Value::Null, has(&|_| true)),
    ] {
        assert_eq!(found(&stand, filter("email", operator, value)).await, expected, "{operator}");
    }
    let of_domain = has(&|of| of.rsplit_once('@').is_some_and(|(_, of)| of == domain));
    assert_eq!(found(&stand, filter("email_domain", "=", domain)).await, of_domain);
}

/// Start of the day of `moment`, and of the next, in unix seconds.
fn day(moment: i64, timezone: &TimeZone) -> (i64, i64) {
    let date = Timestamp::from_second(moment).expect("a moment").to_zoned(timezone.clone()).date();
    let next = date.checked_add(1.day()).expect("a next day");
    let start = |date: jiff::civil::Date| date.to_zoned(timezone.clone()).expect("a start").timestamp().as_second();
    (start(date), start(next))
}

#[tokio::test]
async fn dates_are_compared_by_whole_days_of_the_workspace() {
    let stand = Stand::new();
    for (token, region) in [("demo-us", "US"), ("demo-eu", "EU"), ("demo-au", "AU")] {
        let timezone = TimeZone::get(&stand.simulator.workspace_timezone(region)).expect("a timezone");
        let contacts = stand.simulator.contacts(region);
        for contact in contacts.iter().step_by(9) {
            let at = contact["created_at"].as_i64().expect("a moment");
            let (start, next) = day(at, &timezone);
            for moment in [start - 1, start, at, next - 1, next] {
                let (start, next) = day(moment, &timezone);
                let created = |of: &Value| of["created_at"].as_i64().expect("a moment");
                for (operator, expected) in [
                    ("=", passing_in(&stand, region, |of| (start..next).contains(&created(of)))),
                    (">", passing_in(&stand, region, |of| created(of) >= next)),
                    ("<", passing_in(&stand, region, |of| created(of) < start)),
                ] {
                    let query = filter("created_at", operator, moment);
                    assert_eq!(found_in(&stand, token, query).await, expected, "{region} {operator} {moment}");
                }
            }
        }
    }
}

#[tokio::test]
async fn days_on_which_the_clocks_change_have_23_or_25_hours() {
    let stand = Stand::new();
    assert_eq!(stand.simulator.workspace_timezone("EU"), "Europe/Berlin");
    // Spring forward on 30 March 2025, back on 26 October 2025, both in Berlin.
    for (noon, hours) in [("2025-03-30T12:00:00Z", 23), ("2025-10-26T12:00:00Z", 25)] {
        let noon: Timestamp = noon.parse().expect("a moment");
        let (start, next) = day(noon.as_second(), &TimeZone::get("Europe/Berlin").expect("a timezone"));
        assert_eq!(next - start, hours * 3600);
        let created = |of: &Value| of["created_at"].as_i64().expect("a moment");
        for (operator, expected) in [
            ("=", passing_in(&stand, "EU", |of| (start..next).contains(&created(of)))),
            (">", passing_in(&stand, "EU", |of| created(of) >= next)),
            ("<", passing_in(&stand, "EU", |of| created(of) < start)),
        ] {
            for moment in [start, noon.as_second(), next - 1] {
                assert_eq!(found_in(&stand, "demo-eu", filter("created_at", operator, moment)).await, expected);
            }
        }
    }
}

#[tokio::test]
async fn unset_dates_are_found_by_null_and_by_nothing_else() {
    let stand = Stand::new();
    let unset = passing(&stand, |of| of["signed_up_at"].is_null());
    assert!(!unset.is_empty());
    assert_eq!(found(&stand, filter("signed_up_at", "=", Value::Null)).await, unset);
    let set = found(&stand, filter("signed_up_at", ">", 0)).await;
    assert_eq!(set, passing(&stand, |of| !of["signed_up_at"].is_null()));
}

#[tokio::test]
async fn custom_attributes_are_searched_by_their_own_type() {
    let stand = Stand::new();
    let attributes = stand.get("demo-us", "/data_attributes?model=contact").await.body;
    let custom = attributes["data"].as_array().expect("a list").iter().filter(|attribute| attribute["custom"] == true);
    let contacts = stand.simulator.contacts("US");
    let mut kinds = BTreeSet::new();
    for attribute in custom {
        let name = attribute["name"].as_str().expect("a name");
        let kind = attribute["data_type"].as_str().expect("a type");
        kinds.insert(kind.to_owned());
        let field = attribute["full_name"].as_str().expect("a full name");
        let read = |of: &Value| of["custom_attributes"][name].clone();
        let Some(value) = contacts.iter().map(read).find(|value| !value.is_null()) else { continue };
        let refused =
            stand.search(SEARCH, filter(field, if kind == "string" { ">" } else { "~" }, value.clone())).await;
        assert_eq!(refused.refusal().0, 400, "{field}");
        if kind == "date" {
            continue;
        }
        let equal = passing(&stand, |of| read(of) == value);
        assert_eq!(found(&stand, filter(field, "=", value.clone())).await, equal, "{field}");
        let different = passing(&stand, |of| read(of) != value);
        assert_eq!(found(&stand, filter(field, "!=", value.clone())).await, different, "{field}");
        if let (Some(value), true) = (value.as_i64(), kind == "integer") {
            let least = passing(&stand, |of| read(of).as_i64().is_some_and(|of| of >= value));
            assert_eq!(found(&stand, filter(field, ">=", value)).await, least, "{field}");
            let below = passing(&stand, |of| read(of).as_i64().is_some_and(|of| of < value));
            assert_eq!(found(&stand, filter(field, "<", value)).await, below, "{field}");
        }
    }
    assert!(kinds.contains("string") && kinds.contains("integer") && kinds.contains("boolean"), "{kinds:?}");
}

#[tokio::test]
async fn tags_and_segments_are_searched_in_whole_lists() {
    let stand = Stand::new();
    for (field, list) in [("tag_id", "tags"), ("segment_id", "segments")] {
        let ids = |of: &Value| stand.simulator.contact_list("US", of["id"].as_str().expect("an id"), list);
        let contacts = stand.simulator.contacts("US");
        let last = contacts.iter().max_by_key(|of| ids(of).len()).and_then(|of| ids(of).pop()).expect("an id");
        let with = passing(&stand, |of| ids(of).contains(&last));
        let without = passing(&stand, |of| !ids(of).contains(&last));
        assert_eq!(found(&stand, filter(field, "=", last.as_str())).await, with);
        assert_eq!(found(&stand, filter(field, "!=", last.as_str())).await, without);
    }
}

#[tokio::test]
async fn every_searchable_field_finds_the_contact_whose_value_it_is() {
    let stand = Stand::new();
    let contacts = stand.simulator.contacts("US");
    for (field, path) in [
        ("id", "/id"),
        ("role", "/role"),
        ("name", "/name"),
        ("avatar", "/avatar"),
        ("owner_id", "/owner_id"),
        ("phone", "/phone"),
        ("formatted_phone", "/phone"),
        ("external_id", "/external_id"),
        ("language_override", "/language_override"),
        ("browser", "/browser"),
        ("browser_language", "/browser_language"),
        ("os", "/os"),
        ("location.country", "/location/country"),
        ("location.region", "/location/region"),
        ("location.city", "/location/city"),
        ("unsubscribed_from_emails", "/unsubscribed_from_emails"),
        ("marked_email_as_spam", "/marked_email_as_spam"),
        ("has_hard_bounced", "/has_hard_bounced"),
        ("ios_app_version", "/ios_app_version"),
        ("ios_device", "/ios_device"),
        ("ios_app_device", "/ios_device"),
        ("ios_os_version", "/ios_os_version"),
        ("ios_app_name", "/ios_app_name"),
        ("ios_sdk_version", "/ios_sdk_version"),
        ("android_app_version", "/android_app_version"),
        ("android_device", "/android_device"),
        ("android_app_name", "/android_app_name"),
        ("andoid_sdk_version", "/android_sdk_version"),
    ] {
        let read = |of: &Value| of.pointer(path).cloned().unwrap_or(Value::Null);
        let expected_unset = passing(&stand, |of| read(of).is_null());
        assert_eq!(found(&stand, filter(field, "=", Value::Null)).await, expected_unset, "{field}");
        let Some(value) = contacts.iter().map(read).find(|value| !value.is_null()) else { continue };
        let same = passing(&stand, |of| read(of) == value);
        assert_eq!(found(&stand, filter(field, "=", value.clone())).await, same, "{field} = {value}");
    }
    for field in [
        "created_at",
        "signed_up_at",
        "updated_at",
        "last_seen_at",
        "last_contacted_at",
        "last_replied_at",
        "last_email_opened_at",
        "last_email_clicked_at",
        "ios_last_seen_at",
        "android_last_seen_at",
    ] {
        let set = passing(&stand, |of| !of[field].is_null());
        assert_eq!(found(&stand, filter(field, ">", 0)).await, set, "{field}");
    }
}

#[tokio::test]
async fn merged_contacts_vanish_from_searches_and_lists() {
    let stand = Stand::new();
    for (merged, _) in stand.simulator.merged_contacts("US") {
        assert_eq!(found(&stand, filter("id", "=", merged)).await, BTreeSet::new());
    }
}
