import assert from "node:assert/strict";
import { installation } from "../../lib/service/installation.ts";
import type { Wanted } from "../../lib/service/installation.ts";
import { ServiceFault } from "../../lib/service/steps.ts";
import { configOf, MINIMAL } from "../config/support.ts";

/** What is wanted of a configuration in a folder, with these lines besides the smallest one's. */
function wanted(more = "", parts: Partial<Wanted> = {}): Wanted {
  const folder = `${parts.root ?? ""}/opt/czdock`;
  return {
    root: null,
    name: "czdock",
    user: "czdock",
    start: true,
    executable: `${folder}/czdock`,
    file: `${folder}/config.yaml`,
    config: configOf(MINIMAL + more),
    variables: ["MD5KEY"],
    secretFiles: [`${folder}/main.key`],
    openFiles: [],
    ...parts,
  };
}

Deno.test("paths are those that the system in the root sees", () => {
  const what = installation(wanted("", { root: "/image" }));
  assert.deepEqual(what, {
    name: "czdock",
    user: "czdock",
    start: true,
    executable: "/opt/czdock/czdock",
    config: "/opt/czdock/config.yaml",
    folder: "/opt/czdock",
    writable: ["/opt/czdock/data"],
    storePath: "/opt/czdock/data/orders.kv",
    secretFiles: ["/opt/czdock/main.key"],
    variables: ["MD5KEY"],
  });
  assert.throws(() => installation(wanted("", { root: "/image", file: "/opt/c.yaml" })), {
    name: ServiceFault.name,
    message: /\/opt.* is not in --root \/image/,
  });
});

Deno.test("certificates that others read too are neither given away nor closed", () => {
  const openFiles = ["/etc/ssl/certs/ca-certificates.crt"];
  const { secretFiles } = installation(wanted("", { openFiles }));
  assert.deepEqual(secretFiles, ["/opt/czdock/main.key"]);
});

Deno.test("what the service has to read or write where it can see nothing is told before anything is done", () => {
  const unseen: Wanted[] = [
    wanted("store: { path: /home/me/orders.kv }\n"),
    wanted("log: { file: /tmp/czdock.log }\n"),
    wanted("backup: { folder: /root/backups, every: 24h }\n"),
    wanted("", { openFiles: ["/home/me/ca.pem"] }),
    wanted("", { secretFiles: ["/root/main.key"] }),
    wanted("", { executable: "/home/me/czdock" }),
  ];
  for (const one of unseen) assert.throws(() => installation(one), /a service can't see \//);
  assert.throws(
    () => installation(wanted('store: { path: "/opt/a$b/orders.kv" }\n')),
    /can't have quotes, dollars/,
  );
});

Deno.test("of a store at a service, the key's folder is the service's to write, and no file is the store", () => {
  const what = installation(wanted('store: { path: "https://kv.example/" }\n'));
  const { writable, storePath } = what;
  assert.deepEqual([writable, storePath], [["/opt/czdock/data"], "/opt/czdock/data/orders.kv"]);
  // Its token is nowhere but in the environment.
  assert.deepEqual(what.variables, ["MD5KEY", "DENO_KV_ACCESS_TOKEN"]);
});
