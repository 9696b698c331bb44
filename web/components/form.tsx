/**
 * What people fill in and press.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

/** What a form is filled in with, by the names of its fields. */
export type FormFields = Readonly<Partial<Record<string, string>>>;

/** A field and its name. */
export function field(
  name: string,
  label: Child,
  more: JSX.IntrinsicElements["input"] = {},
): JSX.Element {
  return (
    <label>
      {label}
      <input name={name} {...more} />
    </label>
  );
}

/** What can be chosen from: what is sent, and what is shown for it. */
export type Choices = Map<string, string> | Readonly<Record<string, string>>;

/** Choices that are shown as they are sent. */
export function named(names: readonly string[]): Choices {
  return new Map(names.map((name) => [name, name]));
}

/** One of several values. @param any what is shown for no choice, which sends nothing */
export function choice(
  name: string,
  label: string,
  values: Choices,
  { chosen, any, required }: { chosen?: string; any?: string; required?: boolean } = {},
): JSX.Element {
  return (
    <label>
      {label}
      <select name={name} required={required}>
        {any !== undefined && <option value="">{any}</option>}
        {(values instanceof Map ? [...values] : Object.entries(values)).map(([value, text]) => (
          <option value={value} selected={value === chosen}>{text}</option>
        ))}
      </select>
    </label>
  );
}

/** What a button does. */
export interface ActProps {
  /** Where it posts to. */
  readonly action: string;
  /** What it says. */
  readonly children?: Child;
  /** Of the button: `main`, `danger`, `small`, `plain`. */
  readonly look?: string;
  readonly inline?: boolean;
  readonly disabled?: boolean;
  /** What is asked before it is sent. */
  readonly confirm?: string;
  /** What is sent along. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A button that does something. */
export function Act(
  { action, children, look, inline, disabled, confirm, fields = {} }: ActProps,
): JSX.Element {
  return (
    <form
      method="post"
      action={action}
      class={inline ? "inline" : undefined}
      data-confirm={confirm}
    >
      <Hidden fields={fields} />
      <button type="submit" class={look} disabled={disabled}>{children}</button>
    </form>
  );
}

/** What is sent along unseen. */
export function Hidden({ fields }: { fields: Readonly<Record<string, string>> }): JSX.Element {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}
