import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { hashPassword, SALT_BYTES } from "../../lib/password.ts";
import { CzdockWorld } from "../support/czdock_world.ts";
import { violationsOn } from "./support/axe.ts";
import { browserTest, SCREENSHOTS, TestBrowser } from "./support/browser.ts";
import type { Looking } from "./support/browser.ts";
import { startScene } from "./support/scene.ts";

/** Each way of looking, and what its pictures are called. */
const WAYS: readonly (readonly [string, Looking])[] = [
  ["light", {}],
  ["dark", { dark: true }],
  ["light-narrow", { width: 390 }],
  ["dark-narrow", { dark: true, width: 390 }],
  ["light-medium", { width: 960 }],
];

/** Where a screen is: its address, or the way to one that only a form leads to. */
type Way = string | ((page: Page) => Promise<void>);

async function look(port: number, screens: Readonly<Record<string, Way>>): Promise<void> {
  Deno.mkdirSync(SCREENSHOTS, { recursive: true });
  await using browser = await TestBrowser.open(port);
  const found: string[] = [];
  for (const [looks, looking] of WAYS) {
    const page = await browser.page(looking);
    for (const [name, way] of Object.entries(screens)) {
      if (typeof way === "string") assert.equal((await page.goto(way))?.status(), 200, way);
      else await way(page);
      await page.locator("main").waitFor();
      await page.screenshot({ path: `${SCREENSHOTS}${name}-${looks}.png`, fullPage: true });
      // Dark and narrow together have the colours of one and the places of the other.
      if (looks !== "dark-narrow") found.push(...await violationsOn(page, `${name}, ${looks}`));
      // A page that is wider than its window has to be pushed about on a phone.
      const excess = await page.evaluate<number>(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      if (excess > 0) found.push(`${name}, ${looks}: ${excess} pixels too wide`);
      const hidden = await page.evaluate<number>(
        "[...document.querySelectorAll('nav a')].filter((one) => one.getBoundingClientRect().right > innerWidth).length",
      );
      if (hidden > 0) {
        found.push(`${name}, ${looks}: ${hidden} screens are out of sight in the menu`);
      }
    }
  }
  // What is filled in wrong is an answer of 422.
  browser.forgetTroubles(/status of 422/);
  assert.deepEqual(found, []);
}

browserTest("every screen can be used by everybody, light and dark, at every width", async () => {
  await using scene = await startScene();
  const { world, ids } = scene;
  await world.api.call("POST", `/api/orders/main/${ids.success}/push`);
  await world.confirmed(ids.success);
  await look(world.webPort, {
    overview: "/",
    orders: "/orders",
    "orders-filtered": "/orders?retCode=3&chargeType=3&cashMin=1&q=13900001111",
    "orders-none": "/orders?q=nobody",
    "orders-english": "/orders?lang=en",
    "order-settled": `/orders/main/${ids.success}?lang=zh`,
    "order-review": `/orders/main/${ids.uncertain}`,
    "order-desk": `/orders/main/${ids.desk}`,
    "order-failed": `/orders/main/${ids.nobody}`,
    desk: "/desk",
    reconciliation: "/reconciliation",
    channels: "/channels",
    servers: "/servers",
    settings: "/settings",
    log: "/log",
    audit: "/log/audit",
    reloaded: async (page) => {
      await page.goto("/settings");
      await page.getByRole("button", { name: "重新载入配置" }).click();
      await page.getByText("配置已重新载入。").waitFor();
    },
    bulk: async (page) => {
      await page.goto("/orders");
      await page.getByRole("button", { name: "重推结果" }).last().click();
      await page.getByText("请核对").waitFor();
    },
    "bulk-done": async (page) => {
      await page.getByRole("button", { name: "确认重推结果" }).click();
      await page.getByText("已做").waitFor();
    },
    "settle-wrong": async (page) => {
      await page.goto(`/orders/main/${ids.uncertain}`);
      await page.getByLabel("部分成功", { exact: true }).check();
      await page.getByRole("button", { name: "下一步：核对" }).click();
      await page.getByText("填写有误").waitFor();
    },
    "settle-review": async (page) => {
      await page.getByLabel("成功金额（部分成功时）").fill("30");
      await page.getByRole("button", { name: "下一步：核对" }).click();
      await page.getByRole("heading", { name: "请核对" }).waitFor();
    },
  });
});

browserTest("the form to sign in can be used by everybody", async () => {
  const hash = await hashPassword("correct horse", new Uint8Array(SALT_BYTES));
  const users = [{ name: "li", role: "operator", passwordHash: hash }];
  await using world = await CzdockWorld.start({ web: { users } });
  await look(world.webPort, { "sign-in": "/sign-in" });
});
