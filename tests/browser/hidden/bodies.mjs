// Bodies at random: boxes in boxes, with the styles that move, cut off, cover and recolour, and one word somewhere in them.

export const WORD = "UNSEEN";

const LENGTHS = [
  "0", "1px", "4px", "8px", "10px", "14px", "20px", "30px", "40px", "60px", "100px", "200px", "400px", "1000px", "3000px",
  "-1px", "-4px", "-10px", "-20px", "-60px", "1em", "2em", "-1em", ".2em", "1ex", "5%", "50%", "99%", "100%", "150%",
  "1rem", "3rem", "10vw", "50vw", "100vw", "12pt", "5ch", "2lh",
];
const SMALL = [
  "0", "1px", "2px", "4px", "8px", "10px", "14px", "16px", "20px", "24px", "30px", "40px", "60px", "100px", "150px", "1em",
  "2em", ".5em", "5%", "50%",
];
const COLOURS = [
  "#fff", "#000", "white", "black", "#fefefe", "transparent", "rgba(255,255,255,.5)", "navy", "#123456", "inherit",
  "currentcolor", "rgba(0,0,0,.1)",
];
// Keywords and values of properties that take no plain length or colour.
const WORDS = {
  display: "block|inline|inline-block|table|table-cell|table-row|list-item|flow-root|contents|flex|inline-flex|grid|table-caption|table-row-group|ruby",
  overflow: "hidden|clip|auto|scroll|visible",
  "overflow-x": "hidden|clip",
  "overflow-y": "hidden|auto",
  "font-size": "0|1px|4px|6px|9px|12px|20px|30px|40px|50%|200%|.3em|2em|smaller|larger|1rem",
  "line-height": "0|.2|.5|1|1.5|3|4px|8px|12px|16px|30px|100px|50%|0em|1em",
  font: "12px/1 arial|0/0 a|bold 30px/8px serif|10px/30px x",
  "letter-spacing": "-1px|2px|5px|-3px|1em|40px",
  "word-spacing": "-2px|10px|100px|-20px",
  "text-indent": "-24px|20px|200px|-10px|-100px|50%",
  "text-align": "left|right|center|justify|end|start|-webkit-right",
  "text-align-last": "right",
  "vertical-align": "top|bottom|middle|sub|super|text-top|4px|-4px|8px|20px|-30px|50%",
  "white-space": "nowrap|pre|pre-wrap|normal|pre-line",
  float: "left|right|none",
  clear: "both",
  position: "relative|absolute|sticky|static|fixed",
  "z-index": "-1|0|1|auto",
  opacity: ".99|.5|.2|.1|.05",
  visibility: "hidden|visible|collapse",
  transform: "translate(20px,0)|scale(.9)|scale(1.2)|rotate(2deg)|translateY(-10px)|none|scale(1)",
  zoom: ".5|2|1",
  direction: "rtl|ltr",
  "unicode-bidi": "bidi-override",
  "table-layout": "fixed",
  "caption-side": "bottom",
  "text-overflow": "ellipsis",
  "column-count": "1|2|3",
  columns: "2",
  flex: "none|1|0 0 100%",
  order: "-1|1",
  "text-transform": "uppercase",
  "align-content": "end|center",
  "will-change": "transform",
  isolation: "isolate",
  "mix-blend-mode": "screen",
  filter: "opacity(.9)|blur(1px)|invert(1)",
  "clip-path": "inset(2px)|inset(50%)",
  "tab-size": "4|100",
  "word-break": "break-all",
  "overflow-wrap": "anywhere",
  "list-style": "none|inside",
  "text-wrap": "nowrap",
  "writing-mode": "vertical-rl|horizontal-tb",
  contain: "paint|layout|size",
  "aspect-ratio": "1|9",
  "-webkit-text-stroke": "1px #fff",
  "initial-letter": "3",
  "shape-outside": "inset(50%)",
  "-webkit-box-decoration-break": "clone",
  "text-underline-offset": "-8px|4px",
  "box-sizing": "border-box",
  "border-style": "solid",
  "border-collapse": "collapse|separate",
  "background-repeat": "no-repeat|repeat-x",
  "background-clip": "text|content-box|padding-box",
  "background-origin": "content-box",
  scale: ".8|1.3",
  translate: "9px",
  rotate: "3deg",
  mask: "linear-gradient(#000,transparent)",
};
const [SIZES, SPACES, LINES, FILLS] = [
  "0|1px|10px|40px|80px|100px|200px|400px|600px|1000px|3000px|5%|50%|99%|100%|150%|auto|2em|10em|inherit",
  "0|4px|10px|20px|40px|100px|400px|1em|5%|40%|auto|0 auto|20px 0 0 400px",
  "1px solid #fff|4px solid #000|20px solid #fff|40px solid #fff|1em solid #000|none|0",
  "#fff|#000|white|black|#fefefe|transparent|navy|#123456|rgba(0,0,0,.1)|rgba(255,255,255,.3)|rgb(255,255,255)",
];
// Of these whatever an ordinary body may have: of others nothing is read.
const ORDINARY = {
  ...WORDS,
  ...Object.fromEntries("width max-width min-width height max-height min-height".split(" ").map((name) => [name, SIZES])),
  ...Object.fromEntries("margin margin-left margin-top margin-right margin-bottom".split(" ").map((name) => [name, SPACES])),
  ...Object.fromEntries("padding padding-left padding-top padding-bottom".split(" ").map((name) => [name, SPACES.replace("auto|0 auto|", "")])),
  ...Object.fromEntries("border border-left border-top border-bottom".split(" ").map((name) => [name, LINES])),
  ...Object.fromEntries("color background background-color".split(" ").map((name) => [name, FILLS])),
  "background-image": "linear-gradient(#000,#fff)|linear-gradient(#fff,#fff)|none",
  display: "block|inline|inline-block|table|table-cell|table-row|list-item|inline-table|table-row-group|none",
  overflow: "hidden|auto|visible",
  "font-size": "0|1px|4px|6px|9px|12px|20px|30px|60px|100px|50%|200%|.3em|2em|smaller|larger|inherit",
  "vertical-align": "top|bottom|middle|sub|super|text-top|4px|-4px|10px|-10px",
  position: "relative|static",
  "z-index": "0|1|auto",
  "letter-spacing": "-1px|2px|3px",
  "word-spacing": "3px|1px",
  "text-indent": "-24px|20px|200px|-80px|-60px",
  "border-radius": "4px|40px|50%|100px",
  "border-spacing": "0|10px|30px",
  "text-decoration": "underline|line-through|none",
  "box-shadow": "0 0 9px rgba(0,0,0,.2)|0 0 30px 30px rgba(255,255,255,.35)",
  "unicode-bidi": "embed|isolate|plaintext",
};
const PLAIN =
  "display color background background-color background-image width max-width min-width height max-height min-height margin margin-left margin-top margin-right margin-bottom padding padding-left padding-top padding-bottom border border-left border-top border-bottom overflow font-size line-height font text-align vertical-align white-space float clear position z-index opacity visibility direction unicode-bidi table-layout text-indent letter-spacing word-spacing list-style border-collapse border-radius border-spacing text-decoration box-sizing box-shadow word-break overflow-wrap text-transform".split(" ");
