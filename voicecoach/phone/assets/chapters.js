// Where the chapters of a file are. Times are in seconds.

const NEAR = 0.15; // a jump to a chapter may land so far before it
export const BEGUN = 3; // after so long "previous" means the start of this chapter

/** Return the number of the chapter at a time, or -1 before the first. */
export function chapterAt(starts, time) {
  return starts.findLastIndex((start) => start <= time + NEAR);
}

/** Return where "next" leads; null behind the last chapter. */
export function nextStart(starts, time) {
  return starts[chapterAt(starts, time) + 1] ?? null;
}

/** Return where "previous" leads: to the start of this chapter, or soon after that to the one before. */
export function previousStart(starts, time) {
  const number = chapterAt(starts, time);
  const begun = time - (starts[number] ?? 0) > BEGUN;
  return starts[begun ? number : number - 1] ?? 0;
}

/** Write a time as people do: 3:05, 1:02:03. */
export function clock(time) {
  const whole = Math.round(time);
  const [hours, minutes, seconds] = [whole / 3600, (whole / 60) % 60, whole % 60].map((part) => Math.floor(part));
  const two = (number) => String(number).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
