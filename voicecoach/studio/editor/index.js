// All of CodeMirror that the studio uses, as one module without further imports.
//
// CodeMirror writes its styles into a <style> element, which the page's policy (default-src 'self') forbids. A
// constructed style sheet is no inline style: the same rules, in the same order, go into one of those.
import { StyleModule } from "style-mod";

const sheet = new CSSStyleSheet();

StyleModule.mount = (root, modules) => {
  sheet.replaceSync([modules].flat().map((module) => module.getRules()).join("\n"));
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
};

export { autocompletion, completionKeymap } from "@codemirror/autocomplete";
export { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
export { indentService, indentUnit } from "@codemirror/language";
export { Annotation, EditorSelection, EditorState, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
export {
  Decoration, EditorView, GutterMarker, ViewPlugin, drawSelection, gutter, highlightActiveLine,
  highlightActiveLineGutter, hoverTooltip, keymap, lineNumbers,
} from "@codemirror/view";
