//! Bodies that are longer than anybody writes: what their conversion takes, and that nothing is lost in it.

use allocation_counter::measure;
use intercom_mcp::{
    compute::Stop,
    html::hidden::shown,
    query::plain_text_until,
    tools::render::html::{line_until, markdown_until, to_markdown},
};
use proptest::{prelude::*, sample::select};

const MIB: usize = 1024 * 1024;

/// A body of about so many bytes.
fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

#[test]
fn conversion_of_a_long_body_takes_little_memory() {
    for piece in [
        "x\n",
        "<b>x</b><br>",
        "<i>x</i> ",
        "<p>x",
        "<li>x",
        "<td>x",
        "<div>x</div>",
        "<a href=https://a.example>x</a>",
    ] {
        let body = repeated(piece, MIB);
        let most = measure(|| drop(to_markdown(&body))).bytes_max;
        assert!(most < 150 * MIB as u64, "{piece:?}: {} MiB for 1 MiB", most / MIB as u64);
    }
}

/// A rule that is read takes a hundred times its length, and a name that is known takes ten times.
#[test]
fn long_styles_take_little_memory() {
    for (begin, piece, end) in [
        ("<style>", "p,", "p{color:red}</style><p>hello"),
        ("<style>", "p.a,", "p{color:red}</style><p>hello"),
        ("<style>", "p{a:b}", "</style><p>hello"),
        ("<style>", "@media all{", "</style><p>hello"),
        ("<style>", "{", "</style><p>hello"),
        ("<style>@keyframes a", "{", "</style><p>hello"),
        ("<p style='", "a:b;", "'>hello"),
        ("<p class='", "a b c ", "'>hello"),
        ("<p ", "a ", ">hello"),
    ] {
        let body = format!("{begin}{}{end}", repeated(piece, 4 * MIB));
        let most = measure(|| drop(to_markdown(&body))).bytes_max;
        assert!(most < 40 * MIB as u64, "{piece:?}: {} MiB for 4 MiB", most / MIB as u64);
    }
    let names: String = (0..400_000).map(|name| format!("<b class=a{name}>x</b>")).collect();
    let most = measure(|| drop(to_markdown(&names))).bytes_max;
    assert!(most < 40 * MIB as u64, "{} MiB for {} MiB", most / MIB as u64, names.len() / MIB);
}

#[test]
fn elements_that_never_end_take_little_memory() {
    for piece in ["<b>", "<div>", "<div>x", "<q>x", "<table><tr><td>", "<ul><li>x", "<b style='color:red'>x"] {
        let body = repeated(piece, MIB);
        let most = measure(|| drop(plain_text_until(&body, &Stop::default()))).bytes_max;
        assert!(most < 50 * MIB as u64, "{piece:?}: {} MiB for 1 MiB", most / MIB as u64);
        let most = measure(|| drop(to_markdown(&body))).bytes_max;
        assert!(most < 150 * MIB as u64, "{piece:?}: {} MiB for 1 MiB", most / MIB as u64);
    }
}

#[test]
fn spaces_that_end_lines_take_little_memory_to_take_out() {
    let text = format!("{} \n", "\n".repeat(4 * MIB));
    let most = measure(|| drop(intercom_mcp::text::visible::sanitize(&text))).bytes_max;
    assert!(most < 10 * MIB as u64, "{} MiB for 4 MiB", most / MIB as u64);
}

#[test]
fn body_beyond_a_megabyte_ends_with_how_much_is_left_out() {
    let line = "<p>a line of a log, no ends</p>\n".to_owned();
    assert_eq!(MIB % line.len(), 0);
    let body = repeated(&line, 3 * MIB);
    let text = to_markdown(&body);
    let (shown, note) = text.rsplit_once("\n\n").unwrap();
    let lines = shown.lines().filter(|line| !line.is_empty()).count();
    assert_eq!(lines, MIB / line.len(), "as many lines as fit");
    let left = body.len() - lines * line.len();
    assert_eq!(note, format!("[the last {left} bytes of this body are left out; read them in Intercom]"));
}

#[test]
fn tag_at_the_end_of_the_megabyte_is_not_parted() {
    let body = format!("{}<img src=\"https://example.com/a-picture.png\">", "x".repeat(MIB - 25));
    let text = to_markdown(&body);
    assert!(!text.contains("example"), "half an address leads elsewhere: {}", &text[text.len() - 200..]);
}

#[test]
fn conversion_ends_when_nobody_waits_for_it() {
    let stop = Stop::default();
    let body = repeated("<p>word</p>", MIB);
    let whole = markdown_until(&body, &stop).text.len();
    stop.set();
    assert!(markdown_until(&body, &stop).text.len() < whole / 10);
}

/// Bodies in which it takes work to find what is hidden: many elements, and many rules for a few.
fn laborious_bodies() -> [String; 2] {
    let rules = (0..1_000).map(|rule| format!(".a b, .b{rule} > i {{ color: red; margin: {rule}px }}"));
    let elements = "<p class=a><b>word</b></p>".repeat(10_000);
    [elements.clone(), format!("<style>{}</style>{}", rules.collect::<String>(), &elements[..elements.len() / 10])]
}

/// Told by what is allocated meanwhile, since nothing else of the work can be seen.
#[test]
fn what_nobody_sees_is_not_looked_for_when_nobody_waits() {
    let stopped = Stop::default();
    stopped.set();
    type Read = fn(&str, &Stop) -> String;
    let ways: [Read; 3] = [|html, stop| markdown_until(html, stop).text, line_until, plain_text_until];
    for body in laborious_bodies() {
        for read in ways {
            let whole = measure(|| drop(read(&body, &Stop::default()))).count_total;
            let begun = measure(|| drop(read(&body, &stopped))).count_total;
            assert!(begun < whole / 20, "{begun} of {whole} allocations: {}", &body[..20]);
        }
    }
}

#[test]
fn what_nobody_sees_is_looked_for_until_nobody_waits_any_more() {
    let body = repeated("<p class=a><b>word</b></p>", 16 * MIB);
    let stop = Stop::default();
    std::thread::scope(|scope| {
        let (begins, begun) = std::sync::mpsc::channel();
        let (body, in_work) = (&body, stop.clone());
        let work = scope.spawn(move || {
            begins.send(()).unwrap();
            shown(body, &in_work).html.len()
        });
        begun.recv().unwrap();
        stop.set();
        assert!(work.join().unwrap() < body.len(), "it went on to the end");
    });
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    /// What is converted in pieces has all the words of what is said once, as often as it is said, in their order.
    #[test]
    fn long_body_keeps_every_word(
        piece in proptest::collection::vec(
            select(vec![
                "<p>one</p>", "two<br>", "<div>three <b>four</b></div>", "<ul><li>five<li>six</ul>",
                "<table><tr><td>seven<td>eight</table>", "<blockquote>nine</blockquote>", "<pre>ten\neleven</pre>",
                "<h2>twelve</h2>", "thirteen ", "<i>fourteen</i> ", "<div>", "</div>",
            ]),
            1..8,
        )
    ) {
        let piece = format!("{}<br>", piece.concat());
        // Of a body with tens of thousands of elements in each other nothing is read.
        prop_assume!(piece.matches("<div>").count() <= piece.matches("</div>").count());
        let words = |text: &str| -> Vec<String> {
            text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        let once = words(&to_markdown(&piece));
        let count = 300_000 / piece.len();
        let often = words(&to_markdown(&piece.repeat(count)));
        prop_assert_eq!(often.len(), once.len() * count);
        prop_assert!(once.is_empty() || often.chunks(once.len()).all(|chunk| chunk == once));
    }
}
