import assert from "node:assert/strict";
import { examine, examineAtStart } from "../../lib/doctor/examine.ts";
import type { Finding } from "../../lib/doctor/finding.ts";
import { findingLine } from "../../lib/doctor/finding.ts";
import { configOf, MINIMAL, minimalWith } from "../config/support.ts";
import { fakeWorld, levels, PRIVATE } from "./fake_world.ts";
import type { Machine } from "./fake_world.ts";

const STORE = "store: { path: /var/lib/czdock/orders.kv }\n";

/** Everything that is found of a machine with a configuration. */
async function found(machine: Machine, text = MINIMAL + STORE, running = false) {
  const findings: Finding[] = [];
  const config = configOf(text);
  const patient = { config, configuration: ["/etc/czdock/config.yaml"], running };
  for await (const finding of examine(fakeWorld(machine), patient)) findings.push(finding);
  return findings;
}

/** What is not as it should be. */
async function complaints(machine: Machine, text?: string): Promise<Finding[]> {
  return (await found(machine, text)).filter(({ level }) => level !== "ok");
}

/** The one complaint; asserts its level, and that its text has each of the parts. */
async function only(
  level: string,
  parts: readonly (string | RegExp)[],
  machine: Machine,
  text?: string,
) {
  const all = await complaints(machine, text);
  assert.deepEqual(all.map((finding) => finding.level), [level], all.map(findingLine).join("\n"));
  for (const part of parts) {
    const said = all[0]?.text ?? "";
    assert.ok(typeof part === "string" ? said.includes(part) : part.test(said), `${part}: ${said}`);
  }
}

Deno.test("a healthy machine is found well, one line for each thing", async () => {
  assert.deepEqual(levels(await found({})), [
    "ok clock",
    "ok disk",
    "ok descriptors",
    "ok ports",
    "ok ports",
    "ok ports",
    "ok files",
    "ok callbacks",
    "ok page",
  ]);
});

Deno.test("a clock of another age, one set back, one that jumps and one that nobody sets are told", async () => {
  const at = (time: string) => ({ world: { nowMs: () => Date.parse(time) } });
  await only("fail", ["1970"], at("1970-01-01T00:00:10Z"));
  const changedAtMs = Date.parse("2026-11-26T01:00:00Z");
  const files = {
    "/var/lib/czdock/orders.kv": { ...PRIVATE, changedAtMs },
    "/var/lib/czdock/orders.kv.key": PRIVATE,
  };
  await only("fail", ["3600 s"], { files });
  let jumpsMs = Date.parse("2026-11-26T00:00:00Z");
  await only("warn", [/jumped by \d+ ms/], { world: { nowMs: () => jumpsMs += 400 } });
  const outputs = { "timedatectl show -p NTPSynchronized": "NTPSynchronized=no\n" };
  await only("warn", ["not synchronized"], { outputs });
});

Deno.test("a disk with little room is warned of, and one that is nearly full fails", async () => {
  const free = (freeBytes: number) => ({
    world: { disk: () => ({ freeBytes, totalBytes: 1e11 }) },
  });
  await only("warn", ["0.5 / 100.0 GB"], free(0.5e9));
  await only("fail", ["nearly full"], free(0.05e9));
  const broken = () => {
    throw new Error("statfs");
  };
  await only("warn", ["statfs"], { world: { disk: broken } });
});

Deno.test("a limit of descriptors below what the configuration may need is warned of", async () => {
  const limit = (said: string) => ({ outputs: { "sh -c ulimit -n": said } });
  await only("warn", ["1024", "1312", "LimitNOFILE"], limit("1024\n"));
  assert.deepEqual(await complaints(limit("unlimited\n")), []);
  await only("warn", ["cannot be told"], limit(""));
});

Deno.test("a port that is taken or can't be had fails, and is not tried while czdock has it", async () => {
  const tryPort = (_: string, port: number) => {
    if (port === 60000) throw new Deno.errors.AddrInUse("in use");
  };
  await only("fail", ["listen", "60000", "taken"], { world: { tryPort } });
  const unknown = () => {
    throw new Deno.errors.AddrNotAvailable("no such address");
  };
  assert.deepEqual(
    (await complaints({ world: { tryPort: unknown } })).map(({ level }) => level),
    ["fail", "fail"],
  );
  const running = await found({ world: { tryPort } }, MINIMAL + STORE, true);
  assert.deepEqual(running.filter(({ level }) => level !== "ok"), []);
});

Deno.test("ports that an outgoing connection may take are named, with what to set", async () => {
  const reserved = (said: string) => ({
    outputs: { "cat /proc/sys/net/ipv4/ip_local_reserved_ports": said },
  });
  await only(
    "warn",
    ["50899 60000 60080", "ip_local_reserved_ports=50899,60000,60080"],
    reserved("\n"),
  );
  // What is reserved already stays reserved.
  await only(
    "warn",
    ["60000 60080", "=8080,50000-51000,60000,60080"],
    reserved("8080,50000-51000\n"),
  );
  const low = { outputs: { "cat /proc/sys/net/ipv4/ip_local_port_range": "10000\t32000\n" } };
  assert.deepEqual(await complaints(low), []);
  // The callback port is the server's affair where the server is another machine.
  const remote = minimalWith("[127.0.0.1]", "[192.168.1.7]") + STORE;
  await only("warn", [/^60000 60080 /], reserved("\n"), remote);
});

