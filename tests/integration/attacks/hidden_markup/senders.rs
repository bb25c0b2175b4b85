//! Pieces of markup as the programs write them that people write to a company with. In each, all is drawn.

/// Each says `seen`.
pub(super) const SENDERS: &[&str] = &[
    // Gmail: a quote, a signature, text that was pasted from a page and from Google Docs.
    "<div dir=\"ltr\">seen<br clear=\"all\"><div><br></div><span class=\"gmail_signature_prefix\">-- </span><br><font color=\"#888888\">Maya</font></div><u></u>",
    "<span style=\"color:rgb(34,34,34);font-family:Arial,Helvetica,sans-serif;font-size:small;font-style:normal;font-variant-ligatures:normal;font-variant-caps:normal;font-weight:400;letter-spacing:normal;orphans:2;text-align:start;text-indent:0px;text-transform:none;widows:2;word-spacing:0px;white-space:normal;background-color:rgb(255,255,255);text-decoration-style:initial;text-decoration-color:initial;text-decoration-thickness:initial;display:inline;float:none\">seen</span>",
    "<p dir=\"ltr\" style=\"line-height:1.38;margin-top:0pt;margin-bottom:0pt\"><span style=\"font-size:11pt;font-family:Arial,sans-serif;color:rgb(0,0,0);background-color:transparent;font-variant-numeric:normal;font-variant-east-asian:normal;font-variant-alternates:normal;font-variant-position:normal;font-variant-emoji:normal;vertical-align:baseline;white-space-collapse:preserve;text-wrap-mode:wrap\">seen</span></p>",
    "<ul style=\"margin-top:0px;margin-bottom:0px;padding-inline-start:48px\"><li dir=\"ltr\" style=\"list-style-type:disc;white-space:pre\"><p dir=\"ltr\" role=\"presentation\"><span style=\"text-decoration-line:underline;text-decoration-skip-ink:none\">seen</span></p></li></ul>",
    "<span style=\"border:none;display:inline-block;overflow:hidden;width:602px;height:339px\"><img src=\"https://lh7.example.com/a\" width=\"602\" height=\"339\" style=\"margin-left:0px;margin-top:0px\"></span>seen",
    "<div style=\"background-image:initial;background-position:initial;background-size:initial;background-repeat:initial;background-origin:initial;background-clip:initial;background-color:initial;border-image:initial\">seen</div>",
    // Outlook on the web, and on the desktop with fonts of East Asia.
    "<style type=\"text/css\" style=\"display:none;\"> P {margin-top:0;margin-bottom:0;} </style><div class=\"elementToProof\" style=\"font-family: Aptos, Aptos_EmbeddedFont, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);\">seen</div><hr tabindex=\"-1\" style=\"display:inline-block; width:98%\">",
    "<style><!--\n/* Font Definitions */\n@font-face\n\t{font-family:\"MS Mincho\";\n\tpanose-1:2 2 6 9 4 2 5 8 3 4;}\n@font-face\n\t{font-family:\"\\@MS Mincho\";}\np.MsoNormal, li.MsoNormal\n\t{margin:0in;\n\tfont-size:11.0pt;\n\ttext-autospace:none;\n\ttext-justify:inter-ideograph;\n\tfont-family:\"Calibri\",sans-serif;}\n@page WordSection1\n\t{size:8.5in 11.0in;}\n--></style><p class=MsoNormal style='margin-left:36.0pt;text-indent:-18.0pt;border:none;border-bottom:solid windowtext 1.0pt;line-height:106%'><span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span>seen<o:p></o:p></p>",
    // Excel.
    "<style><!--table\n\t{mso-displayed-decimal-separator:\"\\.\";\n\tmso-displayed-thousand-separator:\"\\,\";}\ntd\n\t{padding-top:1px;\n\ttext-align:general;\n\tvertical-align:bottom;\n\tborder:none;\n\twhite-space:nowrap;}\n.xl65\n\t{mso-number-format:\"\\#\\,\\#\\#0\\.00\";}\n--></style><table width=64 style='border-collapse:collapse;width:48pt'><col width=64 style='width:48pt'><tr height=20 style='height:15.0pt'><td height=20 class=xl65 width=64 style='height:15.0pt;width:48pt'>seen</td></tr></table>",
    // Apple Mail.
    "<body style=\"overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;\"><span style=\"caret-color: rgb(0, 0, 0); -webkit-text-stroke-width: 0px; display: inline !important; float: none;\">seen</span><span class=\"Apple-tab-span\" style=\"white-space:pre\">\t</span></body>",
    "<style type=\"text/css\">p.p1 {margin: 0.0px 0.0px 0.0px 0.0px; font: 12.0px 'Helvetica Neue'; -webkit-font-kerning: none; min-height: 14.0px}</style><p class=\"p1\">seen</p>",
    // Thunderbird, QQ, Proton.
    "<div class=\"moz-cite-prefix\">seen</div><blockquote type=\"cite\" cite=\"mid:a@b.example\"><pre class=\"moz-quote-pre\" wrap=\"\">seen</pre><fieldset class=\"moz-mime-attachment-header\"></fieldset></blockquote>",
    "<div style=\"position:relative;\"><div style=\"position:relative;\">seen</div></div><includetail><!--<![endif]--></includetail>",
    "<div class=\"protonmail_quote\">On Monday &lt;a@b.example&gt; wrote:<br><blockquote class=\"protonmail_quote\" type=\"cite\">seen</blockquote></div>",
    // Text that was taken for markup.
    "From: Maya <maya@shop.example><br>See <https://shop.example/orders?id=1> seen",
    // What is pasted from pages and assistants.
    "<p data-start=\"0\" data-end=\"10\" class=\"[&amp;_p]:mt-0 text-base\" style=\"--tw-border-spacing-x: 0; --tw-ring-color: rgb(59 130 246 / .5); --tw-shadow: 0 0 #0000; text-wrap: pretty; scrollbar-width: thin; object-fit: cover; flex: 1 1 0%; align-items: center; gap: 4px;\">seen</p>",
    "<div style=\"-webkit-user-drag: none; -webkit-tap-highlight-color: transparent; margin: 0px; padding: 0px; user-select: text; clear: both; cursor: text; overflow: visible; position: relative; direction: ltr;\">seen</div>",
    "<g-emoji class=\"g-emoji\" alias=\"rocket\">seen</g-emoji>",
    // Written by hand: twice the same, and what no browser knows.
    "<td width=10 width=20 style='color:red' style='color:blue'>seen</td>",
    "<p style='12px;color:#333;font size:3;text-align:centre'>seen</p>",
    // Intercom: a callout in an article.
    "<div class=\"intercom-interblocks-callout\" style=\"background-color: #e8e8e880; border-color: #73737633;\"><p>seen</p></div>",
];