const CORE =
  "display color background width height max-height max-width min-width min-height margin margin-left margin-top margin-bottom padding padding-left padding-top border border-top border-left overflow font-size line-height text-align vertical-align white-space float text-indent box-sizing position opacity letter-spacing direction border-radius box-shadow outline table-layout".split(" ");
const RARE = [
  ...Object.keys(WORDS),
  ..."background-color background-image background-size background-position inline-size block-size margin-right padding-bottom padding-inline border-width border-color border-spacing top left right bottom inset text-shadow text-decoration gap margin-inline-start margin-block padding-block border-block border-inline-start border-image".split(" "),
];
const BLOCKS = "div p section blockquote center h2 pre li dd figure fieldset address".split(" ");
const INLINE = "span b i a small sup sub font code u s em mark nobr big q label button bdi".split(" ");
const ATTRIBUTES =
  "align=right|align=left|align=center|width=3000|width=50|width=600|height=10|bgcolor=black|bgcolor=white|dir=rtl|color=white|size=1|size=7|hspace=200|border=30|cellpadding=30|cellspacing=20|valign=bottom|nowrap|colspan=3|rowspan=2|background=x.png".split("|");
const FILLING = [
  "a", "seen words here", "x", "seen", "one two three four", "<br>", "<br><br>", "&nbsp;",
  "&nbsp;".repeat(30), "&nbsp;".repeat(120), "          ", "<img src=x.png width=50 height=20>",
  "<img src=x.png width=600 height=300>", "<hr>", "x".repeat(30), "<input>", "<wbr>", "█".repeat(9),
];

