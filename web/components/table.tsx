/**
 * Tables, the same everywhere: a caption, columns with scope, figures to the right, and on a phone a small card a row.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Empty } from "./parts.tsx";

/** A column: its heading, and what it says of a row. The first one names the row. */
export interface Column<R> {
  readonly name: string;
  /** Figures, a text that may wrap, or what can be done: then the heading is only heard. */
  readonly kind?: "num" | "wrap" | "actions";
  /** How the rows are sorted by it. */
  readonly sort?: "ascending" | "descending";
  /** Whether it is left out. */
  readonly hidden?: boolean;
  readonly cell: (row: R) => Child;
}

/** What a table shows. */
export interface TableProps<R> {
  /** What the rows are, for those who hear the page. */
  readonly caption: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  /** What tells a row from the others, so that a live table moves rows rather than rewriting them. */
  readonly keyOf?: (row: R) => string;
  /** What is said where there are no rows. */
  readonly empty?: string;
}

/** A table. */
export function Table<R>({ caption, columns, rows, keyOf, empty }: TableProps<R>): JSX.Element {
  if (rows.length === 0 && empty !== undefined) return <Empty>{empty}</Empty>;
  const shown = columns.filter(({ hidden = false }) => !hidden);
  const [naming, ...others] = shown;
  return (
    <div class="scroll" tabindex={0} role="group" aria-label={caption}>
      <table class="stack">
        <caption class="skip">{caption}</caption>
        <thead>
          <tr>
            {shown.map(({ name, kind, sort }) => (
              <th scope="col" class={kind === "num" ? "num" : undefined} aria-sort={sort}>
                {kind === "actions" ? <span class="skip">{name}</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr data-key={keyOf?.(row)}>
              <th scope="row">{naming?.cell(row)}</th>
              {others.map(({ name, kind, cell }) => (
                <td class={kind} data-l={kind === "actions" ? undefined : name}>{cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
