/**
 * Which configuration a command finds on this machine: one that is there and can't be looked at is not taken for a missing one.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { checkCommand } from "../../lib/config/check_command.ts";
import { machine } from "../../lib/wiring/world.ts";
import { MINIMAL } from "../config/support.ts";
import { inTempDir } from "../support/temp_dir.ts";

/** What `czdock check --config FILE` says on this machine, and its exit code. */
function check(file: string): { exit: number; said: string } {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const exit = checkCommand(["--config", file], { ...machine, out: say, err: say });
  return { exit, said: lines.join("\n") };
}

Deno.test({
  name: "a configuration that can't be looked at or read is said to be that, not to be missing",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTempDir((dir) => {
      const unseen = join(dir, "unseen.yaml");
      // What also root can't look through, as nobody else through a folder without permission.
      Deno.symlinkSync("unseen.yaml", unseen);
      // What a container makes where the file that is to be mounted is not there.
      const folder = join(dir, "folder.yaml");
      Deno.mkdirSync(folder);
      for (const file of [unseen, folder]) {
        const { exit, said } = check(file);
        assert.equal(exit, 2);
        assert.match(said, /cannot read .*\.yaml: \w+$/);
        assert.doesNotMatch(said, /no such file|czdock init/);
      }
    }),
});

Deno.test("what is certainly not there is missing: also below something that is no folder", () =>
  inTempDir((dir) => {
    Deno.writeTextFileSync(join(dir, "file"), MINIMAL);
    assert.equal(check(join(dir, "file")).exit, 0);
    for (const file of [join(dir, "none.yaml"), join(dir, "file", "config.yaml")]) {
      const { exit, said } = check(file);
      assert.equal(exit, 2);
      assert.match(said, /no such file/);
    }
  }));
