/**
 * A real headless Chromium, whose pages fail their test when anything goes wrong in them: an error on the console, a script
 * that throws, a request that leaves the machine, what the content security policy forbids.
 *
 * @module
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";

/** Where Chromium is; CI installs Debian's package. */
const EXECUTABLE = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";
/** Where people can look at what the tests have seen. */
export const SCREENSHOTS: string = fileURLToPath(
  new URL("../../../screenshots/", import.meta.url),
);
/** How long anything that is waited for may take on a busy machine, in milliseconds. */
const WAIT_MS_MAX = 20_000;

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How a page is looked at. */
export interface Looking {
  readonly script?: boolean;
  readonly dark?: boolean;
  readonly width?: number;
}

/** Whether there is a browser here. Where `CZDOCK_BROWSER=required`, there has to be one. */
export function hasBrowser(): boolean {
  try {
    return Deno.statSync(EXECUTABLE).isFile;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    if (Deno.env.get("CZDOCK_BROWSER") === "required") throw error;
    return false;
  }
}

/** What has gone wrong in the pages of the test that runs. */
let troubles: string[] = [];

/** One for all tests of a file: a start takes seconds. */
let started: Promise<Browser> | null = null;

/** The pages of one test. */
export class TestBrowser implements AsyncDisposable {
  readonly #contexts: BrowserContext[] = [];

  private constructor(private readonly browser: Browser, private readonly origin: string) {}

  /** @param port where the page is */
  static async open(port: number): Promise<TestBrowser> {
    started ??= chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
    return new TestBrowser(await started, `http://127.0.0.1:${port}`);
  }

  /** A new page, in a session of its own. */
  async page({ script = true, dark = false, width = 1280 }: Looking = {}): Promise<Page> {
    const context = await this.browser.newContext({
      baseURL: this.origin,
      viewport: { width, height: 900 },
      colorScheme: dark ? "dark" : "light",
      javaScriptEnabled: script,
      locale: "zh-CN",
      acceptDownloads: true,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    context.setDefaultTimeout(WAIT_MS_MAX);
    this.#contexts.push(context);
    const page = await context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.#trouble(page, message.text());
    });
    page.on("pageerror", (error) => this.#trouble(page, error.message));
    page.on("request", (request) => {
      const url = request.url();
      if (!/^(data|blob|about):/.test(url) && !url.startsWith(this.origin)) {
        this.#trouble(page, `asks ${url}`);
      }
    });
    return page;
  }

  /** Lets go of what went wrong on purpose, as a refused form that is an error on the console. */
  forgetTroubles(pattern: RegExp): void {
    troubles = troubles.filter((text) => !pattern.test(text));
  }

  #trouble(page: Page, text: string): void {
    troubles.push(`${page.url()}: ${text}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const context of this.#contexts) await context.close();
  }
}

Deno.test.afterAll(async () => {
  await (await started)?.close();
});

/** A test in a browser; left out where there is none. It fails, too, where anything went wrong in a page. */
export function browserTest(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name,
    ignore: !hasBrowser(),
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      troubles = [];
      try {
        await fn();
      } catch (error) {
        if (troubles.length > 0) console.error(troubles);
        throw error;
      }
      assert.deepEqual(troubles, []);
    },
  });
}
