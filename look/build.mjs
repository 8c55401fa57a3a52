// Bundles nl.css into one small file: node build.mjs OUT TEMPLATES...
// Dropped are rules for classes that stand in no template, and custom properties that nothing reads.
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleAsync } from "lightningcss";

const here = dirname(fileURLToPath(import.meta.url));
const [out, ...places] = process.argv.slice(2);

// A link that looks like a button has carried this class from the first page on: the same style, a shorter name.
const ALSO = { "nl-button": "button" };
const THEIRS = /^(nl|utrecht)-/;

function written(place) {
  if (statSync(place).isFile()) return readFileSync(place, "utf8");
  return readdirSync(place).map((name) => written(join(place, name))).join("\n");
}
const words = new Set(places.map(written).join("\n").match(/[a-zA-Z_][\w-]*/g));

function isUsed(selector) {
  return selector.every((part) => {
    if (part.type === "class") return !THEIRS.test(part.name) || part.name in ALSO || words.has(part.name);
    if (part.type === "pseudo-class" && (part.kind === "where" || part.kind === "is")) return part.selectors.some(isUsed);
    return true;
  });
}

const named = (part) => (part.type === "class" && part.name in ALSO ? { ...part, name: ALSO[part.name] } : part);

function Selector(selector) {
  if (!isUsed(selector)) return [];
  return selector.some((part) => part.type === "class" && part.name in ALSO) ? [selector, selector.map(named)] : selector;
}

const { code } = await bundleAsync({
  filename: join(here, "nl.css"),
  minify: true,
  targets: { chrome: 111 << 16, firefox: 113 << 16, safari: (16 << 16) | (4 << 8) },
  resolver: {
    resolve: (name, from) => (name.startsWith("@") ? join(here, "node_modules", name) : join(dirname(from), name)),
  },
  visitor: { Selector },
});

// A property of the parts themselves that nothing reads after this; one that a theme gives is not among them.
let css = code.toString();
for (let before = ""; before !== css; ) {
  before = css;
  const read = new Set([...css.matchAll(/var\(\s*(--[\w-]+)/g)].map((found) => found[1]));
  css = css.replace(/(?<=[{;])(--[\w-]+):[^;{}]*(;|(?=}))/g, (whole, name) => (read.has(name) ? whole : ""));
}
writeFileSync(out, css);
console.log(`${out}: ${css.length} bytes`);
