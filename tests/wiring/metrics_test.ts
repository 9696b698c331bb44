/**
 * The metrics of an engine at work, on real sockets.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Metric } from "../../lib/metrics/catalogue.ts";
import { METRICS } from "../../lib/metrics/catalogue.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { ServedMetrics } from "../../lib/wiring/metrics.ts";
import { EngineStatus } from "../../lib/wiring/status.ts";
import { newChargeId } from "../support/czdock_world.ts";
import { engineOnSockets } from "../support/engine_on_sockets.ts";
import { packet } from "../support/order_packets.ts";
import { exchange } from "../support/raw_peer.ts";
import { until } from "../support/until.ts";

const CONFIG_STATUS = { file: "config.yaml", inForceSinceMs: 0, rejected: null };

/** The samples of a text, by name and labels. */
function samplesOf(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => {
    const [, key = "", value = ""] = /^(.*) (\S+)$/.exec(line) ?? [];
    return [key, Number(value)];
  }));
}

Deno.test("an order that goes its way is seen in every number, and no secret or account is", async () => {
  await using world = await engineOnSockets();
  const { engine, clock } = world;
  const status = new EngineStatus(engine, () => CONFIG_STATUS);
  const metrics = new ServedMetrics({
    engine,
    status,
    clock,
    version: "1.2.3",
    alarms: () => [{ kind: "diskFull", subject: "", words: { zh: "", en: "" }, sinceMs: 0 }],
    logLinesLost: () => 7,
  });
  const chargeId = newChargeId();
  await exchange(world.port, packet({ chargeId }));
  await world.callbacks.nth(chargeId);
  await until("it is closed", () => engine.orders.peek({ server: "main", chargeId }) === null);
  await clock.advance(1000);
  const text = metrics.text();
  metrics.stop();
  const samples = samplesOf(text);
  const expected = {
    'czdock_orders_received_total{server="main"}': 1,
    'czdock_orders_settled_total{result="success"}': 1,
    'czdock_orders{state="settled"}': 0,
    "czdock_oldest_unsettled_seconds": 0,
    "czdock_ack_seconds_count": 1,
    'czdock_life_seconds_count{result="success"}': 1,
    'czdock_channel_outcomes_total{channel="sim",outcome="succeeded"}': 1,
    'czdock_channel_in_flight{channel="sim"}': 0,
    'czdock_pushes_total{server="main",outcome="ok"}': 1,
    'czdock_server_silent{server="main"}': 0,
    'czdock_connections_total{outcome="taken"}': 1,
    "czdock_store_failing": 0,
    'czdock_alarms{kind="diskFull"}': 1,
    "czdock_log_lines_lost_total": 7,
    [`czdock_build_info{version="1.2.3",deno="${Deno.version.deno}"}`]: 1,
    'czdock_event_loop_lag_seconds_bucket{le="+Inf"}': 2,
  };
  for (const [key, value] of Object.entries(expected)) assert.equal(samples.get(key), value, key);
  assert.ok((samples.get("czdock_store_commits_total") ?? 0) > 0);
  assert.equal(
    samples.get("czdock_store_batch_parts_count"),
    samples.get("czdock_store_commits_total"),
  );
  assert.equal(
    samples.get("czdock_store_commit_seconds_count"),
    samples.get("czdock_store_commits_total"),
  );
  assert.ok((samples.get("process_resident_memory_bytes") ?? 0) > 1e6);
  for (const hidden of [SAMPLE_MD5KEY, chargeId, "13530017201"]) assert.ok(!text.includes(hidden));
});

Deno.test("everything of the catalogue is told, under the labels that it has there", async () => {
  await using world = await engineOnSockets();
  const { engine, clock } = world;
  const metrics = new ServedMetrics({
    engine,
    status: new EngineStatus(engine, () => CONFIG_STATUS),
    clock,
    version: "1",
    alarms: () => [{ kind: "diskFull", subject: "", words: { zh: "", en: "" }, sinceMs: 0 }],
    logLinesLost: () => 0,
  });
  const keys = [...samplesOf(metrics.text()).keys()];
  metrics.stop();
  for (const { name, type, labels } of Object.values<Metric>(METRICS)) {
    // Told by no supplier yet.
    if (name === "czdock_channel_balance_yuan") continue;
    const own = type === "histogram" ? `${name}_count` : name;
    const found = keys.find((key) => key === own || key.startsWith(`${own}{`));
    assert.notEqual(found, undefined, name);
    const shown = [...(found ?? "").matchAll(/(\w+)="/g)].map(([, label]) => label);
    assert.deepEqual(shown, [...labels], name);
  }
});
