import { journalLines } from "../../support/czdock_world.ts";
import { channelsOf } from "./made.ts";
import type { Played, Subject, Way } from "./suite.ts";
import { conforms } from "./suite.ts";

/** A channel that somebody else settles: nothing can be played behind it. */
function outside(type: "manual" | "worker"): Subject {
  return {
    name: type,
    ways: [],
    open() {
      const { channel, logged } = channelsOf({ it: { type } });
      return Promise.resolve({
        playing: () => channel("it"),
        executions: () => 0,
        logged,
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    },
  };
}

function openSimulate(): Promise<Played> {
  const folder = Deno.makeTempDirSync({ prefix: "czdock-test-" });
  const journal = `${folder}/books.ndjson`;
  const outcomes: Partial<Record<Way, string>> = {
    executes: "success",
    executesPartly: "partial",
    fails: "failed",
    breaks: "uncertain",
  };
  return Promise.resolve({
    playing(way) {
      // The books are read when the channel is made.
      const { channel } = channelsOf({
        it: { type: "simulate", outcome: outcomes[way] ?? "success", journal, delay: "0s" },
      });
      return channel("it");
    },
    executions: (reference) =>
      journalLines(journal).filter((line) =>
        line.reference === reference && line.outcome !== "failed"
      ).length,
    logged: () => "",
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  });
}

const RECHARGE = `#!/bin/sh
order=$(cat)
ref=$(printf %s "$order" | sed 's/.*"reference":"\\([^"]*\\)".*/\\1/')
way=$(cat way)
case $way in
  executes|executesPartly|breaks|babbles|dawdles) echo "$ref $way" >> books;;
  *) echo "$ref $way" >> talk;;
esac
exec ./query.sh "$ref"
`;
/** Knows of an order what the books say; without one in them, as the way is. */
const QUERY = `#!/bin/sh
case "$1" in
  "") ref=$(sed 's/.*"reference":"\\([^"]*\\)".*/\\1/') asked=1;;
  *) ref=$1;;
esac
way=$(cat way)
known=$(cat books talk 2>/dev/null | grep "^$ref " | cut -d' ' -f2)
case "$way" in
  breaks) echo '{"outcome":"succe'; echo "$0: c4rd-passw0rd" >&2; exit 1;;
  babbles) echo "完成";;
  dawdles) [ -n "$asked" ] && exit 3; sleep 30;;
  *) case "$known" in
      executes) echo '{"outcome":"succeeded"}';;
      executesPartly) echo '{"outcome":"succeeded","retCash":"20"}';;
      fails) echo '{"outcome":"failed"}';;
      refuses) echo '{"outcome":"untouched","reason":"no"}';;
      *) echo '{"outcome":"unknown","reason":"no record yet"}';;
    esac;;
esac
`;

function openCommand(): Promise<Played> {
  const cwd = Deno.makeTempDirSync({ prefix: "czdock-test-" });
  Deno.writeTextFileSync(`${cwd}/recharge.sh`, RECHARGE, { mode: 0o700 });
  Deno.writeTextFileSync(`${cwd}/query.sh`, QUERY, { mode: 0o700 });
  const command = { type: "command", cwd, timeout: "1s" };
  const { channel, logged } = channelsOf({
    it: { ...command, run: [`${cwd}/recharge.sh`], query: [`${cwd}/query.sh`] },
    gone: { ...command, run: [`${cwd}/gone.sh`], query: [`${cwd}/gone.sh`] },
  });
  return Promise.resolve({
    playing(way) {
      if (way === "isAway") return channel("gone");
      Deno.writeTextFileSync(`${cwd}/way`, way);
      return channel("it");
    },
    executions: (reference) => linesOf(`${cwd}/books`, `${reference} `),
    logged,
    [Symbol.asyncDispose]: () => Deno.remove(cwd, { recursive: true }),
  });
}

function linesOf(path: string, beginning: string): number {
  try {
    const lines = Deno.readTextFileSync(path).split("\n");
    return lines.filter((line) => line.startsWith(beginning)).length;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

conforms(outside("manual"));
conforms(outside("worker"));
conforms({
  name: "simulate",
  ways: ["executes", "executesPartly", "fails", "breaks"],
  open: openSimulate,
});
conforms({
  name: "command",
  ways: [
    "executes",
    "executesPartly",
    "fails",
    "refuses",
    "breaks",
    "babbles",
    "dawdles",
    "isAway",
  ],
  open: openCommand,
  ignore: Deno.build.os !== "linux",
});
