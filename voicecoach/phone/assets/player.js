// One file with its chapters, buttons, and the keys of the phone and its headset.

import { chapterAt, clock, nextStart, previousStart } from './chapters.js';
import { load } from './keep.js';

const players = [];

export class Player {
  #element;
  #audio;
  #starts;
  #chapters;
  #length;
  #blob = null; // the whole file as a URL, once it is there
  #shown = null;

  constructor(element) {
    this.#element = element;
    this.#audio = element.querySelector('audio');
    this.#chapters = [...element.querySelectorAll('ol button')];
    this.#starts = this.#chapters.map((button) => button.dataset.start / 1000);
    this.#length = element.dataset.length / 1000;
    players.push(this);
    this.#prepare();
  }

  get size() {
    return Number(this.#element.dataset.size);
  }

  /** Load the whole file into the page, so that it plays on without a network. */
  async keep() {
    const bar = this.#find('.loading');
    const { etag, type } = this.#element.dataset;
    try {
      const progress = (bytes) => {
        bar.value = bytes;
      };
      const blob = await load(this.#audio.src, { size: this.size, etag, type, progress });
      this.#blob = URL.createObjectURL(blob);
      this.#changeOver();
      this.#say('Loaded: it plays without a network as long as this page stays open. Download it to keep it.');
    } catch {
      this.#say('It could not be loaded whole: it plays only near your computer. Load the page again, or download it.');
    }
    bar.hidden = true;
  }

  /** Say that the file is too large to be held by the page. */
  stream() {
    this.#find('.loading').hidden = true;
    this.#say('It is too large for this page, and plays only near your computer. Download it to take it along.');
  }

  toggle() {
    if (this.#audio.paused) this.#play();
    else this.#audio.pause();
  }

  /** Go to a time in seconds, and play from there. */
  jump(time) {
    this.#changeOver();
    if (this.#audio.readyState === 0) {
      this.#audio.addEventListener('loadedmetadata', () => this.#seek(time), { once: true });
      this.#audio.preload = 'auto';
    } else {
      this.#seek(time);
    }
    this.#play();
  }

  next() {
    const start = nextStart(this.#starts, this.#audio.currentTime);
    if (start !== null) this.jump(start);
  }

  previous() {
    this.jump(previousStart(this.#starts, this.#audio.currentTime));
  }

  #prepare() {
    const audio = this.#audio;
    audio.controls = false;
    this.#find('.player').hidden = false;
    this.#find('.toggle').addEventListener('click', () => this.toggle());
    this.#find('.next').addEventListener('click', () => this.next());
    this.#find('.previous').addEventListener('click', () => this.previous());
    const position = this.#find('.position');
    position.max = Math.floor(this.#length);
    position.addEventListener('change', () => this.jump(Number(position.value)));
    position.addEventListener('input', () => this.#tell(Number(position.value)));
    for (const [number, button] of this.#chapters.entries()) {
      button.disabled = false;
      button.addEventListener('click', () => this.jump(this.#starts[number]));
    }
    for (const event of ['play', 'pause', 'ended']) audio.addEventListener(event, () => this.#showState());
    for (const event of ['timeupdate', 'seeked']) audio.addEventListener(event, () => this.#showTime());
    // Phones forget the keys when a file begins to sound: they are told each time.
    audio.addEventListener('playing', () => this.#takeKeys());
    audio.addEventListener('error', () => this.#mend());
    this.#showTime();
  }

  #find(selector) {
    return this.#element.querySelector(selector);
  }

  #say(words) {
    this.#find('.kept').textContent = words;
  }

  async #play() {
    for (const other of players) if (other !== this) other.#audio.pause();
    try {
      await this.#audio.play();
    } catch (error) {
      if (error.name !== 'AbortError') this.#say('It cannot be played here. Download it, and open it in a player.');
    }
  }

  #seek(time) {
    this.#audio.currentTime = time;
    this.#showTime();
  }

  /** Play from the page in place of the network from now on, at the same place. */
  #changeOver() {
    const audio = this.#audio;
    if (this.#blob === null || audio.src === this.#blob || !audio.paused) return;
    const time = audio.currentTime;
    audio.src = this.#blob;
    if (time > 0) audio.addEventListener('loadedmetadata', () => this.#seek(time), { once: true });
  }

  /** Go on from the page where the network is lost; without it, say so. */
  #mend() {
    if (this.#blob === null || this.#audio.src === this.#blob) {
      this.#say('Your computer cannot be reached any more, and this file is not in the page.');
      return;
    }
    const time = this.#audio.currentTime;
    this.#audio.src = this.#blob;
    this.jump(time);
  }

  #showState() {
    const playing = !this.#audio.paused && !this.#audio.ended;
    this.#element.classList.toggle('playing', playing);
    this.#find('.toggle .word').textContent = playing ? 'Pause' : 'Play';
    // Behind a locked screen another source would cost the phone's own controls.
    if (!playing && document.visibilityState === 'visible') this.#changeOver();
    if ('mediaSession' in navigator) navigator.mediaSession.playbackState = playing ? 'playing' : 'paused';
  }

  #showTime() {
    const time = this.#audio.currentTime;
    const position = this.#find('.position');
    if (document.activeElement !== position || !position.matches(':active')) position.value = Math.floor(time);
    this.#tell(time);
    const number = chapterAt(this.#starts, time);
    if (number !== this.#shown) this.#showChapter(number);
    this.#tellPosition(time);
  }

  #tell(time) {
    this.#find('.at').textContent = clock(time);
    this.#find('.left').textContent = `−${clock(Math.max(0, this.#length - time))}`;
    this.#find('.position').setAttribute('aria-valuetext', `${clock(time)} of ${clock(this.#length)}`);
  }

  #showChapter(number) {
    this.#shown = number;
    for (const [at, button] of this.#chapters.entries()) {
      if (at === number) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
    this.#find('.now bdi').textContent = this.#chapterName();
    if (this.#element.classList.contains('playing')) this.#describe();
  }

  #chapterName() {
    return this.#chapters[this.#shown]?.querySelector('bdi').textContent ?? '';
  }

  #describe() {
    if (!('mediaSession' in navigator)) return;
    const cover = this.#find('.cover');
    const whole = this.#find('.title').textContent;
    navigator.mediaSession.metadata = new MediaMetadata({
      title: this.#chapterName() || whole,
      artist: whole,
      album: this.#element.dataset.artist,
      artwork: cover ? [{ src: cover.src, sizes: '1000x1000' }] : [],
    });
  }

  #takeKeys() {
    if (!('mediaSession' in navigator)) return;
    this.#describe();
    const keys = {
      play: () => this.#play(),
      pause: () => this.#audio.pause(),
      nexttrack: () => this.next(),
      previoustrack: () => this.previous(),
      seekto: (details) => this.#seek(details.seekTime),
      seekforward: null, // an iPhone has two buttons beside play: where these are taken, it shows them
      seekbackward: null,
    };
    for (const [key, action] of Object.entries(keys)) {
      try {
        navigator.mediaSession.setActionHandler(key, action);
      } catch {
        // a key that this browser does not know
      }
    }
    this.#tellPosition(this.#audio.currentTime);
  }

  #tellPosition(time) {
    if (!('mediaSession' in navigator) || !navigator.mediaSession.setPositionState) return;
    if (!this.#element.classList.contains('playing') || !(this.#length > 0)) return;
    navigator.mediaSession.setPositionState({ duration: this.#length, position: Math.min(time, this.#length) });
  }
}
