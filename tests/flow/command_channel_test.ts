import assert from "node:assert/strict";
import { CzdockProcess } from "../support/czdock_process.ts";
import { freePort } from "../support/free_port.ts";
import { newChargeId } from "../support/czdock_world.ts";
import { packet } from "../support/order_packets.ts";
import { exchange } from "../support/raw_peer.ts";
import { until } from "../support/until.ts";

const RECHARGE = `#!/bin/sh
# Every execution is a line of the books.
order=$(cat)
id=$(printf %s "$order" | sed 's/.*"chargeId":"\\([0-9]*\\)".*/\\1/')
echo "$id" >> books
if [ -e hang ]; then sleep 60; fi
echo '{"outcome":"succeeded","retCost":"99.100"}'
`;
const QUERY = `#!/bin/sh
cat > /dev/null
cat answer
`;

async function withCzdock(
  run: (
    world: { start: () => CzdockProcess; port: number; web: number; cwd: string },
  ) => Promise<void>,
): Promise<void> {
  const cwd = Deno.makeTempDirSync({ prefix: "czdock-test-" });
  const port = freePort(), web = freePort(), callback = freePort();
  Deno.writeTextFileSync(`${cwd}/recharge.sh`, RECHARGE, { mode: 0o700 });
  Deno.writeTextFileSync(`${cwd}/query.sh`, QUERY, { mode: 0o700 });
  Deno.writeTextFileSync(`${cwd}/answer`, '{"outcome":"unknown","reason":"no record yet"}');
  Deno.writeTextFileSync(
    `${cwd}/config.yaml`,
    `listen: { host: 127.0.0.1, port: ${port} }
servers: [{ name: main, addresses: [127.0.0.1], md5key: bff0378ea5ef0d5d, callback: { port: ${callback} } }]
channels: { tool: { type: command, run: [./recharge.sh], query: [./query.sh] } }
routes: [{ channels: [tool] }]
web: { port: ${web} }
`,
  );
  let czdock: CzdockProcess | null = null;
  try {
    await run({ start: () => czdock = new CzdockProcess({ cwd }), port, web, cwd });
  } finally {
    await (czdock as CzdockProcess | null)?.stop();
    Deno.removeSync(cwd, { recursive: true });
  }
}

async function orderOf(web: number, chargeId: string) {
  const answer = await fetch(`http://127.0.0.1:${web}/api/orders/main/${chargeId}`);
  return await answer.json();
}

const options = { ignore: Deno.build.os !== "linux", sanitizeOps: false, sanitizeResources: false };

Deno.test({
  name: "an order is executed by a program, and its answer is the result",
  ...options,
  fn: () =>
    withCzdock(async ({ start, port, web, cwd }) => {
      await start().loaded();
      const chargeId = newChargeId();
      await exchange(port, packet({ chargeId }));
      const order = await until("it is settled", async () => {
        const found = await orderOf(web, chargeId);
        return found.state === "settled" ? found : null;
      });
      assert.deepEqual(
        [order.result.retCode, order.result.retCost, order.result.by],
        [1, "99.100", "channel:tool"],
      );
      assert.equal(Deno.readTextFileSync(`${cwd}/books`), `${chargeId}\n`);
    }),
});

Deno.test({
  name:
    "an order whose program was running when czdock was killed is asked about, and never executed again",
  ...options,
  fn: () =>
    withCzdock(async ({ start, port, web, cwd }) => {
      const first = start();
      await first.loaded();
      Deno.writeTextFileSync(`${cwd}/hang`, "");
      const chargeId = newChargeId();
      await exchange(port, packet({ chargeId }));
      const books = () => {
        try {
          return Deno.readTextFileSync(`${cwd}/books`);
        } catch {
          return "";
        }
      };
      await until("the program runs", () => books() !== "");
      await first.kill();
      await start().loaded();
      await until("it is in review", async () => (await orderOf(web, chargeId)).state === "review");
      // What the query finds later settles it.
      Deno.writeTextFileSync(`${cwd}/answer`, '{"outcome":"succeeded","retCost":"99.100"}');
      const order = await until("it is settled", async () => {
        const found = await orderOf(web, chargeId);
        return found.state === "settled" ? found : null;
      });
      assert.equal(order.result.retCode, 1);
      assert.equal(books(), `${chargeId}\n`);
    }),
});
