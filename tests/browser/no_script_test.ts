import assert from "node:assert/strict";
import { browserTest, TestBrowser } from "./support/browser.ts";
import { startScene } from "./support/scene.ts";

browserTest(
  "without script, and on a phone, orders are found, paged, read and pushed again",
  async () => {
    await using scene = await startScene();
    const { world, ids } = scene;
    await using browser = await TestBrowser.open(world.webPort);
    const page = await browser.page({ script: false, width: 390 });
    await page.goto("/");
    await page.getByRole("navigation").getByRole("link", { name: "定单" }).click();
    await page.getByRole("searchbox").fill(ids.success);
    await page.getByRole("button", { name: "筛选" }).click();
    await page.getByRole("link", { name: ids.success, exact: true }).click();
    await page.locator("#story").getByText(/充值 100\.000 元/).waitFor();
    await page.getByRole("button", { name: "重推结果" }).click();
    await page.getByText("已要求立即推送。").waitFor();
    await world.callbacks.nth(ids.success, 2);
    await page.getByRole("link", { name: "English" }).click();
    await page.getByRole("heading", { name: `Order ${ids.success}` }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Copy" }).count(), 0);
  },
);
