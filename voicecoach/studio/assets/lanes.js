// The timeline's data as lanes, ready to be drawn and pointed at.

const COUNTED = new Set(["count", "countdown", "phase", "go", "half", "last"]);
export const LANES = [
  { key: "parts", name: "Parts", height: 16 },
  { key: "move", name: "Movement", height: 36 },
  { key: "speech", name: "Speech", height: 28 },
  { key: "counts", name: "Counts", height: 22 },
  { key: "tones", name: "Tones", height: 16 },
  { key: "music", name: "Music", height: 14 },
];
const KIND_NAMES = { ready: "get ready", switch: "change", say: "spoken", prompt: "spoken" };

export function laneOf(event) {
  if (event.kind === "tone") return "tones";
  return COUNTED.has(event.kind) ? "counts" : "speech";
}

// Things in one lane, in order of start, of which those between two instants are found quickly.
class Lane {
  constructor(items) {
    this.items = [...items].sort((a, b) => a.start - b.start);
    this.longest = this.items.reduce((most, item) => Math.max(most, item.end - item.start), 0);
  }

  firstAfter(instant) {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.items[middle].start < instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  *between(start, end) {
    for (let at = this.firstAfter(start - this.longest); at < this.items.length; at++) {
      const item = this.items[at];
      if (item.start > end) return;
      if (item.end >= start) yield item;
    }
  }
}

export class Picture {
  constructor(timeline) {
    this.length = Math.max(timeline.length_ms, 1);
    this.segments = timeline.segments.map((one, index) => ({ ...one, index, lane: "move", hue: null }));
    this.events = timeline.events
      .map((one) => ({ ...one, lane: laneOf(one) }))
      .sort((a, b) => a.start - b.start || a.end - b.end);
    this.notes = timeline.notes
      .flatMap((one) => (one.times ?? [one.at]).map((at) => ({ ...one, at })))
      .sort((a, b) => a.at - b.at);
    this.parts = (timeline.chapters ?? []).map((one) => this.#part(one));
    this.music = (timeline.music ?? []).map((one) => ({ ...one, lane: "music", kind: "music", text: one.mood }));
    this.#colour();
    this.lanes = {
      parts: new Lane(this.parts),
      move: new Lane(this.segments),
      speech: new Lane(this.events.filter((one) => one.lane === "speech")),
      counts: new Lane(this.events.filter((one) => one.lane === "counts")),
      tones: new Lane(this.events.filter((one) => one.lane === "tones")),
      music: new Lane(this.music),
    };
    this.all = new Lane(this.events);
    this.shown = LANES.filter(({ key }) => (key !== "music" && key !== "parts") || this.lanes[key].items.length);
  }

  // A chapter, with the line of the work in it.
  #part(chapter) {
    const within = this.segments.filter((one) => one.start >= chapter.start && one.start < chapter.end);
    const line = (within.find((one) => one.kind === "work") ?? within[0])?.line;
    return { ...chapter, lane: "parts", kind: "part", text: chapter.title, line };
  }

  // A hue for each exercise, in the order in which they are done.
  #colour() {
    const hues = new Map();
    for (const segment of this.segments) {
      if (segment.kind !== "work") continue;
      const name = segment.exercise ?? segment.title;
      if (!hues.has(name)) hues.set(name, hues.size);
      segment.hue = hues.get(name);
    }
    this.hues = hues.size;
  }

  segmentAt(instant) {
    for (const segment of this.lanes.move.between(instant, instant)) {
      if (segment.start <= instant && instant < segment.end) return segment;
    }
    return null;
  }

  // The first of each exercise that is worked at, for choosing one without the script.
  exercises() {
    const found = new Map();
    for (const segment of this.segments) {
      if (segment.kind === "work" && segment.line && !found.has(segment.line)) found.set(segment.line, segment);
    }
    return [...found.values()];
  }

  heardAt(instant) {
    return [...this.all.between(instant, instant)].filter((one) => one.start <= instant && instant < one.end);
  }

  // The event, or change of movement, before or after an instant.
  stepFrom(instant, direction) {
    const starts = this.starts ?? (this.starts = this.#starts());
    const next = starts.findIndex((start) => start > instant + 0.5);
    if (direction > 0) return next < 0 ? this.length : starts[next];
    const before = next < 0 ? starts.length - 1 : next - 1;
    const at = starts[before] >= instant - 0.5 ? before - 1 : before;
    return starts[Math.max(at, 0)] ?? 0;
  }

  #starts() {
    return [...new Set([...this.segments, ...this.events].map((one) => one.start))].sort((a, b) => a - b);
  }

  describe(instant) {
    const [segment, heard] = [this.segmentAt(instant), this.heardAt(instant)];
    const shown = segment && !(segment.kind === "say" && heard.length) ? [segment, ...heard] : heard;
    return shown.map(tell).join("; ");
  }
}

export function tell(item) {
  if (item.lane === "move") return `${KIND_NAMES[item.kind] ?? item.kind}: ${item.title}`;
  if (item.lane === "parts") return item.title;
  if (item.lane === "music") return `music for ${item.text}`;
  return `${KIND_NAMES[item.kind] ?? item.kind}: ${item.text}`;
}
