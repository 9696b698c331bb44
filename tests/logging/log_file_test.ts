import assert from "node:assert/strict";
import { LogFile } from "../../lib/logging/log_file.ts";
import { SureLines } from "../../lib/logging/sure_lines.ts";
import { inTempDir } from "../support/temp_dir.ts";

const textOf = (path: string) => Deno.readTextFileSync(path);
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("a full file becomes FILE.1 and so on, and the oldest is removed", async () => {
  await inTempDir((folder) => {
    const file = new LogFile({ path: `${folder}/log/czdock.log`, bytesMax: 10, kept: 2 });
    for (const text of ["one\n", "two\n", "three\n", "four\n", "five\n", "six seven\n"]) {
      file.write(text);
    }
    file.close();
    assert.deepEqual(namesIn(`${folder}/log`), ["czdock.log", "czdock.log.1", "czdock.log.2"]);
    assert.equal(textOf(`${folder}/log/czdock.log`), "six seven\n");
    assert.equal(textOf(`${folder}/log/czdock.log.1`), "four\nfive\n");
    assert.equal(textOf(`${folder}/log/czdock.log.2`), "three\n");
  });
});

Deno.test("a file goes on where the last process left it, its size counted", async () => {
  await inTempDir((folder) => {
    const parts = { path: `${folder}/a.log`, bytesMax: 10, kept: 1 };
    const before = new LogFile(parts);
    before.write("12345678\n");
    before.close();
    const after = new LogFile(parts);
    after.write("9\n");
    after.close();
    assert.equal(textOf(`${folder}/a.log`), "9\n");
    assert.equal(textOf(`${folder}/a.log.1`), "12345678\n");
  });
});

Deno.test("text larger than a whole file is written all the same, and in UTF-8", async () => {
  await inTempDir((folder) => {
    const file = new LogFile({ path: `${folder}/a.log`, bytesMax: 4, kept: 1 });
    file.write("充值成功\n");
    file.close();
    assert.equal(textOf(`${folder}/a.log`), "充值成功\n");
  });
});

Deno.test("a file that can't be written throws, and is opened again for the next text", async () => {
  await inTempDir((folder) => {
    const path = `${folder}/a.log`;
    Deno.mkdirSync(path);
    const file = new LogFile({ path, bytesMax: 100, kept: 1 });
    assert.throws(() => file.write("lost\n"));
    Deno.removeSync(path);
    file.write("kept\n");
    file.close();
    assert.equal(textOf(path), "kept\n");
  });
});

/** Makes every write fail once `bytes` bytes have been written, as on a disk that has no more room. */
function withRoomFor(bytes: number, run: () => void): void {
  const { writeSync } = Deno.FsFile.prototype;
  let left = bytes;
  Deno.FsFile.prototype.writeSync = function (text: Uint8Array) {
    if (left === 0) throw new Error("No space left on device");
    const written = writeSync.call(this, text.subarray(0, left));
    left -= written;
    return written;
  };
  try {
    run();
  } finally {
    Deno.FsFile.prototype.writeSync = writeSync;
  }
}

Deno.test("after a disk was full the next text begins on a line of its own", async () => {
  await inTempDir((folder) => {
    const path = `${folder}/a.log`;
    const file = new LogFile({ path, bytesMax: 1000, kept: 1 });
    file.write("before\n");
    withRoomFor(3, () => assert.throws(() => file.write("torn\n"), /No space left/));
    withRoomFor(0, () => assert.throws(() => file.write("lost\n"), /No space left/));
    file.write("after\n");
    file.close();
    assert.equal(textOf(path), "before\ntor\nafter\n");
  });
});

Deno.test("text of which nothing was written leaves no empty line behind", async () => {
  await inTempDir((folder) => {
    const path = `${folder}/a.log`;
    const file = new LogFile({ path, bytesMax: 1000, kept: 1 });
    file.write("before\n");
    withRoomFor(0, () => assert.throws(() => file.write("lost\n"), /No space left/));
    file.write("after\n");
    file.close();
    assert.equal(textOf(path), "before\nafter\n");
  });
});

Deno.test("lines that can't be written are counted; the failure and its end are each told once", () => {
  let full = false;
  const written: string[] = [], told: string[] = [];
  const sure = new SureLines((lines) => {
    if (full) throw new Error("No space left on device");
    written.push(lines);
  }, {
    failing: (reason) => told.push(`failing: ${reason}`),
    works: (lost) => told.push(`works: ${lost}`),
  });
  sure.write("1");
  full = true;
  sure.write("2\n3");
  sure.write("4");
  assert.equal(sure.lost, 3);
  full = false;
  sure.write("5");
  full = true;
  sure.write("6");
  assert.deepEqual(written, ["1", "5"]);
  assert.equal(sure.lost, 4);
  const failing = "failing: No space left on device";
  assert.deepEqual(told, [failing, "works: 3", failing]);
});
