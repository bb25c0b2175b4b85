//! Bodies that hide by how a browser makes a tree of them: where pictures and formulas end, what is nested in what, which
//! tags and texts there are at all. Each was drawn by Chromium twice, with `UNSEEN` and with the same letters in another
//! order, and gave the same picture.

/// Those in which `UNSEEN` is not drawn.
pub(super) const TREES: &[&str] = &[
    // End tags of nothing that is open in a picture.
    "<svg></foo>UNSEEN</svg>seen",
    "<div><svg></span>UNSEEN</svg>seen</div>",
    "<svg></body>UNSEEN</svg>seen",
    "<svg></html>UNSEEN</svg>seen",
    "<svg></head>UNSEEN</svg>seen",
    "<svg></td>UNSEEN</svg>seen",
    "<math></foo>UNSEEN</math>seen",
    "<SVG></FOO>UNSEEN</SVG>seen",
    "<svg><g></g></g>UNSEEN</svg>seen",
    // A sign that looks as if it ended the element.
    "<svg a= />UNSEEN</svg>seen",
    "<svg a=x\"/>UNSEEN</svg>seen",
    "<svg a=/>UNSEEN</svg>seen",
    "<svg a='x' b=y'/>UNSEEN</svg>seen",
    "<svg><svg a= /></svg>UNSEEN</svg>seen",
    // HTML within a picture.
    "<svg><desc><p></svg>UNSEEN</p></desc></svg>seen",
    "<svg><title><p></svg>UNSEEN</p></title></svg>seen",
    "<svg width=1 height=1><foreignObject><div></svg>UNSEEN</div></foreignObject></svg>seen",
    "<math><annotation-xml encoding='text/html'><p></math>UNSEEN</p></annotation-xml></math>seen",
    "<svg><desc><p><![CDATA[></p></desc><!-- ]]></p></desc></svg>UNSEEN -->seen",
    "<p>UNSEEN<svg><desc><body style='display:none'></desc></svg>",
    "<p>UNSEEN<svg><title><html style='display:none'></title></svg>",
    "<svg><desc><frameset></desc></svg>UNSEEN",
    "<p>UNSEEN</p><svg></foo><desc><body style='display:none'></desc></svg>",
    // A page of frames instead of a body.
    "&#32;<frameset>UNSEEN",
    "<div>&#0;</div><frameset></frameset>UNSEEN",
    "<div>&#32;</div><frameset><frame></frameset>UNSEEN",
    "<div>&Tab;</div><frameset><frame></frameset>UNSEEN",
    "<p>&NewLine;<frameset></frameset><noframes>x</noframes>UNSEEN",
    "<p>&#x20 <frameset></frameset>UNSEEN",
    "<p>\0<frameset></frameset>UNSEEN",
    // Annotations of signs.
    "<rt hidden>a<rt>UNSEEN</rt></rt>seen",
    "<ruby>x<rtc style='display:none'>a<rt>UNSEEN</rt></rtc></ruby><p>seen",
    "<rp>a<rt>UNSEEN</rt></rp><p>seen",
    "<rb hidden>a<rb>UNSEEN</rb></rb><p>seen",
    // Of the same formatting three go on behind a block.
    "<div style='visibility:hidden'><p><b style='visibility:visible' c=1><b c=1 style='visibility:visible'><b style='visibility:visible' c=1><b c=1 style='visibility:visible'>seen</p></b></b></b>UNSEEN</div>",
    "<div style='visibility:hidden'><p><b style='visibility:visible'><b STYLE='visibility:visible'><b style='visibility:visible'><b Style='visibility:visible'>seen</p></b></b></b>UNSEEN</div>",
    "<div style='visibility:hidden'><p><b style='visibility:visible'><b style=visibility:visible><b style=\"visibility:visible\"><b  style='visibility:visible'>seen</p></b></b></b>UNSEEN</div>",
    "<div style='visibility:hidden'><p><b style='visibility:visible'><b style='visibility:visible' style=x><b style='visibility&colon;visible'><b style='visibility:visible'>seen</p></b></b></b>UNSEEN</div>",
    // Elements that end tags look past.
    "<div style='visibility:hidden'><foo style='visibility:visible'>seen<search></foo>UNSEEN</search></foo></div>",
    "<div style='visibility:hidden'><foo style='visibility:visible'>seen<dialog open></foo>UNSEEN</dialog></foo></div>",
    // What moves has other siblings and parents than it had.
    "<style>b+table{visibility:hidden}</style><table><tr><td>UNSEEN</td></tr><b></b></table>seen",
    "<style>b~table{visibility:hidden}</style><table><tr><td>UNSEEN</td></tr><b></b></table><p>seen",
    "<style>td{visibility:hidden}table:first-child td{visibility:visible}</style><div><table><tr><td>UNSEEN</td></tr><b></b></table></div><p>seen",
    "<style>body>p{visibility:hidden}</style><b>x<p>UNSEEN</b></p>seen",
    "<style>b+div{visibility:hidden}</style><b>x<div>UNSEEN</b></div><p>seen",
    "<style>b div{visibility:visible}body>div{visibility:hidden}</style><b>x<div>UNSEEN</b></div><p>seen",
    "<b style='visibility:hidden'>x<p style='visibility:visible'>UNSEEN</b></p>seen",
    "<font color=white>x<p style='color:black'>UNSEEN</font></p>seen",
    "<div style='visibility:hidden'><b><span style='visibility:visible'>x<p>UNSEEN</b></p></span></div>seen",
    // Attributes of the body, which belong to one element wherever their tags stand.
    "<style>body{display:none}.a{display:block}</style><body class=a/>UNSEEN<body b=1>",
    "<style>body{display:none}.a{display:block}</style><body class=a/>UNSEEN<html b=1>",
    "<body class=>UNSEEN<body style='display:none'>",
    "<body class=\"x>y\">UNSEEN<body title='\"' style='display:none'>",
    // End tags that are none, and one that is a start tag.
    "<style>.a{display:none}p+div{display:block}</style></p><div class=a>UNSEEN</div>seen",
    "<style>br+p{display:none}</style><div></br><p>UNSEEN</p></div>seen",
    // Names with signs.
    "<style>x\\:y{display:none}</style><x:y>UNSEEN</x:y>seen",
    "<style>[x\\:y]{display:none}</style><p x:y>UNSEEN</p>seen",
    "<style>x\u{fffd}{display:none}</style><x\0>UNSEEN</x\0>seen",
    "<style>x\\.y{display:none}</style><x.y>UNSEEN</x.y>seen",
    "<style>[\\@click]{display:none}</style><p @click=x>UNSEEN</p>seen",
    // Markup where no scripts run.
    "<noscript><style>.a{display:none}</style></noscript><p class=a>UNSEEN</p>seen",
    "<head><noscript><style>.a{display:none}</style></noscript></head><p class=a>UNSEEN</p>seen",
    "<p class=a>UNSEEN</p><noscript><style>.a{display:none}</style></noscript>seen",
    "<div><noscript><div hidden></noscript>UNSEEN</div>seen",
    "<noscript><p title='</noscript>UNSEEN'></p></noscript>seen",
    "<noscript><img title='></noscript>UNSEEN'></noscript>seen",
    "<noscript><!--</noscript>UNSEEN--></noscript>seen",
    "<noscript><textarea hidden></noscript>UNSEEN</textarea></noscript>seen",
    "<noscript><style></noscript>UNSEEN</style></noscript>seen",
    "<noscript><template></noscript>UNSEEN</template></noscript>seen",
    "<noscript><b hidden></noscript>UNSEEN</b>seen",
    "<noscript><body style='display:none'></noscript>UNSEEN",
    "<p>UNSEEN<noscript><html style='display:none'></noscript>",
    "<noscript><select></noscript>UNSEEN</select></noscript>seen",
    "<noscript><script></noscript>UNSEEN</script></noscript>seen",
    "<p>UNSEEN</p><noscript><img style='position:fixed;inset:0;width:100%;background:#fff' src='data:,'></noscript>",
    "<p>UNSEEN</p><style>noscript{position:fixed;inset:0;background:#fff}</style><noscript>x</noscript>",
    "<div style='height:20px;overflow:hidden'><noscript>a a a a</noscript><p>UNSEEN</p></div>seen",
    "<div hidden><noscript></div></noscript>UNSEEN</div>seen",
    "<noscript><b></noscript><noscript>UNSEEN</b></noscript>seen",
    // A tag that never ends.
    "<p>seen<p title='UNSEEN",
    "<p>seen<img alt='UNSEEN' src=x",
    "<p>seen</p UNSEEN",
];

/// Bodies that are drawn whole, and begin like those.
pub(super) const DRAWN: &[&str] = &[
    "<noscript><img height='1' width='1' style='display:none' src='https://x.example/p'></noscript>seen",
    "<font color=navy size=2>seen<p style='font-size:14px'>seen</font></p>seen",
    "<table><tr><td>seen</td></tr>seen</table>",
    "<body class=a/>seen<body b=1>",
    "<o:p></o:p><p>seen</p>",
];