export class Bodies {
  #state;
  // The share of lengths that no ordinary mail has.
  #wild = 0.3;
  #isOrdinary = false;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  next() {
    this.#wild = this.#one([0.1, 0.3, 0.6]);
    this.#isOrdinary = this.#chance(0.7);
    const sheet = this.#chance(0.15)
      ? `<style>${this.#one(["p", "div", "td", ".a", "b", "span", "div>p", "*"])}{${this.#style(1 + this.#below(3))}}</style>`
      : "";
    const before = this.#chance(0.6) ? this.#node(this.#below(3), false) : "";
    const behind = this.#chance(0.7) ? this.#node(this.#below(4), false) : "";
    return sheet + before + this.#node(2 + this.#below(4), true) + behind;
  }

  // Mulberry32.
  #number() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  #below(limit) {
    return Math.floor(this.#number() * limit);
  }

  #chance(share) {
    return this.#number() < share;
  }

  #one(list) {
    return list[this.#below(list.length)];
  }

  #length() {
    return this.#one(this.#chance(this.#wild) ? LENGTHS : SMALL);
  }

  #value(property) {
    if (this.#isOrdinary) return this.#one(ORDINARY[property].split("|"));
    if (WORDS[property]) return this.#one(WORDS[property].split("|"));
    const [small, colour] = [() => this.#one(SMALL), () => this.#one(COLOURS)];
    switch (property) {
      case "color": case "background": case "background-color": case "border-color":
        return colour();
      case "background-image": return `linear-gradient(${colour()},${colour()})`;
      case "background-size": case "background-position": return `${this.#length()} ${this.#length()}`;
      case "margin":
        return Array.from({ length: 1 + this.#below(4) }, () => this.#one([this.#length(), small(), "auto", "0"])).join(" ");
      case "padding": return Array.from({ length: 1 + this.#below(4) }, small).join(" ");
      case "border": case "border-top": case "border-block": case "outline": return `${small()} solid ${colour()}`;
      case "border-left": case "border-inline-start": return `${this.#length()} solid ${colour()}`;
      case "box-shadow":
        return this.#one([`0 0 0 ${small()} ${colour()}`, `0 -${small()} ${colour()}`, `inset 0 0 0 ${small()} ${colour()}`]);
      case "text-shadow": return `0 0 ${this.#one(["0", "2px", "9px"])} ${colour()}`;
      case "text-decoration": return this.#one([`line-through 2px ${colour()}`, `underline 2px ${colour()}`, "overline"]);
      case "border-image": return "linear-gradient(#fff,#fff) 1/1/30px";
      default: return this.#length();
    }
  }

  #style(count) {
    const declaration = () => {
      const property = this.#one(this.#isOrdinary ? PLAIN : this.#chance(0.75) ? CORE : RARE);
      return `${property}:${this.#value(property)}`;
    };
    return Array.from({ length: count }, declaration).join(";");
  }

  #attributes() {
    const count = this.#one([0, 0, 0, 0, 1, 1, 1, 2, 2, 3 + this.#below(3)]);
    const style = count ? ` style="${this.#style(count)}"` : "";
    return style + (this.#chance(0.1) ? ` ${this.#one(ATTRIBUTES)}` : "");
  }

  #node(depth, hasWord) {
    if (depth <= 0 || (!hasWord && this.#chance(0.4))) return hasWord ? WORD : this.#one(FILLING);
    const count = this.#one([1, 1, 2, 2, 3]);
    const place = hasWord ? this.#below(count) : -1;
    const inside = Array.from({ length: count }, (_, at) => this.#node(depth - 1 - this.#below(2), at === place));
    const kind = this.#number();
    if (kind < 0.22) return this.#table(inside);
    if (kind < 0.28) {
      const name = this.#one(["ul", "ol"]);
      return `<${name}${this.#attributes()}>${inside.map((item) => `<li${this.#attributes()}>${item}</li>`).join("")}</${name}>`;
    }
    const name = this.#one(kind < 0.68 ? BLOCKS : INLINE);
    return `<${name}${this.#attributes()}>${inside.join("")}</${name}>`;
  }

  #table(inside) {
    const columns = 1 + this.#below(3);
    let rows = this.#chance(0.1) ? `<caption${this.#attributes()}>${this.#one(["a", "seen"])}</caption>` : "";
    for (let at = 0; at < inside.length; at += columns) {
      const cells = inside.slice(at, at + columns).map((cell) => `<td${this.#attributes()}>${cell}</td>`);
      rows += `<tr${this.#chance(0.3) ? this.#attributes() : ""}>${cells.join("")}</tr>`;
    }
    return `<table${this.#attributes()}>${rows}</table>`;
  }
}
