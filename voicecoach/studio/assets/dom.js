// Makes elements. Texts of scripts only ever become text nodes, so nothing in them is read as HTML.

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked" || key === "disabled" || key === "htmlFor") element[key] = value;
    else element.setAttribute(key === "class" ? "class" : key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

export function button(label, onclick, props = {}) {
  return h("button", { type: "button", onclick, ...props }, label);
}

// Says something to people who listen to the page, without moving the focus.
export function announce(text) {
  const region = byId("spoken");
  region.textContent = "";
  requestAnimationFrame(() => (region.textContent = text));
}

export function plural(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}
