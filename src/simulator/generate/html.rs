//! HTML as mail programs write it: Gmail, Outlook, Apple Mail, telephones, and Intercom's own composer.

use super::texts::Texts;

/// Appends `text` with the characters that mean something in HTML escaped.
pub(super) fn escape(out: &mut String, text: &str) {
    if !text.contains(['&', '<', '>']) {
        return out.push_str(text);
    }
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(character),
        }
    }
}

/// What wrote a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Client {
    /// Intercom's composer, the messenger, other channels.
    Intercom,
    Gmail,
    Outlook,
    Apple,
    Phone,
}

impl Client {
    pub(super) fn before_message(self, right_to_left: bool) -> &'static str {
        match (self, right_to_left) {
            (Self::Gmail, false) => "<div dir=\"ltr\">",
            (Self::Gmail, true) => "<div dir=\"rtl\">",
            (Self::Outlook, _) => "<div class=\"WordSection1\">",
            (Self::Apple, _) => "<div style=\"overflow-wrap: break-word; line-break: after-white-space;\">",
            (Self::Intercom | Self::Phone, _) => "",
        }
    }

    pub(super) fn after_message(self) -> &'static str {
        match self {
            Self::Gmail | Self::Outlook | Self::Apple => "</div>",
            Self::Intercom | Self::Phone => "",
        }
    }

    pub(super) fn before_paragraph(self) -> &'static str {
        match self {
            Self::Intercom | Self::Phone => "<p>",
            Self::Gmail | Self::Apple => "<div>",
            Self::Outlook => "<p class=\"MsoNormal\">",
        }
    }

    pub(super) fn after_paragraph(self) -> &'static str {
        match self {
            Self::Intercom | Self::Phone => "</p>",
            Self::Gmail => "</div><div><br></div>",
            Self::Apple => "<br></div><div><br></div>",
            Self::Outlook => "<o:p></o:p></p>",
        }
    }

    /// Appends a paragraph; `write` gives its inside.
    pub(super) fn paragraph(self, out: &mut String, write: impl FnOnce(&mut String)) {
        out.push_str(self.before_paragraph());
        write(out);
        out.push_str(self.after_paragraph());
    }

    /// Appends a signature of `lines`, as the program frames it. `image` is a logo's address.
    pub(super) fn signature(self, out: &mut String, lines: &[&str], image: Option<&str>, texts: &Texts) {
        let (before, after) = match self {
            Self::Intercom => ("<p>-- <br>", "</p>"),
            Self::Gmail => (
                "<div><span class=\"gmail_signature_prefix\">-- </span><br><div dir=\"ltr\" class=\"gmail_signature\" data-smartmail=\"gmail_signature\">",
                "</div></div>",
            ),
            Self::Outlook => (
                "<table class=\"MsoNormalTable\" border=\"0\" cellspacing=\"0\" cellpadding=\"0\"><tbody><tr><td><p class=\"MsoNormal\">",
                "<o:p></o:p></p></td></tr></tbody></table>",
            ),
            Self::Apple => ("<div><br class=\"Apple-interchange-newline\">", "</div>"),
            Self::Phone => {
                out.push_str("<p>");
                out.push_str(texts.sent_from_phone);
                return out.push_str("</p>");
            }
        };
        out.push_str(before);
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                out.push_str("<br>");
            }
            escape(out, line);
        }
        if let Some(address) = image {
            out.push_str("<br><img src=\"");
            out.push_str(address);
            out.push_str("\" alt=\"\" width=\"140\" height=\"40\">");
        }
        out.push_str(after);
    }

    /// Appends `quoted`, an earlier message, as the program quotes it.
    pub(super) fn quote(self, out: &mut String, quoted: &Quoted, subject: &str, texts: &Texts) {
        match self {
            Self::Outlook => {
                out.push_str("<hr style=\"display:inline-block;width:98%\" tabindex=\"-1\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><p class=\"MsoNormal\">");
                let values = [quoted.who, quoted.when, quoted.to, subject];
                for (header, value) in texts.mail_headers.into_iter().zip(values) {
                    out.push_str("<b>");
                    out.push_str(header);
                    out.push_str(":</b> ");
                    escape(out, value);
                    out.push_str("<br>");
                }
                out.push_str("</p></div>");
                out.push_str(quoted.html);
            }
            Self::Gmail => {
                out.push_str(
                    "<br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">",
                );
                quoted.attribution(out, texts);
                out.push_str("<br></div><blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex\">");
                out.push_str(quoted.html);
                out.push_str("</blockquote></div>");
            }
            Self::Apple | Self::Phone | Self::Intercom => {
                out.push_str("<div><br><blockquote type=\"cite\"><div>");
                quoted.attribution(out, texts);
                out.push_str("</div><br class=\"Apple-interchange-newline\"><div>");
                out.push_str(quoted.html);
                out.push_str("</div></blockquote></div>");
            }
        }
    }
}

/// An earlier message in a reply.
pub(super) struct Quoted<'a> {
    /// Name and address.
    pub(super) who: &'a str,
    pub(super) when: &'a str,
    pub(super) to: &'a str,
    pub(super) html: &'a str,
}

impl Quoted<'_> {
    fn attribution(&self, out: &mut String, texts: &Texts) {
        let line = texts.wrote.replace("{when}", self.when).replace("{who}", self.who);
        escape(out, &line);
    }
}
