/**
 * What a start finds in the store: rows that a broken disk, another program or another version has left.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Order, OrderId } from "../../../lib/order.ts";
import { idText } from "../../../lib/order.ts";
import { encodeOrder, encodeRememberedId } from "../../../lib/store/order_codec.ts";
import { activeKey, doneKey } from "../../../lib/store/keys.ts";
import { OrderStore } from "../../../lib/store/orders.ts";
import { OrderQueries } from "../../../lib/store/queries.ts";
import { sweep } from "../../../lib/store/retention.ts";
import { Writer } from "../../../lib/store/writer.ts";
import { everyState, exporting } from "../../support/exports.ts";
import { hastyClock } from "../../support/hasty_clock.ts";
import { diskKey, MemoryDisk, MemoryKv } from "../../support/memory_kv.ts";
import { dayOf, newOrder } from "../../support/store.ts";
import type { Chance } from "../../support/world/chance.ts";
import { oddLiteral } from "../json.ts";
import { anyText, mutateBytes, mutateMembers } from "../mutate.ts";
import { INPUT_MS_MAX, type Surface } from "../surface.ts";

interface Damage {
  readonly id: OrderId;
  readonly place: "active" | "done";
  readonly value: unknown;
  readonly before: unknown;
}

/** What was found of the order whose row was changed. */
interface Came {
  readonly peeked: Order | null;
  readonly got: Order | Error | null;
  readonly all: readonly Order[];
  readonly listed: readonly Order[];
  readonly unreadable: readonly string[];
  readonly accepted: string;
  readonly isOthersForgotten: boolean;
  readonly exported: number;
}

/** Changes how a store is opened: a planted fault. */
export type OpenOrders = (kv: MemoryKv) => OrderStore;

const LATER_MS = 10 ** 12;

const opened: OpenOrders = (kv) =>
  new OrderStore(kv, new Writer(kv, hastyClock), hastyClock, dayOf);

/** The surface. */
export function storeRows(open: OpenOrders = opened): Surface {
  return {
    name: "store-rows",
    reaches: ["refused", "as it was", "another value"],
    weight: 1,
    inputMsMax: INPUT_MS_MAX,
    async open() {
      const { kv } = await everyState();
      const rows = [...kv.disk.rows.values()].filter(({ key }) =>
        key[0] === "active" || key[0] === "done"
      );
      return (chance) => {
        const damage = make(chance, rows as unknown as readonly Stored[]);
        return {
          feed: async () => {
            const came = await start(kv.disk, damage, open);
            return () => judge(damage, came);
          },
          show: () => show(damage),
        };
      };
    },
  };
}

interface Stored {
  readonly key: readonly ["active" | "done", string, string];
  readonly value: Uint8Array;
}

const decoder = new TextDecoder(), encoder = new TextEncoder();

function make(chance: Chance, rows: readonly Stored[]): Damage {
  const [first] = rows;
  assert.ok(first !== undefined);
  const { key: [place, server, chargeId], value: before } = chance.pick([first, ...rows]);
  const other = chance.pick([first, ...rows]).value;
  const value = changed(before, other, chance);
  return { id: { server, chargeId }, place, value, before };
}

function changed(bytes: Uint8Array, other: Uint8Array, chance: Chance): unknown {
  switch (chance.between(0, 9)) {
    case 0:
      // Of another kind altogether.
      return chance.pick([
        null,
        "text",
        7,
        new Deno.KvU64(7n),
        {},
        [],
        bytes.buffer,
        new Uint8Array(0),
      ]) ?? bytes;
    case 1:
      return other;
    case 2:
      return bytes.slice().fill(
        0,
        chance.between(0, bytes.length),
        chance.between(0, bytes.length),
      );
    case 3:
      return mutateBytes(bytes, chance, chance.between(1, 3));
    case 4:
      return bytes;
    default:
      return oneMemberChanged(bytes, chance);
  }
}

/** As another version, or somebody with an editor, might write it. */
function oneMemberChanged(bytes: Uint8Array, chance: Chance): Uint8Array {
  const whole = JSON.parse(decoder.decode(bytes));
  const parts = [null, "fields", "result", "delivery", "claim"].filter((name) =>
    name === null || typeof whole[name] === "object" && whole[name] !== null
  );
  const name = chance.pick([null, ...parts]);
  const part: Record<string, unknown> = name === null ? whole : whole[name];
  const members = Object.entries(part).map(([key, value]) => [key, JSON.stringify(value)] as const);
  const text = `{${
    mutateMembers(members, chance, literal).map(([key, value]) => `${JSON.stringify(key)}:${value}`)
      .join(",")
  }}`;
  if (name === null) return encoder.encode(text);
  const { [name]: _, ...rest } = whole;
  return encoder.encode(`${JSON.stringify(rest).slice(0, -1)},${JSON.stringify(name)}:${text}}`);
}

