// The entries of tests/defences/*.json: what is read of them, and the table that tests/README.md shows of them.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

export const root = resolve(here, "../..");
export const triedFile = join(here, "tried.json");

/**
 * One defence, and how it is removed. `find` occurs once in `file`; with `replace` in its place everything still compiles, and `test` fails.
 * @typedef {{area: string, guards: string, promise: string, defence: string, file: string, find: string, replace: string,
 *            target: string, test: string[]}} Defence
 */

/** @returns {Defence[]} in the order of the files' names, then as they stand there */
export function allDefences() {
  return readdirSync(here)
    .filter((name) => name.endsWith(".json") && join(here, name) !== triedFile)
    .sort()
    .flatMap((name) => JSON.parse(readFileSync(join(here, name), "utf8")).map((entry) => ({ area: name.slice(0, -5), ...entry })));
}

/** What names an entry in tried.json. */
export const nameOf = (entry) => `${entry.area}: ${entry.guards}`;

export const occurrences = (text, part) => text.split(part).length - 1;

/** What came of the last trial of each entry: {name: {result, on}}. */
export function tried() {
  try {
    return JSON.parse(readFileSync(triedFile, "utf8"));
  } catch {
    return {};
  }
}

/** "row 3" after "row 2", and both after the promises. */
function placeOf(promise) {
  const [, word, number] = /^(promise|row) (\d+)/.exec(promise) ?? [];
  return (word === "promise" ? 0 : word === "row" ? 1_000 : 2_000) + Number(number ?? 0);
}

/** The last argument that names something: a test's title, or the file of tests. */
function testOf({ test }) {
  if (test[0] !== "node") return `${test[0].split("/").at(-1)}: ${test.slice(1).join(" ") || "all of it"}`;
  const pattern = test.find((word) => word.startsWith("--test-name-pattern"));
  const title = pattern?.includes("=") ? pattern.slice(pattern.indexOf("=") + 1) : test[test.indexOf(pattern) + 1];
  return `${test.at(-1).split("/").at(-1)}${pattern ? `: ${title}` : ""}`;
}

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** The Markdown table that stands in tests/README.md. */
export function table(defences, trials) {
  const rows = [...defences]
    .sort((a, b) => placeOf(a.promise) - placeOf(b.promise))
    .map((entry) => {
      const trial = trials[nameOf(entry)];
      return [entry.promise, entry.guards, testOf(entry), `${entry.defence} (\`${entry.file}\`)`, trial ? trial.result : "not tried yet"];
    });
  return [["for", "what is kept", "its test", "the defence", "without it"], ["---", "---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.map(cell).join(" | ")} |`)
    .join("\n");
}

export const tableBegins = "<!-- The table of defences: written by tests/defences/run --table -->";
export const tableEnds = "<!-- The table ends. -->";
