/**
 * `czdock orders`, put together.
 *
 * @module
 */
import { orders, ORDERS_FLAGS, ORDERS_USAGE } from "../console/orders.ts";
import { EXIT, say } from "../exit.ts";
import { apiOf, runCommand } from "./command.ts";
import { machine } from "./world.ts";

/** Runs `czdock orders`. @returns the exit code */
export function ordersCommand(args: readonly string[]): Promise<number> {
  return runCommand(args, {
    usage: ORDERS_USAGE,
    flags: ORDERS_FLAGS,
    restMax: Infinity,
    async run({ flags, rest, config }) {
      const api = apiOf(config, flags);
      const outcome = await orders(rest, flags, {
        json: (method, path, body) => api.json(method, path, body),
        out: machine.out,
        err: machine.err,
        lines,
      });
      if (typeof outcome !== "string") {
        return say(machine.err, [outcome.wrong, "", ...ORDERS_USAGE], EXIT.usage);
      }
      return outcome === "done" ? EXIT.fine : EXIT.failed;
    },
  });
}

async function* lines(): AsyncGenerator<string> {
  let rest = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const complete = (rest + text).split("\n");
    rest = complete.pop() ?? "";
    yield* complete;
  }
  if (rest !== "") yield rest;
}
