// The open script and its file: opening, saving, and what is done when both have changed.
import { h } from "./dom.js";
import { choose } from "./dialogs.js";
import * as drafts from "./drafts.js";
import { Refused, ask, get } from "./server.js";

const pathOf = (name) => `api/script?name=${encodeURIComponent(name)}`;

export class File extends EventTarget {
  // Emits "opened", and "state" when it was saved or is no longer.
  constructor(script) {
    super();
    Object.assign(this, { script, name: null, version: null, saved: "", kept: true });
    script.addEventListener("change", () => this.#changed());
  }

  get dirty() {
    return this.name !== null && this.script.text !== this.saved;
  }

  async open(name) {
    const { text, version } = await get(pathOf(name));
    await this.show(name, text, version);
  }

  async show(name, text, version) {
    const draft = await drafts.takeOver(name);
    const unsaved = draft !== null && draft.text !== text;
    Object.assign(this, { name, version: unsaved ? draft.version : version, saved: text, elsewhere: null });
    this.script.show(unsaved ? draft.text : text);
    if (!unsaved) drafts.forget(name);
    this.dispatchEvent(new CustomEvent("opened", { detail: { unsaved } }));
    this.#tell();
    if (unsaved && draft.version !== version) await this.#both(text, version);
  }

  // Saves once a save that is under way is done, so that each knows the version before it.
  save() {
    this.saving = (this.saving ?? Promise.resolve()).catch(() => {}).then(() => this.#save());
    return this.saving;
  }

  async #save() {
    if (this.name === null) return false;
    const { text } = this.script;
    try {
      const { version } = await ask("PUT", pathOf(this.name), { text, version: this.version });
      Object.assign(this, { version, saved: text, elsewhere: null });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409) throw error;
      if (error.answer.text === null || error.answer.text === undefined) {
        // The file is gone: it is made anew.
        const { version } = await ask("PUT", pathOf(this.name), { text, version: null });
        Object.assign(this, { version, saved: text, elsewhere: null });
      } else if (error.answer.text === text) {
        Object.assign(this, { version: error.answer.version, saved: text, elsewhere: null });
      } else {
        return this.#both(error.answer.text, error.answer.version);
      }
    }
    if (!this.dirty) drafts.forget(this.name);
    this.#tell();
    return true;
  }

  // Looks whether another program has changed the file; what has not been changed here follows it.
  async look() {
    if (this.name === null) return;
    const { name, version: before } = this;
    const { text, version } = await get(pathOf(name));
    // What was saved meanwhile is newer than this answer.
    if (name !== this.name || before !== this.version) return;
    if (version === before) {
      this.elsewhere = null;
    } else if (this.dirty) {
      this.elsewhere = version;
    } else {
      Object.assign(this, { version, saved: text, elsewhere: null });
      this.script.replace(text);
    }
    this.#tell();
  }

  get changedElsewhere() {
    return this.dirty && Boolean(this.elsewhere) && this.elsewhere !== this.version;
  }

  // Both texts have changed: the person decides, and neither is lost.
  async #both(theirs, version) {
    const mine = this.script.text;
    const answer = await choose(
      `${this.name} has changed on the disk`,
      [
        "Another program or tab has written to this file since you opened it, and you have changed it here.",
        h("div", { class: "both" }, compared("Your text, here", mine, theirs), compared("The text on the disk", theirs, mine)),
      ],
      [
        ["Keep both: save mine as a copy", "copy"],
        ["Save mine over the other", "mine"],
        ["Take the one on the disk", "theirs"],
        ["Decide later", null],
      ],
    );
    if (answer === "mine") {
      Object.assign(this, { version, saved: theirs, elsewhere: null });
      return this.#save();
    }
    if (answer === "theirs") {
      Object.assign(this, { version, saved: theirs, elsewhere: null });
      this.script.replace(theirs);
      drafts.forget(this.name);
    } else if (answer === "copy") {
      await this.#copy(mine);
    }
    this.#tell();
    return answer !== null;
  }

  async #copy(mine) {
    const [, stem, ending] = /^(.*?)(\.ya?ml)?$/.exec(this.name);
    for (let number = 2; ; number++) {
      const name = `${stem}-${number}${ending ?? ".yaml"}`;
      try {
        const made = await ask("PUT", pathOf(name), { text: mine, version: null });
        drafts.forget(this.name);
        Object.assign(this, { name, version: made.version, saved: mine, elsewhere: null });
        this.dispatchEvent(new CustomEvent("opened", { detail: { unsaved: false } }));
        return;
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 409 || number > 99) throw error;
      }
    }
  }

  #changed() {
    if (this.name === null) return;
    if (this.dirty) this.kept = drafts.keep(this.name, this.script.text, this.version);
    else drafts.forget(this.name);
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("state"));
  }
}

// A text in which the lines that the other has not are marked.
function compared(label, text, other) {
  const known = new Set(other.split("\n"));
  const lines = text.split("\n").map((line) => (known.has(line) ? `${line}\n` : h("mark", {}, `${line}\n`)));
  const shown = h("pre", { tabindex: 0, role: "group", "aria-label": label }, lines);
  requestAnimationFrame(() => {
    const first = shown.querySelector("mark");
    if (first) shown.scrollTop = first.offsetTop - shown.offsetTop - 30;
  });
  return h("div", {}, h("h3", {}, label), shown);
}
