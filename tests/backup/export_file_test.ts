import assert from "node:assert/strict";
import { join } from "node:path";
import {
  FileDamaged,
  readExportFile,
  tapped,
  UNFINISHED,
  writeExportFile,
} from "../../lib/backup/export_file.ts";
import { bytesOf, pieces } from "../support/exports.ts";
import { inTempDir } from "../support/temp_dir.ts";

const BYTES = new TextEncoder().encode("one line after the other\n".repeat(5000));

for (const name of ["plain.ndjson", "packed.ndjson.gz"]) {
  Deno.test(`what is written is read again (${name}), by its owner alone`, () =>
    inTempDir(async (dir) => {
      const path = join(dir, name);
      await writeExportFile(path, pieces(BYTES));
      assert.deepEqual(await bytesOf(readExportFile(path)), BYTES);
      const { size, mode } = Deno.statSync(path);
      assert.equal(size < BYTES.length / 10, name.endsWith(".gz"));
      if (Deno.build.os !== "windows") assert.equal((mode ?? 0) & 0o777, 0o600);
    }));
}

Deno.test("a reader that leaves early leaves nothing open", () =>
  inTempDir(async (dir) => {
    for (const name of ["plain.ndjson", "packed.ndjson.gz"]) {
      const path = join(dir, name);
      await writeExportFile(path, pieces(BYTES));
      for await (const _ of readExportFile(path)) break;
    }
  }));

Deno.test("where the bytes end in a fault there is no file, and an older one stays as it was", () =>
  inTempDir(async (dir) => {
    async function* failing() {
      yield BYTES;
      await Promise.resolve();
      throw new Error("the store is down");
    }
    for (const name of ["plain.ndjson", "packed.ndjson.gz"]) {
      const path = join(dir, name);
      await assert.rejects(writeExportFile(path, failing()), /the store is down/);
      assert.deepEqual([...Deno.readDirSync(dir)], []);
      Deno.writeTextFileSync(path, "older");
      await assert.rejects(writeExportFile(path, failing()), /the store is down/);
      assert.equal(Deno.readTextFileSync(path), "older");
      Deno.removeSync(path);
    }
  }));

Deno.test("what a crash left unfinished is written anew, for its owner alone", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "plain.ndjson");
    Deno.writeTextFileSync(path + UNFINISHED, "x".repeat(500_000), { mode: 0o644 });
    await writeExportFile(path, pieces(BYTES));
    assert.deepEqual(await bytesOf(readExportFile(path)), BYTES);
    const { mode } = Deno.statSync(path);
    if (Deno.build.os !== "windows") assert.equal((mode ?? 0) & 0o777, 0o600);
  }));

Deno.test("a compressed file that was cut short, or is damaged, is told of as such", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "packed.ndjson.gz");
    await writeExportFile(path, pieces(BYTES));
    const whole = Deno.readFileSync(path);
    Deno.writeFileSync(path, whole.subarray(0, whole.length - 20));
    await assert.rejects(bytesOf(readExportFile(path)), FileDamaged);
    whole[whole.length >> 1] = (whole[whole.length >> 1] ?? 0) ^ 0xff;
    Deno.writeFileSync(path, whole);
    await assert.rejects(bytesOf(readExportFile(path)), FileDamaged);
  }));

Deno.test("bytes that are tapped come through one by one", async () => {
  const seen: number[] = [];
  const bytes = tapped(pieces(BYTES, 40_000), (chunk) => void seen.push(chunk.length));
  assert.deepEqual(await bytesOf(bytes), BYTES);
  assert.deepEqual(seen, [40_000, 40_000, 40_000, 5000]);
});
