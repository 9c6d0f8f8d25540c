// That the entries still fit the sources: what they replace is there, once, and the table in tests/README.md is theirs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { allDefences, nameOf, occurrences, root, table, tableBegins, tableEnds, tried } from "./defences.mjs";

const fields = ["area", "guards", "promise", "defence", "file", "find", "replace", "target", "test"];

test("every entry names a text that its file has once", () => {
  for (const entry of allDefences()) {
    assert.deepEqual(Object.keys(entry).sort(), [...fields].sort(), nameOf(entry));
    const text = readFileSync(join(root, entry.file), "utf8");
    assert.equal(occurrences(text, entry.find), 1, `${nameOf(entry)}: ${entry.file} has it another number of times:\n${entry.find}`);
    assert.notEqual(entry.find, entry.replace, nameOf(entry));
  }
});

test("no two entries have one name", () => {
  const names = allDefences().map(nameOf);
  assert.deepEqual(names, [...new Set(names)]);
});

test("the table in tests/README.md is the entries'", () => {
  const [, rest] = readFileSync(join(root, "tests/README.md"), "utf8").split(tableBegins);
  assert.ok(rest, "tests/README.md has no table of defences");
  assert.equal(rest.split(tableEnds)[0].trim(), table(allDefences(), tried()), "write it anew: tests/defences/run --table");
});
