// What the checker says of the script, in the editor: underlined, and marked at the line's number.
import { Decoration, EditorView, GutterMarker, RangeSetBuilder, StateEffect, StateField, gutter } from "./editor.js";
import { h } from "./dom.js";

const SEVERITIES = ["error", "warning", "note"];
export const NAMES = { error: "Mistake", warning: "Warning", note: "Note" };
export const severityOf = (remark) => (SEVERITIES.includes(remark.severity) ? remark.severity : "note");

export const setRemarks = StateEffect.define();

class Dot extends GutterMarker {
  constructor(severity) {
    super();
    this.severity = severity;
  }

  toDOM() {
    return h("span", { class: `dot dot-${this.severity}`, title: NAMES[this.severity] });
  }
}

const DOTS = Object.fromEntries(SEVERITIES.map((severity) => [severity, new Dot(severity)]));
const MARKS = Object.fromEntries(
  SEVERITIES.map((severity) => [severity, Decoration.mark({ class: `remarked remarked-${severity}` })]),
);

// A list of {from, to, severity, message, …} in the order of the text.
export const remarks = StateField.define({
  create: () => [],
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setRemarks)) return effect.value;
    if (!transaction.docChanged) return value;
    return value.map((one) => ({ ...one, ...moved(one, transaction.changes) }));
  },
  provide: (field) => [
    EditorView.decorations.of((view) => underlines(view.state.field(field))),
    gutter({ class: "dots", markers: (view) => dots(view.state, field), initialSpacer: () => DOTS.note }),
  ],
});

export function moved({ from, to }, changes) {
  const start = changes.mapPos(from, 1);
  return { from: start, to: Math.max(start, changes.mapPos(to, -1)) };
}

function underlines(found) {
  const made = new RangeSetBuilder();
  for (const one of found) if (one.to > one.from) made.add(one.from, one.to, MARKS[severityOf(one)]);
  return made.finish();
}

function dots(state, field) {
  const worst = new Map();
  for (const one of state.field(field)) {
    const at = state.doc.lineAt(Math.min(one.from, state.doc.length)).from;
    const rank = SEVERITIES.indexOf(severityOf(one));
    worst.set(at, Math.min(rank, worst.get(at) ?? rank));
  }
  const made = new RangeSetBuilder();
  for (const at of [...worst.keys()].sort((a, b) => a - b)) made.add(at, at, DOTS[SEVERITIES[worst.get(at)]]);
  return made.finish();
}
