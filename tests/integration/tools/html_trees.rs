//! Well-formed bodies, made as trees, so that it is known what a reader of them sees.

use intercom_mcp::tools::render::html::{to_brief, to_line, to_markdown};
use proptest::{prelude::*, sample::select};

use crate::invariants::html::check;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// A piece of a body. Words are numbered when it is written, so that each is there once.
#[derive(Clone, Debug)]
enum Node {
    Words(u8),
    Empty(&'static str),
    Element {
        tag: &'static str,
        attributes: &'static str,
        children: Vec<Node>,
    },
    /// A script, a style or a comment: `§` stands where text is that nobody reads.
    Hidden(&'static str),
}

const BLOCKS: [&str; 14] = [
    "div",
    "p",
    "blockquote",
    "h1",
    "h3",
    "section",
    "pre",
    "center",
    "article",
    "h6",
    "address",
    "figure",
    "form",
    "main",
];
const INLINE: [&str; 12] = ["a", "b", "strong", "i", "em", "span", "font", "code", "u", "o:p", "small", "DIV"];
const ATTRIBUTES: [&str; 9] = [
    "",
    " class=\"no-margin\"",
    " style='color:red'",
    " href=\"https://a.example/x?y=1\"",
    " href=https://a.example",
    " dir=auto data-x",
    " title=\"a > b\"",
    " href=\"javascript:alert(1)\"",
    " id=x class='MsoNormal gmail_default'",
];
const HIDDEN: [&str; 6] = [
    "<script>if (a < b) { hidden§() }</script>",
    "<style>p.hidden§ { color: red }</style>",
    "<!-- hidden§ -->",
    "<!--[if gte mso 9]><p>hidden§</p><![endif]-->",
    "<STYLE type='text/css'>hidden§</StYlE >",
    "<?xml hidden§ ?>",
];

fn node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        6 => (1..4_u8).prop_map(Node::Words),
        1 => select(vec!["<br>", "<br/>", "<hr>", " ", "\n", "\n  "]).prop_map(Node::Empty),
        1 => select(HIDDEN.to_vec()).prop_map(Node::Hidden),
    ];
    leaf.prop_recursive(6, 40, 5, |inner| {
        let children = || prop::collection::vec(inner.clone(), 0..5);
        let element = |tags: Vec<&'static str>| (select(tags), select(ATTRIBUTES.to_vec()), children());
        let of = |(tag, attributes, children)| Node::Element { tag, attributes, children };
        let items = prop::collection::vec(children(), 1..4).prop_map(|items| wrapped("li", items));
        let cells = prop::collection::vec(prop::collection::vec(children(), 1..4), 1..4).prop_map(|rows| {
            let rows = rows.into_iter().map(|cells| wrapped("td", cells)).collect();
            wrapped("tr", rows)
        });
        prop_oneof![
            4 => element(BLOCKS.to_vec()).prop_map(of),
            4 => element(INLINE.to_vec()).prop_map(of),
            1 => (select(vec!["ul", "ol"]), items).prop_map(|(tag, children)| Node::Element { tag, attributes: "", children }),
            1 => cells.prop_map(|children| Node::Element { tag: "table", attributes: " border=0", children }),
        ]
    })
}

fn wrapped(tag: &'static str, all: Vec<Vec<Node>>) -> Vec<Node> {
    all.into_iter().map(|children| Node::Element { tag, attributes: "", children }).collect()
}

/// A body as HTML, and the words that a reader sees, in order.
#[derive(Default)]
struct Written {
    html: String,
    words: Vec<String>,
}

impl Written {
    fn of(nodes: &[Node]) -> Self {
        let mut written = Self::default();
        written.put_all(nodes);
        written
    }

    fn put_all(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Words(count) => {
                    for _ in 0..*count {
                        let word = format!("word{}", self.words.len());
                        self.html.push_str(&format!(" {word} "));
                        self.words.push(word);
                    }
                }
                Node::Empty(text) => self.html.push_str(text),
                Node::Hidden(text) => self.html.push_str(&text.replace('§', &self.words.len().to_string())),
                Node::Element { tag, attributes, children } => {
                    self.html.push_str(&format!("<{tag}{attributes}>"));
                    self.put_all(children);
                    self.html.push_str(&format!("</{tag}>"));
                }
            }
        }
    }
}

/// The numbered words of a text, in its order.
fn words_in(text: &str) -> Vec<String> {
    let words = text.split(|character: char| !character.is_ascii_alphanumeric());
    words.filter(|word| word.starts_with("word")).map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn every_word_is_read_once_and_in_order(nodes in prop::collection::vec(node(), 1..6)) {
        let written = Written::of(&nodes);
        let markdown = to_markdown(&written.html);
        prop_assert_eq!(words_in(&markdown), &written.words[..], "{} became {}", written.html, markdown);
        for text in [markdown, to_line(&written.html), to_brief(&written.html)] {
            prop_assert!(!text.contains("hidden"), "{} became {}", written.html, text);
            prop_assert!(!text.contains("javascript"), "{} became {}", written.html, text);
        }
        prop_assert_eq!(to_line(&written.html), written.words.join(" "), "{}", written.html);
        prop_assert_eq!(words_in(&to_brief(&written.html)), written.words, "{}", written.html);
        check(written.html.as_bytes());
    }

    #[test]
    fn a_body_that_breaks_off_or_is_altered_is_read(
        nodes in prop::collection::vec(node(), 1..4), at in any::<prop::sample::Index>(), length in 0..6_usize,
        other in "[<>/\"'=& a-z!;#-]{0,4}|\\PC{0,2}",
    ) {
        let html = Written::of(&nodes).html;
        let from = html.floor_char_boundary(at.index(html.len() + 1));
        let to = html.floor_char_boundary((from + length).min(html.len()));
        check(&html.as_bytes()[..from]);
        check(format!("{}{other}{}", &html[..from], &html[to..]).as_bytes());
    }

    #[test]
    fn text_without_markup_keeps_its_words(text in "[a-z0-9 .,*_`#+=~\\[\\]\\\\|!\\n\\t-]{0,80}|\\PC{0,40}|[\\x00-\\x20a\u{200b}\u{e010}\u{a0}\u{2028}]{0,20}") {
        check(text.as_bytes());
    }

    #[test]
    fn soup_is_read(pieces in prop::collection::vec(select(&[
        "<div>", "</div>", "<p>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "<a href='http://x'>", "</a>",
        "<blockquote type=cite>", "</blockquote>", "<pre>", "</pre>", "<code>", "</code>", "x", "a,", "--", "<br>", "\n", "&gt; ", "&lt;",
        "On 1 wrote:", "<img src=x>", "https://é/", "<hr>", "<h1>", "</h3>", "\u{e010}", "&#xe010;", "&#27;", "&#0;", "\u{1b}", "<svg>",
        "</svg>", "<select>", "<option>", "<template>", "<caption>", "<!--", "-->", "<script>", "</script>", "<", ">", "```", "|", "](",
        "From: a\n", "Sent: b\n", "<div class=gmail_quote>", "<img alt='", "'>", "<p/", "<title>", "</title>", "&shy;", "\u{200b}",
    ][..]), 0..40)) {
        check(pieces.concat().as_bytes());
    }
}
