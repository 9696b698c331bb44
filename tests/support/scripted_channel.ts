/**
 * A channel whose answers a test writes down beforehand.
 *
 * @module
 */
import type { Channel, Outcome, Task } from "../../lib/execution/channel.ts";

/** What a channel answers a task with; an error is thrown. */
export type Answer = Outcome | Error | ((task: Task) => Promise<Outcome>);

/** A channel that does as it was told, and notes what it was asked. */
export class ScriptedChannel implements Channel {
  readonly type = "scripted";
  canQuery = true;
  readonly submitted: Task[] = [];
  readonly queried: Task[] = [];
  /** What the next submissions are answered with; then `pending`. */
  readonly toSubmit: Answer[] = [];
  /** What the next queries are answered with; then `unknown`. */
  readonly toQuery: Answer[] = [];

  constructor(readonly name: string, readonly settledFromOutside = false) {}

  submit(task: Task): Promise<Outcome> {
    this.submitted.push(task);
    return answered(this.toSubmit.shift() ?? { kind: "pending" }, task);
  }

  query(task: Task): Promise<Outcome> {
    this.queried.push(task);
    return answered(this.toQuery.shift() ?? { kind: "unknown", reason: "no record" }, task);
  }
}

async function answered(answer: Answer, task: Task): Promise<Outcome> {
  if (answer instanceof Error) throw answer;
  return typeof answer === "function" ? await answer(task) : answer;
}
