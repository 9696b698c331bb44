import assert from "node:assert/strict";
import { CzdockWorld, newChargeId, TO } from "../support/czdock_world.ts";
import { browserTest, TestBrowser } from "./support/browser.ts";

async function atDesk(world: CzdockWorld, account: string): Promise<string> {
  const chargeId = newChargeId();
  await world.send({ chargeId, chargeType: TO.desk, chargeAcct: `"${account}"` });
  await world.processing(chargeId);
  return chargeId;
}

browserTest("an operator does an order at the desk, and the server gets the callback", async () => {
  await using world = await CzdockWorld.start();
  const chargeId = await atDesk(world, "13711112222");
  await using browser = await TestBrowser.open(world.webPort);
  const page = await browser.page();
  await page.goto("/desk");
  await page.getByRole("button", { name: "领取" }).click();
  await page.getByText("已领取。").waitFor();
  await page.getByRole("button", { name: "复制账号" }).click();
  await page.getByRole("button", { name: "已复制" }).waitFor();
  assert.equal(await page.evaluate("navigator.clipboard.readText()"), "13711112222");
  await page.getByLabel("部分成功", { exact: true }).check();
  await page.getByLabel("成功金额（部分成功时）").fill("30");
  await page.getByRole("button", { name: "下一步：核对" }).click();
  await page.getByRole("heading", { name: "请核对" }).waitFor();
  assert.equal(world.callbacks.of(chargeId).length, 0);
  await page.getByRole("button", { name: "确认填写" }).click();
  await page.getByText("结果已填写，正在推送。").waitFor();
  await page.getByText("没有等人工处理的定单。").waitFor();
  await world.callbacks.nth(chargeId);
  await world.confirmed(chargeId);
  const order = await world.api.order(chargeId);
  assert.deepEqual([order?.result?.retCode, order?.result?.retCash], [1, "30.000"]);
});

browserTest("keys move from order to order at the desk, and none of them acts", async () => {
  await using world = await CzdockWorld.start();
  const ids = [await atDesk(world, "A1"), await atDesk(world, "A2"), await atDesk(world, "A3")];
  await using browser = await TestBrowser.open(world.webPort);
  const page = await browser.page();
  await page.goto("/desk");
  const focused = () => page.evaluate("document.activeElement?.dataset.key ?? ''");
  const walk = async (keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
    return await focused();
  };
  assert.equal(await walk(["j"]), `main/${ids[0]}`);
  assert.equal(await walk(["j", "ArrowDown", "j"]), `main/${ids[2]}`);
  assert.equal(await walk(["k", "ArrowUp"]), `main/${ids[0]}`);
  await walk([..."abcdefghilmnopqrstuvwxyz0123456789", "Enter", " "]);
  for (const id of ids) {
    const order = await world.api.order(id);
    assert.equal(order?.state, "processing");
    assert.deepEqual(order?.timeline.at(-1)?.kind, "started");
  }
});

browserTest("without script an order is taken on and done all the same", async () => {
  await using world = await CzdockWorld.start();
  const chargeId = await atDesk(world, "13711112222");
  await using browser = await TestBrowser.open(world.webPort);
  const page = await browser.page({ script: false });
  await page.goto("/desk");
  assert.equal(await page.getByRole("button", { name: "复制账号" }).isVisible(), false);
  await page.getByRole("button", { name: "领取" }).click();
  await page.getByLabel("失败", { exact: true }).check();
  await page.getByRole("button", { name: "下一步：核对" }).click();
  await page.getByRole("button", { name: "确认填写" }).click();
  await page.getByText("结果已填写，正在推送。").waitFor();
  await world.callbacks.nth(chargeId);
});
