// Claims orders of a czdock worker channel, executes and settles them. Node 18 or Deno, nothing to install:
//   CZDOCK=http://127.0.0.1:60080 TOKEN=… CHANNEL=jobs node worker.mjs
import { env } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

const { CZDOCK = "http://127.0.0.1:60080", TOKEN = "", CHANNEL = "jobs", LEASE = "30s" } = env;
const BEAT_MS = Number(env.BEAT_MS ?? 10_000), IDLE_MS = 2000;

/** Yours: executes an order, once. Throws where nobody knows what became of it: it is never guessed. */
async function execute(order) {
  await sleep(1000); // call your supplier here, with the number `${order.server}-${order.chargeId}`
  console.log("executed", order.chargeId, order.chargeAcct, order.chargeCash);
  return { retCode: 1, retCost: order.chargeCash };
}

async function call(path, body) {
  const headers = { "Content-Type": "application/json" };
  if (TOKEN !== "") headers.Authorization = `Bearer ${TOKEN}`;
  const sent = { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(CZDOCK + path, { ...sent, signal: AbortSignal.timeout(10_000) });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error.code), { status: response.status });
  return answer;
}

async function work(order) {
  const path = `/api/orders/${encodeURIComponent(order.server)}/${order.chargeId}`;
  const complain = (error) => console.error(order.chargeId, error.message);
  const beat = setInterval(() => call(`${path}/extend`, { lease: LEASE }).catch(complain), BEAT_MS);
  try {
    const result = await execute(order);
    // It is certain now, so it is said until czdock has heard it, or has another result.
    const hasHeard = (error) => complain(error) ?? [404, 409, 422].includes(error.status);
    const told = () => call(`${path}/settle`, result).then(() => true, hasHeard);
    while (!await told()) await sleep(IDLE_MS);
  } catch (error) {
    complain(error); // the lease runs out, and czdock holds the order for a person
  } finally {
    clearInterval(beat);
  }
}

for (;;) {
  const claim = { max: 10, lease: LEASE };
  const nothing = (error) => console.error("cannot claim:", error.message) ?? { orders: [] };
  const { orders } = await call(`/api/channels/${CHANNEL}/claim`, claim).catch(nothing);
  if (orders.length === 0) await sleep(IDLE_MS);
  await Promise.all(orders.map(work));
}
