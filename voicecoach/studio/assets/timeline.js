// The timeline one can point at, zoom and walk through. The keyboard and screen readers get it as a slider.
import { button, byId, h } from "./dom.js";
import { exact } from "./clock.js";
import { Drawing, NAMES_WIDTH, RULER, STRIP, laneAt, readColours, topOf } from "./drawing.js";
import { Picture, tell } from "./lanes.js";

const CLOSEST = 2000;
const CLICK = 5;
const EMPTY = new Picture({ length_ms: 60000, segments: [], events: [], notes: [] });

export class Timeline extends EventTarget {
  // Emits "seek" with {at}, "play" with {at}, and "line" with {line}.
  constructor(canvas) {
    super();
    this.canvas = canvas;
    this.drawing = new Drawing(canvas);
    this.picture = EMPTY;
    this.view = { from: 0, to: EMPTY.length, cursor: 0, width: 600, stale: false, isLit: () => false };
    this.pointers = new Map();
    this.tip = byId("tip");
    this.#listen();
  }

  show(timeline) {
    const whole = this.isWhole || this.picture === EMPTY;
    this.picture = timeline ? new Picture(timeline) : EMPTY;
    const { view, picture } = this;
    view.stale = false;
    view.cursor = Math.min(view.cursor, picture.length);
    if (whole) Object.assign(view, { from: 0, to: picture.length });
    else this.#look(view.from, view.to);
    this.redraw();
  }

  get isWhole() {
    return this.view.from <= 0 && this.view.to >= this.picture.length;
  }

  // The picture is that of an earlier text, since the present one has mistakes.
  set stale(stale) {
    this.view.stale = stale;
    this.redraw();
  }

  light(isLit, { reveal = false } = {}) {
    this.view.isLit = isLit;
    if (reveal && !this.isWhole) {
      const items = [...this.picture.segments, ...this.picture.events].filter(isLit);
      const seen = items.some((one) => one.end > this.view.from && one.start < this.view.to);
      if (items.length && !seen) this.centre(Math.min(...items.map((one) => one.start)));
    }
    this.redraw();
  }

  // Moves the play head; with `follow`, the view keeps it in sight.
  set(cursor, { follow = false } = {}) {
    const { view } = this;
    view.cursor = Math.min(Math.max(cursor, 0), this.picture.length);
    if (follow && (view.cursor < view.from || view.cursor > view.to)) {
      const span = view.to - view.from;
      this.#look(view.cursor - span * 0.05, view.cursor + span * 0.95);
    }
    this.redraw();
  }

  centre(instant) {
    const half = (this.view.to - this.view.from) / 2;
    this.#look(instant - half, instant + half);
    this.redraw();
  }

  zoom(factor, around = this.#anchor()) {
    const { from, to } = this.view;
    const span = Math.min(Math.max((to - from) / factor, Math.min(CLOSEST, this.picture.length)), this.picture.length);
    const share = (around - from) / (to - from);
    this.#look(around - span * share, around + span * (1 - share));
    this.redraw();
  }

  whole() {
    this.#look(0, this.picture.length);
    this.redraw();
  }

  redraw() {
    if (this.wanted) return;
    this.wanted = requestAnimationFrame(() => this.#draw());
  }

  recolour() {
    this.colours = null;
    this.redraw();
  }

  #draw() {
    this.wanted = 0;
    this.colours ??= readColours(this.canvas);
    this.drawing.draw(this.picture, this.view, this.colours);
    const { cursor } = this.view;
    const told = this.picture.describe(cursor);
    const { canvas } = this;
    canvas.setAttribute("aria-valuemax", Math.round(this.picture.length / 100) / 10);
    canvas.setAttribute("aria-valuenow", Math.round(cursor / 100) / 10);
    canvas.setAttribute("aria-valuetext", `${exact(cursor)}${told ? `, ${told}` : ""}`);
    this.dispatchEvent(new Event("drawn"));
  }