Deno.test("secrets that others may read or change are warned of, and a lost key fails", async () => {
  const store = "/var/lib/czdock/orders.kv";
  const sound = { [store]: PRIVATE, [`${store}.key`]: PRIVATE };
  const mode = (path: string, bits: number) => ({
    files: { ...sound, [path]: { ...PRIVATE, mode: 0o100000 | bits } },
  });
  assert.deepEqual(await complaints({ files: sound }), []);
  await only(
    "warn",
    // The group may be a service's, which has to read it.
    ["644", "others can read", "config.yaml", /chmod g-w,o-rwx$/],
    mode("/etc/czdock/config.yaml", 0o644),
  );
  await only("warn", ["660", "change"], mode("/etc/czdock/config.yaml", 0o660));
  assert.deepEqual(await complaints(mode("/etc/czdock/config.yaml", 0o640)), []);
  await only("warn", ["640", ".key", /chmod go-rwx$/], mode(`${store}.key`, 0o640));
  await only("fail", [".key", "missing"], { files: { [store]: PRIVATE } });
});

Deno.test("of a store at a service, the key on this machine is looked at", async () => {
  const text = `${MINIMAL}store: { path: "https://kv.example/" }\n`;
  const files = { "data/orders.kv.key": { ...PRIVATE, mode: 0o100644 } };
  await only("warn", ["data/orders.kv.key", "others can read"], { files }, text);
});

Deno.test("IPv6 addresses are told in brackets, as they are written before a port", async () => {
  const text = `${MINIMAL}${STORE}listen: { host: "::" }\nweb: { host: "::1" }\n`;
  const told = (await found({}, text)).map((finding) => finding.text).join("\n");
  assert.match(told, /listen: \[::\]:60000 /);
  assert.match(told, /web: \[::1\]:60080 /);
  const config = configOf(text);
  const patient = { config: { ...config, web: { ...config.web, host: "::" } }, configuration: [] };
  const [open] = await examineAtStart(fakeWorld(), patient);
  assert.match(open?.text ?? "", /^\[::\]:60080 /);
});

Deno.test("a range is private only where all of it is", async () => {
  const lies = async (range: string) =>
    (await complaints({}, minimalWith("[127.0.0.1]", `["${range}"]`) + STORE))
      .some(({ text }) => text.includes("open internet"));
  for (const range of ["10.1.2.3", "10.0.0.0/8", "192.168.4.0/22", "fc00::/7", "fd00::1"]) {
    assert.equal(await lies(range), false, range);
  }
  for (
    const range of ["8.8.8.8", "10.0.0.0/7", "192.168.0.0/15", "fc00::/6", "0.0.0.0/0", "::/0"]
  ) {
    assert.equal(await lies(range), true, range);
  }
});

Deno.test("a server that can't be reached fails; on this machine, where the trial listens, it is warned of", async () => {
  const tried: string[] = [];
  const tryConnect = (host: string, port: number) => {
    tried.push(`${host}:${port}`);
    return Promise.reject(new Error("refused"));
  };
  const text = (addresses: string, callback = "") =>
    minimalWith("[127.0.0.1]", addresses + callback) + STORE;
  const machine = { world: { tryConnect } };
  await only("warn", ["127.0.0.1:50899"], machine);
  await only("fail", ["10.1.2.3:50899", "refused"], machine, text("[10.1.2.3]"));
  await only(
    "fail",
    ["10.9.9.9:7000"],
    machine,
    text("[10.0.0.0/8]", "\n    callback: { host: 10.9.9.9, port: 7000 }"),
  );
  // Nobody knows yet where a range's callbacks go.
  assert.deepEqual(await complaints(machine, text("[10.0.0.0/8]")), []);
  assert.deepEqual(tried, ["127.0.0.1:50899", "10.1.2.3:50899", "10.9.9.9:7000"]);
});

Deno.test("a page beyond this machine, a server on the internet and routes to a simulator are warned of", async () => {
  const remote = minimalWith("[127.0.0.1]", "[203.0.113.7]") + STORE;
  await only("warn", ["203.0.113.7", "VPN"], {}, remote);
  const config = configOf(MINIMAL);
  const open = { ...config, web: { ...config.web, host: "0.0.0.0" } };
  const patient = { config: open, configuration: [], running: false };
  assert.deepEqual(levels(await examineAtStart(fakeWorld(), patient)), ["warn page"]);
  const simulated = MINIMAL.replace("type: manual", "type: simulate") + STORE;
  await only("warn", ["desk", "recharges nothing"], {}, simulated);
});

Deno.test("a start tells only of what is not as it should be", async () => {
  const patient = { config: configOf(MINIMAL), configuration: [], running: false };
  assert.deepEqual(await examineAtStart(fakeWorld(), patient), []);
});