function literal(chance: Chance): string {
  const values = [
    '"settled"',
    '"queued"',
    '"gone"',
    '"processing"',
    '"pending"',
    "[]",
    "{}",
    "0",
    "1e20",
    "1.5",
    '"1.000"',
    '"-1.000"',
    "[[0]]",
    '[["x","y"]]',
  ] as const;
  return chance.hit(0.5)
    ? chance.pick(values)
    : chance.hit(0.5)
    ? oddLiteral(chance)
    : JSON.stringify(anyText(chance));
}

async function start(
  disk: MemoryDisk,
  { id, place, value }: Damage,
  open: OpenOrders,
): Promise<Came> {
  const own = new MemoryDisk();
  for (const [name, row] of disk.rows) own.rows.set(name, row);
  own.version = disk.version;
  const key = place === "active" ? activeKey(id) : doneKey(id);
  own.rows.set(diskKey(key), { key, value, versionstamp: "00000000000000000001" });
  const kv = new MemoryKv(own);
  const orders = open(kv);
  const unreadable: string[] = [];
  await orders.load({ unreadable: (key) => void unreadable.push(key.join(" ")) });
  const peeked = orders.peek(id);
  const all = [...orders.active()];
  const got = await orders.get(id).catch((error) => error);
  const changed = await orders.change(id, () => null);
  assert.ok(
    changed.kind === "declined" || changed.kind === "notFound" || changed.kind === "storeDown",
  );
  const queries = new OrderQueries(
    kv,
    orders,
    () => dayOf(0),
    () => false,
    (key) => unreadable.push(key.join(" ")),
  );
  const { orders: listed } = await queries.list({}, 50, null);
  const accepted = await orders.accept(newOrder(id.chargeId, 0, { server: id.server }));
  const retention = { retentionMs: 1, idRetentionMs: LATER_MS };
  await sweep(kv, new Writer(kv, hastyClock), retention, LATER_MS * 3);
  const isOthersForgotten = [...own.rows.values()].every(({ key, value }) =>
    key[0] !== "done" || idText(`${key[1]}`, `${key[2]}`) === idText(id.server, id.chargeId) ||
    decoder.decode(value as Uint8Array).includes('"gone"')
  );
  let exported = 0;
  try {
    for await (const _ of exporting(kv)) exported++;
  } catch {
    // An export in a test refuses what can't be read; the program's leaves it out, and says so.
    exported = -1;
  }
  return {
    peeked,
    got,
    all,
    listed,
    unreadable,
    accepted: accepted.kind,
    isOthersForgotten,
    exported,
  };
}

function judge(damage: Damage, came: Came): string {
  const { id, place, value } = damage;
  assert.notEqual(came.accepted, "accepted", "an order whose number is stored was taken anew");
  assert.notEqual(
    came.accepted,
    "refused",
    "an order whose number is stored was called certainly not there",
  );
  const names = came.all.map(({ server, fields }) => idText(server, fields.chargeId));
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(
    new Set([...names, idText(id.server, id.chargeId)]).size,
    new Set([...EVERY, idText(id.server, id.chargeId)]).size,
    `memory has ${names}`,
  );
  for (const order of [...came.all, ...came.listed]) wellFormed(order);
  assert.ok(came.isOthersForgotten, "a damaged row keeps others from being forgotten");
  if (came.got instanceof Error) {
    assert.ok(
      came.got.message.includes(`${place} ${id.server} ${id.chargeId}`),
      `it names no row: ${came.got.message}`,
    );
    assert.equal(came.peeked, null);
    assert.equal(came.accepted, "doubtful");
    if (place === "active") {
      assert.deepEqual(came.unreadable, [`active ${id.server} ${id.chargeId}`]);
    }
    return "refused";
  }
  if (came.got === null) {
    // Only a remembered id has no order.
    assert.match(decoder.decode(value as Uint8Array), /"gone"/);
    return "as it was";
  }
  const { server, fields } = came.got;
  assert.deepEqual({ server, chargeId: fields.chargeId }, id, "it was taken for another order");
  wellFormed(came.got);
  return value === damage.before ? "as it was" : "another value";
}

/** The orders that memory has after a start on whole rows. */
const EVERY = ["main/1", "main/2", "main/3", "main/4", "main/5", "other/8"];

/** Everything that the program does with an order can be done with it. */
function wellFormed(order: Order): void {
  assert.ok(encodeOrder(order).length > 0);
  if (order.state === "settled") encodeRememberedId(order);
  assert.ok(
    Number.isSafeInteger(order.receivedAtMs) && typeof order.fields.chargeCash === "bigint",
  );
  for (const { atMs, kind } of order.timeline) {
    assert.ok(Number.isSafeInteger(atMs) && typeof kind === "string");
  }
}

function show({ id, place, value }: Damage): string {
  const text = value instanceof Uint8Array ? decoder.decode(value) : Deno.inspect(value);
  return `${place} ${id.server} ${id.chargeId}: ${text}`;
}
