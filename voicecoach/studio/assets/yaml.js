// Colours of YAML. It only colours what is in view, line by line; what a key means, the server's checker knows.
import { Decoration, RangeSetBuilder, ViewPlugin } from "./editor.js";

const mark = (name) => Decoration.mark({ class: `y-${name}` });
const MARKS = Object.fromEntries(["comment", "key", "string", "number", "sign", "gap"].map((name) => [name, mark(name)]));

const TOKENS = new RegExp(
  [
    /(?<comment>(?<=^|\s)#.*$)/,
    /(?<string>"(?:[^"\\]|\\.)*"?|(?<=^|[\s[{,:])'(?:[^']|'')*'?)(?<quotedKey>(?=\s*:(?:\s|$)))?/,
    /(?<key>(?<=^\s*|- |[{,]\s*)[^\s#'"[\]{},:&*!|>@`-][^#"[\]{},:]*(?=\s*:(?:\s|$)))/,
    /(?<gap>\{[^{}:\s][^{}:]*\})/,
    /(?<number>(?<=^|[\s[,:])\d[\w./:%-]*(?=$|[\s,\]}]))/,
    /(?<sign>^\s*-(?=\s)|[[\]{},]|:(?=\s|$)|(?<=:\s+)[|>][+-]?$)/,
  ]
    .map((part) => part.source)
    .join("|"),
  "gu",
);

function* tokens(text) {
  for (const found of text.matchAll(TOKENS)) {
    const [name] = Object.entries(found.groups).find(([key, value]) => value !== undefined && key in MARKS);
    const kind = name === "string" && found.groups.quotedKey !== undefined ? "key" : name;
    yield { from: found.index, to: found.index + found[0].length, mark: MARKS[kind] };
  }
}

function colours(view) {
  const made = new RangeSetBuilder();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      if (line.length < 2000) {
        for (const token of tokens(line.text)) made.add(line.from + token.from, line.from + token.to, token.mark);
      }
      at = line.to + 1;
    }
  }
  return made.finish();
}

export const yamlColours = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = colours(view);
    }

    update(update) {
      if (update.docChanged || update.viewportChanged) this.decorations = colours(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
