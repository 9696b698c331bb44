/**
 * How a supplier behaves that somebody tries out: as the last digit of the account says, and it tells what it does.
 *
 * @module
 */
import type { AskedOrder } from "./books.ts";
import type { Fate, Op, Plan, Telling, Turn } from "./plan.ts";
import { WELL } from "./plan.ts";
import { yuan } from "./style.ts";

/** How long an order takes, usually and where it takes long, in milliseconds. */
const USUAL_MS = 2000, LONG_MS = 20_000;

/** What becomes of an account that ends in a digit; of all others, `done` after {@linkcode USUAL_MS}. */
const BY_DIGIT: Readonly<Record<string, readonly [fate: Fate, words: string]>> = {
  "1": [{ end: "failed", afterMs: USUAL_MS }, "失败 fails"],
  "2": [{ end: "done", afterMs: LONG_MS }, "很慢 takes long"],
  "3": [{ end: "refused", reason: "lowBalance" }, "余额不足 refused: low balance"],
  "4": [{ end: "done", afterMs: 0 }, "充了,但回答是 502 executed, and answers 502"],
  "5": [{ end: "partly", afterMs: USUAL_MS }, "部分成功(只有 form-json)in part, with form-json"],
};

/** The words for the help. */
export const DIGITS: readonly string[] = Object.entries(BY_DIGIT).map(([digit, [, words]]) =>
  `  …${digit}  ${words}`
);

/** The plan. */
export class TrialPlan implements Plan {
  /**
   * @param say tells the one who tries it out
   * @param tellsParts whether the supplier can say that an order succeeded in part
   */
  constructor(private readonly say: (line: string) => void, private readonly tellsParts: boolean) {}

  spurns(): boolean {
    return false;
  }

  cuts(): boolean {
    return false;
  }

  fate(order: AskedOrder): Fate {
    const digit = order.account.at(-1) ?? "";
    const known = digit === "5" && !this.tellsParts ? undefined : BY_DIGIT[digit];
    const [fate, words] = known ?? [{ end: "done", afterMs: USUAL_MS }, "成功 succeeds"];
    const { number, account, cashMilli } = order;
    this.say(`收到 order ${number}: ${account} ${yuan(cashMilli)} 元 → ${words}`);
    return fate;
  }

  turn(op: Op, number: string, _: number, __: number | null, account: string | null): Turn {
    if (op === "query") this.say(`查询 query ${number}`);
    if (op === "balance") this.say("余额 balance");
    return account?.endsWith("4") ? { ...WELL, twist: "badGateway" } : WELL;
  }

  tellings({ number, notifyUrl }: AskedOrder): readonly Telling[] {
    this.say(`通知 notify ${number}: ${notifyUrl}`);
    return [{ afterMs: 0 }];
  }
}
