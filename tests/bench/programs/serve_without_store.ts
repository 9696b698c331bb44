/**
 * The limit beside a full life: czdock as it is, over a store that keeps nothing and commits at once. Its arguments are
 * those of `czdock serve`.
 *
 * @module
 */
import type { Atomic, Kv, Row } from "../../../lib/store/kv.ts";
import { serveCommand } from "../../../lib/wiring/serve.ts";
import { connect, machine } from "../../../lib/wiring/world.ts";
import { VERSION } from "../../../main.ts";
import { webServer } from "../../../web/serve.ts";

const COMMITTED = { ok: true, versionstamp: "00000000000000000001" } as const;

const atomic: Atomic = {
  check: () => atomic,
  set: () => atomic,
  delete: () => atomic,
  sum: () => atomic,
  commit: () => Promise.resolve(COMMITTED),
};

function nothing(key: readonly unknown[]): Row {
  return { key, value: null, versionstamp: null };
}

async function* noRows(): AsyncGenerator<Row> {}

/** Keeps nothing. */
const forgetfulKv: Kv = {
  get: (key) => Promise.resolve(nothing(key)),
  getMany: (keys) => Promise.resolve(keys.map(nothing)),
  list: noRows,
  atomic: () => atomic,
  close() {},
};

if (import.meta.main) {
  const web = webServer(VERSION, machine.clock);
  const parts = { version: VERSION, web, connect, listen: machine.listen, kv: () => forgetfulKv };
  Deno.exit(await serveCommand(Deno.args, parts));
}
