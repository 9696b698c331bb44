/**
 * Plays a supplier for somebody who tries out an http channel: `deno task fake-supplier`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { bookLine } from "./book_file.ts";
import { formJson } from "./form_json.ts";
import { gbkXml } from "./gbk_xml.ts";
import { getJson } from "./get_json.ts";
import type { Style } from "./style.ts";
import { yuan } from "./style.ts";
import { ACCOUNT, FakeSupplier } from "./supplier.ts";
import { DIGITS, TrialPlan } from "./trial_plan.ts";

const STYLES: Readonly<Record<string, Style>> = {
  "get-json": getJson,
  "form-json": formJson,
  "gbk-xml": gbkXml,
};

const HELP = `扮演供货商,用来试 http 通道。 Plays a supplier, to try an http channel.

  --style get-json | form-json | gbk-xml   (默认 default: get-json)
  --port  8081
  --book FILE   记下每次执行,供 czdock audit --supplier-book 核对 note each execution, for czdock audit

账号 user ${ACCOUNT.user}, 密钥 key ${ACCOUNT.secret}
充值账号的最后一位决定结果 the account's last digit decides:
${DIGITS.join("\n")}
  其余 others  成功 succeeds`;

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      style: { type: "string", default: "get-json" },
      port: { type: "string", default: "8081" },
      book: { type: "string" },
      help: { type: "boolean" },
    },
  });
  const style = STYLES[values.style];
  if (values.help || style === undefined) {
    console.log(HELP);
    Deno.exit(values.help ? 0 : 2);
  }
  const plan = new TrialPlan((line) => console.log(line), style === formJson);
  const supplier = await FakeSupplier.start({ style, plan, port: Number(values.port) });
  console.log(`${style.name}: ${supplier.url}`);
  const { book } = values;
  if (book !== undefined) Deno.writeTextFileSync(book, "", { create: true, mode: 0o600 });
  let told = 0;
  // What was executed is said once it is.
  setInterval(() => {
    for (const execution of supplier.books.executions.slice(told)) {
      const { number, account, cashMilli } = execution;
      told++;
      if (book !== undefined) Deno.writeTextFileSync(book, bookLine(execution), { append: true });
      console.log(`充值 executed ${number}: ${account} ${yuan(cashMilli)} 元`);
    }
  }, 200);
}
