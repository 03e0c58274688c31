// What the keys do.
import { h } from "./dom.js";
import { dialog } from "./dialogs.js";

const mac = /mac|iphone|ipad/i.test(navigator.platform);
const ctrl = mac ? "⌘" : "Ctrl";

const KEYS = [
  ["Everywhere", [
    [`${ctrl} S`, "save"],
    [`${ctrl} Enter`, "hear it from the line of the cursor"],
    ["F6, Shift F6", "next, previous part of the page"],
    ["F8, Shift F8", "next, previous remark"],
    ["Alt Enter", "mend what is remarked at the cursor, in the first way offered"],
    ["F1, or ? outside of the script", "this help"],
  ]],
  ["Outside of the script", [
    ["Space", "play, stop"],
    ["L", "repeat the set at the play head"],
    ["+ −", "look closer, show more"],
    ["0", "show the whole"],
    ["O", "open or make a routine"],
  ]],
  ["In the timeline", [
    ["← →", "to the event before, after"],
    ["Page up, page down", "to the set or rest before, after"],
    ["Home, End", "to the start, the end"],
    ["Enter", "to the line of the script"],
    ["Mouse wheel, two fingers", "look closer, show more; with Shift, move along"],
    ["Click on the times, double click", "hear it from there"],
  ]],
  ["In the script", [
    [`${ctrl} Space`, "what can be written here"],
    [`${ctrl} F`, "find words"],
    [`${ctrl} Z, ${mac ? "⌘ Shift Z" : "Ctrl Y"}`, "undo, redo"],
    ["Tab, Shift Tab", "indent more, less; after Escape, Tab leaves the script"],
  ]],
];

export function help() {
  dialog(
    "Keys",
    () => h("div", { class: "keys" }, KEYS.map(([title, rows]) => h("section", {}, h("h3", {}, title),
      h("dl", {}, rows.map(([key, what]) => [h("dt", {}, key), h("dd", {}, what)]))))),
    { wide: true },
  );
}
