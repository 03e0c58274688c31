// Talks to the studio's server, and notices when it is gone and when it is back.

const base = new URL(".", location.href);
const ALIVE_EVERY = 2500;
const ANSWER_WITHIN = 4000;

export class Refused extends Error {
  constructor(status, answer) {
    super(sentence(answer.error ?? `the server answered with ${status}`));
    this.status = status;
    this.answer = answer;
  }
}

// A message as it stands alone; one that begins with a file's name stays as it is.
function sentence(text) {
  return text.replace(/^[a-z]+(?=[ ,])/, (word) => word[0].toUpperCase() + word.slice(1)).replace(/[^.!?:]$/, "$&.");
}

export class Gone extends Error {
  constructor() {
    super("The studio's server does not answer.");
  }
}

export const server = Object.assign(new EventTarget(), { here: true, started: null });

export const address = (path) => new URL(path, base).href;

export async function ask(method, path, body, signal) {
  const options = { method, signal, cache: "no-store" };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  let response;
  try {
    response = await fetch(address(path), options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    lost();
    throw new Gone();
  }
  const answer = await response.json().catch(() => ({}));
  // What took long was said to be well before it was refused.
  if (!response.ok || answer?.error) throw new Refused(answer.status ?? response.status, answer);
  return answer;
}

export const post = (path, body, signal) => ask("POST", path, body, signal);

export const get = (path) => ask("GET", path);

function lost() {
  if (!server.here) return;
  server.here = false;
  server.dispatchEvent(new Event("gone"));
}

async function look() {
  try {
    const response = await fetch(address("api/alive"), { cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN) });
    if (!response.ok) throw new Gone();
    const { started } = await response.json();
    const again = server.started !== null && started !== server.started;
    const back = !server.here;
    Object.assign(server, { here: true, started });
    if (again || back) server.dispatchEvent(new CustomEvent("back", { detail: { again } }));
  } catch {
    lost();
  }
  setTimeout(look, server.here ? ALIVE_EVERY : ALIVE_EVERY / 5);
}

export function watch() {
  look();
}

// Calls `told` with each {"what", "done", "of"} that the server reports, until the returned function is called.
export function follow(told) {
  const source = new EventSource(address("api/progress"));
  source.onmessage = (message) => told(JSON.parse(message.data));
  return () => source.close();
}
