/**
 * Reads a request's JSON body: announced as JSON, of bounded size, UTF-8, one object.
 *
 * @module
 */
import type { Context } from "hono";
import { type BodyFields, onlyFields, parseFields } from "../../lib/api/fields.ts";
import type { ErrorCode, Read } from "../../lib/api/refusal.ts";
import { joined } from "../../lib/bytes.ts";

/** Largest body that is read. */
export const BODY_BYTES_MAX = 16 * 1024;

/** Reads the body of a call that has these fields. An empty body, announced or not, has none of them. */
export async function readFields(
  c: Context,
  known: readonly string[],
  { mayBeEmpty = false }: { mayBeEmpty?: boolean } = {},
): Promise<Read<BodyFields>> {
  const type = c.req.header("Content-Type");
  if (type === undefined ? !mayBeEmpty : !isJson(type)) return NOT_JSON;
  const bytes = await readBytes(c.req.raw, BODY_BYTES_MAX);
  if (bytes === "tooLarge") {
    return no("too_large", `请求体超过上限 (the body is over the limit), ${BODY_BYTES_MAX} bytes`);
  }
  if (bytes === "broken") return no("bad_json", "请求体没有收完整 (the body ended early)");
  if (bytes.length === 0 && mayBeEmpty) return { ok: true, value: new Map() };
  if (type === undefined) return NOT_JSON;
  const fields = parseFields(bytes);
  return fields.ok ? onlyFields(fields.value, known) : fields;
}

const NOT_JSON = no("unsupported_media_type", "需要 Content-Type: application/json (UTF-8)");

function isJson(contentType: string): boolean {
  return /^application\/json *(?:; *charset *= *"?utf-?8"? *)?;?$/i.test(contentType.trim());
}

/**
 * Reads a body. Stops at the limit, so that a body of any size costs no more than the limit.
 *
 * @param late gives up on a body that has not come whole by then
 */
export async function readBytes(
  request: Request,
  bytesMax: number,
  late?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | "tooLarge" | "broken"> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    // Whatever is read when the signal comes fails.
    const body = late === undefined
      ? request.body
      : request.body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal: late });
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > bytesMax) return "tooLarge";
      chunks.push(chunk);
    }
  } catch {
    return "broken";
  }
  return joined(chunks);
}

function no(code: ErrorCode, message: string): Read<never> {
  return { ok: false, refusal: { code, message } };
}
