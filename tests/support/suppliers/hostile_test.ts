import assert from "node:assert/strict";
import { until } from "../until.ts";
import type { AskedOrder } from "./books.ts";
import { askGbkXml, askGetJson } from "./customer.ts";
import { gbkXml } from "./gbk_xml.ts";
import { getJson } from "./get_json.ts";
import { HostilePlan } from "./hostile_plan.ts";
import type { Manner } from "./http_server.ts";
import type { Op, Turn } from "./plan.ts";
import { ScriptedPlan } from "./plan.ts";
import { FakeSupplier } from "./supplier.ts";
import { HUGE_BYTES } from "./twists.ts";

/** What a customer sees of one request, and how often the order was executed in the end. */
async function played(turn: Partial<Turn>, prepare: (plan: ScriptedPlan) => void = () => {}) {
  const plan = new ScriptedPlan();
  plan.next.submit.push(turn);
  prepare(plan);
  await using supplier = await FakeSupplier.start({ style: getJson, plan });
  const order = { mobile: "1", amount: "50", outorderno: "n" };
  let seen: string;
  try {
    const { status, text } = await askGetJson(supplier.url, "/recharge", order);
    seen = `${status} ${text.length > 1000 ? `${text.length} characters` : text.trim()}`;
  } catch {
    seen = "broken";
  }
  await until("nothing more happens", () => supplier.isIdle);
  return { seen, executed: supplier.books.executionsOf("n").length };
}

Deno.test("a connection that is reset before or while the request comes leaves nothing in the books", async () => {
  assert.deepEqual(await played({}, (plan) => plan.spurned = 1), { seen: "broken", executed: 0 });
  assert.deepEqual(await played({}, (plan) => plan.cut = 1), { seen: "broken", executed: 0 });
});

Deno.test("an order whose answer is broken is executed all the same", async () => {
  for (const kind of ["reset", "close", "half"] as const) {
    assert.deepEqual(await played({ manner: { kind } }), { seen: "broken", executed: 1 }, kind);
  }
  const manners: Manner[] = [
    { kind: "late", afterMs: 20 },
    { kind: "trickle", everyMs: 1 },
    { kind: "plain" },
  ];
  for (const manner of manners) {
    const { seen, executed } = await played({ manner });
    assert.match(seen, /^200 .*"rechargestatus":1/, manner.kind);
    assert.equal(executed, 1);
  }
});

Deno.test("an answer can be anything but what it should be, with the order executed, later or never", async () => {
  const rows: [Turn["twist"], RegExp][] = [
    ["empty", /^200 $/],
    ["garbage", /^200 \{"status":0,"msg":"ok","result":\{"orderno"[^}]*$/],
    ["unheardOf", /"rechargestatus":7/],
    ["badGateway", /^502 <html>/],
    ["redirect", /^307 $/],
    ["huge", new RegExp(`^200 ${HUGE_BYTES} characters$`)],
    ["otherPrice", /"totalfee":"492.50"/],
  ];
  for (const [twist, pattern] of rows) {
    for (const [arrivesAfterMs, times] of [[0, 1], [5, 1], [null, 0]] as const) {
      const { seen, executed } = await played({ twist, arrivesAfterMs });
      assert.match(seen, pattern, twist);
      assert.equal(executed, times, twist);
    }
  }
});

Deno.test("an order is not found though it is there, and an answer comes in the other charset", async () => {
  const style = gbkXml, plan = new ScriptedPlan();
  await using supplier = await FakeSupplier.start({ style, plan });
  const spordertime = "20261126010203";
  const order = { productid: "70050", price: "48.75", num: "1", mobile: "1", spordertime };
  await askGbkXml(supplier.url, "/onlinepay", { ...order, sporderid: "n" });
  plan.next.query.push({ twist: "notFound" }, { twist: "wrongCharset" });
  const query = () => askGbkXml(supplier.url, "/searchpay", { sporderid: "n" });
  assert.match((await query()).text, /<resultno>5007</);
  // Not GBK at all.
  await assert.rejects(query(), TypeError);
  assert.match((await query()).text, /<resultno>1<.*充值成功/);
});

const HOSTILITY = {
  seed: 7,
  ends: ["done", "failed"],
  lateMs: 500,
  timeoutMs: 500,
  lies: true,
  isStormy: () => true,
} as const;

function asked(number: string): AskedOrder {
  return { number, account: "1", cashMilli: 1000, priceMilli: 985, notifyUrl: null };
}

Deno.test("a hostile plan is the same for the same seed, and plays everything there is", () => {
  const plan = new HostilePlan(HOSTILITY), same = new HostilePlan(HOSTILITY);
  const seen = new Set<string>();
  for (let n = 0; n < 2000; n++) {
    const fate = plan.fate(asked(`${n}`));
    assert.deepEqual(fate, same.fate(asked(`${n}`)));
    seen.add(`end ${fate.end}`);
    for (const op of ["submit", "query", "balance"] satisfies Op[]) {
      const turn = plan.turn(op, `${n}`, 0, 10);
      assert.deepEqual(turn, same.turn(op, `${n}`, 0, 10));
      seen.add(`twist ${turn.twist}`).add(`manner ${turn.manner.kind}`);
      if (op === "submit") seen.add(`arrives ${Math.sign(turn.arrivesAfterMs ?? -1)}`);
    }
    for (const { isForged, state } of plan.tellings(asked(`${n}`))) {
      seen.add(`told ${state ?? "so"}${isForged ? " forged" : ""}`);
    }
    if (plan.spurns()) seen.add("spurned");
    if (plan.cuts()) seen.add("cut");
  }
  const twists =
    "none empty garbage unheardOf notFound badGateway redirect huge wrongCharset otherPrice";
  const manners = "plain late abrupt reset close half trickle silent";
  const all = [
    ...["done", "failed", "refused"].map((end) => `end ${end}`),
    ...twists.split(" ").map((twist) => `twist ${twist}`),
    ...manners.split(" ").map((manner) => `manner ${manner}`),
    ...["-1", "0", "1"].map((when) => `arrives ${when}`),
    ...["so", "working", "done", "failed", "done forged", "failed forged"].map((as) =>
      `told ${as}`
    ),
    "spurned",
    "cut",
  ];
  assert.deepEqual([...seen].sort(), all.sort());
});

Deno.test("after the storm all is well, and nothing is called not found once that may be believed", () => {
  const calm = new HostilePlan({ ...HOSTILITY, isStormy: () => false });
  const stormy = new HostilePlan(HOSTILITY);
  for (let n = 0; n < 500; n++) {
    const { twist, manner } = calm.turn("submit", `${n}`, 0, 0);
    assert.deepEqual([twist, manner.kind, calm.cuts()], ["none", "plain", false]);
    assert.notEqual(stormy.turn("query", `${n}`, 1, HOSTILITY.lateMs).twist, "notFound");
    const { arrivesAfterMs } = stormy.turn("submit", `${n}`, 0, 0);
    assert.ok((arrivesAfterMs ?? 0) <= HOSTILITY.lateMs);
  }
});
