/**
 * `config.yaml` as somebody writes it who is in a hurry, or as a disk leaves it.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Fault } from "../../../lib/config/fault.ts";
import { formatFault } from "../../../lib/config/fault.ts";
import { type ReadConfig, readConfig } from "../../../lib/config/read.ts";
import type { Chance } from "../../support/world/chance.ts";
import { anyText, mutateText, ODD_TEXTS } from "../mutate.ts";
import { type Surface, surface } from "../surface.ts";

const textOf = (path: string) =>
  Deno.readTextFileSync(new URL(`../../../${path}`, import.meta.url));

/** Looks like nothing else, so that it is seen wherever it is told. */
const KEY = "m4rker-of-a-key", VARIABLE = "m4rker-of-a-variable", FILE = "m4rker-of-a-file";

/** With everything in it that a configuration can have. */
const FULL = `listen: { host: 0.0.0.0, port: 60000, readTimeout: 10s, packetLimit: 16KiB }
timezone: Asia/Shanghai
servers:
  - name: main
    addresses: [127.0.0.1, 192.168.1.0/24, "::1"]
    md5key: ${KEY}
    callback: { host: 10.0.0.1, port: 50899 }
  - { name: far, addresses: 10.9.0.0/16, md5key: "\${SECRET}" }
store: { path: data/orders.kv, retention: 180d, idRetention: 1095d }
backup: { folder: data/backups, every: 24h, keep: 7 }
callback: { timeout: 10s, concurrency: 32, retry: { first: 1s, factor: 2, max: 1m, giveUpAfter: never } }
review: { hold: 30m }
channels:
  sim: { type: simulate, outcome: success, delay: 200ms, journal: journal.ndjson }
  desk: { type: manual, hours: "08:00-22:00", dailyCount: 100, dailyCash: 5000 }
  jobs: { type: worker, lease: 2m }
  tool: { type: command, run: [./recharge.sh, --fast], timeout: 60s, concurrency: 4 }
routes:
  - when: { chargeType: [0, 5], nbrArea: "广东*", chargeCash: { min: 10, max: 500 } }
    channels: [sim, desk]
    maxWait: 30m
  - channels: [desk]
web:
  host: 127.0.0.1
  port: 60080
  tokens: [{ name: erp, token: "\${SECRET}-0123456789", may: [read, settle] }]
log: { level: info, format: text }
`;

const texts: readonly [string, ...string[]] = [
  FULL,
  textOf("config.yaml"),
  ...["get-json", "form-json", "gbk-xml"].map((name) =>
    textOf(`docs/examples/${name}.yaml`).replace("s3cret-of-the-shop", KEY)
  ),
];

/** The surface. */
export function configs(read: typeof readConfig = readConfig): Surface {
  return surface({
    name: "configs",
    reaches: ["loads", "faults"],
    weight: 1,
    inputMsMax: 1500,
    make,
    feed: (text: string) =>
      read(text, {
        file: "config.yaml",
        env: (name) => name === "SECRET" ? VARIABLE : undefined,
        readTextFile: (path) => {
          if (path.endsWith("secret")) return FILE;
          throw new Deno.errors.NotFound(path);
        },
      }),
    judge,
    show: (text) => text,
  });
}

function make(chance: Chance): string {
  let text = chance.pick(texts);
  for (let change = chance.pick([0, 1, 1, 2, 3]); change > 0; change--) {
    text = changed(text, chance);
  }
  return chance.hit(0.003) ? huge(text, chance) : text;
}

