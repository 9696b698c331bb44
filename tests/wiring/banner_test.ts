import assert from "node:assert/strict";
import { bannerLines } from "../../lib/wiring/banner.ts";
import { configOf, MINIMAL } from "../config/support.ts";

Deno.test("a start says what runs, by which files, and where it is reached", () => {
  const config = configOf(`${MINIMAL}store: { path: /var/lib/czdock/orders.kv }\n`);
  const lines = bannerLines({ version: "1.2.3 (abc)", file: "/etc/czdock/config.yaml", config });
  const text = lines.join("\n");
  for (
    const part of [
      "czdock 1.2.3 (abc)",
      "/etc/czdock/config.yaml",
      "/var/lib/czdock/orders.kv",
      "0.0.0.0:60000",
      "servers: main",
      "desk(manual)",
      "http://127.0.0.1:60080/",
    ]
  ) assert.ok(text.includes(part), `${part} in\n${text}`);
  // A key is never shown.
  assert.equal(text.includes("bff0378ea5ef0d5d"), false);
});

Deno.test("a store at a service is told by its address", () => {
  const config = configOf(`${MINIMAL}store: { path: "https://kv.example/" }\n`);
  const lines = bannerLines({ version: "1", file: "/c", config });
  assert.ok(lines.some((line) => line.endsWith(" https://kv.example/")), lines.join("\n"));
});

Deno.test("the page's address is one that a browser can be sent to", () => {
  const config = configOf(MINIMAL);
  const page = (host: string) => {
    const shown = { ...config, web: { ...config.web, host } };
    const lines = bannerLines({ version: "1", file: "/c", config: shown });
    return lines.at(-1)?.split(" ").at(-1);
  };
  assert.equal(page("0.0.0.0"), "http://127.0.0.1:60080/");
  assert.equal(page("::"), "http://[::1]:60080/");
  assert.equal(page("192.168.1.5"), "http://192.168.1.5:60080/");
});
