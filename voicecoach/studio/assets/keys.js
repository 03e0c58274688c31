// The keys of the page. Those of the script alone are the editor's own.
import { byId } from "./dom.js";

const PARTS = ["timeline", "editor", "problems", "form-part", "pace-part", "bar"];
const WRITES = "input:not([type=range]):not([type=radio]), textarea, select, [contenteditable=true]";

function move(direction) {
  const here = PARTS.findIndex((id) => byId(id).contains(document.activeElement));
  for (let step = 1; step <= PARTS.length; step++) {
    const part = byId(PARTS[(here + direction * step + PARTS.length * 2) % PARTS.length]);
    const inside = "button:not(:disabled), select, input, textarea, [tabindex='0'], [contenteditable=true]";
    const target = part.matches("[tabindex='0']") ? part : part.querySelector("[contenteditable=true]") ?? part.querySelector(inside);
    if (!target || !target.checkVisibility()) continue;
    target.focus();
    return;
  }
}

export function keys(commands) {
  const plain = { l: commands.loop, o: commands.open, "+": commands.closer, "=": commands.closer, "-": commands.farther, 0: commands.whole, "?": commands.help };
  const everywhere = (event) => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === "s") return commands.save;
    if (ctrl && event.key.toLowerCase() === "f" && !event.shiftKey) return commands.find;
    if (ctrl && event.key === "Enter") return commands.hearLine;
    if (event.altKey && event.key === "Enter") return commands.fix;
    if (event.key === "F1") return commands.help;
    if (event.key === "F6") return () => move(event.shiftKey ? -1 : 1);
    if (event.key === "F8") return () => commands.remark(event.shiftKey ? -1 : 1);
    return null;
  };
  const outside = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(WRITES)) return null;
    if (event.key === " ") return event.target.closest("button, a, input") ? null : commands.toggle;
    return plain[event.key.toLowerCase()] ?? null;
  };
  addEventListener(
    "keydown",
    (event) => {
      if (document.querySelector("dialog[open]")) return;
      const command = everywhere(event) ?? outside(event);
      if (!command) return;
      event.preventDefault();
      event.stopPropagation();
      command();
    },
    { capture: true },
  );
}
