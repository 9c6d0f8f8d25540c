// The project's own files as the house rules see them: paths from the root, texts, C++ without comments, includes.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const notOurs = new Set([".git", "build", "node_modules", "hallway-data"]);

/** Every file of the project, as a path from the root. */
export function files(folder = "") {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !notOurs.has(entry.name))
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      return entry.isDirectory() ? files(path) : [path];
    });
}

/** The folders at the top of the tree. */
export function topFolders() {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !notOurs.has(entry.name))
    .map((entry) => entry.name);
}

export function text(path) {
  return readFileSync(join(root, path), "utf8");
}

export function exists(path) {
  return statSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
}

export function isExecutable(path) {
  return exists(path) && (statSync(join(root, path)).mode & 0o111) === 0o111;
}

/** Source without its comments; line breaks stay, so that line numbers do. String literals stay as they are. */
export function withoutComments(source) {
  const literalsAndComments = /"(?:[^"\\\n]|\\.)*"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return source.replace(literalsAndComments, (match) =>
    match.startsWith("/") ? match.replace(/[^\n]+/g, "") : match);
}

/** What a C++ file includes: `{ path, ours, line }`, ours for `"quoted"` ones. */
export function includes(path) {
  return text(path).split("\n").flatMap((content, index) => {
    const match = /^\s*#\s*include\s*([<"])([^>"]+)[>"]/.exec(content);
    return match ? [{ path: match[2], ours: match[1] === '"', line: index + 1 }] : [];
  });
}

/** Where `pattern` stands in the text: `path:line: the line`. */
export function places(path, pattern, source = text(path)) {
  return source.split("\n").flatMap((content, index) =>
    pattern.test(content) ? [`${path}:${index + 1}: ${content.trim()}`] : []);
}
