import assert from "node:assert/strict";
import { functionNames } from "../../lib/expression/expression.ts";
import { environmentOf, ORDER_VARIABLES } from "../../lib/expression/scope.ts";
import { Zone } from "../../lib/zone.ts";
import { Environment } from "@marcbachmann/cel-js";
import { channelFaults } from "../support/http_channel.ts";

const page = Deno.readTextFileSync(new URL("../../docs/http-channel.md", import.meta.url));
const blocks = [...page.matchAll(/^```yaml\n([^]*?)^```/gm)].map(([, text = ""]) => text);

/** A channel's lines without their indentation below `acme:`. */
function channelOf(text: string): string {
  const lines = text.split("\n");
  return lines.slice(lines.indexOf("    type: http") + 1).map((line) => line.slice(4)).join("\n");
}

Deno.test("the page's example is a channel without a fault, with its notification too", () => {
  const [whole = "", notify = ""] = blocks;
  const channel = channelOf(whole).replace("${ACME_KEY}", "some-key");
  assert.match(channel, /^submit:/m);
  assert.deepEqual(channelFaults(channel), []);
  assert.match(notify, /^notify:/);
  assert.deepEqual(channelFaults(channel + notify), []);
});

Deno.test("the page names every variable and every function", () => {
  const parts = { zone: new Zone("UTC"), charset: "utf-8", random: () => 0 } as const;
  const env = environmentOf({ variables: {}, members: {} }, parts);
  const celOwn = functionNames(new Environment());
  const ours = functionNames(env).filter((name) => !celOwn.includes(name));
  assert.ok(ours.length > 25);
  for (const name of ours) {
    assert.match(page, new RegExp(`\`${name}[(\`]`), `the function ${name}`);
  }
  for (const name of Object.keys(ORDER_VARIABLES)) {
    assert.ok(page.includes(`\`${name}\``), `the variable ${name}`);
  }
});
