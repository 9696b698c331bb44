/**
 * Reads how much the log shall say.
 *
 * @module
 */
import { LOG_LEVELS, LOG_MODULES } from "../log.ts";
import type { LogLevel, LogLevels } from "../log.ts";
import type { BodyFields } from "./fields.ts";
import { invalid } from "./refusal.ts";
import type { Read } from "./refusal.ts";

/** The levels after a request: what it leaves out stays, `null` takes a module's own level away. */
export function readLevels(fields: BodyFields, now: LogLevels): Read<LogLevels> {
  const level = fields.has("level") ? readLevel("level", fields.get("level")) : ok(now.level);
  if (!level.ok) return level;
  const modules = new Map(now.modules);
  const given = fields.get("levels") ?? {};
  if (typeof given !== "object" || Array.isArray(given)) {
    return invalid("levels", "必须是对象 (must be an object)", JSON.stringify(given));
  }
  for (const [name, value] of Object.entries(given)) {
    const field = `levels.${name}`;
    const module = LOG_MODULES.find((one) => one === name);
    if (module === undefined) {
      const known = LOG_MODULES.join(", ");
      return invalid(field, `没有这个模块,只有 (unknown module, known are) ${known}`, name);
    }
    if (value === null) {
      modules.delete(module);
      continue;
    }
    const own = readLevel(field, value);
    if (!own.ok) return own;
    modules.set(module, own.value);
  }
  return ok({ level: level.value, modules });
}

function readLevel(field: string, value: unknown): Read<LogLevel> {
  const level = LOG_LEVELS.find((one) => one === value);
  if (level !== undefined) return ok(level);
  const words = LOG_LEVELS.join(", ");
  return invalid(field, `必须是 (must be one of) ${words}`, JSON.stringify(value));
}

function ok<T>(value: T): Read<T> {
  return { ok: true, value };
}
