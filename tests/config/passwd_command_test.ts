import assert from "node:assert/strict";
import { Users } from "../../lib/access/users.ts";
import type { CommandIo } from "../../lib/config/command_io.ts";
import type { PasswordSource } from "../../lib/config/passwd_command.ts";
import { passwdCommand } from "../../lib/config/passwd_command.ts";
import { isPassword } from "../../lib/password.ts";

async function passwd(source: Partial<PasswordSource>, args: string[] = []) {
  const out: string[] = [], err: string[] = [];
  const io = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    randomBytes: (count: number) => new Uint8Array(count).fill(5),
  };
  const exit = await passwdCommand(args, io as unknown as CommandIo, {
    isTerminal: () => false,
    askSecret: () => Promise.resolve(null),
    readLine: () => Promise.resolve(""),
    ...source,
  });
  return { exit, out, err };
}

const typing = (...lines: (string | null)[]) => ({
  isTerminal: () => true,
  askSecret: () => Promise.resolve(lines.shift() ?? null),
});

Deno.test("the hash of a line, or of what is typed twice alike, fits the password", async () => {
  for (
    const source of [
      { readLine: () => Promise.resolve("secret 密码") },
      typing("secret 密码", "secret 密码"),
    ]
  ) {
    const { exit, out, err } = await passwd(source);
    assert.deepEqual([exit, out.length, err], [0, 1, []]);
    assert.equal(await isPassword("secret 密码", out[0] ?? ""), true);
  }
});

Deno.test("what differs, is too short or too long, or is broken off has no hash", async () => {
  for (
    const source of [
      typing("secret 密码", "secret 码密"),
      typing("secret 密码", null),
      typing(null),
      { readLine: () => Promise.resolve("short") },
      { readLine: () => Promise.resolve("x".repeat(129)) },
    ]
  ) {
    const { exit, out, err } = await passwd(source);
    assert.deepEqual([exit, out, err.length], [1, [], 1]);
  }
});

Deno.test("characters are counted as whoever types them counts, and one can sign in with as many", async () => {
  const longest = "🔑".repeat(128);
  const { exit, out } = await passwd({ readLine: () => Promise.resolve(longest) });
  assert.equal(exit, 0);
  const users = new Users([{ name: "li", passwordHash: out[0] ?? "", role: "viewer" }]);
  assert.equal((await users.check("li", longest)).kind, "right");
  const tooLong = await passwd({ readLine: () => Promise.resolve(`${longest}x`) });
  assert.match(tooLong.err[0] ?? "", /8 to 128 characters, not 129/);
  const tooShort = await passwd({ readLine: () => Promise.resolve("🔑🔑🔑🔑") });
  assert.match(tooShort.err[0] ?? "", /not 4/);
});

Deno.test("passwd takes no arguments: a password there would stand in the shell's history", async () => {
  const { exit, out, err } = await passwd({}, ["secret 密码"]);
  assert.deepEqual([exit, out], [2, []]);
  assert.match(err.join("\n"), /czdock passwd/);
  assert.equal((await passwd({}, ["--help"])).exit, 0);
});
