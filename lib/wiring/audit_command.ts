/**
 * `czdock audit`: whether all that is stored is as it must be, and whether the server and the suppliers say the same.
 *
 * @module
 */
import { Books } from "../audit/books.ts";
import { BookRefused } from "../audit/book_lines.ts";
import { ServerBook } from "../audit/server_book.ts";
import { SupplierBooks } from "../audit/supplier_book.ts";
import type { Config } from "../config.ts";
import { EXIT, say } from "../exit.ts";
import { SurveyBroken } from "../store/read_survey.ts";
import { surveyStore } from "../store/survey.ts";
import { auditBytes } from "./audit.ts";
import type { Asked } from "./command.ts";
import { CannotDo, runCommand } from "./command.ts";
import { storeBytes } from "./store_bytes.ts";
import { machine } from "./world.ts";

const USAGE: readonly string[] = [
  "czdock audit [--server-book FILE] [--supplier-book CHANNEL=FILE]… [--from T] [--to T]",
  "",
  "核对整个定单库: 每单的状态、结果、送达与时间线,索引,累加数;也可与服务器、供货商的账本核对。运行中也可以,什么也不改。",
  "Checks the whole store: each order's state, result and delivery against its timeline, indexes, sums; on request",
  "also against the books of the server and the suppliers. Also while czdock runs; nothing is changed.",
  "",
  "  --server-book FILE            服务器的账本,CSV 或 NDJSON,格式见 docs/audit.md; platform --book 会写一份",
  "                                the server's book, see docs/audit.md; platform --book writes one",
  "  --server NAME                 账本属于哪个服务器,只配置了一个时可不写 whose it is, where several are configured",
  "  --supplier-book CHANNEL=FILE  一个通道的供货商的账本,可多次 the book of a channel's supplier; repeatable",
  "  --from T --to T               只与账本核对这段时间收到的定单,如 2026-11-26T00:00:00+08:00",
  "                                only orders received then are compared with the books",
  "  --token TOKEN                 运行中且设了令牌时需要 admin 权限,也可用环境变量 CZDOCK_TOKEN",
  "                                while czdock runs with tokens: one with the right admin, or the variable CZDOCK_TOKEN",
  "",
  "  退出码 exit code: 0 一致 all is well; 1 有不符 findings; 2 用法错误 wrong usage",
];

/** Runs `czdock audit`. @returns the exit code */
export function auditCommand(args: readonly string[], version: string): Promise<number> {
  return runCommand(args, {
    usage: USAGE,
    flags: {
      "server-book": "text",
      server: "text",
      "supplier-book": "texts",
      from: "text",
      to: "text",
      token: "text",
    },
    restMax: 0,
    async run(asked) {
      const given = readGiven(asked);
      if ("wrong" in given) return say(machine.err, [given.wrong, "", ...USAGE], EXIT.usage);
      try {
        return await audit(asked, given, version);
      } catch (error) {
        if (!(error instanceof BookRefused) && !(error instanceof SurveyBroken)) throw error;
        throw new CannotDo(error.message);
      }
    },
  });
}

interface Given {
  readonly server: string;
  readonly serverBook: string | null;
  readonly supplierBooks: readonly { readonly channel: string; readonly file: string }[];
  readonly fromMs: number;
  readonly toMs: number;
}

async function audit(
  { config, flags }: Asked,
  given: Given,
  version: string,
): Promise<number> {
  const books = await readBooks(given);
  const source = await storeBytes(config, flags, "/api/survey.ndjson", ({ kv }) =>
    surveyStore({
      kv,
      version,
      atMs: machine.clock.nowMs(),
      zone: config.timezone,
      changes: null,
    }));
  try {
    const { findings, looked } = await auditBytes(source.bytes, {
      idRetentionMs: config.store.idRetentionMs,
      books,
    });
    const { orders, open, gone } = looked;
    const lines = [
      ...findings.lines(),
      `已核对 audited: ${orders} 单 orders (${open} 在途 open), ${gone} 单已过保留期 past retention`,
      ...books?.lines() ?? [],
      findings.count === 0
        ? "结论: 一致 / verdict: all is well"
        : `结论: ${findings.count} 处不符 / verdict: ${findings.count} findings`,
    ];
    return say(machine.out, lines, findings.count === 0 ? EXIT.fine : EXIT.failed);
  } finally {
    source.close();
  }
}

async function readBooks(given: Given): Promise<Books | null> {
  const { server, serverBook, supplierBooks, fromMs, toMs } = given;
  if (serverBook === null && supplierBooks.length === 0) return null;
  const ours = serverBook === null ? null : await inFile(
    serverBook,
    () => ServerBook.read(chunksOf(serverBook), server, writtenAtMs(serverBook)),
  );
  const theirs = supplierBooks.length === 0 ? null : new SupplierBooks();
  for (const { channel, file } of supplierBooks) {
    const source = () => ({ channel, bytes: chunksOf(file), atMs: writtenAtMs(file) });
    await inFile(file, async () => await theirs?.read(source(), server));
  }
  return new Books(ours, theirs, { fromMs, toMs });
}

/** Whatever is wrong with a file is told with its name. */
async function inFile<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof BookRefused)) throw error;
    throw new BookRefused(`${file}: ${error.message}`);
  }
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  yield* (await Deno.open(file)).readable;
}

function writtenAtMs(file: string): number {
  return machine.writtenAtMs(file) ?? Infinity;
}

function readGiven({ flags, config, path }: Asked): Given | { wrong: string } {
  const server = serverOf(config, flags.text("server"));
  const serverBook = flags.text("server-book");
  const supplierBooks: { channel: string; file: string }[] = [];
  for (const text of flags.texts("supplier-book")) {
    const [, channel, file] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (channel === undefined || file === undefined || !config.channels.has(channel)) {
      return { wrong: `--supplier-book: 应为 must be CHANNEL=FILE: ${text}` };
    }
    supplierBooks.push({ channel, file: path(file) });
  }
  const isNeeded = serverBook !== undefined || supplierBooks.length > 0;
  if (server === null && isNeeded) {
    const names = [...config.servers].map(({ name }) => name).join(", ");
    return { wrong: `--server: 应为其一 must be one of: ${names}` };
  }
  const [fromMs, toMs] = [flags.text("from"), flags.text("to")].map((text) =>
    text === undefined ? null : Date.parse(text)
  );
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) {
    return { wrong: "--from, --to: 应为 must be like 2026-11-26T00:00:00+08:00" };
  }
  return {
    server: server ?? "",
    serverBook: serverBook === undefined ? null : path(serverBook),
    supplierBooks,
    fromMs: fromMs ?? -Infinity,
    toMs: toMs ?? Infinity,
  };
}

/** The server that is named, or the only one. */
function serverOf({ servers }: Config, given: string | undefined): string | null {
  const names = [...servers].map(({ name }) => name);
  if (given === undefined) return names.length === 1 ? names[0] ?? null : null;
  return names.find((name) => name === given) ?? null;
}
