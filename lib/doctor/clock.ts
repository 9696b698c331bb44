/**
 * The machine's clock.
 *
 * @module
 */
import type { Finding } from "./finding.ts";
import { fail, ok, warn } from "./finding.ts";
import type { DoctorWorld } from "./world.ts";

const ABOUT = "时钟 clock";
/** This program is younger. */
const YEAR_MIN = 2025;
const YEAR_MAX = 2100;
/** How long the two clocks are compared, in milliseconds. */
const COMPARED_MS = 300;
/** How far they may part meanwhile, in milliseconds: a clock that is slewed parts by less than a thousandth. */
const PARTED_MS_MAX = 50;
/** How far a file may lie ahead, in milliseconds: file systems round. */
const AHEAD_MS_MAX = 60_000;

/**
 * Looks at the clock.
 *
 * @param storePath a store that was changed later than now tells of a clock that was set back
 */
export async function examineClock(
  world: DoctorWorld,
  timezone: string,
  storePath: string,
): Promise<Finding[]> {
  const nowMs = world.nowMs();
  const year = new Date(nowMs).getUTCFullYear();
  if (year < YEAR_MIN || year > YEAR_MAX) {
    return [fail(ABOUT, `${year} 年不对,请校时 the year is wrong, set the clock`)];
  }
  const findings = [];
  const aheadMs = changedAtMs(world, storePath) - nowMs;
  if (aheadMs > AHEAD_MS_MAX) {
    const seconds = Math.round(aheadMs / 1000);
    findings.push(fail(
      ABOUT,
      `定单库的最后改动在 ${seconds} 秒之后,时钟可能被拨回 ` +
        `the store was last changed ${seconds} s from now; the clock may have been set back`,
    ));
  }
  const jumpMs = await jumped(world);
  if (jumpMs > PARTED_MS_MAX) {
    findings.push(warn(
      ABOUT,
      `${COMPARED_MS} 毫秒内跳动了 ${Math.round(jumpMs)} 毫秒,是否有几个程序在校时? ` +
        `it jumped by ${Math.round(jumpMs)} ms; do several programs set it?`,
    ));
  }
  const synchronized = await world.output(["timedatectl", "show", "-p", "NTPSynchronized"]);
  if (synchronized?.trim() === "NTPSynchronized=no") {
    findings.push(warn(ABOUT, "没有与时间服务器同步 it is not synchronized with a time server"));
  }
  if (findings.length > 0) return findings;
  return [ok(ABOUT, `${new Date(nowMs).toISOString()}, ${timezone}`)];
}

function changedAtMs(world: DoctorWorld, path: string): number {
  try {
    return world.see(path)?.changedAtMs ?? 0;
  } catch {
    // What can't be looked at is told of with the files.
    return 0;
  }
}

async function jumped(world: DoctorWorld): Promise<number> {
  const offsetMs = () => world.nowMs() - world.monotonicMs();
  const beforeMs = offsetMs();
  await world.pause(COMPARED_MS);
  return Math.abs(offsetMs() - beforeMs);
}
