// The page's player: shows what is said as it is heard. Times are milliseconds of the routine.
(function () {
  "use strict";

  const root = document.documentElement;
  const at = (id) => document.getElementById(id);
  const audio = at("sound");
  const routine = JSON.parse(at("routine").textContent);
  const { words, segments, chapters, labels, duration } = routine;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const HOLD = 4000;
  const STEP = 10000;
  const AGAIN = 3000;

  // A browser that cannot take the sound as it stands there may take it as a file, or the second time.
  let tries = 0;
  audio.addEventListener("error", () => {
    tries += 1;
    if (tries < 3) {
      const now = time();
      audio.src = soundInPage.file(audio);
      seek(now);
    } else {
      at("failed").textContent = at("failed").dataset.text;
    }
  });

  const time = () => Math.round(audio.currentTime * 1000);

  function seek(milliseconds) {
    audio.currentTime = Math.min(Math.max(milliseconds, 0), duration) / 1000;
    show();
  }

  // The last entry that has begun at an instant, or -1.
  function index(list, instant) {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle][0] <= instant) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  function clock(milliseconds) {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    const two = (number) => String(number).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  }

  // Words as large as their place allows.

  const place = at("words");
  const said = place.firstElementChild;
  function fit() {
    const wide = place.clientWidth;
    const high = place.clientHeight;
    let best = 16;
    let most = Math.min(high * 0.82, wide * 0.5, 420);
    for (let tries = 0, least = best; tries < 9 && most - least > 1; tries += 1) {
      const middle = (least + most) / 2;
      place.style.fontSize = `${middle}px`;
      if (said.offsetHeight <= high && said.scrollWidth <= wide) best = least = middle;
      else most = middle;
    }
    place.style.fontSize = `${best}px`;
  }
  function measure() {
    base = -1;
    shown = "";
    show();
  }

  function put(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  // The picture near the instant: built for a stretch, and moved with the sound.

  const near = at("near");
  const A_SECOND = 9;
  const STRETCH = 120000;
  let base = -1;
  let moved = null;
  function drawn(name, values, text) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in values) element.setAttribute(key, values[key]);
    if (text !== undefined) element.textContent = text;
    return element;
  }
  const across = (milliseconds) => (milliseconds * A_SECOND) / 1000;
  const lead = () => near.clientWidth * 0.2;

  function build(instant) {
    const before = (lead() / A_SECOND) * 1000;
    const ahead = ((near.clientWidth - lead()) / A_SECOND) * 1000;
    base = instant;
    const from = instant - before - STRETCH / 8;
    const to = instant + ahead + STRETCH;
    moved = drawn("g", {});
    moved.append(drawn("rect", { class: "low", x: across(Math.max(0, from)), y: 60, width: across(Math.min(duration, to) - Math.max(0, from)), height: 3 }));
    for (let i = Math.max(0, index(segments, from)); i < segments.length && segments[i][0] < to; i += 1) {
      const [start, end, kind, label, fill, height] = segments[i];
      const width = Math.max(1, across(end - start) - 2);
      const tall = fill ? height * 1.6 : kind === "switch" ? 12 : 6;
      const bar = { x: across(start), y: 62 - tall, width, height: tall, rx: 4 };
      moved.append(drawn("rect", fill ? { ...bar, fill } : { ...bar, class: "low" }));
      const room = Math.floor(width / 7.4);
      if (room > 4) {
        const text = label.length > room ? `${label.slice(0, room - 1)}…` : label;
        moved.append(drawn("text", fill ? { x: across(start) + 6, y: 62 - tall + 17 } : { x: across(start) + 4, y: 42, class: "after" }, text));
      }
    }
    for (let i = Math.max(0, index(words, from)); i < words.length && words[i][0] < to; i += 1) {
      if (words[i][3]) moved.append(drawn("circle", { class: "count", cx: across(words[i][0]), cy: 54, r: 3 }));
    }
    near.replaceChildren(moved, drawn("rect", { class: "here", x: lead() - 1, y: 0, width: 3, height: 74, rx: 1 }));
  }

  function move(instant) {
    if (!near.clientWidth) return;
    const now = calm.matches ? Math.floor(instant / 1000) * 1000 : instant;
    if (base < 0 || now < base - STRETCH / 8 || now > base + STRETCH) build(now);
    moved.setAttribute("transform", `translate(${lead() - across(now)} 0)`);
  }

  // All that changes with the time.

  const entries = [...document.querySelectorAll(".list button")];
  let chapter = -1;
  let shown = "";
  function show() {
    const now = time();
    const here = Math.max(0, index(segments, now));
    const segment = segments[here];
    const heading = segment ? segment[3] : "";
    put(at("what"), heading);
    const left = segment ? clock(segment[1] - now) : "";
    put(at("left"), left);
    let next = here + 1;
    while (next < segments.length && segments[next][2] !== "work" && segments[next][2] !== "rest") next += 1;
    put(at("then"), next < segments.length ? segments[next][3] : labels.end);

    const last = words[index(words, now)];
    const speaks = last && now < last[1] + HOLD;
    const waits = segment && segment[2] !== "say" ? left : heading;
    put(said, speaks ? last[2] : waits);
    place.classList.toggle("idle", !speaks);
    const all = [heading, at("then").textContent, speaks ? last[2] : waits.replace(/\d/g, "0")].join("\n");
    if (all !== shown) {
      shown = all;
      fit();
    }

    at("head").style.left = `${duration ? Math.min(100, (now / duration) * 100) : 0}%`;
    put(at("at"), clock(now));
    const whole = at("whole");
    const second = Math.round(now / 1000);
    if (whole.getAttribute("aria-valuenow") !== String(second)) {
      whole.setAttribute("aria-valuenow", second);
      whole.setAttribute("aria-valuetext", `${clock(now)}, ${heading}`);
    }
    move(now);

    const current = Math.max(0, index(chapters, now));
    if (current !== chapter) {
      chapter = current;
      entries.forEach((entry, number) => {
        if (number === current) entry.setAttribute("aria-current", "true");
        else entry.removeAttribute("aria-current");
      });
      const list = entries[current] && entries[current].closest("ol");
      if (list && list.scrollHeight > list.clientHeight + 1) {
        list.scrollTop = entries[current].offsetTop - list.offsetTop - list.clientHeight / 3;
      }
      tell();
    }
  }

  function frame() {
    show();
    if (!audio.paused) requestAnimationFrame(frame);
  }

  // What the keys of a headset and a locked screen show and do.

  const session = navigator.mediaSession;
  function tell() {
    if (!session || !window.MediaMetadata || !chapters[chapter]) return;
    const cover = at("cover");
    session.metadata = new MediaMetadata({
      title: chapters[chapter][1] || routine.title,
      artist: routine.title,
      album: routine.title,
      artwork: cover ? [{ src: cover.src, sizes: "1000x1000", type: "image/jpeg" }] : [],
    });
  }
  function position() {
    if (!session || !session.setPositionState || !isFinite(audio.duration)) return;
    session.setPositionState({ duration: audio.duration, position: Math.min(audio.currentTime, audio.duration) });
  }

  function toggle() {
    if (audio.paused) audio.play().catch(() => {});
    else audio.pause();
  }
  function skip(by) {
    const now = time();
    const current = index(chapters, now);
    const again = by < 0 && current >= 0 && now - chapters[current][0] > AGAIN;
    const target = again ? current : current + by;
    if (target < 0) seek(0);
    else if (target < chapters.length) seek(chapters[target][0]);
  }
  const back = () => seek(time() - STEP);
  const forward = () => seek(time() + STEP);

  if (session) {
    // None that skips seconds: phones show those in place of the keys for the exercise before and the next.
    const actions = {
      play: () => audio.play(),
      pause: () => audio.pause(),
      previoustrack: () => skip(-1),
      nexttrack: () => skip(1),
      seekto: (details) => seek(details.seekTime * 1000),
    };
    for (const name in actions) {
      try {
        session.setActionHandler(name, actions[name]);
      } catch {
        // A browser that does not know this action has no key for it.
      }
    }
  }

  // The screen stays on while the words are wanted.

  let lock = null;
  async function stayOn() {
    try {
      if (navigator.wakeLock && !audio.paused && !document.hidden) lock = await navigator.wakeLock.request("screen");
    } catch {
      lock = null;
    }
  }
  function mayDim() {
    if (lock) lock.release();
    lock = null;
  }
  document.addEventListener("visibilitychange", stayOn);

  const play = at("play");
  const playing = () => {
    const on = !audio.paused;
    root.classList.toggle("playing", on);
    const label = on ? labels.pause : labels.play;
    play.setAttribute("aria-label", label);
    play.title = label;
    if (session) session.playbackState = on ? "playing" : "paused";
  };
  audio.addEventListener("play", () => {
    playing();
    position();
    stayOn();
    requestAnimationFrame(frame);
  });
  audio.addEventListener("pause", () => {
    playing();
    mayDim();
    show();
  });
  for (const name of ["timeupdate", "seeked", "ended"]) audio.addEventListener(name, show);
  for (const name of ["loadedmetadata", "seeked"]) audio.addEventListener(name, position);

  // Buttons, the picture, and keys.

  function large() {
    const on = root.classList.toggle("large");
    at("large").setAttribute("aria-pressed", String(on));
    try {
      if (on && root.requestFullscreen) root.requestFullscreen().catch(() => {});
      else if (!on && document.fullscreenElement) document.exitFullscreen();
    } catch {
      // Without a full screen the words fill the window.
    }
    measure();
  }
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && root.classList.contains("large")) large();
  });

  function save() {
    const link = document.createElement("a");
    link.href = soundInPage.file(audio);
    link.download = at("save").dataset.name;
    link.click();
  }

  const clicks = {
    play: toggle,
    back,
    forward,
    previous: () => skip(-1),
    following: () => skip(1),
    large,
    print: () => window.print(),
    save,
  };
  for (const id in clicks) at(id).addEventListener("click", clicks[id]);
  for (const entry of document.querySelectorAll("button[data-at]")) {
    entry.addEventListener("click", () => {
      seek(Number(entry.dataset.at));
      if (entry.classList.contains("jump")) scrollTo(0, 0);
      audio.play().catch(() => {});
    });
  }

  const whole = at("whole");
  function point(event) {
    const box = whole.getBoundingClientRect();
    seek(((event.clientX - box.left) / box.width) * duration);
  }
  whole.addEventListener("pointerdown", (event) => {
    whole.setPointerCapture(event.pointerId);
    point(event);
  });
  whole.addEventListener("pointermove", (event) => {
    if (whole.hasPointerCapture(event.pointerId)) point(event);
  });
  near.addEventListener("click", (event) => {
    const box = near.getBoundingClientRect();
    seek(time() + ((event.clientX - box.left - lead()) / A_SECOND) * 1000);
  });

  const keys = {
    " ": toggle,
    ArrowLeft: back,
    ArrowRight: forward,
    n: () => skip(1),
    p: () => skip(-1),
    f: large,
  };
  document.addEventListener("keydown", (event) => {
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, name)) return;
    if (name === " " && event.target.closest("button, input")) return;
    event.preventDefault();
    keys[name]();
  });
  whole.addEventListener("keydown", (event) => {
    if (event.key === "Home") seek(0);
    else if (event.key === "End") seek(duration);
    else return;
    event.preventDefault();
  });

  root.classList.add("js");
  audio.removeAttribute("controls");
  if (!audio.hasAttribute("src")) audio.src = soundInPage.file(audio);
  addEventListener("resize", measure);
  playing();
  measure();
})();
