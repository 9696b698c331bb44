/**
 * Row 7: resident memory, idle and at its peak under many connections.
 *
 * @module
 */
import type { Bench } from "../bench.ts";
import { freePort } from "../children.ts";
import { sendAll } from "../client.ts";
import { pause } from "../deadline.ts";
import { OkListener } from "../ok_listener.ts";
import { FIRST_SENT_ID, orderPackets } from "../packets.ts";
import { EMPTY } from "../prepare.ts";
import { residentMb } from "../process_figures.ts";
import type { Row } from "../row.ts";
import { atMost, inTurn } from "../row.ts";
import { lead } from "./full_life.ts";

const CONNECTIONS = 128;

/** Measures row 7: idle, with orders that stay under way, and with orders that live their whole lives. */
export async function memoryRows(bench: Bench): Promise<Row[]> {
  const idle = await inTurn(bench.runs, () => idleMb(bench), () => bareIdleMb(bench));
  const waiting = await inTurn(bench.runs, () => waitingMb(bench), () => bareBusyMb(bench));
  const living = await inTurn(bench.runs, () => livingMb(bench), () => bareBusyMb(bench));
  const { remembered } = bench.sizes;
  const orders = `${remembered} orders at ${CONNECTIONS} connections`;
  const bareEcho = "bare echo, peak";
  return [
    row("7", "resident memory, idle", idle, "a script that only listens", 100),
    row("7b", `peak, ${orders}, all waiting at the desk`, waiting, bareEcho, 200),
    row("7c", `peak, ${orders}, full life`, living, bareEcho, 200),
  ];
}

function row(
  name: string,
  what: string,
  { a, b }: { a: number[]; b: number[] },
  beside: string,
  reachMb: number,
): Row {
  return { row: name, what, unit: "MB", ours: a, beside, limits: b, goal: atMost(reachMb) };
}

function idleMb(bench: Bench): Promise<number> {
  const setup = { channel: "manual", callbackPort: freePort() } as const;
  return bench.withCzdock(setup, EMPTY, async ({ pid }) => {
    await pause(bench.sizes.idleMs);
    return residentMb(pid).nowMb;
  });
}

function bareIdleMb(bench: Bench): Promise<number> {
  return bench.withListenOnly(async ({ pid }) => {
    await pause(bench.sizes.idleMs);
    return residentMb(pid).nowMb;
  });
}

function waitingMb(bench: Bench): Promise<number> {
  const setup = { channel: "manual", callbackPort: freePort() } as const;
  return bench.withCzdock(setup, EMPTY, async ({ pid, port }) => {
    await sendAll(port, orderPackets(FIRST_SENT_ID, bench.sizes.remembered), CONNECTIONS);
    return residentMb(pid).peakMb;
  });
}

async function livingMb(bench: Bench): Promise<number> {
  const listener = new OkListener();
  const setup = { channel: "simulate", callbackPort: listener.port } as const;
  try {
    return await bench.withCzdock(setup, EMPTY, async ({ pid, port }) => {
      await lead(bench, listener, port, FIRST_SENT_ID, bench.sizes.remembered, CONNECTIONS);
      return residentMb(pid).peakMb;
    });
  } finally {
    listener.close();
  }
}

function bareBusyMb(bench: Bench): Promise<number> {
  return bench.withEcho(async ({ pid, port }) => {
    await sendAll(port, orderPackets(FIRST_SENT_ID, bench.sizes.remembered), CONNECTIONS);
    return residentMb(pid).peakMb;
  });
}
