/**
 * Bodies of requests: JSON, forms, and what only says to be one.
 *
 * @module
 */
import type { Chance } from "../support/world/chance.ts";
import { objectText, oddLiteral } from "./json.ts";
import { anyText, mutateBytes } from "./mutate.ts";

const BODY = [
  "retCode",
  "retDetail",
  "userContent",
  "retCost",
  "retBalance",
  "retCash",
  "max",
  "lease",
  "reason",
  "level",
  "levels",
  "force",
  "id",
  "action",
  "all",
  "confirmed",
  "filter",
  "everywhere",
  "name",
  "password",
  "next",
  "day",
  "channel",
  "encoding",
  "amountIs",
  "file",
] as const;

/** One of the usual values, or anything. */
export function odd(chance: Chance, usual: readonly [string, ...string[]]): string {
  return chance.hit(0.7) ? chance.pick(usual) : anyText(chance);
}

/** A body for a path, as JSON or as a form, or as something else. */
export function anyBody(path: string, chance: Chance): { type: string; bytes: Uint8Array } {
  const isApi = path.startsWith("/api/");
  const kind = chance.hit(0.9)
    ? (isApi ? "json" : "form")
    : chance.pick(["json", "form", "multipart", "text", "none"] as const);
  const members = Array.from(
    { length: chance.pick([0, 1, 2, 4]) },
    () => [chance.pick(BODY), value(chance)] as const,
  );
  if (path.includes("statements") && chance.hit(0.7)) return multipart(members, chance);
  if (kind === "multipart") return multipart(members, chance);
  const encoder = new TextEncoder();
  if (kind === "json") {
    const literals = members.map(([name, value]) =>
      [
        name,
        name === "retCode" && chance.hit(0.7)
          ? chance.pick(["1", "2", "3"])
          : chance.hit(0.5)
          ? JSON.stringify(value)
          : oddLiteral(chance),
      ] as const
    );
    const bytes = encoder.encode(objectText(literals, chance));
    return {
      type: odd(chance, ["application/json", "application/json; charset=utf-8"]),
      bytes: chance.hit(0.1) ? mutateBytes(bytes, chance) : bytes,
    };
  }
  const text = members.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  const whole = chance.hit(0.01) ? text + "&x=".repeat(chance.pick([2000, 30_000])) : text;
  return {
    type: odd(chance, ["application/x-www-form-urlencoded"]),
    bytes: chance.hit(0.1) ? mutateBytes(encoder.encode(whole), chance) : encoder.encode(whole),
  };
}

function value(chance: Chance): string {
  if (chance.hit(0.4)) return anyText(chance).toWellFormed();
  return chance.pick([
    "1",
    "2",
    "3",
    "100.000",
    "0",
    "-5",
    "50",
    "2m",
    "main/196",
    "main/197",
    "push",
    "settle",
    "inquire",
    "yes",
    "debug",
    "state=review",
    "wrong password",
    "desk",
    "2026-03-01",
    "utf-8",
    "cost",
  ]);
}

function multipart(
  members: readonly (readonly [string, string])[],
  chance: Chance,
): { type: string; bytes: Uint8Array } {
  const boundary = chance.hit(0.9)
    ? "b0undary"
    : anyText(chance).replaceAll(/[^\w]/g, "").slice(0, 80);
  const parts = members.map(([name, value]) => {
    const isFile = name === "file" || chance.hit(0.2);
    const more = isFile
      ? `; filename="${chance.pick(["a.csv", "", "../x", "\u0000"])}"\r\nContent-Type: text/csv`
      : "";
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
  });
  const csv = "订单号,状态\r\n196,成功\r\n";
  if (chance.hit(0.6)) {
    parts.push(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n${csv}\r\n`,
    );
  }
  const end = chance.hit(0.9) ? `--${boundary}--\r\n` : "";
  const bytes = new TextEncoder().encode(parts.join("") + end);
  const type = chance.hit(0.9) ? `multipart/form-data; boundary=${boundary}` : chance.pick([
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/mixed; boundary=b0undary",
  ]);
  return { type, bytes: chance.hit(0.2) ? mutateBytes(bytes, chance) : bytes };
}
