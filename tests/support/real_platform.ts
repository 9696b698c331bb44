/**
 * A played server on the machine's own network, for a czdock that runs as a process.
 *
 * @module
 */
import { systemClock } from "../../lib/clock.ts";
import type { PlatformOptions } from "../../lib/platform/platform.ts";
import { Platform } from "../../lib/platform/platform.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { connect, machine } from "../../lib/wiring/world.ts";

/** Starts one for a czdock that listens on a port; callbacks come to a free one. @param more what is otherwise */
export function startRealPlatform(port: number, more: Partial<PlatformOptions> = {}): Platform {
  return new Platform({
    connect,
    listen: machine.listen,
    clock: systemClock,
    target: { hostname: "127.0.0.1", port },
    md5key: SAMPLE_MD5KEY,
    callbackHost: "127.0.0.1",
    callbackPort: 0,
    ...more,
  });
}
