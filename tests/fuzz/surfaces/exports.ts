/**
 * Exports that are to be restored: cut short, damaged on their way, or written by somebody else.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Order } from "../../../lib/order.ts";
import { idText, isClosed, isHeldForGood } from "../../../lib/order.ts";
import { ExportRefused } from "../../../lib/store/read_export.ts";
import { readRestored } from "../../../lib/store/restored.ts";
import { everyState, exported, imported } from "../../support/exports.ts";
import { MemoryKv } from "../../support/memory_kv.ts";
import { storeWorld } from "../../support/store.ts";
import type { Chance } from "../../support/world/chance.ts";
import { oddLiteral } from "../json.ts";
import { anyText, mutateBytes, mutateMembers } from "../mutate.ts";
import { INPUT_MS_MAX, type Surface } from "../surface.ts";

interface Made {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether the last line says what is in it: whoever can write an export can count, too. */
  readonly isCounted: boolean;
  /** Everything but the last line is as it was. */
  readonly isWhole: boolean;
  /** Something was changed. */
  readonly isOdd: boolean;
}

/** What is in a store that an export was taken into; or why it was not. */
type Came =
  | { readonly orders: readonly Order[]; readonly again: string; readonly lines: number }
  | {
    readonly error: unknown;
    /** Whether something of it was kept, in a store that would start with it. */
    readonly isKept: boolean;
  };

/** Takes an export in; a planted fault may stand in for it. */
export type TakeIn = (kv: MemoryKv, bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>;

const encoder = new TextEncoder(), decoder = new TextDecoder();

/** The surface. */
export function exports(takeIn: TakeIn = (kv, bytes) => imported(kv, bytes)): Surface {
  return {
    name: "exports",
    reaches: ["refused", "as it was", "another"],
    weight: 1,
    inputMsMax: INPUT_MS_MAX,
    async open() {
      const { kv } = await everyState();
      const whole = await exported(kv);
      return (chance) => {
        const made = make(whole, chance);
        return {
          feed: async () => {
            const came = await taken(made, takeIn);
            return () => judge(made, came);
          },
          show: () => decoder.decode(made.bytes),
        };
      };
    },
  };
}

function make(whole: Uint8Array<ArrayBuffer>, chance: Chance): Made {
  let lines = decoder.decode(whole).split("\n").slice(0, -1);
  const changes = chance.pick([0, 1, 1, 2]);
  for (let change = 0; change < changes; change++) lines = changedLines(lines, chance);
  const isCounted = changes > 0 && chance.hit(0.7);
  if (isCounted) lines = counted(lines);
  let bytes = new Uint8Array(encoder.encode(`${lines.join("\n")}${chance.hit(0.97) ? "\n" : ""}`));
  const isBroken = changes === 0 && chance.hit(0.8);
  if (isBroken) bytes = new Uint8Array(mutateBytes(bytes, chance, chance.between(1, 2)));
  const isWhole = content(bytes) === content(whole);
  return { bytes, isCounted, isWhole, isOdd: changes > 0 || isBroken };
}

/** What the digest in the last line is of. */
function content(bytes: Uint8Array): string {
  const text = decoder.decode(bytes);
  return text.slice(0, text.indexOf('{"end"'));
}

function changedLines(lines: readonly string[], chance: Chance): string[] {
  const changed = [...lines];
  const at = chance.between(0, changed.length - 1), other = chance.between(0, changed.length - 1);
  const line = changed[at] ?? "";
  switch (chance.between(0, 6)) {
    case 0:
      changed.splice(at, 1);
      break;
    case 1:
      changed.splice(other, 0, line);
      break;
    case 2:
      [changed[at], changed[other]] = [changed[other] ?? "", line];
      break;
    case 3:
      changed.splice(
        at,
        0,
        chance.pick([
          "",
          "{}",
          "null",
          "[]",
          '{"order":{}}',
          '{"gone":null}',
          '{"end":{}}',
          anyText(chance),
          "x".repeat(140_000),
        ]),
      );
      break;
    default:
      changed[at] = changedLine(line, chance);
  }
  return changed;
}

function changedLine(line: string, chance: Chance): string {
  const whole = parsed(line);
  const outer = whole.order ?? whole.gone ?? whole.end ?? whole;
  const part = chance.hit(0.5) && typeof outer.fields === "object" ? outer.fields : outer;
  const literals = [
    '"settled"',
    '"queued"',
    '"received"',
    "0",
    '"1.000"',
    "[]",
    '"main"',
    '"1"',
    "null",
  ] as const;
  const members = Object.entries(part).map(([name, value]) =>
    [name, JSON.stringify(value)] as const
  );
  const text = mutateMembers(
    members,
    chance,
    (chance) => chance.hit(0.5) ? chance.pick(literals) : oddLiteral(chance),
  )
    .map(([name, literal]) => `${JSON.stringify(name)}:${literal}`).join(",");
  const own = JSON.stringify(part);
  return line.replace(own, () => `{${text}}`).replaceAll("\n", " ");
}

/** A line's object; one without members where an earlier change has made it unreadable. */
function parsed(line: string) {
  try {
    return Object(JSON.parse(line));
  } catch {
    return {};
  }
}

/** With a last line that fits. */
function counted(lines: readonly string[]): string[] {
  const inner = lines.filter((line) => !line.startsWith('{"end"'));
  const orders = inner.filter((line) => line.startsWith('{"order":')).length;
  const gone = inner.filter((line) => line.startsWith('{"gone"')).length;
  const sha256 = createHash("sha256").update(inner.map((line) => `${line}\n`).join("")).digest(
    "hex",
  );
  return [...inner, JSON.stringify({ end: { orders, gone, sha256 } })];
}

async function taken({ bytes }: Made, takeIn: TakeIn): Promise<Came> {
  const kv = new MemoryKv();
  try {
    await takeIn(kv, bytes);
  } catch (error) {
    // What says one number twice is only seen half way through: nothing starts on a store that is marked so.
    const restored = kv.disk.rows.size === 0 ? null : await readRestored(kv);
    return { error, isKept: kv.disk.rows.size > 0 && restored?.phase !== "importing" };
  }
  const world = await storeWorld(kv.disk);
  const { orders } = await world.queries.list({}, 50, null);
  const again = decoder.decode(await exported(kv));
  return { orders, again, lines: again.split("\n").length };
}

function judge({ isCounted, isWhole, isOdd }: Made, came: Came): string {
  if ("error" in came) {
    assert.ok(came.error instanceof ExportRefused, `another error: ${came.error}`);
    assert.match(came.error.message, /line \d+/);
    assert.equal(came.isKept, false, "something of it was kept");
    assert.ok(!isWhole || isOdd, `a whole export was refused: ${came.error.message}`);
    return "refused";
  }
  assert.ok(isWhole || isCounted, "a damaged export was taken in");
  for (const order of came.orders) {
    const { server, fields, state } = order;
    assert.ok(
      isHeldForGood(order) || isClosed(order),
      `${idText(server, fields.chargeId)} is ${state} and goes on by itself`,
    );
  }
  return isWhole ? "as it was" : "another";
}
