// Dialogs: the browser's own, which keep the focus, close on Escape and are known to screen readers.
import { button, h } from "./dom.js";

// Shows a dialog and removes it when it closes; `build(close)` makes what is in it.
export function dialog(title, build, { wide = false } = {}) {
  const back = document.activeElement;
  const close = () => box.close();
  const box = h(
    "dialog",
    { "aria-labelledby": "dialog-title", class: wide ? "wide" : "" },
    h("header", {}, h("h2", { id: "dialog-title" }, title), button("×", close, { class: "close", "aria-label": "Close" })),
    build(close),
  );
  box.addEventListener("close", () => {
    box.remove();
    if (back?.isConnected) back.focus();
  });
  document.body.append(box);
  box.showModal();
  return box;
}

// Asks for one of some answers, [[label, value], …]; null where the dialog is closed without one.
export function choose(title, texts, answers) {
  return new Promise((resolve) => {
    let answer = null;
    const box = dialog(
      title,
      (close) => [
        ...texts.map((text) => (typeof text === "string" ? h("p", {}, text) : text)),
        h("div", { class: "answers" }, answers.map(([label, value], index) =>
          button(label, () => { answer = value; close(); }, { class: index ? null : "main", autofocus: !index }))),
      ],
      { wide: texts.some((text) => typeof text !== "string") },
    );
    box.addEventListener("close", () => resolve(answer));
  });
}
