/**
 * Suppliers' statements, uploaded as tables by an operator who has them from somebody else.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  type Encoding,
  type ReadStatement,
  readStatement,
} from "../../../lib/reconciliation/statement.ts";
import type { Chance } from "../../support/world/chance.ts";
import { anyText, mutateBytes, mutateText } from "../mutate.ts";
import { gbkBytes } from "../oracles/signature.ts";
import { type Surface, surface } from "../surface.ts";

interface Table {
  readonly rows: readonly (readonly string[])[];
  /** Nothing was changed behind the table's back. */
  readonly isPlain: boolean;
  readonly bytes: Uint8Array;
  readonly encoding: Encoding | null;
}

const HEADINGS = [
  "商户订单号",
  "平台订单号",
  "手机号",
  "面值",
  "充值状态",
  "retCode",
  "备注",
  "订单号",
  "cost",
] as const;
const WORDS = [
  "成功",
  "失败",
  "处理中",
  "已退款",
  "success",
  "REFUNDED",
  "1",
  "2",
  "3",
  "",
  "未成功",
] as const;

/** The surface. */
export function statements(read: typeof readStatement = readStatement): Surface {
  return surface({
    name: "statements",
    reaches: ["read", "encoding", "openQuote", "empty", "noColumns"],
    weight: 3,
    inputMsMax: 1000,
    make,
    feed: ({ bytes, encoding }: Table) => read(bytes, encoding, {}),
    judge,
    show: ({ bytes, encoding }) =>
      `${encoding} ${JSON.stringify(new TextDecoder("latin1").decode(bytes))}`,
  });
}

function make(chance: Chance): Table {
  const width = chance.between(1, 7);
  const heading = Array.from({ length: width }, () => chance.pick(HEADINGS));
  const cell = (_: unknown, at: number) => {
    if (chance.hit(0.1)) return anyText(chance).toWellFormed().replaceAll("\0", "").slice(0, 60);
    if (/状态|retCode/.test(heading[at] ?? "")) return chance.pick(WORDS);
    return chance.pick([
      `${chance.between(0, 1e9)}`,
      "50.00",
      "1,234.5",
      "¥100",
      "'196",
      '="196"',
      ' "q" ',
      "a\nb",
    ]);
  };
  const rows = [
    heading,
    ...Array.from(
      { length: chance.pick([0, 1, 3, 20]) },
      () => Array.from({ length: width }, cell),
    ),
  ];
  const mark = chance.pick([",", ";", "\t"]), end = chance.pick(["\r\n", "\n", "\r"]);
  let text = rows.map((row) => row.map((one) => quoted(one, mark, chance)).join(mark)).join(end);
  const isOdd = chance.hit(0.4);
  if (isOdd) text = mutateText(text, chance, chance.between(1, 3));
  if (chance.hit(0.002)) text = huge(chance, text);
  const encoding = chance.pick([null, "utf-8", "gbk"] as const);
  const inGbk = encoding === "gbk" || encoding === null && chance.hit(0.3);
  const bytes = inGbk ? gbkBytes(text) : new TextEncoder().encode(text);
  const isBroken = isOdd && chance.hit(0.4);
  return {
    rows,
    isPlain: !isOdd && !inGbk && width > 1 && text.length < 100_000,
    bytes: isBroken ? mutateBytes(bytes, chance) : bytes,
    encoding,
  };
}

function quoted(cell: string, mark: string, chance: Chance): string {
  const must = cell.includes(mark) || /["\r\n]/.test(cell) || cell === "" || /[,;\t]/.test(cell);
  return must || chance.hit(0.1) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function huge(chance: Chance, text: string): string {
  const unit = chance.pick([
    '"',
    '""',
    ",",
    ";",
    "\n",
    "\r",
    '"\n',
    "0",
    ".000",
    '="',
    "'",
    "a,\n",
    " ",
  ]);
  return text + unit.repeat(Math.floor(1_000_000 / unit.length));
}

function judge({ rows, isPlain }: Table, statement: ReadStatement): string {
  if (!statement.ok) {
    assert.equal(
      isPlain && statement.problem !== "noColumns",
      false,
      `a plain table: ${statement.problem}`,
    );
    return statement.problem;
  }
  for (const line of statement.lines) {
    assert.ok(["succeeded", "failed", "open", "unread"].includes(line.said));
    assert.ok(line.amount === null || typeof line.amount === "bigint");
    // A line that says it failed must not be taken for money that was spent.
    if (/失败|退款|REFUND/i.test(line.saidText)) {
      assert.notEqual(line.said, "succeeded", line.saidText);
    }
  }
  const { number, state } = statement.columns;
  if (isPlain) {
    assert.equal(statement.lines.length, rows.length - 1, "lines were lost or made up");
    const trimmed = (text = "") => text.trim().replace(/^'/, "").replace(/^="(.*)"$/, "$1").trim();
    if (number !== undefined) {
      const numbers = rows.slice(1).map((row) => trimmed(row[number]));
      assert.deepEqual(statement.lines.map((line) => line.number), numbers);
    }
    if (state === undefined) assert.ok(statement.lines.every(({ said }) => said === "succeeded"));
  }
  return "read";
}
