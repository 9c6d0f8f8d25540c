// The schemas and asyncapi.yaml against the fixtures: what is valid there is valid here, and what is refused there is refused here.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(new URL("../web-client/package.json", import.meta.url));
const { default: Ajv } = require("ajv/dist/2020.js");
const YAML = require("yaml");

const here = (path) => new URL(path, import.meta.url);
const readJson = (path) => JSON.parse(readFileSync(here(path), "utf8"));

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
const schemaFiles = readdirSync(here("schema/")).filter((name) => name.endsWith(".schema.json"));
for (const name of schemaFiles) ajv.addSchema(readJson(`schema/${name}`), name);

const fixtures = readdirSync(here("fixtures/")).filter((name) => name.endsWith(".json")).map((name) => readJson(`fixtures/${name}`));
const fixtureNamed = new Map(fixtures.map((fixture) => [fixture.name, fixture]));

/** The documents of a fixture that are JSON, and how many are not. */
function documentsOf({ frame, text }) {
  if (frame !== undefined) return { documents: [frame], broken: 0 };
  const documents = [];
  let broken = 0;
  for (const line of text.split("\n").filter((one) => one.trim() !== "")) {
    try {
      documents.push(JSON.parse(line));
    } catch {
      broken += 1;
    }
  }
  return { documents, broken };
}

/** The schema that speaks of a document. */
function schemaFor(fixture, document) {
  switch (fixture.from) {
    case "client": return "command.schema.json";
    case "server": return "ev" in document ? "event.schema.json" : "answer.schema.json";
    case "store": return "store-body.schema.json";
    case "snapshot": return "snapshot.schema.json";
    case "http": return "takeaways" in document ? "takeaways.schema.json" : "schedule.schema.json";
    default: throw new Error(`${fixture.name}: there is no schema for what comes from "${fixture.from}"`);
  }
}

function validate(id, document) {
  const check = ajv.getSchema(id);
  assert.ok(check, `there is no ${id}`);
  return { isValid: check(document), errors: ajv.errorsText(check.errors) };
}

test("there are fixtures and schemas, each schema under its own name", () => {
  assert.notEqual(fixtures.length, 0);
  assert.notEqual(schemaFiles.length, 0);
  for (const name of schemaFiles) {
    assert.equal(readJson(`schema/${name}`).$id, name);
    assert.ok(ajv.validateSchema(readJson(`schema/${name}`)), name);
  }
});

test("every valid fixture is valid by its schema", () => {
  for (const fixture of fixtures.filter((one) => !one.refused)) {
    const { documents, broken } = documentsOf(fixture);
    assert.equal(broken, 0, fixture.name);
    for (const document of documents) {
      const { isValid, errors } = validate(schemaFor(fixture, document), document);
      assert.ok(isValid, `${fixture.name}: ${errors}`);
    }
    for (const meaning of [fixture.means ?? []].flat()) {
      const { isValid, errors } = validate(schemaFor(fixture, meaning), meaning);
      assert.ok(isValid, `${fixture.name}, as it is meant: ${errors}`);
    }
  }
});

test("every refused fixture is refused by the schema, too, unless no schema can say why", () => {
  const beyondSchema = ["refused-duplicate-key", "refused-too-deep", "refused-text-blank", "refused-clock-swap-with-itself", "refused-plan-talk-ends-first", "refused-plan-twice",
    "refused-plan-too-many-together"];
  for (const fixture of fixtures.filter((one) => one.refused)) {
    const { documents } = documentsOf(fixture);
    const passes = documents.some((document) => validate("command.schema.json", document).isValid);
    assert.equal(passes, beyondSchema.includes(fixture.name), fixture.name);
  }
});

