// Opening a script, and making one: from a template, as a copy, or from what is written on a whiteboard.
import { button, h } from "./dom.js";
import { clock } from "./clock.js";
import { dialog } from "./dialogs.js";
import { get, post } from "./server.js";

export async function routines(file) {
  const { folder, scripts, shipped, templates } = await get("api/scripts");
  dialog(
    "Routines",
    (close) => [
      h("p", { class: "quiet" }, folder),
      scripts.length
        ? h("ul", { class: "scripts" }, scripts.map((one, index) => h("li", {}, scriptButton(one, index, file, close))))
        : h("p", {}, "There is no routine in this folder yet. Make one below."),
      h("h3", {}, "Make a new one"),
      maker({ scripts, shipped, templates }, file, close),
    ],
    { wide: true },
  );
}

function scriptButton(one, index, file, close) {
  const here = one.name === file.name;
  const open = async () => {
    close();
    await file.open(one.name);
  };
  return h(
    "button",
    { type: "button", class: "script", onclick: open, autofocus: here || (!index && !file.name), "aria-current": here ? "true" : null },
    h("strong", {}, one.title || one.name),
    h("span", {}, one.name),
    h("span", {}, one.length_ms ? clock(one.length_ms) : ""),
  );
}

const WAYS = [
  ["board", "As on a whiteboard: type it, or paste a note or a message"],
  ["shipped", "A copy of one that comes with voicecoach"],
  ["template", "An example with comments, to be changed in the script"],
];

function maker({ scripts, shipped, templates }, file, close) {
  const name = h("input", { id: "new-name", type: "text", required: true, autocomplete: "off", spellcheck: "false", value: freeName("my-routine", scripts) });
  const error = h("p", { class: "field-error", role: "alert" });
  const radios = WAYS.map(([value, label], index) =>
    h("label", { class: "way" }, h("input", {
      type: "radio", name: "way", value, checked: index === 0, autofocus: index === 0 && !scripts.length, onchange: () => choose(value),
    }), label));
  const select = (id, names) => h("select", { id }, names.map((one) =>
    typeof one === "string" ? h("option", { value: one }, readable(one)) : h("option", { value: one.name }, offered(one))));
  const parts = {
    template: h("p", {}, h("label", { for: "new-template" }, "Template "), select("new-template", templates)),
    shipped: h("p", {}, h("label", { for: "new-shipped" }, "Routine "), select("new-shipped", shipped)),
    board: h("div", {},
      h("label", { for: "new-board" }, "Paste or type it here, a line for each exercise"),
      h("textarea", { id: "new-board", rows: 9, spellcheck: "false", placeholder: "Warm-up\nSquats 3x12, 30s rest\nPlank 3x40s\nClamshell 2x15 each side" })),
  };
  let way = "board";
  let proposed = name.value;
  // A name is proposed as long as nobody has typed one.
  const propose = () => {
    const stem = { template: "my-routine", shipped: parts.shipped.querySelector("select").value, board: "my-routine" }[way];
    if (name.value !== proposed) return;
    proposed = freeName(stem, scripts);
    name.value = proposed;
  };
  parts.shipped.addEventListener("change", propose);
  const choose = (chosen) => {
    way = chosen;
    propose();
    for (const [key, part] of Object.entries(parts)) part.hidden = key !== chosen || (key === "template" && templates.length < 2);
  };
  choose(way);
  const make = async (event) => {
    event.preventDefault();
    error.textContent = "";
    const given = parts[way].querySelector("select, textarea").value;
    try {
      const made = await post("api/new", { name: withEnding(name.value.trim()), [way]: given });
      close();
      await file.show(made.name, made.text, made.version);
      if (made.remarks?.length) showRemarks(way === "board" ? given : made.text, made);
    } catch (refused) {
      error.textContent = refused.message;
    }
  };
  return h(
    "form",
    { class: "maker", onsubmit: make },
    h("fieldset", {}, h("legend", { class: "unseen" }, "How to begin"), radios),
    Object.values(parts),
    h("p", {}, h("label", { for: "new-name" }, "Name of the file "), name),
    error,
    h("button", { class: "main" }, "Make it"),
  );
}

const offered = ({ name, title, length_ms: length }) => `${title || readable(name)}${length ? `, ${clock(length)}` : ""}`;
const readable = (name) => name.replace(/\.ya?ml$/, "").replaceAll("-", " ");
const withEnding = (name) => (/\.ya?ml$/.test(name) ? name : `${name}.yaml`);

function freeName(stem, scripts) {
  const taken = new Set(scripts.map((one) => one.name));
  let name = `${stem}.yaml`;
  for (let number = 2; taken.has(name); number++) name = `${stem}-${number}.yaml`;
  return name;
}

// What was pasted, line by line, with what was made of it or asked about beside each.
function showRemarks(board, { name, remarks }) {
  const byLine = new Map();
  for (const one of remarks) byLine.set(one.line, [...(byLine.get(one.line) ?? []), one.text]);
  const row = (text, index) => {
    const said = byLine.get(index + 1);
    return h("tr", { class: said ? "remarked-row" : "" }, h("td", {}, h("code", {}, text)), h("td", {}, (said ?? []).map((one) => h("p", {}, one))));
  };
  const whole = byLine.get(0) ?? [];
  dialog(
    `${name} is made`,
    (close) => [
      h("p", {}, "Please look at these lines: they could be meant in another way, or were not understood."),
      whole.map((one) => h("p", {}, one)),
      h("div", { class: "board", tabindex: 0, role: "group", "aria-label": "The board with remarks" },
        h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, "You wrote"), h("th", {}, "Remark"))),
          h("tbody", {}, board.split("\n").map(row)))),
      h("div", { class: "answers" }, button("Go on to the routine", close, { class: "main" })),
    ],
    { wide: true },
  );
}
