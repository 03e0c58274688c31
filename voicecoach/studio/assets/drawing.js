// Draws the timeline on a canvas: the whole as a strip, and below it a stretch of it, to scale.
import { clock } from "./clock.js";

export const STRIP = 20;
export const RULER = 22;
export const NAMES_WIDTH = 72;
const GAP = 5;
const STEPS = [100, 200, 500, 1000, 2000, 5000, 10000, 15000, 30000, 60000, 120000, 300000, 600000, 1800000, 3600000];
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

export function heightOf(picture) {
  return STRIP + RULER + picture.shown.reduce((sum, lane) => sum + lane.height + GAP, 0) + GAP;
}

export function topOf(picture, key) {
  let top = STRIP + RULER + GAP;
  for (const lane of picture.shown) {
    if (lane.key === key) return top;
    top += lane.height + GAP;
  }
  return top;
}

export function laneAt(picture, y) {
  return picture.shown.find((lane) => {
    const top = topOf(picture, lane.key);
    return top <= y && y <= top + lane.height;
  });
}

const nameOf = ({ title, kind, set, side }) =>
  kind === "work" ? [title, set && `set ${set}`, side].filter(Boolean).join(", ") : title || kind;

export function readColours(element) {
  const style = getComputedStyle(element);
  const names = ["text", "dim", "page", "card", "line", "cue", "cue-text", "count", "tone", "music", "rest", "ready",
    "switch", "say", "lit", "head", "note", "on"];
  const colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  colours.hues = Array.from({ length: 8 }, (_, hue) => style.getPropertyValue(`--hue-${hue}`).trim());
  return colours;
}

export class Drawing {
  constructor(canvas) {
    this.canvas = canvas;
    this.brush = canvas.getContext("2d");
    this.widths = new Map();
  }

  // `view` has from and to (ms), width, cursor, playing, isLit(item), stale.
  draw(picture, view, colours) {
    const { brush } = this;
    const height = heightOf(picture);
    const ratio = devicePixelRatio || 1;
    const [pixelsWide, pixelsHigh] = [Math.round(view.width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== pixelsWide || this.canvas.height !== pixelsHigh) {
      Object.assign(this.canvas, { width: pixelsWide, height: pixelsHigh });
      this.canvas.style.height = `${height}px`;
    }
    Object.assign(this, { picture, view, colours });
    this.scale = (view.width - NAMES_WIDTH) / (view.to - view.from);
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush.clearRect(0, 0, view.width, height);
    brush.globalAlpha = view.stale ? 0.45 : 1;
    this.#strip();
    brush.save();
    brush.beginPath();
    brush.rect(NAMES_WIDTH, STRIP, view.width - NAMES_WIDTH, height);
    brush.clip();
    this.#ruler(height);
    for (const lane of picture.shown) this.#lane(lane);
    this.#notes();
    brush.globalAlpha = 1;
    this.#head(this.#x(view.cursor), height);
    brush.restore();
    this.#names();
  }

  #x(instant) {
    return NAMES_WIDTH + (instant - this.view.from) * this.scale;
  }

