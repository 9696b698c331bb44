import assert from "node:assert/strict";
import type { Order } from "../../lib/order.ts";
import { csvLine } from "../../lib/csv.ts";
import { errorOf, webWorld, WITH_TOKENS } from "../support/web.ts";
import { inReview, settled } from "../support/web_orders.ts";

async function csv(world: ReturnType<typeof webWorld>, path = "/api/export.csv") {
  const answer = await world.app.request(path);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return { answer, bytes, lines: new TextDecoder().decode(bytes).split("\r\n") };
}

/** A world whose listing comes in pages. */
function paged(pages: Order[][]) {
  const asked: { filter: unknown; limit: number; cursor: string | null }[] = [];
  const world = webWorld([], {
    orders: {
      get: () => Promise.resolve(null),
      overview: () => Promise.reject(new Error("not asked")),
      list(filter, limit, cursor) {
        asked.push({ filter, limit, cursor });
        const at = Number(cursor ?? 0);
        const next = at + 1 < pages.length ? String(at + 1) : null;
        return Promise.resolve({ orders: pages[at] ?? [], cursor: next });
      },
    },
  });
  return { world, asked };
}

Deno.test("every order that fits is a line, whatever pages they come in", async () => {
  const orders = Array.from({ length: 5 }, (_, at) => settled({ chargeId: String(100 + at) }));
  const { world, asked } = paged([orders.slice(0, 2), [], orders.slice(2)]);
  const { answer, bytes, lines } = await csv(world, "/api/export.csv?retCode=1&server=main");
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("Content-Type") ?? "", /^text\/csv; charset=utf-8$/i);
  assert.match(answer.headers.get("Content-Disposition") ?? "", /attachment; filename="czdock-/);
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  assert.match(lines[0] ?? "", /^server,chargeId,receivedAt,state,/);
  assert.deepEqual(lines.slice(1, -1).map((line) => /\t(\d+)"/.exec(line)?.[1]), [
    "100",
    "101",
    "102",
    "103",
    "104",
  ]);
  assert.equal(lines.at(-1), "");
  assert.deepEqual(asked.map(({ cursor }) => cursor), [null, "1", "2"]);
  assert.deepEqual(asked[0]?.filter, { retCode: 1, server: "main" });
});

Deno.test("an order without a result has empty cells, and all lines have as many as the first", async () => {
  const { world } = paged([[inReview(), settled()]]);
  const { lines } = await csv(world);
  const [head, review, done] = lines.map((line) => line.split(","));
  assert.equal(review?.length, head?.length);
  assert.equal(done?.length, head?.length);
  const at = head?.indexOf("retCode") ?? -1;
  assert.deepEqual([review?.[at], done?.[at]], ["", "1"]);
});

Deno.test("a cell that a spreadsheet would take for a formula is made harmless, and quotes are doubled", () => {
  const cells = ["=1+1", "+1", "-1", "@x", "\t=1", 'say "hi", twice', "a\nb", "-1.000", 7, null];
  assert.equal(
    csvLine(cells),
    `'=1+1,'+1,'-1,'@x,"'\t=1","say ""hi"", twice","a\nb",-1.000,7,\r\n`,
  );
});

Deno.test("what can't be read is refused by its name, and nobody without the right gets a line", async () => {
  const { get } = webWorld();
  for (
    const [query, field] of [["state=x", "state"], ["cursor=1", "cursor"], ["limit=5", "limit"]]
  ) {
    const refused = errorOf(await get(`/api/export.csv?${query}`));
    assert.deepEqual(refused, { status: 422, code: "invalid", field });
  }
  const guarded = webWorld([], { config: WITH_TOKENS });
  assert.equal((await guarded.get("/api/export.csv")).status, 401);
  const token = { Authorization: "Bearer push-token" };
  assert.equal((await guarded.get("/api/export.csv", token)).status, 403);
});

Deno.test("no secret is in the export", async () => {
  const { world } = paged([[inReview(), settled()]]);
  const { lines } = await csv(world);
  assert.doesNotMatch(lines.join("\n"), /sealed|cardPassword|agentPass/);
});
