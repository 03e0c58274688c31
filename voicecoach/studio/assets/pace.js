// The pace of this time: sliders, the length before and after, and writing it into the script.
import { announce, byId } from "./dom.js";
import { clock, difference, spelled } from "./clock.js";
import { post } from "./server.js";

const SLIDERS = ["movement", "rest"];
const MISSED = 0.6; // minutes between the length that is wanted and the one that is had
const LEVELS = { easy: "Easy", normal: "Normal", hard: "Hard" };

// How much quicker a movement is, or by how much of its time a rest is shorter; more to the right is a shorter workout.
const WORDS = {
  movement: (speed) => [speed - 1, "faster", "slower"],
  rest: (speed) => [1 - 1 / speed, "shorter", "longer"],
};

function speedWords(key, speed) {
  const [share, more, less] = WORDS[key](speed);
  const percent = Math.round(Math.abs(share) * 100);
  return percent === 0 ? "100%" : `${percent}% ${share > 0 ? more : less}`;
}

export class Pace extends EventTarget {
  // Emits "changed". `value` is what the server is asked with; null means as the script has it.
  constructor() {
    super();
    this.value = { movement: null, rest: null, level: null, minutes: null };
    this.own = { movement: 1, rest: 1 };
    this.missed = false; // whether the minutes that are wanted are out of reach
    for (const key of SLIDERS) {
      byId(`pace-${key}`).addEventListener("input", (event) => this.#set(key, event.target.value / 100));
    }
    byId("pace-level").addEventListener("change", (event) => this.#set("level", event.target.value || null));
    const minutes = byId("pace-minutes");
    minutes.addEventListener("input", () => this.#minutes(minutes.value));
    byId("pace-minutes-slider").addEventListener("input", (event) => {
      minutes.value = event.target.value;
      this.#minutes(minutes.value);
    });
    byId("pace-reset").addEventListener("click", () => this.reset());
    this.#show();
  }

  get changed() {
    return Object.values(this.value).some((one) => one !== null);
  }

  reset(kept = {}) {
    if (!this.changed) return;
    this.missed = false;
    this.value = { movement: null, rest: null, level: null, minutes: null, ...kept };
    byId("pace-minutes").value = "";
    this.#show();
    this.#tell();
  }

  // The lengths, levels and own pace of a timeline.
  show(timeline) {
    this.own = timeline.pace ?? this.own;
    const level = byId("pace-level");
    const levels = timeline.levels ?? [];
    if (String(levels) !== this.levels) {
      this.levels = String(levels);
      level.replaceChildren(...levels.map((one) => new Option(LEVELS[one] ?? one, one === "normal" ? "" : one)));
    }
    const { length_ms: length, plain_length_ms: plain } = timeline;
    const slider = byId("pace-minutes-slider");
    if (!this.value.minutes && document.activeElement !== slider) {
      const now = Math.max(1, Math.round(plain / 60000));
      slider.max = Math.max(10, now * 2);
      slider.value = now;
    }
    byId("length-old").textContent = clock(plain);
    byId("length-new").textContent = clock(length);
    byId("length-change").textContent = length === plain ? "" : difference(length - plain);
    byId("pace-remarks").textContent = (timeline.remarks ?? []).join(" ");
    this.missed = this.value.minutes !== null && Math.abs(length / 60000 - this.value.minutes) > MISSED;
    byId("pace-remarks").classList.toggle("missed", this.missed);
    byId("lengths").setAttribute("aria-label", `Length ${spelled(plain)}, now ${spelled(length)}`);
    this.#show();
  }

  #minutes(text) {
    const minutes = Number(text.replace(",", "."));
    if (text === "" || (minutes > 0 && minutes <= 720)) this.#set("minutes", minutes || null);
  }

  #set(key, value) {
    this.missed = false;
    this.value = { ...this.value, [key]: key in this.own && value === this.own[key] ? null : value };
    this.#show();
    this.#tell();
  }

  #show() {
    for (const key of SLIDERS) {
      const speed = this.value[key] ?? this.own[key];
      const slider = byId(`pace-${key}`);
      if (document.activeElement !== slider || this.value[key] === null) slider.value = speed * 100;
      slider.setAttribute("aria-valuetext", speedWords(key, speed));
      byId(`pace-${key}-value`).textContent = speedWords(key, speed);
    }
    byId("pace-level").value = this.value.level ?? "";
    const minutes = byId("pace-minutes-slider");
    minutes.setAttribute("aria-valuetext", this.value.minutes ? `${this.value.minutes} minutes` : "as long as it lasts");
    if (this.value.minutes) minutes.value = this.value.minutes;
    byId("pace-state").textContent = this.missed
      ? "It cannot be made to last so long, and stays as it is."
      : this.changed
        ? "Only this time: you hear and render it at this pace, and the script stays as it is."
        : "";
    const { level, ...written } = this.value;
    byId("pace-reset").disabled = !this.changed;
    byId("pace-write").disabled = this.missed || Object.values(written).every((one) => one === null);
  }

  // Writes it into the script, after which it is the script's own.
  async write(script, file) {
    const { text } = script;
    const { edits, remarks = [] } = await post("api/pace", { name: file.name, text, pace: this.value });
    if (text !== script.text) throw new Error("The script changed meanwhile: please try again.");
    script.edit(edits);
    announce("The pace is written into the script.");
    // A level is no part of a script, and stays chosen.
    this.reset({ level: this.value.level });
    return remarks.join(" ");
  }

  #tell() {
    this.dispatchEvent(new Event("changed"));
  }
}
