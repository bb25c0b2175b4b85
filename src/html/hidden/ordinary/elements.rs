//! Elements and attributes of ordinary bodies.

/// What an element may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It is drawn in its place: any ordinary style.
    Flow,
    /// It is not drawn, and no style may say otherwise: no style, no class and no id.
    Bare,
}

/// Elements that are drawn in their places.
const FLOW: [&str; 89] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "image",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "main",
    "mark",
    "nav",
    "nobr",
    "ol",
    "output",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Elements that are not drawn, or within others only.
const BARE: [&str; 17] = [
    "area", "base", "head", "link", "map", "meta", "noembed", "noframes", "noscript", "optgroup", "option", "script",
    "select", "source", "style", "template", "title",
];

/// Attributes that show, hide, move or fill elements in ways of their own.
const ODD: [&str; 12] = [
    "autofocus",
    "popover",
    "slot",
    "inert",
    "contenteditable",
    "is",
    "overflow",
    "anchor",
    "label",
    "shadowroot",
    "shadowrootmode",
    "placeholder",
];

/// What an element of this name, in lower case, may have. Nothing of one that is not listed.
pub(super) fn role(name: &str) -> Option<Role> {
    // Of office programs, of a page's own (no standard's name has a hyphen), and addresses between angles, which were
    // text: browsers draw them like a `span`.
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'+' | b':' | b'@');
    let is_in_no_standard = name.contains([':', '@', '-']) && name.bytes().all(is_known);
    if FLOW.contains(&name) || is_in_no_standard || matches!(name, "xml" | "includetail") {
        Some(Role::Flow)
    } else {
        BARE.contains(&name).then_some(Role::Bare)
    }
}

/// Whether rules may be for elements of this name.
pub(super) fn may_have_rules(name: &str) -> bool {
    matches!(role(name), Some(Role::Flow) | None)
}

/// Whether an element may have this attribute, whose name is in lower case. What `style` says is looked at elsewhere.
pub(super) fn is_ordinary(role: Role, attribute: &str, value: &str) -> bool {
    let is_styled = matches!(attribute, "style" | "class" | "id");
    let is_odd = ODD.contains(&attribute)
        || attribute == "hidden" && !matches!(value, "" | "hidden" | "true")
        || attribute == "align" && matches!(value.to_ascii_lowercase().as_str(), "bottom" | "absbottom")
        || matches!(attribute, "width" | "height" | "border" | "cellspacing" | "cellpadding" | "hspace" | "vspace")
            && !is_size(value, attribute);
    // Outlook writes this at each sheet.
    let is_undrawn = attribute == "style" && value.trim().trim_end_matches(';').eq_ignore_ascii_case("display:none");
    !is_odd && (role == Role::Flow || !is_styled || is_undrawn)
}

/// Whether an attribute is a size that elements have in their places.
fn is_size(value: &str, attribute: &str) -> bool {
    let value = value.trim();
    let digits = value.trim_end_matches(['%', 'p', 'x', 't', '*']);
    let most = if matches!(attribute, "width" | "height") { 3_000.0 } else { 60.0 };
    value.is_empty()
        || value.eq_ignore_ascii_case("auto")
        || attribute == "border" && value.eq_ignore_ascii_case("none")
        || digits.parse::<f32>().is_ok_and(|size| (0.0..=most).contains(&size))
}
