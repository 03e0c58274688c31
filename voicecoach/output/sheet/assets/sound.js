// Base64 that stands in the page becomes a file of the browser's own, piece by piece as the page arrives.
const soundInPage = (function () {
  "use strict";

  const STEP = 1 << 20;
  const parts = [];

  function add(text) {
    const decoded = [];
    for (let start = 0; start < text.length; start += STEP) {
      const letters = atob(text.slice(start, start + STEP));
      const bytes = new Uint8Array(letters.length);
      for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
      decoded.push(bytes);
    }
    parts.push(new Blob(decoded));
  }

  return {
    // Take the piece before the script that calls this, so that its letters need no memory any longer.
    take() {
      const piece = document.currentScript.previousElementSibling;
      add(piece.textContent);
      piece.remove();
      document.currentScript.remove();
    },
    // Return the address of the whole sound, which may stand whole in the address of an audio element.
    file(audio) {
      const address = audio.getAttribute("src") || "";
      if (!parts.length) add(address.slice(address.indexOf(",") + 1));
      return URL.createObjectURL(new Blob(parts, { type: "audio/mpeg" }));
    },
  };
})();
