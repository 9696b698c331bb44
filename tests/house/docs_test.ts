import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { ORDER_FIELDS } from "../../lib/protocol/order_field_table.ts";
import { ROOT } from "./source_files.ts";

/** The pages: their paths from the checkout's root. */
async function pages(): Promise<string[]> {
  const found = ["README.md", "CHANGELOG.md"];
  for await (const { name } of Deno.readDir(new URL("docs", ROOT))) {
    if (name.endsWith(".md")) found.push(`docs/${name}`);
  }
  return found;
}

/** The targets of a page's links that lead into the checkout. */
function relativeLinks(text: string): string[] {
  const withoutCode = text.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "`");
  return [...withoutCode.matchAll(/\]\(\s*<?([^)\s>]+)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:|^#/.test(target));
}

async function isThere(url: URL): Promise<boolean> {
  try {
    await Deno.stat(url);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test("every link of a page leads to a file that is there", async () => {
  const dead: string[] = [];
  let links = 0;
  for (const page of await pages()) {
    for (const link of relativeLinks(await Deno.readTextFile(new URL(page, ROOT)))) {
      links++;
      const url = new URL(link, new URL(page, ROOT));
      url.hash = "";
      if (!await isThere(url)) dead.push(`${page}: ${link}`);
    }
  }
  assert.equal(links > 0, true, "no link was found");
  assert.deepEqual(dead, []);
});

Deno.test("links are found, and what stands in code or leads outside is not one of ours", () => {
  const text = '[a](docs/a.md) ![b](<b.png> "b") [c](https://example.com) [d](#d) `[e](e.md)`\n' +
    "```sh\n[f](f.md)\n```\n[`g`](../lib/g.ts#L3)";
  assert.deepEqual(relativeLinks(text), ["docs/a.md", "b.png", "../lib/g.ts#L3"]);
});

/**
 * The files and folders that a page names in code, each as a path: a bare `writer.ts` lies in the folder that the page has
 * named last before it, as in "`lib/store/orders.ts` hands it to `writer.ts`".
 */
function namedFiles(text: string): string[] {
  const named: string[] = [];
  let folder = "";
  for (const [, name = ""] of text.matchAll(/`([\w./-]*(?:\/|\.tsx?|\.js))`/g)) {
    const path = name.includes("/") || name === "main.ts" ? name : folder + name;
    if (name.includes("/")) folder = name.slice(0, name.lastIndexOf("/") + 1);
    named.push(path);
  }
  return named;
}

Deno.test("every file that the structure's page names is where the page says", async () => {
  const named = namedFiles(await Deno.readTextFile(new URL("docs/architecture.md", ROOT)));
  const missing: string[] = [];
  for (const path of named) if (!await isThere(new URL(path, ROOT))) missing.push(path);
  assert.equal(named.length > 50, true, `only ${named.length} names were found`);
  assert.deepEqual(missing, []);
});

Deno.test("the structure's page says of every folder of lib/ what it is", async () => {
  const page = await Deno.readTextFile(new URL("docs/architecture.md", ROOT));
  const unnamed: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL("lib", ROOT))) {
    if (isDirectory && !page.includes(`\n| \`lib/${name}/\` `)) unnamed.push(name);
  }
  assert.deepEqual(unnamed, []);
});

Deno.test("a bare file's name belongs to the folder that was named last", () => {
  const text = "`lib/a/b.ts` and `c.ts`, `web/pages/` and `d.tsx`, `move`, `main.ts:3`, `lib/*.ts`";
  assert.deepEqual(namedFiles(text), ["lib/a/b.ts", "lib/a/c.ts", "web/pages/", "web/pages/d.tsx"]);
});

Deno.test("every task that a page or the CI names exists, with the one version of Deno we use", async () => {
  const names = new Set<string>();
  for (const page of [...await pages(), ".ci/run"]) {
    const text = await Deno.readTextFile(new URL(page, ROOT));
    for (const [, version, name = ""] of text.matchAll(/deno@([\d.]+) task ([\w-]+)/g)) {
      assert.equal(version, "2.9.6", `${page}: ${name}`);
      names.add(name);
    }
  }
  assert.equal(names.has("start") && names.has("test"), true);
  assert.deepEqual([...names].filter((name) => !(name in denoJson.tasks)), []);
});

Deno.test("the protocol's page shows every field of an order as the code reads it", async () => {
  const page = await Deno.readTextFile(new URL("docs/protocol.md", ROOT));
  const kinds = { text: "字符串", id: "整数，原样返回", integer: "整数", money: "金额" };
  const rows = Object.entries(ORDER_FIELDS).map(([name, field]) => {
    const { number, kind, bytesMax, ifMissing } = field;
    const missing = ifMissing === null ? "必填" : ifMissing === "" ? "空" : `\`${ifMissing}\``;
    return `${number} | \`${name}\` | ${kinds[kind]} | ${bytesMax ?? "–"} | ${missing}`;
  });
  const shown = page.split("\n").filter((line) => /^\| \d+ /.test(line)).map((line) =>
    line.slice(1, -1).split("|").map((cell) => cell.trim()).join(" | ")
  );
  assert.deepEqual(rows.filter((row, at) => !shown[at]?.startsWith(row)), []);
  assert.equal(shown.length, rows.length);
});

Deno.test("each of the README's two tables of commands has every command that main.ts runs", async () => {
  const main = await Deno.readTextFile("main.ts");
  const commands = [...main.matchAll(/case "([a-z]+)":/g)].map(([, name = ""]) => name)
    .filter((name) => name !== "help");
  assert.ok(commands.length > 10);
  const readme = await Deno.readTextFile("README.md");
  for (const heading of ["## 命令", "### Commands"]) {
    const [, from = ""] = readme.split(`\n${heading}\n`);
    const [section = ""] = from.split(/\n##/);
    const missing = commands.filter((name) => !new RegExp(`\`${name}[\` ]`).test(section));
    assert.deepEqual(missing, [], heading);
  }
});
