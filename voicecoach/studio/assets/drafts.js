// Keeps what has not been saved in the browser, so that neither a closed tab nor a dead server loses it.
//
// Each tab keeps its own: two tabs with one script must not write over each other. A tab holds a lock as long as it
// lives; what a tab without one has left behind is offered to the next that opens the script.

const PREFIX = "voicecoach draft ";
const held = async () => new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
const lockOf = (name) => `voicecoach tab ${name}`;

export let tab = Math.random().toString(36).slice(2);

export async function claimTab() {
  const before = tried(() => sessionStorage.getItem("tab"));
  // A duplicated tab comes with the other one's name.
  if (before && !(await held()).has(lockOf(before))) tab = before;
  tried(() => sessionStorage.setItem("tab", tab));
  navigator.locks?.request(lockOf(tab), () => new Promise(() => {}));
}

const keyOf = (name, of = tab) => `${PREFIX}${of} ${name}`;

// Returns false where the browser keeps nothing.
export function keep(name, text, version) {
  return tried(() => localStorage.setItem(keyOf(name), JSON.stringify({ text, version, at: Date.now() }))) !== null;
}

export function forget(name) {
  tried(() => localStorage.removeItem(keyOf(name)));
}

// Takes over the newest draft of a script: this tab's own, or one of a tab that is no longer there.
export async function takeOver(name) {
  const there = await held();
  const found = [];
  for (const key of tried(() => Object.keys(localStorage)) ?? []) {
    if (!key.startsWith(PREFIX) || !key.endsWith(` ${name}`)) continue;
    const owner = key.slice(PREFIX.length, -name.length - 1);
    if (owner.includes(" ") || (owner !== tab && there.has(lockOf(owner)))) continue;
    const draft = tried(() => JSON.parse(localStorage.getItem(key)));
    if (draft) found.push({ key, ...draft });
  }
  found.sort((a, b) => b.at - a.at);
  const [newest] = found;
  if (newest && newest.key !== keyOf(name) && keep(name, newest.text, newest.version)) {
    tried(() => localStorage.removeItem(newest.key));
  }
  return newest ?? null;
}

// What is done with the browser's storage, or null where it is full or not allowed.
function tried(what) {
  try {
    return what() ?? undefined;
  } catch {
    return null;
  }
}
