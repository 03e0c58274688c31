// Plays sound while the server still mixes it: a WAV stream becomes buffers that follow each other without a gap.
import { address } from "./server.js";

const FIRST = 0.08;
const PIECE = 0.5;
const AHEAD = 6;
const SOON = 0.03;
const HEADER = 12;
const STUCK_AFTER = 3000;

export class Player extends EventTarget {
  // Emits "started", "ended" and "failed" with {error}.
  constructor() {
    super();
    this.context = null;
    this.run = null;
  }

  get playing() {
    return this.run !== null;
  }

  // Has to be called while a click or key is being handled, or the browser keeps silent.
  wake() {
    this.context ??= new AudioContext({ latencyHint: "interactive" });
    this.context.resume();
  }

  // Plays sound `id` from an instant; with `loop`, {start, end}, that stretch over and over.
  play(id, from, loop = null) {
    this.stop();
    this.wake();
    const run = { id, loop, pieces: [], sources: new Set(), next: 0, abort: new AbortController(), first: true };
    this.run = run;
    this.#feed(run, from).catch((error) => {
      if (this.run !== run || error.name === "AbortError") return;
      this.stop();
      this.dispatchEvent(new CustomEvent("failed", { detail: error }));
    });
  }

  stop() {
    const { run } = this;
    if (!run) return;
    this.run = null;
    run.abort.abort();
    for (const source of run.sources) {
      source.onended = null;
      source.stop();
    }
  }

  // The instant being heard, or null before the first sound.
  get at() {
    const { run, context } = this;
    if (!run) return null;
    const now = context.currentTime - (context.outputLatency || 0);
    while (run.pieces.length > 1 && run.pieces[1].time <= now) run.pieces.shift();
    const [piece] = run.pieces;
    if (!piece) return null;
    return piece.at + Math.min(Math.max(now - piece.time, 0), piece.length) * 1000;
  }

  async #feed(run, from) {
    let at = from;
    do {
      await this.#stream(run, at, run.loop ? run.loop.end : Infinity);
      at = run.loop?.start ?? at;
    } while (run.loop && this.run === run);
    const rest = run.next - this.context.currentTime;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest * 1000)));
    if (this.run !== run) return;
    this.stop();
    this.dispatchEvent(new Event("ended"));
  }

  async #stream(run, from, until) {
    const stop = new AbortController();
    const abort = () => stop.abort();
    run.abort.signal.addEventListener("abort", abort, { once: true });
    const response = await fetch(address(`api/sound/${encodeURIComponent(run.id)}?from=${Math.round(from)}`), { signal: stop.signal });
    if (!response.ok) throw new Error((await response.json().catch(() => ({}))).error ?? "The sound cannot be had.");
    const wave = new Wave(response.body.getReader());
    await wave.open();
    let at = from;
    while (this.run === run && at < until) {
      const seconds = Math.min(run.first ? FIRST : PIECE, (until - at) / 1000);
      const samples = await wave.read(Math.max(1, Math.round(seconds * wave.rate)));
      if (this.run !== run || !samples) break;
      this.#schedule(run, wave, samples, at);
      at += (samples[0].length / wave.rate) * 1000;
      await this.#room(run);
    }
    run.abort.signal.removeEventListener("abort", abort);
    stop.abort();
  }

  #schedule(run, wave, samples, at) {
    const { context } = this;
    const buffer = context.createBuffer(samples.length, samples[0].length, wave.rate);
    samples.forEach((channel, number) => buffer.copyToChannel(channel, number));
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    const time = Math.max(run.next, context.currentTime + (run.first ? SOON : 0));
    source.start(time);
    run.sources.add(source);
    source.onended = () => run.sources.delete(source);
    run.next = time + buffer.duration;
    run.pieces.push({ time, at, length: buffer.duration });
    if (run.first) {
      run.first = false;
      setTimeout(() => this.#stuck(run, time), STUCK_AFTER);
      this.dispatchEvent(new Event("started"));
    }
  }

  // A browser without a sound device lets the time stand still.
  #stuck(run, time) {
    if (this.run !== run || this.context.currentTime > time) return;
    this.stop();
    const error = new Error("The browser plays no sound: is a speaker or headphone there, and is the page allowed to play?");
    this.dispatchEvent(new CustomEvent("failed", { detail: error }));
  }

  // Waits until what is ready is soon used up, so that the server need not mix far ahead.
  async #room(run) {
    while (this.run === run && run.next - this.context.currentTime > AHEAD) {
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

// The samples of a WAV file with 16 bits, as they arrive.
class Wave {
  constructor(reader) {
    this.reader = reader;
    this.bytes = new Uint8Array(0);
    this.done = false;
  }

  async #need(count) {
    while (this.bytes.length < count && !this.done) {
      const { value, done } = await this.reader.read();
      this.done = done;
      if (!value) continue;
      const joined = new Uint8Array(this.bytes.length + value.length);
      joined.set(this.bytes);
      joined.set(value, this.bytes.length);
      this.bytes = joined;
    }
    return this.bytes.length >= count;
  }

  #take(count) {
    const taken = this.bytes.slice(0, count);
    this.bytes = this.bytes.subarray(count);
    return taken;
  }

  async open() {
    const broken = () => new Error("The sound is not what was expected.");
    if (!(await this.#need(HEADER))) throw broken();
    this.#take(HEADER);
    for (;;) {
      if (!(await this.#need(8))) throw broken();
      const head = this.#take(8);
      const size = new DataView(head.buffer).getUint32(4, true);
      const name = String.fromCharCode(...head.subarray(0, 4));
      if (name === "data") return;
      if (!(await this.#need(size))) throw broken();
      const chunk = new DataView(this.#take(size + (size % 2)).buffer);
      if (name !== "fmt ") continue;
      this.channels = chunk.getUint16(2, true);
      this.rate = chunk.getUint32(4, true);
      if (chunk.getUint16(14, true) !== 16) throw broken();
    }
  }

  // Up to `count` samples of each channel, or null at the end.
  async read(count) {
    const size = 2 * this.channels;
    await this.#need(count * size);
    const whole = Math.min(count, Math.floor(this.bytes.length / size));
    if (!whole) return null;
    const view = new DataView(this.#take(whole * size).buffer);
    return Array.from({ length: this.channels }, (_, channel) =>
      Float32Array.from({ length: whole }, (_unused, at) => view.getInt16((at * this.channels + channel) * 2, true) / 32768),
    );
  }
}
