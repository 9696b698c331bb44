/**
 * The answer to a method that an address does not have.
 *
 * @module
 */
import type { Handler } from "hono";
import { refuse } from "./errors.ts";

/** Answers 405. Registered with `all` after the methods that exist. @param allow them, as `Allow` names them */
export function methodNotAllowed(allow: string): Handler {
  return (c) => {
    c.header("Allow", allow);
    const message = `这个地址只接受 (this address takes only) ${allow}`;
    return refuse(c, { code: "method_not_allowed", message });
  };
}
