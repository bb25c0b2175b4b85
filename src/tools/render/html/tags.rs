//! How elements are written for the converter.

/// A blank line follows these.
pub(super) const PARAGRAPH_ENDS: [&str; 6] = ["</p>", "</blockquote>", "</ul>", "</ol>", "</table>", "</pre>"];
/// A `div` after one of these begins no line of its own: the one before it has ended already.
pub(super) const LINE_ENDS: [&str; 2] = ["</div>", "</section>"];

/// How an element is written: all but the `>` of its start tag, and its end tag.
pub(super) fn tags(name: &str) -> (&'static str, &'static str) {
    match name {
        // The converter takes `pre` for code only with `code` in it.
        "pre" => ("<pre><code", "</code></pre>"),
        "a" => ("<a", "</a>"),
        "b" => ("<b", "</b>"),
        "i" => ("<i", "</i>"),
        "code" => ("<code", "</code>"),
        "p" => ("<p", "</p>"),
        "table" => ("<table", "</table>"),
        "tr" => ("<tr", "</tr>"),
        "td" => ("<td", "</td>"),
        "th" => ("<th", "</th>"),
        "ul" => ("<ul", "</ul>"),
        "ol" => ("<ol", "</ol>"),
        "li" => ("<li", "</li>"),
        "blockquote" => ("<blockquote", "</blockquote>"),
        "h1" => ("<h1", "</h1>"),
        "h2" => ("<h2", "</h2>"),
        "h3" => ("<h3", "</h3>"),
        "h4" => ("<h4", "</h4>"),
        "h5" => ("<h5", "</h5>"),
        "h6" => ("<h6", "</h6>"),
        _ => ("<div", "</div>"),
    }
}

pub(super) fn is_inline(name: &str) -> bool {
    matches!(name, "a" | "b" | "i" | "code")
}

pub(super) fn is_end_tag(text: &str, name: &str) -> bool {
    text.strip_prefix("</").and_then(|rest| rest.strip_suffix('>')) == Some(name)
}
