// The exercise under the cursor as a form. A change becomes an edit of the script; what it means, the server knows.
import { button, byId, h } from "./dom.js";
import { Gone, post } from "./server.js";

const SOON = 60;
const GONE = "The server is gone; this is not changed.";

export class Form {
  constructor(script, file, goTo) {
    Object.assign(this, { script, file, goTo, shown: null, inputs: new Map(), timer: 0, asked: 0 });
    this.box = byId("form");
    this.chooser = byId("exercises");
    this.chooser.addEventListener("change", () => goTo(Number(this.chooser.value)));
    byId("add").addEventListener("submit", (event) => this.#add(event));
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), SOON);
  }

  async load() {
    if (this.file.name === null) return;
    const asked = ++this.asked;
    const { text, line } = this.script;
    const form = await post("api/form", { text, line }).catch(() => undefined);
    if (form === undefined || asked !== this.asked || text !== this.script.text) return;
    this.#show(form, line);
  }

  // The first and last line of the exercise, where there is one.
  get lines() {
    return this.shown && [this.shown.first_line, this.shown.last_line];
  }

  // Offers the exercises of the timeline, so that one can be chosen without the script.
  list(exercises, lineNow) {
    const options = exercises.map((one) => h("option", { value: lineNow(one.line) }, one.title));
    this.chooser.replaceChildren(h("option", { value: "" }, "Choose an exercise …"), ...options);
    this.#choose();
  }

  #choose() {
    const [first, last] = this.lines ?? [0, -1];
    const found = [...this.chooser.options].find((one) => one.value && one.value >= first && one.value <= last);
    this.chooser.value = found?.value ?? "";
  }

  #show(form, line) {
    const keys = (one) => one && [one.exercise, ...one.fields.map((field) => field.key)].join("\n");
    const same = this.shown && form && keys(this.shown) === keys(form);
    this.shown = form;
    this.line = line;
    this.#choose();
    byId("form-title").textContent = form ? form.exercise : "Exercise";
    if (same) {
      for (const field of form.fields) this.#refresh(field);
      return;
    }
    this.inputs.clear();
    if (!form) {
      this.box.replaceChildren(h("p", { class: "quiet" },
        "Point at an exercise in the timeline, or choose one above, to change it here."));
      return;
    }
    this.box.replaceChildren(...form.fields.map((field) => this.#field(field)), this.#more(form.more ?? []));
    const { definition } = form;
    if (definition) {
      this.box.prepend(h("p", { class: "quiet whole" }, "What you change here holds for this step alone. ",
        button("Change it wherever it is done", () => this.goTo(this.shown.definition), { class: "place" })));
    }
  }

  // A moment and the words for it, to be added.
  #more(more) {
    if (!more.length) return "";
    const moment = h("select", { id: "more-moment", "aria-label": "When" },
      more.map((one) => h("option", { value: one.key }, one.label)));
    const words = h("input", { id: "more-words", type: "text", placeholder: "words to say", "aria-label": "Words to say" });
    const error = h("p", { class: "field-error", role: "alert" });
    const add = (event) => {
      event.preventDefault();
      if (words.value.trim()) this.#send(moment.value, words.value, words, error).then((done) => done && (words.value = ""));
    };
    return h("form", { class: "more whole", onsubmit: add }, h("strong", {}, "Say something more"), moment, words, h("button", {}, "Add"), error);
  }

  #field(field) {
    const id = `field-${field.key.replace(/\W+/g, "-")}`;
    const input = this.#input(field, id);
    const error = h("p", { class: "field-error", id: `${id}-error`, role: "alert" });
    const help = field.help && h("p", { class: "field-help", id: `${id}-help` }, field.help);
    input.addEventListener("change", () => this.#set(field.key));
    this.inputs.set(field.key, { input, error, field });
    const row = h("div", { class: `field field-${field.kind}` }, h("label", { for: id }, field.label), input, help, error);
    this.#refresh(field);
    return row;
  }

  #input(field, id) {
    const described = `${field.help ? `${id}-help ` : ""}${id}-error`;
    const props = { id, "aria-describedby": described, autocomplete: "off" };
    if (field.kind === "choice") return h("select", props);
    if (field.kind === "words" && (field.value ?? "").length > 40) return h("textarea", { ...props, rows: 2 });
    return h("input", { type: "text", spellcheck: field.kind === "words" ? "true" : "false", ...props });
  }

  #refresh(field) {
    const { input } = this.inputs.get(field.key);
    this.inputs.get(field.key).field = field;
    const value = field.value ?? "";
    if (field.kind === "choice") {
      const choices = (field.choices ?? []).map((one) => (typeof one === "object" ? one : { value: one, label: one }));
      if (!choices.some((one) => one.value === value)) choices.unshift({ value, label: value || "as usual" });
      input.replaceChildren(...choices.map((one) => h("option", { value: one.value }, one.label ?? one.value)));
    }
    // What somebody is typing just now stays.
    if (document.activeElement !== input || input.dataset.from === input.value) input.value = value;
    input.dataset.from = value;
    input.classList.toggle("unwritten", !field.written);
  }

  async #set(key) {
    const { input, error } = this.inputs.get(key);
    const { value } = input;
    if (value !== input.dataset.from && (await this.#send(key, value, input, error))) input.dataset.from = value;
  }

  // Adds what is written as on a whiteboard to the routine, and goes there.
  async #add(event) {
    event.preventDefault();
    const [words, error] = [byId("add-words"), byId("add-error")];
    if (!words.value.trim()) return;
    const { text } = this.script;
    try {
      const { edits, remarks } = await post("api/add", { text, board: words.value });
      if (text !== this.script.text) throw new Error("The script changed meanwhile: please add this again.");
      this.script.edit(edits);
      this.goTo(edits[0].line + 1);
      words.value = "";
      error.textContent = remarks.map((one) => one.text).join("; ");
    } catch (refused) {
      error.textContent = refused.message;
    }
  }

  // Sends again what could not be sent while the server was gone.
  again() {
    for (const [key, { error }] of this.inputs) {
      if (error.textContent === GONE) this.#set(key);
    }
  }

  // Has a change made in the script; returns whether that could be done.
  async #send(key, value, input, error) {
    const { text } = this.script;
    error.textContent = "";
    input.removeAttribute("aria-invalid");
    try {
      const answer = await post("api/edit", { text, line: this.line, key, value });
      if (text !== this.script.text) throw new Error("The script changed meanwhile: please change this again.");
      this.script.edit(answer.edits);
      return true;
    } catch (refused) {
      error.textContent = refused instanceof Gone ? GONE : refused.message;
      input.setAttribute("aria-invalid", "true");
      return false;
    }
  }
}
