import assert from "node:assert/strict";
import { CzdockWorld, newChargeId, TO } from "../support/czdock_world.ts";
import { until } from "../support/until.ts";

/** Room on the store's disk, in MiB: above the least that `alarms.diskFree` takes. */
const DISK_MIB = 48;
/** Orders that are sent before, at least, and while the disk is full. */
const BEFORE = 20, MEANWHILE = 30;

/** A small file system in memory; `null` where this user may not mount one. */
async function smallDisk(): Promise<AsyncDisposable & { readonly path: string } | null> {
  const path = Deno.makeTempDirSync({ prefix: "czdock-disk-" });
  const run = async (...args: string[]) =>
    (await new Deno.Command(args[0] ?? "", { args: args.slice(1), stderr: "null" }).output())
      .success;
  try {
    if (!await run("mount", "-t", "tmpfs", "-o", `size=${DISK_MIB}m`, "none", path)) return null;
  } catch {
    return null;
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      await until("it is not in use any more", () => run("umount", path));
      Deno.removeSync(path);
    },
  };
}

/** Takes every byte that is left. */
function fill(path: string): void {
  const file = Deno.openSync(path, { create: true, write: true });
  try {
    for (let size = 1024 * 1024; size > 0; size = Math.floor(size / 2)) {
      try {
        for (;;) file.writeSync(new Uint8Array(size));
      } catch {
        // Smaller pieces may still fit.
      }
    }
  } finally {
    file.close();
  }
}

Deno.test({
  name:
    "while the store's disk is full no order is acked that is not stored; with room, it goes on by itself, and nothing is lost or done twice",
  ignore: Deno.build.os !== "linux",
  // Deno's look for leaks can't follow a child process and its pipes.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    // First, for it must be there as long as the program is.
    await using disk = await smallDisk();
    if (disk === null) {
      console.warn("SKIPPED: this user may not mount a file system, so no disk can be filled");
      return;
    }
    await using world = await CzdockWorld.start({
      store: { path: `${disk.path}/orders.kv` },
      alarms: { diskFree: "16MiB" },
      // The log must not be what the disk is full of.
      log: { level: "info", format: "text" },
    });
    const acked: string[] = [],
      refused: string[] = [],
      doubtful: string[] = [],
      silent: string[] = [];
    const send = async (chargeType = TO.success) => {
      const chargeId = newChargeId();
      const { text } = await world.send({ chargeId, chargeType });
      const lists = { 0: acked, 2: doubtful, 3: refused };
      const code: keyof typeof lists | null = text === "" ? null : JSON.parse(text).retCode;
      (code === null ? silent : lists[code]).push(chargeId);
      return chargeId;
    };
    for (let nth = 0; nth < BEFORE; nth++) await send();
    assert.equal(acked.length, BEFORE);
    const desk = await send(TO.desk);
    await world.processing(desk);
    for (const chargeId of acked.filter((one) => one !== desk)) await world.confirmed(chargeId);

    const filler = `${disk.path}/filler`;
    fill(filler);
    // The log of the store has some room of its own left.
    await until("the store takes no more", async () => {
      await send();
      return refused.length + doubtful.length > 0;
    });
    const ackedBefore = acked.length;
    for (let nth = 0; nth < MEANWHILE; nth++) await send();
    assert.deepEqual(silent, [], "the disk is no reason to say nothing");
    assert.ok(refused.length + doubtful.length >= MEANWHILE, "it was never full");
    await until("an alarm says it", async () => {
      const { text } = await world.api.call("GET", "/api/alarms");
      return /storeDown|diskFull/.test(text);
    });
    const { text: health } = await world.api.call("GET", "/healthz");
    assert.match(health, /"status":"(?:down|degraded)"/);

    Deno.removeSync(filler);
    await until("it goes on by itself", async () => {
      const { length } = acked;
      await send();
      return acked.length > length;
    });
    await until(
      "the alarm is over",
      async () => !/storeDown|diskFull/.test((await world.api.call("GET", "/api/alarms")).text),
    );
    console.log(
      `full: ${
        acked.length - ackedBefore
      } acked, ${refused.length} answered 3, ${doubtful.length} answered 2`,
    );

    // Every order that was acked is there, and is executed and told once.
    for (const chargeId of acked) {
      if (chargeId === desk) continue;
      await world.confirmed(chargeId);
      assert.equal(world.journal(chargeId).length, 1, chargeId);
    }
    assert.equal((await world.api.order(desk))?.state, "processing");
    // What was answered 3 is certainly not there, and may be sent again.
    for (const chargeId of refused) {
      assert.equal(await world.api.order(chargeId), null);
      assert.deepEqual(world.journal(chargeId), []);
    }
    for (const chargeId of refused.slice(0, 3)) {
      assert.match((await world.send({ chargeId })).text, /"retCode":0/);
      await world.confirmed(chargeId);
      assert.equal(world.journal(chargeId).length, 1);
    }
    // What was answered 2 waits for the operator.
    for (const chargeId of doubtful) {
      await until(
        `${chargeId} is in review`,
        async () => (await world.api.order(chargeId))?.state === "review",
      );
      assert.deepEqual(world.journal(chargeId), []);
    }
    // A start on that disk finds it as it was.
    await world.program.kill();
    await world.startProgram();
    for (const chargeId of acked) {
      if (chargeId === desk) continue;
      assert.equal((await world.api.order(chargeId))?.delivery.state, "confirmed");
    }
    assert.equal(await world.program.stop(), 0);
  },
});
