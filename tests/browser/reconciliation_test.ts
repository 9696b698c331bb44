import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { browserTest, TestBrowser } from "./support/browser.ts";
import { violationsOn } from "./support/axe.ts";
import { SCREENSHOTS } from "./support/browser.ts";
import { startScene } from "./support/scene.ts";

browserTest(
  "a supplier's statement in GBK is compared, and its differences are shown and exported",
  async () => {
    await using scene = await startScene();
    const { ids, world } = scene;
    await using browser = await TestBrowser.open(world.webPort);
    const page = await browser.page();
    await page.goto("/reconciliation");
    await page.getByRole("rowheader", { name: /^\d{4}-\d\d-\d\d$/ }).first().waitFor();
    await page.getByRole("combobox", { name: "通道" }).selectOption("success");
    // 订单号,金额,状态 and 成功 in GBK.
    const heading = Uint8Array.fromHex("b6a9b5a5bac52cbdf0b6ee2cd7b4ccac0a");
    const lines = [`main-${ids.success}-1,100.000,`, "99,5,"].map((line) => [
      ...new TextEncoder().encode(line),
      0xb3,
      0xc9,
      0xb9,
      0xa6,
      0x0a,
    ]);
    const buffer = Buffer.from([...heading, ...lines.flat()]);
    const file = { name: "bill.csv", mimeType: "text/csv", buffer };
    await page.getByLabel("账单文件").setInputFiles(file);
    await page.getByRole("button", { name: "比对" }).click();
    await page.getByRole("heading", { name: "差异 1" }).waitFor();
    await page.getByRole("cell", { name: "99", exact: true }).waitFor();
    assert.deepEqual(await violationsOn(page, "comparison"), []);
    Deno.mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: `${SCREENSHOTS}comparison-light.png`, fullPage: true });
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "导出差异 CSV" }).click(),
    ]);
    const text = Deno.readTextFileSync(await download.path());
    assert.match(text, /\r\ntheirsOnly,/);
  },
);
