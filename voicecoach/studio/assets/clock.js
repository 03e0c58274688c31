// Times as people read them; all are milliseconds.

const two = (number) => String(number).padStart(2, "0");

export function clock(ms) {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

// To a tenth of a second, for the place where something is heard.
export function exact(ms) {
  const tenths = Math.floor(ms / 100);
  return `${clock(Math.floor(tenths / 10) * 1000)}.${tenths % 10}`;
}

// "41 minutes 20 seconds", for screen readers.
export function spelled(ms) {
  const seconds = Math.round(ms / 1000);
  const parts = [[Math.floor(seconds / 3600), "hour"], [Math.floor(seconds / 60) % 60, "minute"], [seconds % 60, "second"]];
  const said = parts.filter(([number]) => number).map(([number, unit]) => `${number} ${unit}${number === 1 ? "" : "s"}`);
  return said.join(" ") || "0 seconds";
}

export function difference(ms) {
  return `${ms < 0 ? "−" : "+"}${clock(Math.abs(ms))}`;
}
