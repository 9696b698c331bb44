/**
 * What a command gets in its tests: the real network on loopback, and lists for what it prints.
 *
 * @module
 */
import { type Clock, systemClock } from "../../lib/clock.ts";
import type { Connect } from "../../lib/net.ts";
import type { CommandIo } from "../../lib/platform/command_io.ts";
import type { FakeCzdock } from "./fake_czdock.ts";

export const connect: Connect = ({ hostname, port }, signal) =>
  Deno.connect({ hostname, port, signal });

export const listen = (hostname: string, port: number) => Deno.listen({ hostname, port });

/** A clock that runs with the machine's, and can be set forward. */
export class ShiftedClock implements Clock {
  #shiftMs = 0;
  nowMs = () => systemClock.nowMs() + this.#shiftMs;
  after = systemClock.after;
  forward(ms: number): void {
    this.#shiftMs += ms;
  }
}

export interface TestIo extends CommandIo {
  readonly lines: string[];
  readonly errors: string[];
  /** What was written, by path. */
  readonly files: Map<string, string[]>;
}

/** The callback port that a command opens is told to the fake. */
export function testIo(fake: FakeCzdock | null, more: Partial<CommandIo> = {}): TestIo {
  const lines: string[] = [];
  const errors: string[] = [];
  const files = new Map<string, string[]>();
  return {
    files,
    writeLines: (path, written) => void files.set(path, [...written]),
    lines,
    errors,
    out: (line) => lines.push(line),
    err: (line) => errors.push(line),
    connect,
    listen(host, port) {
      const listener = listen(host, port);
      if (fake !== null) fake.callbackPort = listener.addr.port;
      return listener;
    },
    clock: systemClock,
    random: () => 0,
    ...more,
  };
}
