/**
 * Audits of stores in memory, for tests.
 *
 * @module
 */
import type { Books } from "../../lib/audit/books.ts";
import type { Kv } from "../../lib/store/kv.ts";
import type { OrderListener } from "../../lib/store/outcomes.ts";
import { surveyStore } from "../../lib/store/survey.ts";
import { auditBytes } from "../../lib/wiring/audit.ts";

/** When the audits of tests are made: long after the orders, but no id is forgotten yet. */
export const AUDITED_AT_MS = Date.UTC(2026, 10, 26);
const ID_RETENTION_MS = 1095 * 86_400_000;

/** The bytes of a store's survey, a piece for each page. */
export function surveying(
  kv: Kv,
  changes: { onChange(listener: OrderListener): () => void } | null = null,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const zone = "Asia/Shanghai";
  return surveyStore({ kv, version: "1.2.3", atMs: AUDITED_AT_MS, zone, changes });
}

/** What an audit finds, as its lines, and how much it has looked at. */
export async function auditOf(
  bytes: AsyncIterable<Uint8Array>,
  books: Books | null = null,
  idRetentionMs: number = ID_RETENTION_MS,
) {
  const { findings, looked } = await auditBytes(bytes, { idRetentionMs, books });
  return { found: findings.lines(), rules: [...findings.counts.keys()], looked };
}
