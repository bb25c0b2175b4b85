//! The work for a body grows with its length, whatever its styles are.

use intercom_mcp::query::plain_text;

#[test]
fn styles_within_styles_end() {
    let deep =
        |open: &str, inside: &str, close: &str| format!("{}{inside}{}", open.repeat(20_000), close.repeat(20_000));
    for value in [
        format!("color:{}", deep("light-dark(", "white", ",white)")),
        format!("color:{}", deep("color-mix(in srgb,", "white", ",white)")),
        format!("font-size:{}", deep("calc(", "0px", ")")),
        format!("font-size:{}", deep("min(1px,calc(", "x", "))")),
        format!("background:{}", deep("linear-gradient(", "white", ")")),
        format!("display:{}", deep("var(--a,", "none", ")")),
        format!("{};display:var(--a)", "--a:var(--a)var(--a)var(--a)".repeat(20)),
    ] {
        let body = format!("<p style='{value}'>UNSEEN</p>");
        assert!(!plain_text(&body).contains("UNSEEN"));
        let body = format!("<style>p{{{value}}}</style><p>UNSEEN</p>");
        assert!(!plain_text(&body).contains("UNSEEN"));
    }
    for sheet in [
        format!("p{}{{display:none}}", deep(":not(", "x", ")")),
        format!("p{}{{display:none}}", deep(":is(", "x", ")")),
        format!("@media {} print{{p{{display:none}}}}", "not ".repeat(20_000)),
        // Rules in rules are not followed, whatever they stand for together.
        format!("{}b{{{}c{{display:none}}}}", "a,".repeat(10_000), "b,".repeat(10_000)),
        format!("p{}{{display:none}}", ":is(a,b)".repeat(5_000)),
        "@font-face{a:b;".repeat(5_000),
        // What is declared too deep may hold anywhere.
        deep("@media all{", "p{display:none}", "}"),
        deep("p{", "display:none", "}"),
    ] {
        let body = format!("<style>{sheet}</style><p>UNSEEN</p>");
        assert!(!plain_text(&body).contains("UNSEEN"));
    }
}

#[test]
fn formatting_that_never_ends_is_not_followed_without_end() {
    for (begin, end) in [("</u>", "x"), ("<a></a>", "x"), ("<p>", "</p>")] {
        let open: String = (0..20_000).map(|number| format!("<b a{number}>")).collect();
        let body = format!("{open}{}UNSEEN", format!("{begin}{end}").repeat(20_000));
        assert!(!plain_text(&body).contains("UNSEEN"));
    }
}

#[test]
fn long_styles_that_go_on_behind_each_block_are_not_read_without_end() {
    let style = format!("<b style='{}'>", "color:red;".repeat(3_000));
    let body = format!("<p>{style}{}UNSEEN", "<p>x".repeat(50_000));
    assert!(!plain_text(&body).contains("UNSEEN"));
    let begun: String = (0..30).map(|number| format!("<b a{number}>")).collect();
    let body = format!("<p>{begun}{}UNSEEN", "<p>x".repeat(200_000));
    assert!(!plain_text(&body).contains("UNSEEN"));
}

#[test]
fn element_with_more_classes_than_anybody_means_is_not_compared_with_rules() {
    let classes = |count: usize| {
        let rules = ".a p{color:red}".repeat(5_000);
        format!("<style>{rules}</style><div class='{}'><p>seen</p></div>", "a ".repeat(count))
    };
    assert!(plain_text(&classes(64)).contains("seen"));
    assert!(!plain_text(&classes(15_000)).contains("seen"));
}
