/**
 * axe-core on a page: what would keep people with a screen reader, a keyboard or weak eyes out.
 *
 * @module
 */
import axe from "axe-core";
import type { Page } from "playwright-core";

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds against WCAG 2.2 A and AA and its best practices. */
export async function violationsOn(page: Page, what: string): Promise<string[]> {
  // By the browser's own door: the page's policy lets in no script of ours.
  await page.evaluate(axe.source);
  const violations: Violation[] = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) =>
      `${what}: ${id}: ${help}: ${html} ${failureSummary ?? ""}`
    )
  );
}
