// Asks the server what it makes of the script, as it is typed, and carries the places of its answers along.
import { tab } from "./drafts.js";
import { Refused, post } from "./server.js";
import { placeOf } from "./script.js";

const PATIENCE = 5;
const PATIENT_FOR = 5;
const SPOKEN_AFTER = 4000;

export class Checking extends EventTarget {
  // Emits "diagnosed" with what can be said at once, "checked" with that and the timeline, and "failed".
  //
  // `prepare` is awaited before a timeline is asked for. One check is asked at a time, always about the latest text.
  // A timeline may still be laid out then: the server gives that up, and what it answered would be about an older text.
  constructor(script, file, pace) {
    super();
    Object.assign(this, { script, file, pace, checking: false, wanted: false, ticket: 0, timer: 0, open: new Set() });
    this.clear();
    script.addEventListener("change", (event) => this.#changed(event.detail));
  }

  #changed(changes) {
    for (const text of new Set([...this.open, this.said, this.drawn])) {
      if (text) text.since = text.since ? text.since.compose(changes) : changes;
    }
    this.guessed = 0;
    this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PATIENCE);
  }

  async now() {
    clearTimeout(this.timer);
    if (this.file.name === null) return;
    if (this.checking) {
      this.wanted = true;
      return;
    }
    const ticket = ++this.ticket;
    const question = { name: this.file.name, text: this.script.text, pace: { ...this.pace.value } };
    const asked = { question, doc: this.script.doc, since: null };
    this.open.add(asked);
    try {
      if ((await this.#check(asked)) && ticket === this.ticket) await this.#layOut(asked, ticket);
    } catch (error) {
      const superseded = error instanceof Refused && error.answer.superseded;
      // An older question may reach the server after the latest one, and have that given up.
      if (superseded && ticket === this.ticket) this.soon();
      if (!superseded) this.dispatchEvent(new CustomEvent("failed", { detail: error }));
    } finally {
      this.open.delete(asked);
    }
  }

  // Returns whether there is a timeline to be asked for.
  async #check(asked) {
    const { question } = asked;
    // Where only the pace is another, what is said of the text is known.
    const { last } = this;
    if (last?.timeline && last.question.text === question.text && last.question.name === question.name) return true;
    this.checking = true;
    try {
      const asking = post("api/check", { ...question, page: tab });
      this.script.settled = () => asking.then(() => {}, () => {});
      const answer = await asking;
      if (question.name !== this.file.name) return false;
      this.said = asked;
      if (!answer.diagnostics.some((one) => one.severity === "error")) {
        this.dispatchEvent(new CustomEvent("diagnosed", { detail: answer }));
        return !this.wanted;
      }
      this.#tell({ timeline: null, ...answer, question });
      return false;
    } finally {
      this.checking = false;
      if (this.wanted) {
        this.wanted = false;
        this.soon();
      }
    }
  }

  async #layOut(asked, ticket) {
    await this.prepare?.(asked.question, () => ticket === this.ticket);
    if (ticket !== this.ticket) return;
    const answer = await post("api/timeline", { ...asked.question, page: tab });
    if (ticket !== this.ticket || asked.question.name !== this.file.name) return;
    this.said = asked;
    if (answer.timeline) this.drawn = asked;
    this.#tell({ ...answer, question: asked.question });
    // The voice says meanwhile what is new, after which lengths are no longer guesses.
    const guessed = answer.timeline?.guessed ?? 0;
    this.stood = guessed === this.guessed ? this.stood + 1 : 0;
    this.guessed = guessed;
    if (guessed && this.stood < PATIENT_FOR) this.timer = setTimeout(() => this.now(), SPOKEN_AFTER);
  }

  #tell(answer) {
    this.last = answer;
    this.dispatchEvent(new CustomEvent("checked", { detail: answer }));
  }

  // Asks again about the same text, and returns when there is an answer.
  async again() {
    const answered = new Promise((resolve) => {
      for (const name of ["checked", "failed"]) this.addEventListener(name, resolve, { once: true });
    });
    this.now();
    await answered;
  }

  // Forgets the answers about another script. `said` is the text that the remarks are about, `drawn` that of the
  // timeline, each with the changes since.
  clear() {
    Object.assign(this, { said: null, drawn: null, last: null, guessed: 0, stood: 0 });
  }

  // Where a place that the remarks name is now.
  place(line, column, side = -1) {
    return this.said ? placeNow(this.said, line, column, side) : 0;
  }

  // The present line of what the timeline has on a line.
  lineNow(line) {
    return this.drawn ? this.script.doc.lineAt(placeNow(this.drawn, line, 1, 1)).number : line;
  }

  // The line that a present line had for the timeline.
  lineThen(line) {
    const { doc, since } = this.drawn ?? {};
    if (!since) return line;
    const then = since.invertedDesc.mapPos(this.script.doc.line(line).from, 1);
    return doc.lineAt(Math.min(then, doc.length)).number;
  }
}

function placeNow({ doc, since }, line, column, side) {
  const at = placeOf(doc, line, column);
  return since ? since.mapPos(at, side) : at;
}
