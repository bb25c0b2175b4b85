//! What holds for every redirect URI.

use intercom_mcp::oauth::redirect_uri::{LOOPBACK_HOSTS, Target, matches};
use proptest::{prelude::*, sample::select};
use url::Url;

use super::open;

fn acceptable_uri() -> impl Strategy<Value = String> {
    prop_oneof![
        "https://[a-z]{1,8}\\.example(:[1-9][0-9]{0,3})?(/[A-Za-z0-9._~%-]{0,8}){0,3}(\\?[a-z]{0,3}(=[a-z0-9]{0,4})?&?)?",
        "http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[1-9][0-9]{0,3})?(/[a-z]{0,8}){0,2}",
        "com\\.[a-z]{1,8}:/[a-z]{0,8}",
    ]
    .prop_filter("it is acceptable", |uri| open(uri).is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn what_is_added_is_what_the_client_reads_and_leads_to_the_same_place(
        uri in acceptable_uri(),
        names in proptest::collection::vec(select(vec!["code", "state", "iss", "error", "error_description"]), 0..5),
        value in any::<String>(),
    ) {
        let redirect = open(&uri).unwrap();
        let to = redirect.with(names.iter().map(|name| (*name, value.as_str())));
        prop_assert!(to.starts_with(&uri));
        prop_assert!(to.bytes().all(|byte| byte.is_ascii_graphic()));
        let (before, after) = (Url::parse(&uri).unwrap(), Url::parse(&to).unwrap());
        prop_assert_eq!(
            (before.scheme(), before.host_str(), before.port(), before.path()),
            (after.scheme(), after.host_str(), after.port(), after.path())
        );
        prop_assert_eq!(after.fragment(), None);
        let mut expected: Vec<(String, String)> = before.query_pairs().into_owned().collect();
        expected.extend(names.iter().map(|name| ((*name).to_owned(), value.clone())));
        prop_assert_eq!(after.query_pairs().into_owned().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn whatever_is_accepted_can_stand_in_a_header_and_leads_where_its_target_says(
        scheme in select(vec!["https://", "http://", "HTTPS://", "https:", "https:/", "com.example:", "cursor://", ""]),
        rest in "[a-z0-9.:/?#@\\\\%\\[\\]*\u{0}-\u{20}\"<>é-]{0,20}",
    ) {
        let uri = format!("{scheme}{rest}");
        let Ok(redirect) = open(&uri) else { return Ok(()) };
        prop_assert!(uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\#".contains(&byte)));
        prop_assert_eq!(redirect.uri(), &uri);
        let url = Url::parse(&uri).unwrap();
        prop_assert_eq!((url.username(), url.password(), url.fragment()), ("", None, None));
        match redirect.target() {
            Target::Web { host } => {
                prop_assert_eq!((url.scheme(), url.host_str()), ("https", Some(host.as_str())));
            }
            Target::Loopback { host } => {
                prop_assert_eq!(url.host_str(), Some(host.as_str()));
                prop_assert!(url.scheme() == "https" || LOOPBACK_HOSTS.contains(&host.as_str()));
            }
            Target::App { address } => {
                prop_assert!(!["http", "https"].contains(&url.scheme()));
                prop_assert_eq!(address, &uri);
            }
        }
        prop_assert!(matches(std::slice::from_ref(&uri), &uri));
    }

    #[test]
    fn what_matches_without_being_equal_is_loopback_on_another_port(
        registered in acceptable_uri(),
        presented in acceptable_uri(),
        port in 1_u16..,
    ) {
        if registered != presented && matches(std::slice::from_ref(&registered), &presented) {
            let (registered, presented) = (Url::parse(&registered).unwrap(), Url::parse(&presented).unwrap());
            prop_assert_eq!((registered.scheme(), registered.host()), ("http", presented.host()));
        }
        if let Ok(mut other) = Url::parse(&registered)
            && other.scheme() == "http"
            && registered.matches('/').count() > 2
        {
            other.set_port(Some(port)).unwrap();
            prop_assert!(matches(std::slice::from_ref(&registered), other.as_str()));
        }
    }
}
