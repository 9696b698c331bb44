import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { hashPassword, SALT_BYTES } from "../../lib/password.ts";
import { CzdockWorld, newChargeId, TO } from "../support/czdock_world.ts";
import { browserTest, TestBrowser } from "./support/browser.ts";

const PASSWORD = "correct horse";

async function start(): Promise<CzdockWorld> {
  const passwordHash = await hashPassword(PASSWORD, new Uint8Array(SALT_BYTES));
  const users = (["viewer", "operator"] as const).map((role) => ({
    name: role,
    role,
    passwordHash,
  }));
  const tokens = [{ name: "test", token: "test-token-test-token", may: ["admin"] }];
  return await CzdockWorld.start({ web: { users, tokens } });
}

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel("用户名").fill(name);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录" }).click();
}

browserTest(
  "a stranger signs in first, comes where he wanted to go, and is a stranger again afterwards",
  async () => {
    await using world = await start();
    await using browser = await TestBrowser.open(world.webPort);
    const page = await browser.page();
    await page.goto("/orders?q=7201");
    await page.waitForURL(/\/sign-in/);
    await signIn(page, "operator", PASSWORD);
    await page.waitForURL(/\/orders\?q=7201$/);
    await page.getByRole("button", { name: /退出/ }).click();
    await page.waitForURL(/\/sign-in/);
    await page.goto("/desk");
    await page.waitForURL(/\/sign-in/);
  },
);

browserTest(
  "who fails again and again is locked out for a while, even with the right password",
  async () => {
    await using world = await start();
    await using browser = await TestBrowser.open(world.webPort);
    const page = await browser.page();
    await page.goto("/sign-in");
    for (let tries = 0; tries < 20; tries++) {
      await signIn(page, "operator", "wrong");
      await page.getByRole("alert").waitFor();
      if (await page.getByText("失败次数太多").isVisible()) break;
    }
    await page.getByText("失败次数太多").waitFor();
    await signIn(page, "operator", PASSWORD);
    await page.getByText("失败次数太多").waitFor();
    browser.forgetTroubles(/status of (401|429)/);
  },
);

browserTest("a viewer sees all and may do nothing, an operator may", async () => {
  await using world = await start();
  const chargeId = newChargeId();
  await world.send({ chargeId, chargeType: TO.desk });
  await using browser = await TestBrowser.open(world.webPort);
  const page = await browser.page();
  await page.goto("/desk");
  await signIn(page, "viewer", PASSWORD);
  await page.getByRole("button", { name: "领取" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "领取" }).isDisabled(), true);
  await page.goto("/orders");
  assert.equal(await page.getByRole("button", { name: "重推结果" }).count(), 0);
  await page.goto(`/orders/main/${chargeId}`);
  assert.equal(await page.getByText("您的角色不能做这个操作").count(), 3);
  const other = await browser.page();
  await other.goto("/desk");
  await signIn(other, "operator", PASSWORD);
  await other.getByRole("button", { name: "领取" }).click();
  await other.getByText("已领取。").waitFor();
});
