import assert from "node:assert/strict";
import { move } from "../../lib/move.ts";
import type { ClaimAnswer } from "../../lib/operator.ts";
import { DESK_MAX } from "../../web/pages/desk.tsx";
import { webWorld, WITH_TOKENS } from "../support/web.ts";
import { getScreen, postForm } from "../support/web_page.ts";
import { NOW_MS, processing } from "../support/web_orders.ts";

function numbered(chargeId: string) {
  return processing({ chargeId, literals: { chargeId, cardId: "0" } });
}

function claimedBy(by: string, chargeId: string) {
  return move(numbered(chargeId), { kind: "claimed", by, untilMs: null }, NOW_MS);
}

/** What claims and releases were asked for, each answered alike. */
function hands(answer: ClaimAnswer) {
  const asked: string[] = [];
  return {
    asked,
    operator: {
      claim(id: { chargeId: string }, by: string) {
        asked.push(`claim ${id.chargeId} ${by}`);
        return Promise.resolve(answer);
      },
      release(id: { chargeId: string }, by: string) {
        asked.push(`release ${id.chargeId} ${by}`);
        return Promise.resolve(answer);
      },
      takeBack(id: { chargeId: string }, by: string) {
        asked.push(`take back ${id.chargeId} ${by}`);
        return Promise.resolve(answer);
      },
    },
  };
}

Deno.test("an order at the desk is taken on first; then it has its form, its account and amount to copy", async () => {
  const world = webWorld([numbered("1"), claimedBy("operator:local", "2")]);
  const { status, text } = await getScreen(world, "/desk");
  assert.equal(status, 200);
  assert.match(text, /action="\/desk\/main\/1\/claim"/);
  assert.match(text, /data-copy="13530017201"[^>]*>复制账号/);
  assert.match(text, /data-copy="100\.000"[^>]*>复制金额/);
  assert.equal(text.match(/name="from" value="desk"/g)?.length, 1);
  assert.match(text, /action="\/orders\/main\/2\/settle"/);
  assert.match(text, /action="\/desk\/main\/2\/release"/);
});

Deno.test("what somebody else has says whose it is, and is only taken back on purpose", async () => {
  const { text } = await getScreen(webWorld([claimedBy("operator:li", "1")]), "/desk");
  assert.match(text, /li 于 2026-03-01 16:00:00 领取/);
  assert.match(text, /<summary>收回<\/summary>.*name="force" value="yes"/s);
  assert.doesNotMatch(text, /name="retCode"/);
});

Deno.test("the desk shows all, one's own, or nobody's", async () => {
  const world = webWorld([
    numbered("1"),
    claimedBy("operator:local", "2"),
    claimedBy("operator:li", "3"),
  ]);
  const shown = async (query: string) => {
    const { text } = await getScreen(world, `/desk${query}`);
    return [...text.matchAll(/data-key="main\/(\d)"/g)].map(([, id]) => id).join("");
  };
  assert.deepEqual([await shown(""), await shown("?show=mine"), await shown("?show=free")], [
    "123",
    "2",
    "1",
  ]);
  assert.match((await getScreen(webWorld(), "/desk")).text, /没有等人工处理的定单/);
});

Deno.test("claiming and giving back go to the operator, are written down, and lead back to the desk", async () => {
  const { asked, operator } = hands("done");
  const world = webWorld([numbered("1")], { operator });
  const claim = await postForm(world, "/desk/main/1/claim");
  assert.deepEqual([claim.status, claim.headers.get("Location")], [303, "/desk?done=claimed"]);
  const release = await postForm(world, "/desk/main/1/release");
  assert.equal(release.headers.get("Location"), "/desk?done=released");
  await postForm(world, "/desk/main/1/release", { force: "yes" });
  assert.deepEqual(asked, [
    "claim 1 operator:local",
    "release 1 operator:local",
    "take back 1 operator:local",
  ]);
  assert.deepEqual(world.audited.events("info"), ["claim", "release", "release"]);
  assert.match((await getScreen(world, "/desk?done=claimed")).text, /role="status"[^>]*>已领取/);
  assert.doesNotMatch((await getScreen(world, "/desk?done=taken")).text, /已被他人领取/);
});

Deno.test("what can't be done says why and changes nothing", async () => {
  for (const answer of ["taken", "notClaimable", "notFound", "storeDown"] as const) {
    const world = webWorld([numbered("1")], { operator: hands(answer).operator });
    const { status, text } = await postForm(world, "/desk/main/1/claim");
    assert.equal(status, 409, answer);
    assert.match(text, /role="alert"/);
  }
});

Deno.test("a result entered at the desk is checked first and leads back to the desk", async () => {
  const order = claimedBy("operator:local", "1");
  const world = webWorld([order]);
  const fields = { from: "desk", retCode: "1" };
  const review = await postForm(world, "/orders/main/1/settle", fields);
  assert.match(review.text, /请核对.*name="from" value="desk".*href="\/desk">返回/s);
  assert.deepEqual(world.asked, []);
  const done = await postForm(world, "/orders/main/1/settle", { ...fields, confirmed: "yes" });
  assert.equal(done.headers.get("Location"), "/desk?done=settled");
});

Deno.test("who may only read can't take anything on", async () => {
  const world = webWorld([numbered("1")], { config: WITH_TOKENS });
  const headers = { Authorization: "Bearer read-token" };
  assert.equal((await postForm(world, "/desk/main/1/claim", {}, headers)).status, 403);
  assert.equal((await postForm(world, "/desk/main/1/claim", {}, {})).status, 401);
  const { text } = await getScreen(world, "/desk", headers);
  assert.match(text, /<button type="submit" class="main" disabled[^>]*>领取/);
});

Deno.test("other methods are a 405, and a desk that is full shows the oldest", async () => {
  const many = Array.from({ length: DESK_MAX + 1 }, (_, at) => numbered(String(at)));
  const world = webWorld(many);
  assert.equal((await getScreen(world, "/desk/main/1/claim")).status, 405);
  assert.match((await getScreen(world, "/desk")).text, new RegExp(`只显示最早的 ${DESK_MAX} 单`));
});
