// The house rules, as tests: each failure names the file, the line and the rule.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { basename, dirname, join, normalize } from "node:path";
import { test } from "node:test";

import { exists, files, includes, isExecutable, places, root, text, topFolders, withoutComments } from "./tree.mjs";

const all = files();
const headers = all.filter((path) => path.endsWith(".hpp"));
const sources = all.filter((path) => path.endsWith(".cpp"));
const cxx = [...headers, ...sources];
const scripts = all.filter((path) => /\.(mjs|js|html)$/.test(path) && !path.startsWith("tests/tidy/"));
const prose = all.filter((path) => path.endsWith(".md"));
const shells = all.filter((path) => path.endsWith(".sh") || /^(server|tests|\.ci)\/run$/.test(path));

/** Fails with every complaint at once. */
function none(complaints, rule) {
  assert.equal(complaints.length, 0, `${rule}\n  ${complaints.join("\n  ")}`);
}

// From left to right; a folder may include itself and what stands to the left of its own place, never its neighbour there.
const layers = [["protocol"], ["support"], ["room"], ["redis"], ["log"], ["identity", "schedule"], ["hub"],
  ["http", "edge", "outside"], ["bench"], ["main"]];
const rank = new Map(layers.flatMap((names, index) => names.map((name) => [name, index])));

/** The house's word for where a C++ file lies, or undefined for tests. */
function layerOf(path) {
  const parts = path.split("/");
  if (parts[0] === "protocol") return "protocol";
  if (path === "server/main.cpp") return "main";
  return parts[0] === "server" ? parts[1] : undefined;
}

test("each folder includes only what stands to its left", () => {
  const complaints = [];
  for (const path of cxx) {
    const from = layerOf(path);
    if (from === undefined) continue;
    if (!rank.has(from)) {
      complaints.push(`${path}: the folder "${from}" has no place in the order`);
      continue;
    }
    for (const include of includes(path).filter((one) => one.ours && one.path !== "version.hpp")) {
      const to = include.path.split("/")[0];
      const allowed = to === from || (rank.has(to) && rank.get(to) < rank.get(from));
      if (!allowed) complaints.push(`${path}:${include.line}: ${from} may not include "${include.path}"`);
    }
  }
  none(complaints, "support, protocol <- room <- redis <- log <- identity, schedule <- hub <- http, edge, outside <- bench <- main");
});

test("what is ours is included in quotes, with its folder, and exists", () => {
  const complaints = [];
  for (const path of cxx) {
    for (const include of includes(path).filter((one) => one.ours && one.path !== "version.hpp")) {
      if (!exists(include.path) && !exists(`server/${include.path}`)) {
        complaints.push(`${path}:${include.line}: there is no "${include.path}", seen from the root or from server/`);
      }
    }
  }
  none(complaints, 'write "room/room.hpp" or "protocol/limits.hpp"');
});

test("Beast is included only by .cpp files of edge/, http/ and outside/, and by tests", () => {
  none(cxx
    .filter((path) => !/^server\/(edge|http|outside)\/[^/]+\.cpp$/.test(path) && !path.startsWith("tests/"))
    .flatMap((path) => includes(path).filter((one) => one.path.startsWith("boost/beast")).map((one) => `${path}:${one.line}`)),
  "Beast costs its build time wherever it is seen");
});

test("nlohmann is included only by .cpp files", () => {
  none(headers.flatMap((path) =>
    includes(path).filter((one) => one.path.startsWith("nlohmann/") && one.path !== "nlohmann/json_fwd.hpp")
      .map((one) => `${path}:${one.line}`)),
  "a header names its own types; JSON stays in the codec");
});

test("no word stands where it is forbidden", () => {
  const inCode = (paths, pattern) => paths.flatMap((path) => places(path, pattern, withoutComments(text(path))));
  none([
    ...inCode(cxx, /\bdetached\b/),
    ...inCode(cxx, /\bsleep_(for|until)\b/),
    ...inCode(headers, /\busing\s+namespace\s+(?!std::(chrono_)?literals|std::[a-z_]+_literals)/),
    ...inCode(cxx.filter((path) => path.startsWith("server/hub/")), /\bstd::(recursive_|shared_|timed_)?mutex\b/),
    ...inCode(scripts, /\b(innerHTML|outerHTML|insertAdjacentHTML)\b/),
  ], "who spawns, watches; time is passed in; a core has no mutex; text is data");
});

