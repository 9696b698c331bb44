/**
 * What people fill in and press.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

/** A field and its name. */
export function Field(
  { label, ...input }: { label: Child } & JSX.IntrinsicElements["input"],
): JSX.Element {
  return (
    <label>
      {label}
      <input {...input} />
    </label>
  );
}

/** What can be chosen from, and what is. */
export interface ChoiceProps {
  readonly label: string;
  readonly name: string;
  /** What is sent and what is shown for it. */
  readonly values: readonly (readonly [string | number, string])[];
  readonly chosen?: string | number;
  /** What is shown for no choice, which sends nothing. */
  readonly any?: string;
  readonly required?: boolean;
}

/** One of several values. */
export function Choice(
  { label, name, values, chosen, any, required }: ChoiceProps,
): JSX.Element {
  return (
    <label>
      {label}
      <select name={name} required={required}>
        {any !== undefined && <option value="">{any}</option>}
        {values.map(([value, text]) => (
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
