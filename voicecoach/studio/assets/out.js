// The finished file: made with progress, to download, or to be fetched by a phone.
import { button, h } from "./dom.js";
import { dialog } from "./dialogs.js";
import { address, follow, post } from "./server.js";

const DRAWN = new Set(["svg", "g", "path", "rect", "title", "desc"]);
const KEPT = new Set(["viewBox", "width", "height", "d", "x", "y", "fill", "stroke", "stroke-width", "transform", "class"]);

export function out(question) {
  const state = h("p", { role: "status" }, "The voice speaks what is new …");
  const bar = h("progress", { max: 1, "aria-label": "Progress" });
  const done = h("div", { class: "done" });
  const stop = new AbortController();
  const unfollow = follow(({ what, done: made, of }) => {
    bar.max = of || 1;
    bar.value = made;
    state.textContent = what === "speaking" ? `Speaking: ${made} of ${of}` : "Writing the file …";
  });
  const box = dialog("The file for your phone or player", () => h("div", { class: "out" }, state, bar, done));
  box.addEventListener("close", () => {
    stop.abort();
    unfollow();
  });
  post("api/render", question, stop.signal)
    .then(({ id, name }) => {
      state.textContent = "It is ready.";
      bar.hidden = true;
      const href = address(`api/render/${encodeURIComponent(id)}`);
      const link = h("a", { class: "button main", href, download: name ?? question.name.replace(/\.ya?ml$/, ".mp3") }, "Download the MP3");
      done.append(link, sender(id));
      link.focus();
    })
    .catch((error) => {
      if (error.name === "AbortError") return;
      bar.hidden = true;
      state.textContent = error.message;
    })
    .finally(unfollow);
}

function sender(id) {
  const place = h("div", { class: "send" });
  const send = async () => {
    try {
      const { url, qr } = await post("api/send", { id });
      place.replaceChildren(
        h("p", {}, "Point the phone's camera at this, in the same Wi-Fi:"),
        h("div", { class: "qr", role: "img", "aria-label": `QR code for ${url}` }, picture(qr)),
        h("p", {}, h("code", {}, url)),
      );
    } catch (error) {
      place.replaceChildren(h("p", { role: "alert" }, error.message));
    }
  };
  place.append(button("Send it to a phone", send));
  return place;
}

// A drawing from the server, of which only shapes are kept.
function picture(svg) {
  const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  for (const element of [drawn, ...drawn.querySelectorAll("*")]) {
    if (!DRAWN.has(element.localName)) element.remove();
    for (const { name } of [...element.attributes]) if (!KEPT.has(name) && name !== "xmlns") element.removeAttribute(name);
  }
  return document.importNode(drawn, true);
}
