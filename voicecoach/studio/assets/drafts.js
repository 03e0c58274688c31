// Keeps what has not been saved in the browser, so that neither a closed tab nor a dead server loses it.
//
// Each tab keeps its own: two tabs with one script must not write over each other. A tab holds a lock as long as it
// lives; what a tab without one has left behind is offered to the next that opens the script.

const PREFIX = "voicecoach draft ";
const held = async () => new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
const lockOf = (tab) => `voicecoach tab ${tab}`;

export let tab = "";

export async function claimTab() {
  tab = sessionStorage.getItem("tab") ?? "";
  // A duplicated tab comes with the other one's name.
  if (!tab || (await held()).has(lockOf(tab))) tab = Math.random().toString(36).slice(2);
  sessionStorage.setItem("tab", tab);
  navigator.locks?.request(lockOf(tab), () => new Promise(() => {}));
}

const keyOf = (name, of = tab) => `${PREFIX}${of} ${name}`;

// Returns false where the browser keeps nothing.
export function keep(name, text, version) {
  try {
    localStorage.setItem(keyOf(name), JSON.stringify({ text, version, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function forget(name) {
  try {
    localStorage.removeItem(keyOf(name));
  } catch {
    // Nothing was kept then.
  }
}

// Takes over the newest draft of a script: this tab's own, or one of a tab that is no longer there.
export async function takeOver(name) {
  const there = await held();
  const found = [];
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX) || !key.endsWith(` ${name}`)) continue;
    const owner = key.slice(PREFIX.length, -name.length - 1);
    if (owner !== tab && there.has(lockOf(owner))) continue;
    found.push({ key, ...JSON.parse(localStorage.getItem(key)) });
  }
  found.sort((a, b) => b.at - a.at);
  const [newest] = found;
  if (newest && newest.key !== keyOf(name)) {
    keep(name, newest.text, newest.version);
    localStorage.removeItem(newest.key);
  }
  return newest ?? null;
}
