// The script in its editor. All that it knows of the language comes from the server.
import {
  Annotation, Decoration, EditorSelection, EditorState, EditorView, StateEffect, StateField, autocompletion,
  completionKeymap, defaultKeymap, drawSelection, highlightActiveLine, highlightActiveLineGutter,
  history, historyKeymap, hoverTooltip, indentService, indentUnit, indentWithTab, keymap, lineNumbers,
} from "./editor.js";
import { button, h } from "./dom.js";
import { NAMES, remarks, setRemarks, severityOf } from "./remarks.js";
import { post } from "./server.js";
import { yamlColours } from "./yaml.js";

const INDENT = 2;
const fromOutside = Annotation.define();
const setHeard = StateEffect.define();
const heardLine = Decoration.line({ class: "heard" });

const heard = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setHeard)) return Decoration.set(effect.value.map((at) => heardLine.range(at)));
    }
    return value.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const [UNDO, REDO] = historyKeymap; // in this order, which a test holds

export class Script extends EventTarget {
  // Emits "change" with {changes}, and "cursor" with {line, byHand}.
  constructor(parent) {
    super();
    this.heardLines = "";
    // Resolves when nothing more urgent is being asked of the server.
    this.settled = async () => {};
    this.view = new EditorView({ parent, state: this.#state("") });
    this.#keepCursor();
  }

  // Keeps the line that is being written in view where the remarks below take room from the script.
  #keepCursor() {
    const box = this.view.scrollDOM;
    let height = box.clientHeight;
    new ResizeObserver(() => {
      const lost = height - box.clientHeight;
      height = box.clientHeight;
      const { head } = this.view.state.selection.main;
      const below = (this.view.coordsAtPos(head)?.bottom ?? 0) - box.getBoundingClientRect().bottom;
      if (this.view.hasFocus && below > 0 && below <= lost) this.view.dispatch({ effects: EditorView.scrollIntoView(head, { yMargin: 8 }) });
    }).observe(box);
  }

  #state(text) {
    return EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        remarks,
        heard,
        history(),
        drawSelection(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        indentUnit.of(" ".repeat(INDENT)),
        indentService.of(indentAfter),
        EditorState.tabSize.of(INDENT),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Script", "aria-describedby": "script-keys", tabindex: "0", spellcheck: "false" }),
        autocompletion({ override: [(context) => complete(context, () => this.settled())], icons: false }),
        hoverTooltip((view, at) => this.#hover(view, at), { hoverTime: 250 }),
        yamlColours,
        keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
        EditorView.updateListener.of((update) => this.#updated(update)),
      ],
    });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  get doc() {
    return this.view.state.doc;
  }

  get line() {
    return this.doc.lineAt(this.view.state.selection.main.head).number;
  }

  get remarks() {
    return this.view.state.field(remarks);
  }

  // Shows another script; what was typed in the one before cannot be undone here.
  show(text) {
    this.view.setState(this.#state(text));
    this.heardLines = "";
  }

  // Puts another text in place of this one, as a change that can be undone.
  replace(text) {
    const at = Math.min(this.view.state.selection.main.head, text.length);
    this.view.dispatch({
      changes: { from: 0, to: this.doc.length, insert: text },
      selection: { anchor: at },
      annotations: fromOutside.of(true),
    });
  }

  setRemarks(found) {
    this.view.dispatch({ effects: setRemarks.of(found) });
  }

  // Lights up the lines that are being heard, and keeps one of them in view where nobody is writing.
  hear(lines) {
    const places = lines.filter((line) => line >= 1 && line <= this.doc.lines).map((line) => this.doc.line(line).from);
    if (String(places) === this.heardLines) return;
    this.heardLines = String(places);
    const effects = [setHeard.of([...places].sort((a, b) => a - b))];
    if (places.length && !this.view.hasFocus && !places.some((at) => this.#inView(at))) {
      effects.push(EditorView.scrollIntoView(places.at(-1), { y: "center" }));
    }
    this.view.dispatch({ effects });
  }

  #inView(at) {
    const { scrollTop, clientHeight } = this.view.scrollDOM;
    const { top, bottom } = this.view.lineBlockAt(at);
    return top >= scrollTop && bottom <= scrollTop + clientHeight;
  }

  goTo(line, { focus = false } = {}) {
    const found = this.doc.line(Math.min(Math.max(line, 1), this.doc.lines));
    const indented = found.from + /^\s*/.exec(found.text)[0].length;
    this.view.dispatch({
      selection: { anchor: indented },
      effects: EditorView.scrollIntoView(indented, { y: "center" }),
      annotations: fromOutside.of(true),
    });
    if (focus) this.view.focus();
  }

  // Takes back the last change, or the last but one and so on; so does a change of the form, which is one of the text.
  undo() {
    UNDO.run(this.view);
  }

  redo() {
    REDO.run(this.view);
  }

  // Applies edits of the server, {line, column, end_line, end_column, text}, as one step that can be undone.
  edit(edits, { mapped = null } = {}) {
    const changes = edits.map((edit) => {
      let [from, to] = [placeOf(this.doc, edit.line, edit.column), placeOf(this.doc, edit.end_line, edit.end_column)];
      if (mapped) [from, to] = [mapped(edit.line, edit.column), mapped(edit.end_line, edit.end_column)];
      return { from, to: Math.max(from, to), insert: edit.text };
    });
    this.view.dispatch({ changes, annotations: fromOutside.of(true), userEvent: "input.fix" });
  }

  find(words, { back = false } = {}) {
    const [text, wanted] = [this.text.toLowerCase(), words.toLowerCase()];
    const { from, to } = this.view.state.selection.main;
    if (!wanted) return false;
    let at = back ? text.lastIndexOf(wanted, from - 1) : text.indexOf(wanted, to);
    if (back && from === 0) at = -1;
    if (at < 0) at = back ? text.lastIndexOf(wanted) : text.indexOf(wanted);
    if (at < 0) return false;
    this.view.dispatch({ selection: EditorSelection.range(at, at + wanted.length), scrollIntoView: true });
    return true;
  }

  #updated(update) {
    const byHand = !update.transactions.some((one) => one.annotation(fromOutside));
    if (update.docChanged) this.dispatchEvent(new CustomEvent("change", { detail: update.changes }));
    const line = update.state.doc.lineAt(update.state.selection.main.head).number;
    if (update.selectionSet || update.docChanged) {
      this.dispatchEvent(new CustomEvent("cursor", { detail: { line, byHand, typed: update.docChanged } }));
    }
  }

  async #hover(view, at) {
    const { line, column } = lineAndColumn(view.state.doc, at);
    const here = this.remarks.filter((one) => one.from <= at && at <= one.to);
    const told = await post("api/hover", { text: view.state.doc.toString(), line, column }).catch(() => null);
    if (!told && !here.length) return null;
    const row = view.state.doc.line(line);
    const from = here.length ? here[0].from : row.from + (told.from ?? column) - 1;
    const to = here.length ? here[0].to : row.from + (told.to ?? column) - 1;
    const create = () => ({ dom: h("div", { class: "hover" }, here.map((one) => this.#remark(one)), told && h("p", {}, told.text)) });
    return { pos: Math.min(from, row.to), end: Math.max(from, to), above: true, create };
  }

  #remark(remark) {
    const severity = severityOf(remark);
    return h(
      "div",
      { class: `hover-remark hover-${severity}` },
      h("p", {}, h("strong", {}, `${NAMES[severity]}: `), remark.message),
      remark.help && h("p", { class: "help" }, remark.help),
      (remark.fixes ?? []).map((fix) => button(fix.label, () => remark.apply(fix), { class: "fix" })),
    );
  }
}

export function placeOf(doc, line, column) {
  if (line > doc.lines) return doc.length;
  const row = doc.line(Math.max(line, 1));
  return Math.min(row.from + Math.max(column, 1) - 1, row.to);
}

export function lineAndColumn(doc, at) {
  const row = doc.lineAt(at);
  return { line: row.number, column: at - row.from + 1 };
}

// The check of what was typed comes first; both would take twice as long at once.
async function complete(context, settled) {
  const { doc } = context.state;
  const { line, column } = lineAndColumn(doc, context.pos);
  const before = doc.line(line).text.slice(0, column - 1);
  if (!context.explicit && !/[\p{L}\d_:,[{-]\s?$|^\s*$/u.test(before)) return null;
  await settled();
  if (context.aborted) return null;
  const answer = await post("api/complete", { text: doc.toString(), line, column }).catch(() => null);
  if (context.aborted || !answer?.options.length) return null;
  const options = answer.options.map((one) => ({
    label: one.label,
    apply: one.insert ?? one.label,
    detail: one.detail || undefined,
    info: one.info ? () => h("div", {}, one.info) : undefined,
  }));
  return { from: doc.line(line).from + answer.from - 1, options, validFor: /^[\p{L}\d_ ]*$/u };
}

// A line after "key:" stands deeper.
function indentAfter(state, at) {
  const before = state.doc.lineAt(at);
  const text = before.text.slice(0, at - before.from);
  const [indent] = /^ */.exec(text);
  if (/^\s*- [^#]*:\s*$/.test(text)) return indent.length + 2 * INDENT;
  if (/:\s*$/.test(text)) return indent.length + INDENT;
  return indent.length;
}
