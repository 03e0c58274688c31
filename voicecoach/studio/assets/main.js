// Brings the parts of the page together.
import { announce, byId, plural } from "./dom.js";
import { clock, spelled } from "./clock.js";
import { Checking } from "./checking.js";
import { claimTab } from "./drafts.js";
import { finding } from "./finding.js";
import { Form } from "./form.js";
import { help } from "./help.js";
import { keys } from "./keys.js";
import { Listening } from "./listening.js";
import { out } from "./out.js";
import { Pace } from "./pace.js";
import { Player } from "./player.js";
import { Problems } from "./problems.js";
import { routines } from "./routines.js";
import { File } from "./saving.js";
import { Script } from "./script.js";
import { Gone, get, server, watch } from "./server.js";
import { Timeline, zoomButtons } from "./timeline.js";

const LOOK_EVERY = 4000;
const FADE_AFTER = 900;

const script = new Script(byId("editor"));
const file = new File(script);
const pace = new Pace();
const checking = new Checking(script, file, pace);
const timeline = new Timeline(byId("timeline"));
const player = new Player();
const form = new Form(script, file, (line) => script.goTo(line));
const problems = new Problems(script);
const listening = new Listening({ player, timeline, checking, file, script, say });
const find = finding(script);
let fading = 0;
let unchecked = "";

// Tells of what went wrong, or of nothing.
function say(text) {
  byId("message").textContent = text;
}

// Runs something that a person asked for, and says why where it cannot be done.
async function attempt(what) {
  try {
    say("");
    return await what();
  } catch (error) {
    say(error.message);
    return undefined;
  }
}

// What is said of the script, in the order of its text. Before the timeline is laid out, what the one before said of
// it stays.
function remarksOf({ diagnostics, timeline: drawn }, early = false) {
  const noted = (drawn?.notes ?? []).map((one) => ({ ...one, severity: "note", message: one.text, column: 1, late: true }));
  const known = new Set(diagnostics.map((one) => `${one.line} ${one.message}`));
  const found = [...diagnostics, ...noted.filter((one) => !known.has(`${one.line} ${one.message}`))].map((one) => {
    let from = checking.place(one.line, one.column, 1);
    if (one.late) from += /^\s*/.exec(script.doc.lineAt(from).text)[0].length;
    const to = one.end_line ? checking.place(one.end_line, one.end_column) : script.doc.lineAt(from).to;
    return { ...one, line: script.doc.lineAt(from).number, from, to: Math.max(from, to), apply };
  });
  if (early) {
    const said = new Set(found.map((one) => one.message));
    found.push(...script.remarks.filter((one) => one.late && !said.has(one.message)));
  }
  return found.sort((a, b) => a.from - b.from || a.to - b.to);
}

function apply(fix) {
  script.edit(fix.edits, { mapped: (line, column) => checking.place(line, column, 1) });
  script.view.focus();
  announce(`Mended: ${fix.label}`);
}

function diagnosed(answer, early) {
  if (unchecked && byId("message").textContent === unchecked) say("");
  const found = remarksOf(answer, early);
  script.setRemarks(found);
  problems.show(found);
  if (early || !answer.timeline) form.soon();
  document.body.dataset.diagnosed = String(Number(document.body.dataset.diagnosed ?? 0) + 1);
}

// The picture is that of an earlier text. A word that is still being typed does not count.
function fade(stale) {
  timeline.stale = stale;
  byId("stale").hidden = !stale;
}

function checked(answer) {
  diagnosed(answer);
  if (answer.timeline) {
    timeline.show(answer.timeline);
    pace.show(answer.timeline);
    form.list(timeline.picture.exercises(), (line) => checking.lineNow(line));
    byId("total").textContent = clock(answer.timeline.length_ms);
    byId("total").setAttribute("aria-label", `Length ${spelled(answer.timeline.length_ms)}`);
    byId("title").textContent = answer.timeline.title || file.name;
    byId("guess").hidden = !answer.timeline.guessed && !answer.timeline.silence;
    byId("guess").textContent =
      answer.timeline.silence || `${plural(answer.timeline.guessed, "sentence", "sentences")} not spoken yet: lengths are near guesses.`;
  }
  clearTimeout(fading);
  if (answer.timeline) fade(false);
  else fading = setTimeout(fade, FADE_AFTER, true);
  light(false);
  document.body.dataset.checked = String(Number(document.body.dataset.checked ?? 0) + 1);
}

// Lights up what belongs to the line of the cursor; where that has nothing of its own, what its exercise has.
function light(reveal) {
  const line = checking.lineThen(script.line);
  const { segments, events } = timeline.picture;
  let [first, last] = [line, line];
  const own = (one) => one.line === line;
  if (!segments.some(own) && !events.some(own) && form.lines) [first, last] = form.lines.map((one) => checking.lineThen(one));
  const isLit = (one) => one.line >= first && one.line <= last;
  timeline.light(isLit, { reveal });
  byId("lit").textContent = String(events.filter(isLit).length);
}

