import assert from "node:assert/strict";
import { hang, hangUp, reset, say } from "../support/callback_server.ts";
import type { Answer } from "../support/callback_server.ts";
import type { CzdockWorld } from "../support/czdock_world.ts";
import { newChargeId, TO } from "../support/czdock_world.ts";
import { answerSign } from "../support/order_packets.ts";
import { sharedInstance } from "../support/shared_instance.ts";
import { until } from "../support/until.ts";

const test = sharedInstance();

interface Said {
  readonly retCode: number;
  readonly retDetail: string;
  readonly retRsn?: string;
  readonly userContent?: string;
  readonly retCost?: string;
  readonly retBalance?: string;
  readonly retCash?: string;
  readonly cardId?: string;
}

/** A callback byte for byte, in the order of the document's sample. */
function callback(chargeId: string, said: Said): string {
  const { retCode, retDetail, retRsn = "0", userContent = "", cardId } = said;
  const { retCost = "0.000", retBalance = "0.000", retCash = "0.000" } = said;
  const id = chargeId.replaceAll('"', "");
  return `{"action":"CZ","chargeId":${chargeId},${
    cardId === undefined ? "" : `"cardId":${cardId},`
  }` +
    `"retCode":${retCode},"retDetail":"${retDetail}","retRsn":"${retRsn}",` +
    `"userContent":"${userContent}","retCost":${retCost},"retBalance":${retBalance},` +
    `"retCash":${retCash},"sign":"${answerSign(id, retCode, retRsn)}"}`;
}

const SUCCESS = { retCode: 1, retDetail: "充值成功", retCost: "99.100", retBalance: "58921.980" };

test("the callback of a success, byte for byte", async (world) => {
  const chargeId = newChargeId();
  await world.send({ chargeId });
  const { text } = await world.callbacks.nth(chargeId);
  assert.equal(text, callback(chargeId, { ...SUCCESS, retCash: "100.000" }));
});

test("a partial success tells the smaller retCash, a failure none", async (world) => {
  const partial = newChargeId(), failed = newChargeId();
  await world.send({ chargeId: partial, chargeType: TO.partial, chargeCash: "99.999" });
  await world.send({ chargeId: failed, chargeType: TO.failed });
  const part = { ...SUCCESS, retDetail: "部分成功", retCost: "49.549", retCash: "49.999" };
  assert.equal((await world.callbacks.nth(partial)).text, callback(partial, part));
  const none = callback(failed, { retCode: 3, retDetail: "模拟失败" });
  assert.equal((await world.callbacks.nth(failed)).text, none);
});

test("chargeId, cardId and retRsn go back as they came, in the ack and in the callback", async (world) => {
  const digits = "9223372036854775807", card = "9007199254740993123";
  const cases = [
    { chargeId: digits, cardId: card },
    { chargeId: `"${digits.replace("9", "8")}"`, cardId: `"${card}"` },
    { chargeId: `"000${newChargeId()}"`, cardId: "7" },
  ];
  for (const { chargeId, cardId } of cases) {
    const retRsn = "标识 乗\\\\";
    const { text } = await world.send({ chargeId, cardId, retRsn: `"${retRsn}"` });
    const id = chargeId.replaceAll('"', "");
    const plainRsn = "标识 乗\\";
    assert.equal(
      text,
      `{"action":"CZ","chargeId":${chargeId},"cardId":${cardId},"retCode":0,` +
        `"retDetail":"定单已接收","retRsn":"${retRsn}","sign":"${answerSign(id, 0, plainRsn)}"}`,
    );
    const pushed = await world.callbacks.nth(id);
    const wanted = callback(chargeId, { ...SUCCESS, retCash: "100.000", cardId });
    assert.equal(
      pushed.text,
      wanted.replace('"retRsn":"0"', `"retRsn":"${retRsn}"`)
        .replace(/"sign":"\w+"/, `"sign":"${answerSign(id, 1, plainRsn)}"`),
    );
  }
});

test("a character that GBK lacks goes out as an escape, never as a question mark", async (world) => {
  const chargeId = newChargeId();
  // A packet in GBK can only bring it as an escape too.
  const { text } = await world.send({
    chargeId,
    retRsn: '"\\u00f1\\ud83d\\ude00"',
    chargeType: TO.desk,
  });
  assert.match(text, /"retRsn":"\\u00f1\\ud83d\\ude00"/i);
  const said = { retCode: 1, retDetail: "成功 😀", userContent: "ñ".repeat(60) };
  await world.processing(chargeId);
  assert.equal(await world.api.settle(chargeId, said), 200);
  const pushed = await world.callbacks.nth(chargeId);
  assert.match(pushed.text, /"retDetail":"成功 \\ud83d\\ude00"/i);
  assert.equal(JSON.parse(pushed.text).retRsn, "ñ😀");
  // Cut to 100 bytes as they go out, between two escapes.
  assert.equal(/"userContent":"(.*?)"/.exec(pushed.text)?.[1]?.length, 96);
});

test("texts are cut to 100 bytes of GBK, never inside a character", async (world) => {
  const chargeId = newChargeId();
  await world.send({ chargeId, chargeType: TO.desk });
  await world.processing(chargeId);
  const said = { retCode: 1, retDetail: "字".repeat(60), userContent: "x" + "字".repeat(60) };
  assert.equal(await world.api.settle(chargeId, said), 200);
  const pushed = JSON.parse((await world.callbacks.nth(chargeId)).text);
  assert.equal(pushed.retDetail, "字".repeat(50));
  assert.equal(pushed.userContent, "x" + "字".repeat(49));
});