  #strip() {
    const { brush, picture, view, colours } = this;
    const scale = (view.width - NAMES_WIDTH) / picture.length;
    let drawn = -1;
    for (const segment of picture.segments) {
      const right = Math.round(NAMES_WIDTH + segment.end * scale);
      if (right <= drawn) continue;
      const left = Math.max(drawn, Math.round(NAMES_WIDTH + segment.start * scale));
      brush.fillStyle = this.#colourOf(segment);
      brush.fillRect(left, 3, Math.max(1, right - left), STRIP - 8);
      drawn = right;
    }
    const [left, right] = [view.from, view.to].map((at) => NAMES_WIDTH + at * scale);
    brush.strokeStyle = colours.text;
    brush.lineWidth = 1.5;
    brush.strokeRect(left + 0.75, 1.75, Math.max(3, right - left - 1.5), STRIP - 5.5);
    brush.fillStyle = colours.head;
    brush.fillRect(NAMES_WIDTH + view.cursor * scale - 1, 1, 2, STRIP - 4);
  }

  #ruler(height) {
    const { brush, view, colours, picture } = this;
    const step = STEPS.find((one) => one * this.scale >= 64) ?? STEPS.at(-1);
    brush.font = `11px ${FONT}`;
    brush.textAlign = "left";
    for (let at = Math.floor(view.from / step) * step; at <= Math.min(view.to, picture.length); at += step) {
      const x = Math.round(this.#x(at)) + 0.5;
      brush.strokeStyle = colours.line;
      brush.lineWidth = 1;
      brush.beginPath();
      brush.moveTo(x, STRIP + 2);
      brush.lineTo(x, height);
      brush.stroke();
      if (x < NAMES_WIDTH) continue;
      brush.fillStyle = colours.dim;
      brush.fillText(step < 1000 ? `${clock(Math.floor(at / 1000) * 1000)}.${Math.round((at % 1000) / 100)}` : clock(at), x + 4, STRIP + 15);
    }
  }

  #lane(lane) {
    const { view, picture } = this;
    const top = topOf(picture, lane.key);
    const items = [...picture.lanes[lane.key].between(view.from, view.to)];
    let drawn = -Infinity;
    items.forEach((item, index) => {
      const [left, right] = [this.#x(item.start), this.#x(item.end)];
      const lit = view.isLit(item);
      // Of many in one pixel, one is drawn; those that are lit always.
      if (!lit && right < drawn + (lane.key === "tones" ? 5 : 0.7)) return;
      drawn = Math.max(drawn, right);
      const next = index + 1 < items.length ? this.#x(items[index + 1].start) : Infinity;
      this.#item(lane, item, Math.max(left, NAMES_WIDTH - 4), right, top, next, lit);
    });
  }

  #item(lane, item, left, right, top, next, lit) {
    const { brush, colours } = this;
    if (lane.key === "parts") {
      brush.fillStyle = lit ? colours.lit : colours.text;
      this.#words(item.title, left + 3, top + lane.height / 2, Math.min(next, this.view.width) - left - 6, 11.5, true);
      return;
    }
    if (lane.key === "tones") {
      brush.fillStyle = lit ? colours.lit : colours.tone;
      brush.beginPath();
      brush.moveTo(left, top + 1);
      brush.lineTo(left + 5, top + lane.height - 2);
      brush.lineTo(left - 5, top + lane.height - 2);
      brush.fill();
      return;
    }
    const width = Math.max(1, right - left - (right - left > 3 ? 1 : 0));
    brush.fillStyle = this.#colourOf(item);
    brush.beginPath();
    brush.roundRect(left, top, width, lane.height, Math.min(4, width / 2));
    brush.fill();
    if (lit) {
      brush.strokeStyle = colours.lit;
      brush.lineWidth = 2.5;
      brush.strokeRect(left + 1, top + 1, Math.max(1, width - 2), lane.height - 2);
    }
    if (item.reps) this.#reps(item, top, lane.height);
    if (width < 4) return;
    const room = lane.key === "move" || lane.key === "music" ? width - 10 : Math.min(next, right + 160) - left - 8;
    const size = lane.key === "move" ? 12.5 : lane.key === "music" ? 10 : 11.5;
    brush.fillStyle = lane.key === "move" ? colours.on : lane.key === "speech" ? colours["cue-text"] : colours.text;
    const text = lane.key === "move" ? nameOf(item) : item.text;
    this.#words(text, left + 5, top + lane.height / 2, room, size, lane.key === "move" && item.kind === "work");
  }

  // Where repetitions begin, and their phases where there is room.
  #reps({ reps, phases = [], start, end }, top, height) {
    const { brush, colours } = this;
    if ((reps[1] ?? end) - start <= 6 / this.scale) return;
    brush.fillStyle = colours.on;
    const offsets = phases.map((phase) => phase.at);
    const close = offsets.length > 1 && (offsets[1] - offsets[0]) * this.scale > 14;
    for (const rep of reps) {
      brush.globalAlpha = 0.5;
      brush.fillRect(this.#x(rep), top + height - 7, 1.5, 7);
      brush.globalAlpha = 0.3;
      if (close) for (const offset of offsets.slice(1)) brush.fillRect(this.#x(rep + offset), top + height - 4, 1, 4);
    }
    brush.globalAlpha = this.view.stale ? 0.45 : 1;
  }

  #words(text, x, y, room, size, strong) {
    if (room < 12) return;
    const { brush } = this;
    brush.font = `${strong ? "600 " : ""}${size}px ${FONT}`;
    brush.textBaseline = "middle";
    const fits = this.#fitting(text, room, brush.font);
    if (fits) brush.fillText(fits, x, y + 0.5);
    brush.textBaseline = "alphabetic";
  }

  #fitting(text, room, font) {
    if (this.#measured(text, font) <= room) return text;
    const count = Math.floor((room / this.#measured(text, font)) * text.length) - 1;
    return count >= 3 ? `${text.slice(0, count).trimEnd()}…` : "";
  }

  #measured(text, font) {
    const key = font + text;
    let width = this.widths.get(key);
    if (width === undefined) {
      if (this.widths.size > 5000) this.widths.clear();
      width = this.brush.measureText(text).width;
      this.widths.set(key, width);
    }
    return width;
  }

  #notes() {
    const { brush, picture, view, colours } = this;
    const top = topOf(picture, "move");
    let drawn = -Infinity;
    for (const note of picture.notes) {
      if (note.at < view.from || note.at > view.to) continue;
      const x = this.#x(note.at);
      if (x < drawn + 4) continue;
      drawn = x;
      brush.fillStyle = colours.note;
      brush.strokeStyle = colours.page;
      brush.lineWidth = 1.5;
      brush.beginPath();
      brush.arc(x + 7, top - 1, 7, 0, 2 * Math.PI);
      brush.fill();
      brush.stroke();
      brush.fillStyle = colours.on;
      brush.font = `bold 11px ${FONT}`;
      brush.textAlign = "center";
      brush.fillText("!", x + 7, top + 3);
      brush.textAlign = "left";
    }
  }

  #head(x, height) {
    const { brush, colours } = this;
    brush.fillStyle = colours.head;
    brush.fillRect(x - 1, STRIP + 6, 2, height - STRIP - 8);
    brush.beginPath();
    brush.moveTo(x - 6, STRIP + 2);
    brush.lineTo(x + 6, STRIP + 2);
    brush.lineTo(x, STRIP + 11);
    brush.fill();
  }

  #names() {
    const { brush, picture, colours } = this;
    brush.fillStyle = colours.dim;
    brush.font = `11px ${FONT}`;
    brush.textBaseline = "middle";
    brush.fillText("Whole", 4, STRIP / 2 - 1);
    for (const lane of picture.shown) brush.fillText(lane.name, 4, topOf(picture, lane.key) + lane.height / 2);
    brush.textBaseline = "alphabetic";
  }

  #colourOf(item) {
    const { colours } = this;
    if (item.lane === "move") {
      if (item.hue === null) return colours[item.kind] || colours.say;
      const { hues } = this.picture;
      const spread = Math.max(1, Math.floor(8 / Math.max(1, hues)));
      return colours.hues[(item.hue * spread) % 8];
    }
    if (item.lane === "music") return item.text === "work" ? colours.music : colours.rest;
    return item.lane === "counts" ? colours.count : colours.cue;
  }
}