  #anchor() {
    const { from, to, cursor } = this.view;
    return cursor >= from && cursor <= to ? cursor : (from + to) / 2;
  }

  #look(from, to) {
    const span = Math.min(to - from, this.picture.length);
    const start = Math.min(Math.max(from, 0), this.picture.length - span);
    Object.assign(this.view, { from: start, to: start + span });
  }

  #instant(x) {
    const { from, to, width } = this.view;
    return from + ((x - NAMES_WIDTH) / (width - NAMES_WIDTH)) * (to - from);
  }

  #listen() {
    const { canvas } = this;
    new ResizeObserver(() => {
      this.view.width = Math.max(canvas.clientWidth, 200);
      this.redraw();
    }).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolour());
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => this.#up(event));
    canvas.addEventListener("pointerleave", () => (this.tip.hidden = true));
    canvas.addEventListener("dblclick", (event) => this.#emit("play", { at: this.#instant(event.offsetX) }));
    canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  #wheel(event) {
    // Where the page itself scrolls, the wheel is for that.
    if (!event.ctrlKey && !event.shiftKey && document.documentElement.scrollHeight > innerHeight + 1) return undefined;
    event.preventDefault();
    const span = this.view.to - this.view.from;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const moved = ((event.deltaX || event.deltaY) / this.view.width) * span;
      this.#look(this.view.from + moved, this.view.to + moved);
      return this.redraw();
    }
    return this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), this.#instant(event.offsetX));
  }

  #down(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.offsetX, start: event.offsetX, y: event.offsetY, moved: false });
    if (event.offsetY < STRIP) this.#fromStrip(event.offsetX);
  }

  #move(event) {
    const pointer = this.pointers.get(event.pointerId);
    if (!pointer) return this.#hover(event);
    const before = [...this.pointers.values()].map((one) => one.x);
    const by = event.offsetX - pointer.x;
    pointer.x = event.offsetX;
    pointer.moved ||= Math.abs(pointer.x - pointer.start) > CLICK;
    if (!pointer.moved) return undefined;
    if (pointer.y < STRIP) return this.#fromStrip(event.offsetX);
    if (this.pointers.size === 2) return this.#pinch(before, [...this.pointers.values()].map((one) => one.x));
    const moved = (-by / (this.view.width - NAMES_WIDTH)) * (this.view.to - this.view.from);
    this.#look(this.view.from + moved, this.view.to + moved);
    this.canvas.style.cursor = "grabbing";
    return this.redraw();
  }

  #pinch(before, after) {
    const [apart, now] = [Math.abs(before[0] - before[1]), Math.abs(after[0] - after[1])];
    if (apart > 1 && now > 1) this.zoom(now / apart, this.#instant((after[0] + after[1]) / 2));
  }

  #up(event) {
    const pointer = this.pointers.get(event.pointerId);
    this.pointers.delete(event.pointerId);
    this.canvas.style.cursor = "";
    if (pointer && !pointer.moved && event.type === "pointerup" && pointer.y >= STRIP) this.#click(event);
  }

  // In the strip of the whole, pointing moves the view.
  #fromStrip(x) {
    this.centre(((x - NAMES_WIDTH) / (this.view.width - NAMES_WIDTH)) * this.picture.length);
  }

  #click(event) {
    const at = this.#instant(event.offsetX);
    if (event.offsetX < NAMES_WIDTH) return;
    if (event.offsetY < STRIP + RULER) {
      this.#emit("play", { at });
      return;
    }
    const found = this.at(event.offsetX, event.offsetY);
    this.#emit("seek", { at: found && found.lane !== "move" && found.start !== undefined ? found.start : at });
    if (found?.line) this.#emit("line", { line: found.line });
  }

  // What is drawn at a place: a note, an event or a segment.
  at(x, y) {
    const { picture } = this;
    const lane = laneAt(picture, y);
    const near = (instant) => NAMES_WIDTH + ((instant - this.view.from) / (this.view.to - this.view.from)) * (this.view.width - NAMES_WIDTH);
    if (Math.abs(y - topOf(picture, "move") + 1) <= 9) {
      const note = picture.notes.find((one) => Math.abs(near(one.at) + 7 - x) <= 9);
      if (note) return { ...note, lane: "note", start: note.at, end: note.at };
    }
    if (!lane) return null;
    const [from, to] = [this.#instant(x - 5), this.#instant(x + 5)];
    const items = [...picture.lanes[lane.key].between(from, to)];
    const instant = this.#instant(x);
    return items.find((one) => one.start <= instant && instant < one.end) ?? items.at(-1) ?? null;
  }

  #hover(event) {
    const found = this.at(event.offsetX, event.offsetY);
    const { tip, canvas } = this;
    const onRuler = event.offsetY >= STRIP && event.offsetY < STRIP + RULER && event.offsetX > NAMES_WIDTH;
    canvas.classList.toggle("pointing", Boolean(found) || onRuler);
    tip.hidden = !found && !onRuler;
    if (tip.hidden) return;
    const text = found ? (found.lane === "note" ? found.text : tell(found)) : `Click to hear it from ${exact(this.#instant(event.offsetX))}`;
    const time = found && `${exact(found.start)}${found.end > found.start ? ` to ${exact(found.end)}` : ""}`;
    tip.replaceChildren(h("span", {}, text), time ? h("small", {}, time, found.from ? ` · ${found.from}` : found.line ? ` · line ${found.line}` : "") : "");
    const box = canvas.getBoundingClientRect();
    const left = Math.min(box.left + event.offsetX + 12, innerWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(4, left)}px`;
    tip.style.top = `${Math.min(box.top + event.offsetY + 18, innerHeight - tip.offsetHeight - 4)}px`;
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { view, picture } = this;
    const to = {
      ArrowRight: () => picture.stepFrom(view.cursor, 1),
      ArrowLeft: () => picture.stepFrom(view.cursor, -1),
      PageDown: () => this.#nextSegment(1),
      PageUp: () => this.#nextSegment(-1),
      Home: () => 0,
      End: () => picture.length,
    }[event.key];
    if (to) {
      event.preventDefault();
      const at = to();
      this.#emit("seek", { at });
      if (at < view.from || at > view.to) this.centre(at);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const heard = picture.heardAt(view.cursor).find((one) => one.line);
      const line = heard?.line ?? picture.segmentAt(view.cursor)?.line;
      if (line) this.#emit("line", { line, focus: true });
    }
  }

  #nextSegment(direction) {
    const { segments } = this.picture;
    const here = this.picture.segmentAt(this.view.cursor)?.index ?? segments.length;
    return segments[Math.min(Math.max(here + direction, 0), segments.length - 1)]?.start ?? 0;
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export function zoomButtons(timeline) {
  return [
    button("−", () => timeline.zoom(1 / 1.6), { "aria-label": "Show more of it", title: "Show more of it (−)" }),
    button("+", () => timeline.zoom(1.6), { "aria-label": "Look closer", title: "Look closer (+)" }),
    button("Whole", () => timeline.whole(), { title: "Show the whole routine (0)" }),
  ];
}
