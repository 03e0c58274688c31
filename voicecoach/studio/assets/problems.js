// The list of what there is to mend or to know, below the script. Each leads to its line, and may have a fix.
import { button, byId, h, plural } from "./dom.js";
import { NAMES, severityOf } from "./remarks.js";

const MOST = 60;

export class Problems {
  constructor(script) {
    this.script = script;
    this.list = byId("problem-list");
    this.title = byId("problem-title");
    this.before = "";
  }

  show(found) {
    const counts = ["error", "warning", "note"].map((severity) => found.filter((one) => severityOf(one) === severity).length);
    const parts = [
      counts[0] && plural(counts[0], "mistake", "mistakes"),
      counts[1] && plural(counts[1], "warning", "warnings"),
      counts[2] && plural(counts[2], "note", "notes"),
    ].filter(Boolean);
    const title = parts.join(", ") || "Nothing to mend";
    if (this.title.textContent !== title) this.title.textContent = title;
    byId("problems").dataset.worst = counts[0] ? "error" : counts[1] ? "warning" : "";
    const key = JSON.stringify(found.map((one) => [one.line, one.message, (one.fixes ?? []).length]));
    if (key === this.before && this.list.childElementCount) return this.#renew(found);
    this.before = key;
    this.rows = found.slice(0, MOST).map((one) => this.#row(one));
    this.list.replaceChildren(...this.rows.map((row) => row.item));
    if (found.length > MOST) this.list.append(h("li", { class: "quiet" }, `… and ${found.length - MOST} more`));
    return undefined;
  }

  // The same remarks about a newer text: their buttons stay, so that the one under a finger is not replaced.
  #renew(found) {
    this.rows.forEach((row, index) => (row.remark = found[index]));
  }

  #row(remark) {
    const row = { remark };
    const severity = severityOf(remark);
    const go = () => this.script.goTo(this.script.doc.lineAt(row.remark.from).number, { focus: true });
    row.item = h(
      "li",
      { class: `problem problem-${severity}` },
      h("button", { type: "button", class: "place", onclick: go }, `${NAMES[severity]}, line ${remark.line}`),
      h("span", { class: "message" }, remark.message, remark.help && h("span", { class: "help" }, ` ${remark.help}`)),
      (remark.fixes ?? []).map((fix, index) =>
        button(fix.label, () => row.remark.apply(row.remark.fixes[index]), { class: "fix" })),
    );
    return row;
  }
}
