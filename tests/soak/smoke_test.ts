import assert from "node:assert/strict";
import { soak } from "./soak.ts";

Deno.test({
  name: "a soak of a few seconds comes to its end, and the books of all agree",
  // Deno's look for leaks can't follow child processes and their pipes.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const said: string[] = [];
    const flags = { minutes: 0.15, rate: 60, executable: null, entry: null };
    const { fine, samples } = await soak(flags, (line) => said.push(line));
    const text = said.join("\n");
    assert.ok(fine, text);
    assert.match(text, /too short to say whether anything grows/);
    assert.match(text, /audit: .*verdict: all is well/);
    const [sample] = samples;
    assert.ok(sample !== undefined && sample.rssMb > 10 && sample.descriptors > 5, text);
    assert.ok(sample.commitMs > 0 && sample.lagMs >= 0 && sample.backlog >= 0, text);
  },
});
