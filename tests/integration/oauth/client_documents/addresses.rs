//! Which addresses are asked: of client ids, and of the hosts behind them (server-side request forgery).

use intercom_mcp::oauth::client_metadata::{DocumentError, Documents};

use super::{DAY, ID, MINUTE, PUBLIC, World};

#[tokio::test]
async fn client_id_is_an_https_url_with_a_path_and_nothing_that_hides_where_it_leads() {
    let world = World::new().await;
    let long = format!("https://client.example.com/{}", "a".repeat(1000));
    let ids = [
        "",
        "client.example.com/client.json",
        "http://client.example.com/client.json",
        "ftp://client.example.com/client.json",
        "HTTPS://client.example.com/client.json",
        "https:client.example.com/client.json",
        "https:/client.example.com/client.json",
        "https:///client.example.com/client.json",
        "https:\\\\client.example.com/client.json",
        "https://client.example.com",
        "https://client.example.com/",
        "https://client.example.com/?client.json",
        "https://client.example.com?/client.json",
        "https://client.example.com/client.json#fragment",
        "https://client.example.com/#",
        "https://user@client.example.com/client.json",
        "https://@client.example.com/client.json",
        "https://user:password@client.example.com/client.json",
        "https://client.example.com@evil.example.org/client.json",
        "https://client.example.com:443/client.json",
        "https://client.example.com:8443/client.json",
        "https://client.example.com:/client.json",
        "https://client.example.com/./client.json",
        "https://client.example.com/a/../client.json",
        "https://client.example.com/a/%2e%2E/client.json",
        "https://client.example.com/a/.%2e",
        "https://client.example.com/a/..",
        "https://Client.example.com/client.json",
        "https://client.example.com\\@evil.example.org/client.json",
        "https://client.example.com/client.json\r\nx-header: 1",
        "https://client.example.com/client json",
        "https://client.example.com/\u{202e}client.json",
        "https://bücher.example.com/client.json",
        "https://localhost/client.json",
        "https://intranet/client.json",
        "https://client.example.com./client.json",
        "https://.example.com/client.json",
        "https://%63lient.example.com/client.json",
        &long,
    ];
    let mut said = String::new();
    for id in ids {
        let error = world.get(id).await.unwrap_err();
        assert!(matches!(error, DocumentError::NotAnAddress { .. }), "{id}: {error:?}");
        let reason = error.to_string();
        let (_, reason) = reason.rsplit_once(": ").unwrap();
        said += &format!("{} → {reason}\n", id.escape_debug().to_string().chars().take(60).collect::<String>());
    }
    assert_eq!((world.names.asked(), world.dialled()), (vec![], vec![]));
    insta::assert_snapshot!(said, @r#"
     → it is no URL
    client.example.com/client.json → it is no URL
    http://client.example.com/client.json → its scheme is not https
    ftp://client.example.com/client.json → its scheme is not https
    HTTPS://client.example.com/client.json → it does not begin with `https://`
    https:client.example.com/client.json → it does not begin with `https://`
    https:/client.example.com/client.json → it does not begin with `https://`
    https:///client.example.com/client.json → it is not in the form that a browser gives it, such as a host in lower case
    https:\\\\client.example.com/client.json → it does not begin with `https://`
    https://client.example.com → it has no path
    https://client.example.com/ → it has no path
    https://client.example.com/?client.json → it has no path
    https://client.example.com?/client.json → it is not in the form that a browser gives it, such as a host in lower case
    https://client.example.com/client.json#fragment → it has a fragment
    https://client.example.com/# → it has a fragment
    https://user@client.example.com/client.json → it has a user name
    https://@client.example.com/client.json → it has a user name
    https://user:password@client.example.com/client.json → it has a user name
    https://client.example.com@evil.example.org/client.json → it has a user name
    https://client.example.com:443/client.json → it names a port; only https on its own port is asked
    https://client.example.com:8443/client.json → it names a port; only https on its own port is asked
    https://client.example.com:/client.json → it names a port; only https on its own port is asked
    https://client.example.com/./client.json → its path has a `.` or `..` segment
    https://client.example.com/a/../client.json → its path has a `.` or `..` segment
    https://client.example.com/a/%2e%2E/client.json → its path has a `.` or `..` segment
    https://client.example.com/a/.%2e → its path has a `.` or `..` segment
    https://client.example.com/a/.. → its path has a `.` or `..` segment
    https://Client.example.com/client.json → it is not in the form that a browser gives it, such as a host in lower case
    https://client.example.com\\@evil.example.org/client.json → it has a user name
    https://client.example.com/client.json\r\nx-header: 1 → it has characters that no URL may have
    https://client.example.com/client json → it has characters that no URL may have
    https://client.example.com/\u{202e}client.json → it has characters that no URL may have
    https://bücher.example.com/client.json → it has characters that no URL may have
    https://localhost/client.json → its host is no full domain name
    https://intranet/client.json → its host is no full domain name
    https://client.example.com./client.json → its host is no full domain name
    https://.example.com/client.json → its host is no full domain name
    https://%63lient.example.com/client.json → it is not in the form that a browser gives it, such as a host in lower case
    https://client.example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa → it is longer than 1000 bytes
    "#);
}

#[tokio::test]
async fn client_id_with_an_ip_address_in_any_form_is_refused_before_anything_is_asked() {
    let world = World::new().await;
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "10.0.0.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "93.184.216.34",
        "[2606:4700::1111]",
        "127.0.0.1.",
        "１２７.0.0.1",
        "%31%32%37.0.0.1",
        "[::1%25lo]",
    ] {
        let error = world.get(&format!("https://{host}/client.json")).await.unwrap_err();
        assert!(matches!(error, DocumentError::NotAnAddress { .. }), "{host}: {error:?}");
    }
    assert_eq!((world.names.asked(), world.dialled()), (vec![], vec![]));
}

