// Asks the server what it makes of the script, as it is typed, and carries the places of its answer along.
import { post } from "./server.js";
import { placeOf } from "./script.js";

const PATIENCE = 15;

export class Checking extends EventTarget {
  // Emits "diagnosed" with what can be said at once, and "checked" with that and the timeline. One question is asked
  // at a time, always about the latest text.
  constructor(script, file, pace) {
    super();
    Object.assign(this, { script, file, pace, running: false, wanted: false, timer: 0 });
    this.clear();
    script.addEventListener("change", (event) => this.#changed(event.detail));
  }

  #changed(changes) {
    if (this.asked) this.asked = { ...this.asked, since: compose(this.asked.since, changes) };
    this.since = compose(this.since, changes);
    this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PATIENCE);
  }

  async now() {
    clearTimeout(this.timer);
    if (this.file.name === null) return;
    if (this.running) {
      this.wanted = true;
      return;
    }
    this.running = true;
    const question = { name: this.file.name, text: this.script.text, pace: { ...this.pace.value } };
    this.asked = { doc: this.script.doc, since: null, name: this.file.name, text: question.text };
    try {
      // Where only the pace is another, what is said of the text is known.
      const known = this.last?.timeline && this.last.question.text === question.text && this.last.question.name === question.name;
      for (const call of known ? ["timeline"] : ["check", "timeline"]) {
        const answer = await post(`api/${call}`, question);
        if (!this.asked || this.asked.name !== this.file.name) break;
        const told = this.#answered(question, answer, call);
        if (this.wanted || !told) break;
      }
    } catch (error) {
      this.dispatchEvent(new CustomEvent("failed", { detail: error }));
    } finally {
      this.running = false;
      this.asked = null;
    }
    if (this.wanted) {
      this.wanted = false;
      this.now();
    }
  }

  // Asks again about the same text, and returns when there is an answer.
  async again() {
    const answered = new Promise((resolve) => {
      for (const name of ["checked", "failed"]) this.addEventListener(name, resolve, { once: true });
    });
    this.now();
    await answered;
  }

  // Returns whether there is more to ask.
  #answered(question, answer, call) {
    Object.assign(this, { doc: this.asked.doc, since: this.asked.since });
    const wrong = answer.diagnostics.some((one) => one.severity === "error");
    if (call === "timeline" || wrong) {
      this.last = { timeline: null, ...answer, question };
      this.dispatchEvent(new CustomEvent("checked", { detail: this.last }));
      return false;
    }
    this.dispatchEvent(new CustomEvent("diagnosed", { detail: answer }));
    return true;
  }

  // Forgets the answer about another script.
  clear() {
    Object.assign(this, { doc: null, since: null, last: null, asked: null });
  }

  // Where a place of the text that was checked is now.
  place(line, column, side = -1) {
    if (!this.doc) return 0;
    const at = placeOf(this.doc, line, column);
    return this.since ? this.since.mapPos(at, side) : at;
  }

  lineNow(line) {
    return this.script.doc.lineAt(this.place(line, 1, 1)).number;
  }

  // The line of the text that was checked that has become a line of the present one.
  lineThen(line) {
    if (!this.since || !this.doc) return line;
    const at = this.script.doc.line(line).from;
    const then = this.since.invertedDesc.mapPos(at, 1);
    return this.doc.lineAt(Math.min(then, this.doc.length)).number;
  }
}

function compose(before, changes) {
  return before ? before.compose(changes) : changes;
}
