// Builds ../assets/editor.js and notes in built.json what it was built from, for the test that they belong together.
// Run it with `npm ci --ignore-scripts && node build.mjs`; the same lock file gives the same bytes.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const bundle = here + "../assets/editor.js";
const licence = here + "../assets/editor.LICENSE.txt";
const recipe = ["package.json", "package-lock.json", "build.mjs", "index.js", "parserless.js"];

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["index.js"],
  outfile: bundle,
  bundle: true,
  minify: true,
  format: "esm",
  alias: { "@codemirror/language": "./parserless.js", "@lezer/common": "./parserless.js" },
  target: ["chrome108", "firefox110", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  metafile: true,
});

const packages = new Set();
for (const input of Object.keys(metafile.inputs)) {
  const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) packages.add(found[1]);
}
const texts = new Map();
for (const name of [...packages].sort()) {
  const folder = `${here}node_modules/${name}/`;
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const version = JSON.parse(readFileSync(folder + "package.json", "utf8")).version;
  const text = readFileSync(folder + file, "utf8");
  const holder = /^copyright.*$/im.exec(text)[0];
  const terms = text.replace(/^mit license$/im, "").replace(holder, "").replace(/\s+/g, " ").trim();
  texts.set(terms, [...(texts.get(terms) ?? []), `${name} ${version}\n  ${holder}`]);
}
const parts = [...texts].map(([terms, names]) => `${names.join("\n")}\n\nMIT License\n\n${folded(terms)}\n`);
writeFileSync(licence, `editor.js contains these packages.\n\n${parts.join("\n\n")}`);

function folded(text) {
  return text.replace(/(.{1,100})(?: |$)/g, "$1\n").trimEnd();
}

const sha256 = (...files) => {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex");
};
const built = { recipe: sha256(...recipe.map((name) => here + name)), bundle: sha256(bundle), licence: sha256(licence) };
writeFileSync(here + "built.json", JSON.stringify(built, null, 2) + "\n");
