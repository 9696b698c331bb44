import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { releaseFile, TARGETS } from "../../.ci/targets.ts";
import { ROOT } from "./source_files.ts";

const textOf = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));

Deno.test("the Dockerfile takes a file that a release has, for both of Linux's platforms", () => {
  const text = textOf("Dockerfile");
  const argument = (name: string) => new RegExp(`^ARG ${name}=(.+)$`, "m").exec(text)?.[1];
  const [, pattern = ""] = /^COPY \S+ dist\/(\S+) /m.exec(text) ?? [];
  const files = TARGETS.map((target) => releaseFile(target));
  assert.equal(argument("VERSION"), denoJson.version);
  for (const platform of [argument("PLATFORM") ?? "", "linux-arm64"]) {
    const file = pattern.replace("${VERSION}", denoJson.version).replace("${PLATFORM}", platform);
    assert.ok(files.includes(file), file);
  }
});

Deno.test("the page on installing names every file of a release, and no other version", () => {
  const text = textOf("docs/install.md");
  for (const target of TARGETS) assert.ok(text.includes(`\`${releaseFile(target)}\``), target.name);
  for (const [name, version] of text.matchAll(/czdock-(\d+\.\d+\.\d+)-\w/g)) {
    assert.equal(version, denoJson.version, name);
  }
});

Deno.test("the release's workflow makes what `deno task release` makes, and puts all of it out", () => {
  const text = textOf(".github/workflows/release.yml");
  assert.match(text, /^ +- run: npx -y deno@2\.9\.6 task release$/m);
  assert.match(text, /gh release create "\$GITHUB_REF_NAME" dist\/\*/);
  assert.match(denoJson.tasks.release.command, /\.ci\/compile\.ts release$/);
});
