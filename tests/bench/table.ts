/**
 * The table as it is printed: Markdown, so that it can be pasted where it is asked for.
 *
 * @module
 */
import type { Goal, Row } from "./row.ts";
import { ratioOf, verdict } from "./row.ts";
import { median, range } from "./statistics.ts";

const HEAD = ["row", "what", "czdock", "beside", "limit", "ratio", "reach (aim)", ""] as const;

/** The lines of a table. */
export function tableLines(rows: readonly Row[]): string[] {
  const cells = [[...HEAD], ...rows.map(rowCells)];
  const widths = HEAD.map((_, at) => Math.max(...cells.map((line) => (line[at] ?? "").length)));
  const written = cells.map((line) =>
    `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [written[0] ?? "", rule, ...written.slice(1)];
}

function rowCells(row: Row): string[] {
  return [
    row.row,
    row.what,
    figures(row.ours, row.unit),
    row.beside,
    figures(row.limits, row.unit),
    ratioOf(row).toFixed(2),
    row.goal === null ? "–" : goalText(row.goal, row.unit),
    verdict(row) ?? "",
  ];
}

/** The median, and the least and greatest of the runs. */
function figures(values: readonly number[], unit: string): string {
  const [least, greatest] = range(values);
  const spread = values.length > 1 ? ` [${figure(least)}–${figure(greatest)}]` : "";
  return `${figure(median(values))} ${unit}${spread}`;
}

/** Four digits say more than a shared machine can hold to. */
export function figure(value: number): string {
  return value >= 1000 ? value.toFixed(0) : value >= 100 ? value.toFixed(1) : value.toFixed(3);
}

function goalText({ of, least, reach, aim }: Goal, unit: string): string {
  const sign = least ? "≥" : "≤";
  const aimed = aim === null ? "" : ` (${aim})`;
  return of === "ratio" ? `${sign} ${reach}${aimed}` : `${sign} ${reach} ${unit}`;
}