const CONFIRMING: Readonly<Record<string, Answer>> = {
  whole: say("OK"),
  split: say("O", "K"),
  "lower case": say("ok"),
  spaced: say(" \r\n", "\t", "o", " "),
  "spaced, then whole": say("\r\n", " Ok\r\n\0"),
};

test("OK confirms however it is split, spaced or spelled, and nothing else does", async (world) => {
  for (const [how, answer] of Object.entries(CONFIRMING)) {
    const chargeId = newChargeId();
    world.callbacks.answer(chargeId, answer);
    await world.send({ chargeId });
    await world.confirmed(chargeId);
    const pushes = how === "spaced" ? 2 : 1;
    assert.equal(world.callbacks.of(chargeId).length, pushes, how);
  }
});

const FAILING: Readonly<Record<string, Answer>> = {
  garbage: say("<html>OK</html>"),
  "OK and more": say("OK!"),
  refusal: say('{"retCode":0}'),
  silence: hangUp,
  reset,
  "no answer in time": hang,
};

/** What the API says of the last failed push. */
async function lastError(world: CzdockWorld, chargeId: string): Promise<string> {
  const order = await world.api.order(chargeId);
  const failures = order?.timeline.filter(({ kind }) => kind === "pushFailed") ?? [];
  return failures.at(-1)?.note ?? "";
}

test("anything but OK is a failed push that is kept, and comes again until OK, then never more", async (world) => {
  const ids = new Map<string, string>();
  for (const [how, answer] of Object.entries(FAILING)) {
    const chargeId = newChargeId();
    ids.set(how, chargeId);
    world.callbacks.answer(chargeId, answer, answer);
    await world.send({ chargeId });
  }
  for (const [how, chargeId] of ids) {
    await world.callbacks.nth(chargeId, 3);
    await world.confirmed(chargeId);
    assert.equal((await world.api.order(chargeId))?.delivery.attempts, 3, how);
    const texts = world.callbacks.of(chargeId).map(({ text }) => text);
    assert.equal(new Set(texts).size, 1, "a result changed");
    assert.notEqual(await lastError(world, chargeId), "", how);
  }
  assert.match(await lastError(world, ids.get("garbage") ?? ""), /<html>OK<\/html>/);
  assert.match(await lastError(world, ids.get("no answer in time") ?? ""), /500 ms/);
  await world.anotherOrderIsThrough();
  for (const chargeId of ids.values()) assert.equal(world.callbacks.of(chargeId).length, 3);
});

test("a server that refuses callbacks gets all of them once it listens again", async (world) => {
  const ids = Array.from({ length: 12 }, newChargeId);
  await world.callbacks.refuse();
  for (const chargeId of ids) await world.send({ chargeId });
  await until("all are settled and pushed in vain", async () => {
    const { active } = await world.api.overview();
    const health = await world.api.call("GET", "/healthz");
    return active.settled >= ids.length && health.text.includes('"degraded"');
  });
  await world.callbacks.reopen();
  for (const chargeId of ids) await world.confirmed(chargeId);
  for (const chargeId of ids) assert.equal(world.callbacks.of(chargeId).length, 1);
  assert.match((await world.api.call("GET", "/healthz")).text, /"status":"ok"/);
});

test("a re-push through the API brings the confirmed result exactly once more", async (world) => {
  const chargeId = newChargeId();
  await world.send({ chargeId });
  await world.confirmed(chargeId);
  assert.equal(await world.api.push(chargeId), 200);
  const again = await world.callbacks.nth(chargeId, 2);
  assert.equal(again.text, world.callbacks.of(chargeId)[0]?.text);
  await world.confirmed(chargeId);
  await world.anotherOrderIsThrough();
  assert.equal(world.callbacks.of(chargeId).length, 2);
  assert.equal(world.journal(chargeId).length, 1);
});

test("an order at the desk waits for the API, is settled once, and called back with what was said", async (world) => {
  const chargeId = newChargeId();
  await world.send({ chargeId, chargeType: TO.desk });
  assert.equal(await world.api.push(chargeId), 409);
  const said = {
    retCode: 1,
    retDetail: "人工充值成功",
    userContent: "谢谢",
    retCost: "98.5",
    retBalance: "1000",
    retCash: "99.000",
  };
  await world.processing(chargeId);
  assert.equal(await world.api.settle(chargeId, said), 200);
  assert.equal(await world.api.settle(chargeId, { ...said, retCode: 3, retCash: "0" }), 409);
  const wanted = { ...said, retCost: "98.500", retBalance: "1000.000" };
  assert.equal((await world.callbacks.nth(chargeId)).text, callback(chargeId, wanted));
  await world.confirmed(chargeId);
  assert.equal(await world.api.settle(chargeId, { retCode: 3 }), 409);
  assert.equal(await world.api.settle(newChargeId(), { retCode: 3 }), 404);
});

test("an uncertain order waits in review, is settled by hand, and the answer is the only result", async (world) => {
  const chargeId = newChargeId();
  await world.send({ chargeId, chargeType: TO.uncertain });
  await until("it is in review", async () => (await world.api.order(chargeId))?.state === "review");
  await world.anotherOrderIsThrough();
  assert.deepEqual(world.callbacks.of(chargeId), []);
  assert.equal(await world.api.settle(chargeId, { retCode: 3, retDetail: "查无此单" }), 200);
  const wanted = { retCode: 3, retDetail: "查无此单" };
  assert.equal((await world.callbacks.nth(chargeId)).text, callback(chargeId, wanted));
  assert.equal(world.journal(chargeId).length, 1);
});