test("a document of a server that lacks what a client needs is not valid", () => {
  const changed = (name, change) => {
    const document = structuredClone(fixtureNamed.get(name).frame);
    change(document);
    return document;
  };
  const answers = [
    { re: 1 },
    { ok: {} },
    { re: null, ok: {} },
    changed("ok", (answer) => { answer.error = fixtureNamed.get("error-gone").frame.error; }),
    changed("ok", (answer) => { answer.ok.surprise = 1; }),
    changed("receipt", (answer) => { delete answer.ok.offset; }),
    changed("receipt", (answer) => { answer.ok.offset = "132"; }),
    changed("welcome", (answer) => { delete answer.ok.token; }),
    changed("welcome", (answer) => { delete answer.ok.limits.burst; }),
    changed("welcome", (answer) => { answer.ok.space.rules = ""; }),
    changed("welcome", (answer) => { answer.ok.space.brand.colour = "red"; }),
    changed("welcome", (answer) => { answer.ok.space.brand.logo = "https://elsewhere.example/logo.svg"; }),
    changed("joined", (answer) => { delete answer.ok.state; }),
    changed("joined", (answer) => { answer.ok.more = true; }),
    changed("joined", (answer) => { delete answer.ok.events[0].from; }),
    changed("joined-recovered", (answer) => { answer.ok.before = 82; }),
    changed("joined-recovered", (answer) => { answer.ok.reason = "epoch"; }),
    changed("joined-anew-epoch", (answer) => { answer.ok.reason = "bored"; }),
    changed("page", (answer) => { answer.ok.events.push(fixtureNamed.get("edited").frame); }),
    changed("error-gone", (answer) => { answer.error.code = "lost"; }),
    changed("error-gone", (answer) => { delete answer.error.retryable; }),
  ];
  const events = [
    {},
    changed("message", (event) => { delete event.text; }),
    changed("message", (event) => { delete event.offset; }),
    changed("message", (event) => { event.at = 1.5; }),
    changed("message", (event) => { event.from.role = "king"; }),
    changed("message-deleted", (event) => { event.text = "still here"; }),
    changed("edited", (event) => { delete event.target; }),
    changed("deleted", (event) => { event.id = event.from.id; }),
    changed("at", (event) => { delete event.id; }),
    changed("gap", (event) => { delete event.to; }),
    changed("reset-epoch", (event) => { delete event.reason; }),
    changed("left-banned", (event) => { event.code = "bored"; }),
    changed("here", (event) => { delete event.watching; }),
    changed("read-elsewhere", (event) => { delete event.offset; }),
    changed("applause", (event) => { delete event.version; }),
    changed("applause", (event) => { event.counts = {}; }),
    changed("typing-told", (event) => { delete event.typing[0].name; }),
    changed("shed", (event) => { event.typing = false; }),
    changed("member", (event) => { delete event.member; }),
    changed("draining", (event) => { delete event.window_ms; }),
  ];
  for (const document of answers) assert.ok(!validate("answer.schema.json", document).isValid, JSON.stringify(document));
  for (const document of events) assert.ok(!validate("event.schema.json", document).isValid, JSON.stringify(document));
});

test("the schema's lists are the README's", () => {
  const readme = readFileSync(here("README.md"), "utf8");
  const { code, reason, role } = readJson("schema/words.schema.json").$defs;
  for (const word of [...code.enum, ...reason.enum, ...role.enum]) assert.ok(readme.includes(`\`${word}\``), word);
  const codesThere = [...readme.matchAll(/^\| `([a-z_]+)` \| (?:yes|no) \|/gm)].map(([, word]) => word);
  assert.deepEqual(codesThere.sort(), [...code.enum].sort());
});

// asyncapi.yaml

const asyncapi = YAML.parse(readFileSync(here("asyncapi.yaml"), "utf8"));

/** Every `$ref` below a value, with its path. */
function refsIn(value, path = "#") {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, below]) =>
    key === "$ref" ? [{ path, target: below }] : refsIn(below, `${path}/${key}`));
}

function follow(document, pointer) {
  return pointer.split("/").slice(1).reduce((value, key) => value?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}

test("every reference in asyncapi.yaml leads somewhere", () => {
  assert.equal(asyncapi.asyncapi, "3.0.0");
  const refs = refsIn(asyncapi);
  assert.notEqual(refs.length, 0);
  for (const { path, target } of refs) {
    const [file, pointer] = target.split("#");
    const document = file === "" ? asyncapi : readJson(file);
    assert.notEqual(follow(document, pointer), undefined, `${path}: ${target}`);
  }
});

test("every message of asyncapi.yaml is in the channel, in an operation, and shown by a fixture that its payload allows", () => {
  const used = new Set(refsIn([asyncapi.channels, asyncapi.operations]).map(({ target }) => target));
  for (const [name, message] of Object.entries(asyncapi.components.messages)) {
    assert.ok(used.has(`#/components/messages/${name}`), `${name} is in no channel`);
    assert.ok(used.has(`#/channels/session/messages/${name}`), `${name} is in no operation`);
    const fixture = fixtureNamed.get(message["x-fixture"]);
    assert.ok(fixture && !fixture.refused, `${name} has no fixture`);
    const { isValid, errors } = validate(message.payload.schema.$ref.replace("schema/", ""), fixture.frame);
    assert.ok(isValid, `${name}: ${errors}`);
    for (const other of Object.values(asyncapi.components.messages)) {
      if (other === message) continue;
      const id = other.payload.schema.$ref.replace("schema/", "");
      assert.ok(!validate(id, fixture.frame).isValid, `${name}'s fixture is also a ${other.name}`);
    }
  }
});

test("every command and every event of the fixtures is a message of asyncapi.yaml", () => {
  const messages = asyncapi.components.messages;
  for (const { from, frame, refused, later } of fixtures) {
    if (refused || later || frame === undefined) continue;
    if (from === "client") assert.ok(messages[`command_${frame.do}`], frame.do);
    if (from === "server" && frame.ev) assert.ok(messages[`event_${frame.ev}`], frame.ev);
    if (from === "client") assert.ok(asyncapi.operations[frame.do], frame.do);
  }
});
