import assert from "node:assert/strict";
import { straceIsHere } from "../support/power/system_calls.ts";
import { ROOT } from "./children.ts";

/** What the whole bench may take with `--quick` on a busy machine; a quiet one needs ten seconds. */
const ENDS_WITHIN_MS = 180_000;

const ROWS = [
  "1",
  "2",
  "2b",
  "3",
  "4",
  "5.1",
  "5.2",
  "5.3",
  "5.4",
  "6",
  "7",
  "7b",
  "7c",
  "8.1",
  "8.2",
  "8.3",
  "11",
  "11b",
];

/** Runs the bench as `deno task bench` does. */
async function runBench(args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tests/bench/main.ts", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    signal: AbortSignal.timeout(ENDS_WITHIN_MS),
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** The cells of each line of the table, without its head. */
function tableCells(text: string): string[][] {
  const lines = text.split("\n").filter((line) => /^\| \d/.test(line));
  return lines.map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

Deno.test({
  name: "the bench prints every row of its table with finite figures",
  // It reads memory and processor time where Linux has them.
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { code, stdout, stderr } = await runBench(["--quick"]);
    assert.equal(code, 0, stderr);
    const cells = tableCells(stdout);
    assert.deepEqual(cells.map(([row]) => row), ROWS, stdout);
    for (const [row, , ours = "", , limit = "", ratio = ""] of cells) {
      for (const figure of [ours, limit, ratio]) {
        const value = Number(/^\d+(?:\.\d+)?/.exec(figure)?.[0]);
        assert.equal(value > 0 && value < Infinity, true, `row ${row}: ${figure}`);
      }
    }
    assert.match(stdout, /^begin: sync of 4 KiB p50 \d.*\nend: sync of 4 KiB p50 \d/m);
    assert.doesNotMatch(stdout, /NaN|Infinity/);
  },
});

Deno.test({
  name: "on a slow disk every ack waits for its sync",
  ignore: !straceIsHere(),
  async fn() {
    const { code, stdout, stderr } = await runBench(["--quick", "--rows", "2", "--sync-ms", "20"]);
    assert.equal(code, 0, stderr);
    for (const [row, , ours = ""] of tableCells(stdout)) {
      assert.ok(Number.parseFloat(ours) > 20, `row ${row}: ${ours}`);
    }
  },
});

Deno.test("the bench says what is wrong with its flags, and measures nothing", async () => {
  for (
    const flags of [["--rows", "12"], ["--runs", "0"], ["--stored", "x"], ["--sync-ms", "0.5"], [
      "--fast",
      "1",
    ]]
  ) {
    const { code, stdout, stderr } = await runBench(flags);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.equal(stderr.startsWith(flags[0] ?? ""), true, stderr);
  }
});
