/**
 * Tables, the same everywhere: a caption, columns with scope, figures to the right, and on a phone a small card a row.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

/** A column. */
export interface Column {
  /** Its heading. */
  readonly name: string;
  /** Figures, a text that may wrap, or what can be done: then the heading is only heard. */
  readonly kind?: "num" | "wrap" | "actions";
  /** How the rows are sorted by it. */
  readonly sort?: "ascending" | "descending";
}

/** A row: a cell for each column; the first one names it. */
export interface TableRow {
  /** What tells it from the others, so that a live table moves rows rather than rewriting them. */
  readonly key?: string;
  readonly cells: readonly Child[];
}

/** What a table shows. */
export interface TableProps {
  /** What the rows are, for those who hear the page. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

/** A table. Where there are no rows, show {@linkcode Empty} instead. */
export function Table({ caption, columns, rows }: TableProps): JSX.Element {
  return (
    <div class="scroll" tabindex={0} role="group" aria-label={caption}>
      <table class="stack">
        <caption class="skip">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, kind, sort }) => (
              <th scope="col" class={kind === "num" ? "num" : undefined} aria-sort={sort}>
                {kind === "actions" ? <span class="skip">{name}</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr data-key={key}>
              {cells.map((cell, at) => {
                if (at === 0) return <th scope="row">{cell}</th>;
                const { name, kind } = columns[at] ?? { name: "" };
                return <td class={kind} data-l={kind === "actions" ? undefined : name}>{cell}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** That there is nothing: yet, or nothing that fits. */
export function Empty({ children }: { children?: Child }): JSX.Element {
  return <p class="empty">{children}</p>;
}

/** What became of what was asked for. */
export function Told({ good, children }: { good: boolean; children?: Child }): JSX.Element {
  return (
    <p class={`told ${good ? "ok" : "bad"}`} role={good ? "status" : "alert"}>
      {children}
    </p>
  );
}
