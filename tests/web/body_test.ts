/**
 * What a request body must be before its fields are looked at.
 *
 * @module
 */
import assert from "node:assert/strict";
import { BODY_BYTES_MAX } from "../../web/api/body.ts";
import { errorOf, webWorld } from "../support/web.ts";
import { processing } from "../support/web_orders.ts";

const PATH = "/api/orders/main/196/settle";

Deno.test("a body that is no JSON object in UTF-8 is 400", async () => {
  const bodies = ["", "{", '{"retCode":1,}', "[1]", "1", '"x"', "null", "[".repeat(16_000)];
  for (const body of bodies) {
    const { post, asked } = webWorld([processing()]);
    assert.deepEqual(errorOf(await post(PATH, body)), { status: 400, code: "bad_json" }, body);
    assert.deepEqual(asked, []);
  }
  const { app } = webWorld([processing()]);
  const response = await app.request(PATH, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: new Uint8Array([...latin('{"retCode":1,"retDetail":"'), 0xb9, 0xe3, ...latin('"}')]),
  });
  await response.body?.cancel();
  assert.equal(response.status, 400);
});

Deno.test("a body that is not announced as JSON is 415, so that no form can settle", async () => {
  const types = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=gbk",
    "application/jsonp",
    "text/plain; application/json",
    "",
  ];
  for (const type of types) {
    const { post, asked } = webWorld([processing()]);
    const answer = await post(PATH, { retCode: 1 }, { "Content-Type": type });
    assert.deepEqual(errorOf(answer), { status: 415, code: "unsupported_media_type" }, type);
    assert.deepEqual(asked, []);
  }
  const bare = await webWorld([processing()]).post(PATH);
  assert.deepEqual(errorOf(bare), { status: 415, code: "unsupported_media_type" });
  for (const type of ["application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]) {
    const { post } = webWorld([processing()]);
    assert.equal((await post(PATH, { retCode: 1 }, { "Content-Type": type })).status, 200, type);
  }
});

Deno.test("a body over the limit is 413, and is not read further than the limit", async () => {
  const json = '{"retCode":1}';
  const atLimit = webWorld([processing()]);
  assert.equal((await atLimit.post(PATH, json.padEnd(BODY_BYTES_MAX))).status, 200);
  const above = await webWorld([processing()]).post(PATH, json.padEnd(BODY_BYTES_MAX + 1));
  assert.deepEqual(errorOf(above), { status: 413, code: "too_large" });

  let pulledBytes = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulledBytes += 1024;
      controller.enqueue(new Uint8Array(1024).fill(0x20));
    },
  });
  const { app } = webWorld([processing()]);
  const request = new Request(`http://localhost${PATH}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: endless,
  });
  const response = await app.request(request);
  await response.body?.cancel();
  assert.equal(response.status, 413);
  assert.ok(pulledBytes <= BODY_BYTES_MAX + 4096, `${pulledBytes} bytes were pulled`);
});

function latin(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
