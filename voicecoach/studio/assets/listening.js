// Hearing the routine: from any instant, a set over and over, and on through changes of the script.
import { announce, byId } from "./dom.js";
import { clock, exact } from "./clock.js";
import { follow, post } from "./server.js";

// So long nothing is typed before what has been typed is spoken.
const PAUSE = 120;

export class Listening {
  constructor(parts) {
    Object.assign(this, parts, { sound: null, key: "", played: "", shift: 0, looping: false, asked: 0 });
    this.playButton = byId("play");
    this.loopButton = byId("loop");
    this.playButton.addEventListener("click", () => this.toggle());
    this.loopButton.addEventListener("click", () => this.loop());
    this.player.addEventListener("started", () => this.#started());
    this.player.addEventListener("ended", () => this.#ended());
    this.player.addEventListener("failed", (event) => this.#failed(event.detail));
    this.checking.addEventListener("checked", (event) => this.#checked(event.detail));
    this.checking.prepare = (question, isLatest) => this.#prepare(question, isLatest);
    this.timeline.addEventListener("drawn", () => this.#clock());
  }

  get on() {
    return this.player.playing || this.waiting;
  }

  toggle() {
    if (this.on) this.stop();
    else this.from(this.timeline.view.cursor >= this.timeline.picture.length - 50 ? 0 : this.timeline.view.cursor);
  }

  stop() {
    this.asked++;
    this.waiting = false;
    this.player.stop();
    this.#show();
  }

  // Plays from an instant; what has to be spoken for it is spoken first.
  async from(at) {
    const { last } = this.checking;
    if (!last?.timeline) {
      this.say("There is nothing to hear until the mistakes are mended.");
      return;
    }
    const asked = ++this.asked;
    this.player.wake();
    const loop = this.looping ? this.#stretch(at) : null;
    let start = loop && (at < loop.start || at >= loop.end) ? loop.start : at;
    this.timeline.set(start);
    this.waiting = true;
    this.#show();
    try {
      const id = await this.#prepared(last.question);
      if (asked !== this.asked) return;
      if (last.timeline.guessed && this.checking.last === last) {
        // What was a guess has been spoken, so that the picture is another now.
        this.heardSegments = last.timeline.segments;
        await this.checking.again();
        if (asked !== this.asked) return;
        start = this.#same(start, this.checking.last.timeline ?? last.timeline);
      }
      Object.assign(this, { played: this.key, shift: 0 });
      this.player.play(id, start, loop && this.#stretch(start));
      cancelAnimationFrame(this.frame);
      this.#frame();
    } catch (error) {
      if (asked === this.asked && !error.answer?.superseded) this.#failed(error);
    } finally {
      if (asked === this.asked) this.waiting = false;
      this.#show();
    }
  }

  // A click on the timeline moves the play head; if it plays, it plays on from there.
  seek(at) {
    if (this.on) this.from(at);
    else this.timeline.set(at);
  }

  loop() {
    this.looping = !this.looping;
    this.loopButton.setAttribute("aria-pressed", this.looping);
    const set = this.looping && this.#stretch(this.timeline.view.cursor);
    announce(this.looping ? `This set is repeated: ${set?.title ?? ""}` : "Played on to the end");
    if (this.on) this.from(this.timeline.view.cursor);
  }

  // Sounds of an earlier server are gone with it.
  forget() {
    this.key = "";
  }

  async #prepared(question) {
    const key = JSON.stringify(question);
    if (key === this.key) return this.sound;
    let told = false;
    const unfollow = follow(({ what, done, of }) => {
      if (what !== "speaking") return;
      told = true;
      this.say(`Speaking: ${done} of ${of}`);
    });
    try {
      const { id } = await post("api/sound", question);
      Object.assign(this, { key, sound: id });
      return id;
    } finally {
      unfollow();
      if (told) this.say("");
    }
  }

  // The set at an instant, or the next one.
  #stretch(at) {
    const { segments } = this.timeline.picture;
    return segments.find((one) => one.kind === "work" && one.end > at) ?? segments.findLast((one) => one.kind === "work") ?? null;
  }

  // While it plays, what has been typed is spoken before the picture is drawn, which then has its true lengths.
  async #prepare(question, isLatest) {
    if (!this.player.playing) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (isLatest()) await this.#prepared(question).catch(() => {});
  }

  #checked({ timeline, question }) {
    const { at } = this;
    if (!timeline || at === null) return;
    // What is about to play has asked for this picture itself.
    if (this.waiting && JSON.stringify(question) === this.key) return;
    const same = this.#same(at, timeline);
    if (JSON.stringify(question) !== this.played) {
      this.from(same);
    } else {
      // The same sound, of which more lengths are known now: what is heard has moved in the picture.
      this.shift += same - at;
      this.heardSegments = timeline.segments;
    }
  }

  // The instant of the picture that is being heard.
  get at() {
    const at = this.player.playing ? this.player.at : null;
    return at === null ? null : at + this.shift;
  }

  // The instant in a new timeline that is the same place of the routine.
  #same(at, timeline) {
    const before = this.heardSegments ?? [];
    const index = before.findIndex((one) => one.start <= at && at < one.end);
    const now = timeline.segments[index];
    if (!now || timeline.segments.length !== before.length) return Math.min(at, timeline.length_ms);
    return Math.min(now.start + (at - before[index].start), Math.max(now.start, now.end - 1));
  }

  #started() {
    this.heardSegments = this.timeline.picture.segments;
    document.body.dataset.playing = "yes";
    this.#show();
  }

  #ended() {
    this.timeline.set(this.timeline.picture.length);
    this.#show();
  }

  #failed(error) {
    this.player.stop();
    this.waiting = false;
    this.forget();
    this.say(error.message);
    this.#show();
  }

  #frame() {
    if (!this.player.playing) return;
    const { at } = this;
    if (at !== null) {
      this.timeline.set(at, { follow: this.timeline.pointers.size === 0 });
      const { picture } = this.timeline;
      const heard = [picture.segmentAt(at), ...picture.heardAt(at)].filter((one) => one?.line);
      this.script.hear([...new Set(heard.map((one) => this.checking.lineNow(one.line)))]);
    }
    this.frame = requestAnimationFrame(() => this.#frame());
  }

  #show() {
    const { on } = this;
    this.playButton.classList.toggle("on", Boolean(on));
    this.playButton.querySelector("span").textContent = this.waiting ? "Getting ready …" : on ? "Stop" : "Play";
    if (!on) {
      delete document.body.dataset.playing;
      this.script.hear([]);
    }
    this.#clock();
  }

  #clock() {
    const { cursor } = this.timeline.view;
    byId("now").textContent = this.player.playing ? exact(cursor) : clock(cursor);
  }
}
