import assert from "node:assert/strict";
import { webWorld } from "../support/web.ts";
import { inReview, processing } from "../support/web_orders.ts";

const LOCAL = { Host: "localhost" };
const PATHS = [
  "/orders/bulk",
  "/orders/main/196/settle",
  "/channels/desk/pause",
  "/reconciliation/statements",
];

Deno.test("a form that says to be one and is none, or breaks off, is 400, and no fault of czdock's own", async () => {
  const bodies: readonly [type: string, body: BodyInit][] = [
    ["multipart/form-data", "x"],
    ["application/x-www-form-urlencoded", brokenOff()],
  ];
  for (const path of PATHS) {
    for (const [type, body] of bodies) {
      const { app, errors, asked } = webWorld([processing()]);
      const sent = body instanceof ReadableStream ? brokenOff() : body;
      const headers = { ...LOCAL, "Content-Type": type };
      const answer = await app.request(path, { method: "POST", headers, body: sent });
      assert.equal(answer.status, 400, `${path} ${type}`);
      const { error } = await answer.json();
      assert.equal(error.code, "bad_form");
      assert.deepEqual([errors, asked], [[], []]);
    }
  }
});

Deno.test("a request that says nothing of a form is a form without fields", async () => {
  for (const path of PATHS) {
    for (const headers of [LOCAL, { ...LOCAL, "Content-Type": "application/json" }]) {
      const { app, errors, asked } = webWorld([inReview()]);
      const body = new TextEncoder().encode("retCode=1");
      const answer = await app.request(path, { method: "POST", headers, body });
      await answer.body?.cancel();
      assert.ok(answer.status < 500, `${path} ${answer.status}`);
      assert.deepEqual([errors, asked], [[], []]);
    }
  }
});

Deno.test("a form that is too long is 413, announced or not", async () => {
  const { app, errors } = webWorld();
  const headers = { ...LOCAL, "Content-Type": "application/x-www-form-urlencoded" };
  for (const body of ["a=".padEnd(9000, "x"), ReadableStream.from([new Uint8Array(9000)])]) {
    const answer = await app.request("/channels/desk/pause", { method: "POST", headers, body });
    await answer.body?.cancel();
    assert.equal(answer.status, 413);
  }
  assert.deepEqual(errors, []);
});

function brokenOff(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode("retCode=1&re"));
      controller.error(new TypeError("the connection was reset"));
    },
  });
}
