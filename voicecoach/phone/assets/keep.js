// Loads a whole file into the page, so that it plays without a network. A load that breaks off goes on where it was.

const TRIES = 8; // without a single byte in between
const LONGEST_WAIT = 8000; // ms

/** Return the file at `url` as a Blob; `progress` is called with the bytes that are there. */
export async function load(url, { size, etag, type, progress }) {
  let pieces = [];
  let got = 0;
  for (let failed = 0; ; failed += 1) {
    try {
      const headers = got ? { Range: `bytes=${got}-`, 'If-Range': etag } : {};
      const answer = await fetch(url, { headers, cache: 'no-store' });
      if (answer.status === 200) {
        pieces = [];
        got = 0;
      } else if (answer.status !== 206) {
        throw new Error(`answer ${answer.status}`);
      }
      for (const reader = answer.body.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        pieces.push(value);
        got += value.length;
        failed = 0;
        progress(got);
      }
      if (got === size) return new Blob(pieces, { type });
    } catch (error) {
      if (failed >= TRIES) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_WAIT, 500 * 2 ** failed)));
  }
}
