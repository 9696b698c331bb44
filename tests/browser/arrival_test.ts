import assert from "node:assert/strict";
import { CzdockWorld, newChargeId, TO } from "../support/czdock_world.ts";
import { browserTest, TestBrowser } from "./support/browser.ts";

browserTest(
  "an order that arrives over TCP appears in the listing without a reload, and so does its result",
  async () => {
    await using world = await CzdockWorld.start();
    await using browser = await TestBrowser.open(world.webPort);
    const page = await browser.page();
    await page.goto("/orders");
    await page.getByText("还没有定单。").waitFor();
    await page.evaluate("globalThis.stillHere = true");
    const chargeId = newChargeId();
    await world.send({ chargeId, chargeType: TO.desk });
    const row = page.locator("tr", { has: page.getByRole("link", { name: chargeId }) });
    await row.getByText("处理中").waitFor();
    assert.equal(await world.api.settle(chargeId, { retCode: 1 }), 200);
    await row.getByText("成功").waitFor();
    await row.getByText("已确认").waitFor();
    assert.equal(await page.evaluate("globalThis.stillHere"), true);
  },
);

browserTest(
  "rows stay where they are while one is selected, and the page says that there is news",
  async () => {
    await using world = await CzdockWorld.start();
    const first = newChargeId();
    await world.send({ chargeId: first, chargeType: TO.success });
    await world.confirmed(first);
    await using browser = await TestBrowser.open(world.webPort);
    const page = await browser.page();
    await page.goto("/orders");
    await page.getByLabel(`选择定单 ${first}`).check();
    const second = newChargeId();
    await world.send({ chargeId: second, chargeType: TO.success });
    await page.getByText("有更新").waitFor();
    assert.equal(await page.getByRole("link", { name: second }).count(), 0);
    await page.getByLabel(`选择定单 ${first}`).uncheck();
    await page.getByRole("link", { name: second }).waitFor();
  },
);

browserTest(
  "a log that is followed shows what happens, and one that is held does not",
  async () => {
    await using world = await CzdockWorld.start();
    await using browser = await TestBrowser.open(world.webPort);
    const follows = await browser.page(), holds = await browser.page();
    await follows.goto("/log");
    await holds.goto("/log?follow=no");
    const chargeId = newChargeId();
    await world.send({ chargeId, chargeType: TO.success });
    await follows.locator("#lines").getByText(chargeId).first().waitFor();
    assert.equal(await holds.locator("#lines").getByText(chargeId).count(), 0);
    assert.equal(await holds.locator("#fresh.live").count(), 0);
  },
);

/** Notes, whenever the page says how fresh it is, whether that is to be read out. */
const LISTEN = `globalThis.heard = [];
  const fresh = document.getElementById("fresh");
  new MutationObserver(() => heard.push(fresh.ariaLive)).observe(fresh, { childList: true });`;

browserTest("a page whose czdock is gone says how old it is, and that once aloud", async () => {
  await using world = await CzdockWorld.start();
  await using browser = await TestBrowser.open(world.webPort);
  const page = await browser.page();
  await page.goto("/orders");
  await page.getByText("实时更新").waitFor();
  await page.evaluate(LISTEN);
  await world.program.kill();
  await page.getByText(/连接中断.* [3-9]秒/).waitFor();
  const heard = await page.evaluate<string[]>("heard");
  assert.equal(heard.filter((how) => how === "polite").length, 1);
  browser.forgetTroubles(/ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET)/);
});