/// RFC 6890 and its successors: the first and last address of each special-use block.
const SPECIAL: &[&str] = &[
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.255.255",
    "168.63.129.16",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.0",
    "192.0.0.192",
    "192.0.0.255",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.0",
    "192.168.255.255",
    "192.175.48.1",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.255",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:93.184.216.34",
    "64:ff9b::5db8:d822",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:3::1",
    "2001:4:112::1",
    "2001:10::1",
    "2001:20::1",
    "2001:30::1",
    "2001:1ff:ffff::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:5db8:d822::1",
    "2620:4f:8000::1",
    "3ffe::1",
    "3fff::1",
    "3fff:fff:ffff::1",
    "4000::1",
    "5f00::1",
    "8000::1",
    "fc00::1",
    "fd00:ec2::254",
    "fdff::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "feff::1",
    "ff02::1",
];

#[tokio::test]
async fn name_that_resolves_to_a_special_use_address_is_not_connected_to() {
    let world = World::new().await;
    for special in SPECIAL {
        world.clock.advance(MINUTE);
        world.names.set([vec![special]]);
        let address = special.parse().unwrap();
        assert_eq!(world.get(ID).await, Err(DocumentError::NotPublic { address }), "{special}");
    }
    assert_eq!(world.dialled(), Vec::<String>::new());
}

#[tokio::test]
async fn name_that_resolves_to_the_public_neighbours_of_special_blocks_is_connected_to() {
    let world = World::new().await;
    for public in [
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "168.63.129.15",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2001:db7:ffff::1",
        "2001:db9::1",
        "2003::1",
        "2606:4700::1111",
        "2620:4f:8001::1",
        "3ffd::1",
        "3fff:1000::1",
    ] {
        world.clock.advance(DAY);
        world.names.set([vec![public]]);
        world.get(ID).await.unwrap_or_else(|error| panic!("{public}: {error:?}"));
        assert_eq!(world.dialled(), [public]);
    }
}

#[tokio::test]
async fn one_special_use_address_among_public_ones_spoils_the_name() {
    let world = World::new().await;
    world.names.set([vec![PUBLIC, "2606:4700::1111", "10.0.0.5"]]);
    assert_eq!(world.get(ID).await, Err(DocumentError::NotPublic { address: "10.0.0.5".parse().unwrap() }));
    assert_eq!(world.dialled(), Vec::<String>::new());
}

#[tokio::test]
async fn name_that_changes_its_address_between_check_and_use_leads_to_the_checked_address() {
    let world = World::new().await;
    world.names.set([vec![PUBLIC], vec!["127.0.0.1"]]);

    world.get(ID).await.unwrap();
    assert_eq!(
        (world.names.asked(), world.dialled()),
        (vec!["client.example.com".to_owned()], vec![PUBLIC.to_owned()])
    );

    world.clock.advance(10 * MINUTE);
    assert_eq!(world.get(ID).await, Err(DocumentError::NotPublic { address: "127.0.0.1".parse().unwrap() }));
    assert_eq!((world.names.asked().len(), world.dialled()), (1, vec![]));
}

#[tokio::test]
async fn whether_a_name_is_unknown_or_leads_inside_is_not_told() {
    let world = World::new().await;
    world.names.set([vec![]]);
    let unknown = world.get(ID).await.unwrap_err();
    assert!(matches!(unknown, DocumentError::Unreachable { .. }), "{unknown:?}");

    world.names.set([vec!["10.0.0.5"]]);
    let inside = world.get(ID).await.unwrap_err();
    assert!(matches!(inside, DocumentError::NotPublic { .. }), "{inside:?}");
    assert_eq!(unknown.to_string(), inside.to_string());
}

#[test]
fn what_begins_like_an_address_is_one_and_what_this_server_gives_is_not() {
    for address in [ID, "HTTPS://client.example.com/", "http://client.example.com/", "https:x"] {
        assert!(Documents::is_address(address), "{address}");
    }
    for other in ["imcp_cl_0123456789abcdef", "", "httpsx", "my client", "ftp://client.example.com/"] {
        assert!(!Documents::is_address(other), "{other}");
    }
}

#[tokio::test]
async fn real_network_is_had_with_the_certificates_of_the_system() {
    let world = World::new().await;
    let documents = Documents::new(&world.config, world.store.clone(), world.clock.clone()).unwrap();
    let source = std::net::IpAddr::from([198, 51, 100, 7]).into();
    let error = documents.get("https://169.254.169.254/client.json", source).await.unwrap_err();
    assert!(matches!(error, DocumentError::NotAnAddress { .. }), "{error:?}");
}
