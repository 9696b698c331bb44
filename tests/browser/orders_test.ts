import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { until } from "../support/until.ts";
import { TO } from "../support/czdock_world.ts";
import type { CzdockWorld } from "../support/czdock_world.ts";
import { newChargeId } from "../support/czdock_world.ts";
import { browserTest, TestBrowser } from "./support/browser.ts";
import { startScene } from "./support/scene.ts";

async function shown(page: Page): Promise<number> {
  return await page.locator("tbody tr").count();
}

async function sendMany(world: CzdockWorld, count: number): Promise<void> {
  const ids = Array.from({ length: count }, newChargeId);
  await Promise.all(ids.map((chargeId) => world.send({ chargeId, chargeType: TO.success })));
  for (const chargeId of ids) await world.confirmed(chargeId);
}

browserTest(
  "orders are found by number, account and its tail, and held to a filter that stands in the address",
  async () => {
    await using scene = await startScene();
    const { world, ids } = scene;
    await using browser = await TestBrowser.open(world.webPort);
    const page = await browser.page();
    await page.goto("/orders");
    assert.equal(await shown(page), 7);
    for (
      const [q, id] of [[ids.success, ids.success], ["13900001111", ids.failed], ["2222", ids.desk]]
    ) {
      await page.getByRole("searchbox").fill(q ?? "");
      await page.getByRole("button", { name: "筛选" }).click();
      await page.getByRole("link", { name: id, exact: true }).waitFor();
      assert.equal(await shown(page), 1, q);
    }
    await page.goto("/orders");
    await page.getByText("更多条件").click();
    await page.getByLabel("业务类型").selectOption("3");
    await page.getByRole("combobox", { name: "时间" }).selectOption("today");
    await page.getByRole("button", { name: "筛选" }).click();
    await page.waitForURL(/chargeType=3/);
    assert.match(page.url(), /time=today/);
    assert.equal(await shown(page), 1);
    await page.reload();
    assert.equal(await page.getByLabel("业务类型").inputValue(), "3");
    assert.equal(await shown(page), 1);
    await page.goto("/orders?flag=needsYou");
    assert.equal(await shown(page), 2);
  },
);

browserTest("page by page every order is seen once", async () => {
  await using scene = await startScene();
  await sendMany(scene.world, 60);
  await using browser = await TestBrowser.open(scene.world.webPort);
  const page = await browser.page();
  await page.goto("/orders");
  const ids: string[] = [];
  const take = async () => ids.push(...await page.locator("tbody th a").allTextContents());
  await take();
  assert.equal(ids.length, 50);
  await page.getByRole("link", { name: "下一页" }).click();
  await page.getByRole("link", { name: "第一页" }).waitFor();
  await take();
  assert.equal(new Set(ids).size, 67);
  assert.equal(ids.length, 67);
});

browserTest(
  "selected orders are pushed again after a look at what will be done, and the rest is told of",
  async () => {
    await using scene = await startScene();
    const { world, ids } = scene;
    await using browser = await TestBrowser.open(world.webPort);
    const page = await browser.page();
    await page.goto("/orders");
    await page.getByLabel("全选本页").check();
    await page.getByLabel(`选择定单 ${ids.failed}`).uncheck();
    await page.getByRole("button", { name: "重推结果" }).first().click();
    await page.getByRole("heading", { name: "2 单不做" }).waitFor();
    assert.equal(world.callbacks.of(ids.success).length, 1);
    await page.getByRole("button", { name: "确认重推结果 4 单" }).click();
    await page.getByText("已做 4 单").waitFor();
    await page.getByRole("heading", { name: "没有做的: 2" }).waitFor();
    await world.callbacks.nth(ids.success, 2);
    await world.callbacks.nth(ids.nobody, 2);
    assert.equal(world.callbacks.of(ids.failed).length, 1);
    await page.getByRole("link", { name: "返回列表" }).click();
    await page.waitForURL(/\/orders$/);
  },
);

browserTest("all that match are asked about, whether or not they are on the page", async () => {
  await using scene = await startScene();
  await using browser = await TestBrowser.open(scene.world.webPort);
  const page = await browser.page({ script: false });
  await page.goto("/orders?state=review");
  await page.getByRole("button", { name: "查询上游" }).last().click();
  await page.getByRole("button", { name: "确认查询上游 1 单" }).click();
  await page.getByText(/已做 [01] 单/).waitFor();
});

browserTest("the export is exactly what is filtered, and opens as a table", async () => {
  await using scene = await startScene();
  const { ids, world } = scene;
  await using browser = await TestBrowser.open(world.webPort);
  const page = await browser.page();
  await page.goto("/orders?retCode=3&time=today");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /导出 CSV/ }).click(),
  ]);
  const path = await until("the export is there", () => download.path());
  const text = Deno.readTextFileSync(path);
  assert.ok(text.startsWith("\uFEFFserver,chargeId,"));
  const lines = text.trimEnd().split("\r\n").slice(1);
  assert.equal(lines.length, 2);
  assert.ok(text.includes(ids.failed) && text.includes(ids.nobody));
  assert.ok(!text.includes(ids.success));
});

browserTest(
  "an order's page copies its diagnosis, shows its packets, and settles what is in review",
  async () => {
    await using scene = await startScene();
    const { ids, world } = scene;
    await using browser = await TestBrowser.open(world.webPort);
    const page = await browser.page();
    await page.goto(`/orders/main/${ids.uncertain}`);
    await page.getByText(/定单（服务器 → czdock）/).click();
    await page.locator("#packet-order").getByText(/"action":"CZ"/).waitFor();
    await page.getByRole("region", { name: "诊断信息" }).getByRole("button", { name: "复制" })
      .click();
    await page.getByRole("button", { name: "已复制" }).waitFor();
    const copied = await page.evaluate<string>("navigator.clipboard.readText()");
    assert.match(copied, /^czdock .*\n结果不明/);
    await page.getByLabel("失败", { exact: true }).check();
    await page.getByRole("button", { name: "下一步：核对" }).click();
    await page.getByRole("button", { name: "确认填写" }).click();
    await page.getByText("结果已填写。").waitFor();
    await world.callbacks.nth(ids.uncertain);
    await page.locator("#story").getByText(/服务器于 .* 回答 OK/).waitFor();
  },
);