function showState() {
  const { dirty, name, kept, changedElsewhere } = file;
  byId("file").textContent = name ?? "";
  byId("saved").textContent = changedElsewhere
    ? "Changed on the disk too: save to decide"
    : dirty ? (kept ? "Not saved yet" : "Not saved yet, and the browser keeps no copy") : name ? "Saved" : "";
  byId("saved").dataset.state = changedElsewhere ? "both" : dirty ? "dirty" : "";
  byId("save").disabled = !dirty;
  document.title = `${dirty ? "● " : ""}${name ?? "voicecoach"} – studio`;
}

const commands = {
  save: () => attempt(() => file.save()),
  toggle: () => listening.toggle(),
  loop: () => listening.loop(),
  open: () => attempt(() => routines(openable)),
  render: () => attempt(() => {
    if (!checking.last?.timeline) throw new Error("There is nothing to render until the mistakes are mended.");
    out(checking.last.question);
  }),
  help,
  find,
  closer: () => timeline.zoom(1.6),
  farther: () => timeline.zoom(1 / 1.6),
  whole: () => timeline.whole(),
  hearLine: () => {
    const line = checking.lineThen(script.line);
    const { events, segments } = timeline.picture;
    const starts = [...events, ...segments].filter((one) => one.line === line).map((one) => one.start);
    const before = segments.filter((one) => one.line <= line).map((one) => one.start);
    listening.from(starts.length ? Math.min(...starts) : Math.max(0, ...before.slice(-1)));
  },
  remark: (direction) => {
    const here = script.view.state.selection.main.head;
    const found = script.remarks;
    const next = direction > 0 ? found.find((one) => one.from > here) ?? found[0] : found.findLast((one) => one.from < here) ?? found.at(-1);
    if (!next) return announce("Nothing to mend");
    script.goTo(script.doc.lineAt(next.from).number, { focus: true });
    return announce([next.message, next.help].filter(Boolean).join(". "));
  },
  fix: () => {
    const { line } = script;
    const found = script.remarks.find((one) => one.fixes?.length && script.doc.lineAt(one.from).number === line);
    if (found) apply(found.fixes[0]);
    else announce("There is nothing here that can be mended by itself.");
  },
};

// What opens another script: it is told to all parts.
const openable = {
  get name() {
    return file.name;
  },
  open: (name) => attempt(() => file.open(name)),
  show: (name, text, version) => file.show(name, text, version),
};

function wire() {
  script.addEventListener("cursor", ({ detail }) => {
    // After typing, the form waits for the check.
    if (detail.typed) return;
    form.soon();
    light(detail.byHand);
  });
  checking.addEventListener("diagnosed", ({ detail }) => diagnosed(detail, true));
  checking.addEventListener("checked", ({ detail }) => checked(detail));
  checking.addEventListener("failed", ({ detail }) => {
    unchecked = detail.status ? detail.message : "";
    if (unchecked) say(unchecked);
  });
  pace.addEventListener("changed", () => checking.now());
  file.addEventListener("state", showState);
  file.addEventListener("opened", ({ detail }) => {
    say(detail.unsaved ? "This is your text from last time, which was not saved yet." : "");
    listening.stop();
    checking.clear();
    history.replaceState(null, "", `#${encodeURIComponent(file.name)}`);
    pace.reset();
    timeline.set(0);
    timeline.whole();
    checking.now();
    form.soon();
    showState();
  });
  timeline.addEventListener("seek", ({ detail }) => listening.seek(detail.at));
  timeline.addEventListener("play", ({ detail }) => listening.from(detail.at));
  timeline.addEventListener("line", ({ detail }) => script.goTo(checking.lineNow(detail.line), detail));
  byId("zoom").append(...zoomButtons(timeline));
  for (const id of ["undo", "redo"]) byId(id).addEventListener("click", () => script[id]());
  for (const [id, command] of Object.entries({ save: "save", open: "open", render: "render", help: "help" })) {
    byId(id).addEventListener("click", () => commands[command]());
  }
  byId("pace-write").addEventListener("click", () => attempt(async () => say(await pace.write(script, file))));
  addEventListener("beforeunload", (event) => {
    if (file.dirty && !file.kept) event.preventDefault();
  });
  addEventListener("hashchange", () => openHash());
  keys(commands);
}

function watchServer() {
  server.addEventListener("gone", () => {
    byId("gone").hidden = false;
  });
  server.addEventListener("back", () => {
    byId("gone").hidden = true;
    if (byId("message").textContent === new Gone().message) say("");
    form.again();
    listening.forget();
    checking.now();
    announce("The studio's server is back.");
  });
  watch();
  setInterval(() => server.here && !document.hidden && file.look().catch(() => {}), LOOK_EVERY);
  addEventListener("focus", () => file.look().catch(() => {}));
}

async function openHash() {
  const name = decodeURIComponent(location.hash.slice(1));
  if (name && name !== file.name) await attempt(() => file.open(name));
}

async function start() {
  await claimTab();
  wire();
  watchServer();
  showState();
  await openHash();
  if (file.name !== null) return;
  const listed = await get("api/scripts");
  const first = listed.first || (listed.scripts.length === 1 && listed.scripts[0].name);
  if (first) await attempt(() => file.open(first));
  else await commands.open();
}

start().catch((error) => say(error.message));