test("the wall clock is read only by who tells the time", () => {
  // Whatever waits, counts or decides asks a scheduler, whose monotonic() does not jump with the machine's clock; its now() is the one way to the hour.
  const tellers = ["server/support/asio_scheduler.cpp", "server/support/logging.cpp", "server/support/process_metrics.cpp", "server/identity/tokens.cpp",
    "server/identity/token_commands.cpp", "server/log/backup_folder.cpp", "server/edge/http_session.cpp", "server/outside/demo.cpp",
    "server/bench/bench_machine.cpp", "server/bench/own_certificate.cpp", "server/support/tls_identity.hpp", "server/edge/certificate_watch.hpp"];
  none(cxx.filter((path) => layerOf(path) !== undefined && !tellers.includes(path)).flatMap((path) =>
    places(path, /\bsystem_clock::now\b|\bstd::time\(|\bgettimeofday\b|\bCLOCK_REALTIME\b/, withoutComments(text(path)))),
  "deadlines are counted on the monotonic clock; name the file here if it only says what time it is");
});

test("every header says what it is in its first line, and is guarded by #pragma once", () => {
  none(headers.flatMap((path) => {
    const lines = text(path).split("\n");
    const end = lines.findIndex((line) => !line.startsWith("//"));
    const complaints = [];
    if (!/^\/\/ `?\p{L}.{10,}/u.test(lines[0])) complaints.push(`${path}:1: the first line is a sentence in a // comment`);
    if (lines.slice(end).find((line) => line.trim() !== "") !== "#pragma once") {
      complaints.push(`${path}: #pragma once follows that comment`);
    }
    return complaints;
  }), "the first line says what the file is");
});

test("a .cpp file includes its own header first", () => {
  none(sources.flatMap((path) => {
    const own = path.replace(/\.cpp$/, ".hpp");
    const first = includes(path)[0];
    if (!exists(own) || (first && (first.path === own || `server/${first.path}` === own))) return [];
    return [`${path}: begins with "${own.replace(/^server\//, "")}"`];
  }), "so that every header is known to compile alone");
});

test("nothing lies deeper than three folders", () => {
  none(all.filter((path) => path.split("/").length > 4), "flatter is easier to find");
});

test("the top of the tree has only its agreed folders", () => {
  const agreed = ["server", "protocol", "web-client", "config", "tests", ".ci", ".github"];
  none(topFolders().filter((name) => !agreed.includes(name)), `the folders are ${agreed.join(", ")}`);
});

test("no source is longer than 450 lines", () => {
  none([...cxx, ...scripts, ...shells, ...all.filter((path) => path.endsWith(".css"))]
    .map((path) => [path, text(path).split("\n").length - 1])
    .filter(([, lines]) => lines > 450)
    .map(([path, lines]) => `${path} has ${lines}`), "split by noun");
});

test("no path or package source of a developer's machine is written down", () => {
  const machine = /\/(work|farm)\/[a-z]|\/root\/|\/home\/[a-z]/;
  const textual = all.filter((path) => !/\.(png|jpg|ico|woff2?|db|gz|br)$/.test(path));
  none([
    ...textual.flatMap((path) => places(path, machine)),
    ...all.filter((path) => basename(path) === "package-lock.json").flatMap((path) => places(path, /"resolved": "http/).slice(0, 1)),
  ], "paths are relative; a lock file is written with omit-lockfile-registry-resolved=true");
});

test("every relative link in a .md file leads somewhere", () => {
  const slugs = (path) => text(path).split("\n").filter((line) => /^#+ /.test(line)).map((line) =>
    line.replace(/^#+ /, "").toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").trim().replace(/ /g, "-"));
  const complaints = [];
  for (const path of prose) {
    const unfenced = text(path).replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]+/g, "")).replace(/`[^`\n]*`/g, "");
    for (const [, target] of unfenced.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g)) {
      if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue;
      const [file, anchor] = target.split("#");
      const found = file ? normalize(join(dirname(path), decodeURIComponent(file))) : path;
      if (!exists(found)) complaints.push(`${path}: ${target}`);
      else if (anchor && found.endsWith(".md") && !slugs(found).includes(anchor)) complaints.push(`${path}: ${target} (no such heading)`);
    }
  }
  none(complaints, "links resolve");
});

test("there are fixtures, each is JSON, and both languages' suites read the whole folder", () => {
  const fixtures = all.filter((path) => /^protocol\/fixtures\/.+\.json$/.test(path));
  assert.notEqual(fixtures.length, 0, "protocol/fixtures is empty");
  none(fixtures.flatMap((path) => {
    try {
      JSON.parse(text(path));
      return [];
    } catch (error) {
      return [`${path}: ${error.message}`];
    }
  }), "a fixture is JSON");

  const reading = (paths) => paths.filter((path) => /fixtures/.test(withoutComments(text(path))));
  const inCxx = reading(cxx.filter((path) => path.startsWith("tests/")));
  const inJavaScript = reading(scripts.filter((path) => path.endsWith(".test.mjs") || path.startsWith("tests/support/")));
  assert.notEqual(inCxx.length, 0, "no C++ test reads protocol/fixtures");
  assert.notEqual(inJavaScript.length, 0, "no JavaScript test reads protocol/fixtures");
});

test("every error code is explained in the protocol's README", () => {
  const body = /enum\s+class\s+errc[^{]*\{([^}]*)\}/.exec(withoutComments(text("protocol/errors.hpp")));
  assert.ok(body, "protocol/errors.hpp has no enum class errc");
  const codes = body[1].split(",").map((code) => code.split("=")[0].trim()).filter((code) => code !== "" && code !== "ok");
  assert.notEqual(codes.length, 0);
  const readme = text("protocol/README.md");
  none(codes.filter((code) => !new RegExp(`\\b${code}\\b`).test(readme)), "the list of codes is closed, and told");
});

test("the entry points can be run, and every script parses", () => {
  none([
    ...["server/run", "tests/run", ".ci/run"].filter((path) => !isExecutable(path)).map((path) => `${path} has no run bit`),
    ...shells.map((path) => [path, spawnSync("bash", ["-n", join(root, path)], { encoding: "utf8" })])
      .filter(([, result]) => result.status !== 0).map(([path, result]) => `${path}: ${result.stderr}`),
  ], "one entry point for everything");
});

test("no style speaks of any neighbour at all: a browser would style every row anew when one comes or goes", () => {
  const complaints = all.filter((path) => path.endsWith(".css"))
    .flatMap((path) => text(path).split("\n").map((line, index) => [`${path}:${index + 1}`, line]))
    .filter(([, line]) => /[+~]\s*\*/.test(line))
    .map(([place, line]) => `${place}: ${line.trim().slice(0, 80)}`);
  none(complaints, "Name what follows, or say :not(:first-child).");
});
