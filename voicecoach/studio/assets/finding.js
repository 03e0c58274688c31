// The bar with which words are found in the script; the browser's own sees only the lines in view.
import { byId } from "./dom.js";

export function finding(script) {
  const [bar, input] = [byId("find"), byId("find-words")];
  const close = () => {
    bar.hidden = true;
    script.view.focus();
  };
  const find = (back) => {
    byId("find-none").textContent = input.value && !script.find(input.value, { back }) ? "Not found" : "";
  };
  byId("find-next").addEventListener("click", () => find(false));
  byId("find-before").addEventListener("click", () => find(true));
  byId("find-close").addEventListener("click", close);
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && event.target === input) find(event.shiftKey);
  });
  return () => {
    const { from, to } = script.view.state.selection.main;
    const chosen = script.view.state.sliceDoc(from, to);
    if (chosen && !chosen.includes("\n")) input.value = chosen;
    bar.hidden = false;
    input.select();
    input.focus();
  };
}
