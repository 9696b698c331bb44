/**
 * What the docs promise of the metrics: the table, the alert rules and the dashboard name only what there is.
 *
 * @module
 */
import assert from "node:assert/strict";
import { parse } from "yaml";
import type { Metric } from "../../lib/metrics/catalogue.ts";
import { METRICS, metricsTable } from "../../lib/metrics/catalogue.ts";
import { ROOT } from "../house/source_files.ts";

const textOf = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));
const BY_NAME = new Map(Object.values<Metric>(METRICS).map((metric) => [metric.name, metric]));
/** What Prometheus adds. */
const ADDED = ["instance", "job", "le"];

/** What an expression of PromQL names that is not there, each as a sentence. */
function unknownIn(expr: string): string[] {
  const faults: string[] = [];
  const labels = new Set<string>(ADDED);
  for (
    const [, name = "", inner = ""] of expr.matchAll(/\b((?:czdock|process)_\w+)(?:\{([^}]*)\})?/g)
  ) {
    const metric = BY_NAME.get(name) ?? BY_NAME.get(name.replace(/_(?:bucket|sum|count)$/, ""));
    if (metric === undefined || (metric.name !== name) !== (metric.type === "histogram")) {
      faults.push(`there is no ${name}`);
      continue;
    }
    for (const label of metric.labels) labels.add(label);
    for (const [, label = ""] of inner.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)) {
      if (!metric.labels.includes(label) && !ADDED.includes(label)) {
        faults.push(`${name} has no label ${label}`);
      }
    }
  }
  for (const [, names = ""] of expr.matchAll(/\b(?:by|without)\s*\(([^)]*)\)/g)) {
    for (const label of names.split(",").map((name) => name.trim())) {
      if (!labels.has(label)) faults.push(`nothing in it has the label ${label}`);
    }
  }
  return faults;
}

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly annotations: { readonly summary: string };
    }[];
  }[];
}
const rules = (parse(textOf("docs/alerts.yml")) as Rules).groups.flatMap((group) => group.rules);

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}
const dashboard = JSON.parse(textOf("docs/grafana.json")) as Dashboard;
const targets = dashboard.panels.flatMap((panel) => panel.targets);

Deno.test("docs/metrics.md holds the table of every metric (deno task generate)", () => {
  assert.ok(textOf("docs/metrics.md").includes(metricsTable()));
});

Deno.test("every name and label in the alert rules exists", () => {
  assert.ok(rules.length > 10);
  for (const { alert, expr } of rules) assert.deepEqual(unknownIn(expr), [], alert);
});

Deno.test("an alert's sentence names only labels that its expression leaves", () => {
  for (const { alert, expr, annotations: { summary } } of rules) {
    for (const [, label = ""] of summary.matchAll(/\$labels\.(\w+)/g)) {
      const [, aggregated] = /\bby\s*\(([^)]*)\)/.exec(expr) ?? [];
      const left = aggregated?.split(",").map((name) => name.trim()) ??
        [...BY_NAME.values()].filter(({ name }) => expr.includes(name)).flatMap(({ labels }) =>
          labels
        );
      assert.ok(left.includes(label), `${alert}: ${label}`);
    }
  }
});

Deno.test("every name and label in the dashboard exists, and every metric is on it or in a rule", () => {
  assert.ok(targets.length > 20);
  for (const { expr } of targets) assert.deepEqual(unknownIn(expr), [], expr);
  const shown = [...targets, ...rules].map(({ expr }) => expr).join("\n");
  const left = [...BY_NAME.keys()].filter((name) => !shown.includes(name));
  assert.deepEqual(left, [
    "czdock_backlog_loading",
    "process_start_time_seconds",
    "process_cpu_seconds_total",
  ]);
});

Deno.test("a name or label that does not exist is found", () => {
  assert.deepEqual(unknownIn("rate(czdock_order_total[5m])"), ["there is no czdock_order_total"]);
  assert.deepEqual(unknownIn("czdock_ack_seconds"), ["there is no czdock_ack_seconds"]);
  assert.deepEqual(unknownIn('czdock_orders{stat="review"}'), ["czdock_orders has no label stat"]);
  assert.deepEqual(unknownIn("sum by (stat) (czdock_orders)"), [
    "nothing in it has the label stat",
  ]);
});