function changed(text: string, chance: Chance): string {
  if (chance.hit(0.2)) return mutateText(text, chance);
  const lines = text.split("\n");
  const at = chance.between(0, lines.length - 1), other = chance.between(0, lines.length - 1);
  const line = lines[at] ?? "";
  switch (chance.between(0, 6)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(other, 0, line);
      break;
    case 2:
      [lines[at], lines[other]] = [lines[other] ?? "", line];
      break;
    case 3:
      lines[at] = chance.pick([" ", "  ", "\t", "- "]) + line;
      break;
    case 4:
      lines[at] = line.replace(/: .*$/, () => `: ${oddScalar(chance)}`);
      break;
    case 5:
      lines[at] = line.replace(
        /[\w-]+(?=:)/,
        (key) =>
          chance.pick([
            key.toUpperCase(),
            key.slice(1),
            `${key}s`,
            `${key}File`,
            "__proto__",
            key + key,
          ]),
      );
      break;
    default: {
      // One value within a line of many.
      const words = [...line.matchAll(/[\w.\/-]+|"[^"]*"/g)];
      const word = words[chance.between(0, words.length - 1)];
      if (word === undefined) break;
      lines[at] = line.slice(0, word.index) + oddScalar(chance) +
        line.slice(word.index + word[0].length);
    }
  }
  return lines.join("\n");
}

const SCALARS = [
  "",
  "~",
  "null",
  "true",
  "0",
  "-1",
  "1e9",
  "0x1f",
  "0o7",
  ".5",
  "1_000",
  "10s",
  "-5m",
  "9999999999d",
  "0s",
  "never",
  "16KiB",
  "1PiB",
  "127.0.0.1",
  "0.0.0.0/0",
  "::/0",
  "300.1.1.1",
  "[]",
  "{}",
  "[a, b",
  "{a: b",
  "*a",
  "&a b",
  "!!binary x",
  "|",
  ">",
  "'",
  '"',
  "${SECRET}",
  "${NOPE}",
  "${",
  "$${SECRET}",
  '"${SECRET}"',
  "a.secret",
  "25:00-26:00",
  "../../etc",
  "answer.x ==",
  "{reference",
  "{md5(",
  "{secrets.key}",
  "answer.a.b.c == '1' || true",
  "99999999999999999999",
  "2026-11-26",
  "no",
  "=",
  "%",
] as const;

function oddScalar(chance: Chance): string {
  return chance.hit(0.7)
    ? chance.pick(SCALARS)
    : chance.hit(0.5)
    ? chance.pick(ODD_TEXTS)
    : JSON.stringify(anyText(chance));
}

/** What a reader may take long for, or run out of stack over. */
function huge(text: string, chance: Chance): string {
  const unit = chance.pick([
    "[",
    "{a: ",
    "- ",
    "? ",
    "a: ",
    "\n",
    "#",
    '"',
    "&a ",
    "- a\n",
    "${",
    "${A}",
    "x",
  ]);
  const many = chance.pick([200, 3000, 60_000]);
  return `${text}\nextra: ${unit.repeat(Math.floor(many / unit.length))}\n`;
}

function judge(text: string, read: ReadConfig): string {
  const lines = text.split(/\r\n|\n|\r/).length;
  const faults = "faults" in read ? read.faults : [];
  for (const fault of [...faults, ...read.warnings]) told(fault, lines);
  const shown = [
    "shown" in read ? read.shown : "",
    ...[...faults, ...read.warnings].map(formatFault),
  ].join("\n");
  assert.ok(!shown.includes(VARIABLE), "what a variable holds is shown");
  assert.ok(!shown.includes(FILE), "what a file holds is shown");
  if (isInPlace(text)) assert.ok(!shown.includes(KEY), "a key is shown");
  if ("faults" in read) {
    assert.ok(read.faults.length > 0, "it does not load, and nobody says why");
    return "faults";
  }
  const { config } = read;
  assert.ok(config.servers.length > 0 && config.routes.length > 0 && config.channels.size > 0);
  for (const { channels } of config.routes) {
    for (const name of channels) assert.ok(config.channels.has(name), `no channel ${name}`);
  }
  for (const { md5key, addresses } of config.servers) {
    assert.ok(md5key !== "" && addresses.length > 0);
  }
  const { port, connectionsMax, packetBytesMax } = config.listen;
  assert.ok(port >= 1024 && port <= 65_535 && connectionsMax > 0 && packetBytesMax > 0);
  return "loads";
}

function told(fault: Fault, lines: number): void {
  assert.ok(fault.line >= 1 && fault.line <= lines, `line ${fault.line} of ${lines}`);
  assert.ok(Number.isInteger(fault.column) && fault.column >= 1);
  assert.ok(fault.problem.zh !== "" && fault.problem.en !== "");
}

/** Whether the key stands nowhere but where keys stand. */
function isInPlace(text: string): boolean {
  const all = text.split(KEY).length - 1;
  const inPlace = text.match(new RegExp(`^ +(?:md5key|key|apikey): ${KEY}$`, "gm"))?.length ?? 0;
  return all === inPlace;
}
