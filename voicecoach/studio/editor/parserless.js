// Stands in for @codemirror/language and @lezer/common, which would be a sixth of the bundle.
//
// The studio has no parser of YAML: the server knows the language, and colours need only a line. CodeMirror's commands
// ask for a syntax tree and get an empty one; indentation is what the page's own rule says.
import { Facet } from "@codemirror/state";

const type = { prop: () => undefined, isTop: true, isError: false };
const nothing = { name: "", from: 0, to: 0, parent: null, firstChild: null, type, childAfter: () => null, childBefore: () => null };
const top = { node: nothing, next: null };

export const NodeProp = { closedBy: null, openedBy: null };
export const syntaxTree = () => ({ resolveInner: (at) => ({ ...nothing, from: at, to: at }), resolveStack: () => top });
export const matchBrackets = () => null;

export const indentUnit = Facet.define({ combine: (units) => units[0] ?? "  " });
export const indentService = Facet.define();
export const getIndentUnit = (state) => state.facet(indentUnit).length;
export const indentString = (_, columns) => " ".repeat(columns);
export const getIndentation = (context, at) => context.state.facet(indentService)[0]?.(context.state, at) ?? null;

export class IndentContext {
  constructor(state) {
    this.state = state;
  }

  lineIndent(at) {
    return /^ */.exec(this.state.doc.lineAt(at).text)[0].length;
  }
}
