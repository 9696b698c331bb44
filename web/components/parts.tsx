/**
 * What screens are put together from: cards, facts, tabs, and what became of what was asked for.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

/** What a card shows under its heading. */
export interface CardProps {
  readonly id: string;
  readonly title: string;
  /** Whether the script keeps it fresh. */
  readonly live?: boolean;
  /** What stands beside the heading. */
  readonly beside?: Child;
  /** More of its look. */
  readonly look?: string;
  readonly children?: Child;
}

/** A part of a screen with a heading. */
export function Card({ id, title, live, beside, look, children }: CardProps): JSX.Element {
  const headingId = live ? `${id}-title` : id;
  const heading = <h2 id={headingId}>{title}</h2>;
  return (
    <section
      id={live ? id : undefined}
      class={look === undefined ? "card" : `card ${look}`}
      data-live={live ? "" : undefined}
      aria-labelledby={headingId}
    >
      {beside === undefined ? heading : <div class="head">{heading} {beside}</div>}
      {children}
    </section>
  );
}

/** A name and what there is to say of it. */
export type Fact = readonly [name: string, value: Child];

/** Facts, each a name with its value below or beside it, as the look wants it. */
export function Facts(
  { facts, look = "fields" }: { facts: readonly Fact[]; look?: string },
): JSX.Element {
  return (
    <dl class={look}>
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One of several views, and whether it is the one that is shown. */
export interface Tab {
  readonly href: string;
  readonly text: Child;
  readonly isShown: boolean;
}

/** The views that one can choose from. @param id of those whose text the script keeps fresh */
export function Tabs({ tabs, id }: { tabs: readonly Tab[]; id?: string }): JSX.Element {
  return (
    <ul class="tabs" id={id} data-live={id === undefined ? undefined : ""}>
      {tabs.map(({ href, text, isShown }) => (
        <li>
          <a href={href} aria-current={isShown ? "page" : undefined}>{text}</a>
        </li>
      ))}
    </ul>
  );
}

/** What became of what was asked for. */
export interface Outcome {
  /** Whether it was done; what was not is an alert. */
  readonly good?: boolean;
  readonly text: string;
  /** More of it, a line each. */
  readonly lines?: readonly string[];
}

/** Says an {@linkcode Outcome}; nothing where there is none. */
export function Told({ told }: { told: Outcome | null }): JSX.Element | null {
  if (told === null) return null;
  const { good = false, text, lines = [] } = told;
  return (
    <div class={`told ${good ? "ok" : "bad"}`} role={good ? "status" : "alert"}>
      {text}
      {lines.length > 0 && <pre class="wrap">{lines.join("\n")}</pre>}
    </div>
  );
}

/** That there is nothing: yet, or nothing that fits. */
export function Empty({ children }: { children?: Child }): JSX.Element {
  return <p class="empty">{children}</p>;
}
