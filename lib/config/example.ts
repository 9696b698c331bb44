/**
 * A commented `config.yaml` that runs as it stands: the checkout's example, and what `init` writes. The comments are the
 * sentences of the keys' own definitions.
 *
 * @module
 */
import { aboutKey } from "./reference.ts";

/** What differs between one rendering and another. */
export interface ExampleValues {
  readonly md5key: string;
  /** Addresses of the server `main`. */
  readonly addresses: readonly string[];
  /** Whether orders go to a simulator, or, without one, all to the desk. */
  readonly simulator: boolean;
  /** Where the JSON schema is, as seen from the file, for editors; `null` where there is none. */
  readonly schema: string | null;
}

/** The JSON schema's file in a checkout. */
export const CHECKOUT_SCHEMA = "docs/config.schema.json";

/** The key of the protocol document's samples, and a simulator that takes its sample order. */
export const EXAMPLE: ExampleValues = {
  md5key: "bff0378ea5ef0d5d",
  addresses: ["127.0.0.1", "::1"],
  simulator: true,
  schema: CHECKOUT_SCHEMA,
};

/** The text of a configuration. */
export function renderConfig(values: ExampleValues): string {
  return [
    ...(values.schema === null ? [] : [`# yaml-language-server: $schema=${values.schema}`]),
    "# czdock 的配置;改完用 czdock check 检查。全部的键见 docs/configure.md。",
    "# The configuration of czdock; after a change, run czdock check. docs/configure.md lists every key.",
    "#",
    "# 时长 durations: 300ms 10s 5m 72h 180d    大小 sizes: 512B 16KiB 1MiB",
    "# ${NAME} 取环境变量;密钥也可放在文件里:md5keyFile、tokenFile、passwordHashFile。",
    "# ${NAME} takes an environment variable; a secret may be in a file: md5keyFile, tokenFile, passwordHashFile.",
    "",
    ...section("listen", [
      ["host", "0.0.0.0"],
      ["port", "60000"],
      ["readTimeout", "10s"],
      ["packetLimit", "16KiB"],
      ["maxConnections", "1024"],
      ["maxWaiting", "100000"],
    ]),
    ...servers(values),
    ...section("store", [
      ["path", "data/orders.kv"],
      ["retention", "180d"],
      ["idRetention", "1095d"],
    ]),
    ...section("backup", [
      ["folder", "data/backups"],
      ["every", "never"],
      ["keep", "7"],
    ]),
    ...section("callback", [
      ["timeout", "10s"],
      ["concurrency", "32"],
      ["retry", "{ first: 1s, factor: 2, max: 1m, giveUpAfter: never }"],
    ]),
    ...section("review", [["hold", "30m"]]),
    ...channels(values),
    ...routes(values),
    ...section("web", [
      ["host", "127.0.0.1"],
      ["port", "60080"],
      ["users", "[]"],
      ["tokens", "[]"],
    ]),
    ...section("log", [["level", "info"], ["format", "text"]]),
  ].join("\n").trimEnd() + "\n";
}

function comment(path: string, indent: string): string[] {
  const { zh, en } = aboutKey(path);
  return [`${indent}# ${zh}`, `${indent}# ${en}`];
}

function section(name: string, keys: readonly (readonly [string, string])[]): string[] {
  const lines = keys.flatMap(([key, value]) => [
    ...comment(`${name}.${key}`, "  "),
    `  ${key}: ${value}`,
  ]);
  return [...comment(name, ""), `${name}:`, ...lines, ""];
}

function servers({ md5key, addresses }: ExampleValues): string[] {
  const quoted = addresses.map((address) => address.includes(":") ? `"${address}"` : address);
  return [
    ...comment("servers", ""),
    "servers:",
    ...comment("servers[].name", "  "),
    "  - name: main",
    ...comment("servers[].addresses", "    "),
    `    addresses: [${quoted.join(", ")}]`,
    ...comment("servers[].md5key", "    "),
    // Quoted: a key of digits and one e would look like a number to other readers of YAML.
    `    md5key: "${md5key}"`,
    ...comment("servers[].callback", "    "),
    "    callback: { port: 50899 }",
    "",
  ];
}

function channels({ simulator }: ExampleValues): string[] {
  return [
    ...comment("channels", ""),
    "channels:",
    ...(simulator
      ? [
        "  # 模拟充值,只用于试验:只报结果,不真充值。",
        "  # Plays a supplier, for trials only: it tells a result and recharges nothing.",
        "  sim: { type: simulate, outcome: success, delay: 200ms }",
      ]
      : []),
    "  # 人工在页面上处理。",
    "  # A person settles the order on the page.",
    "  desk: { type: manual }",
    "",
  ];
}

function routes({ simulator }: ExampleValues): string[] {
  const byType = [
    "  # 油卡由人工处理,其余都走 sim。",
    "  # Fuel cards go to the desk, everything else to sim.",
    "  - when: { chargeType: [9] }",
    "    channels: [desk]",
    "  - channels: [sim]",
  ];
  return [
    ...comment("routes", ""),
    "routes:",
    ...(simulator ? byType : [
      "  # 没有 when:全部定单都由人工处理。",
      "  # Without when: every order goes to the desk.",
      "  - channels: [desk]",
    ]),
    "",
  ];
}
