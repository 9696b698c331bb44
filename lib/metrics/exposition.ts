/**
 * Prometheus' text format, version 0.0.4.
 *
 * @module
 */
import type { Histogram } from "../histogram.ts";

/** What a family of samples is. */
export type MetricType = "counter" | "gauge" | "histogram";

/** The labels of a sample, by name. */
export type Labels = Readonly<Record<string, string>>;

/** A value under its labels. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number | Histogram;
}

/** All samples of one name. */
export interface Family {
  readonly name: string;
  readonly type: MetricType;
  /** One line. */
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** The families as text; one without samples is left out. */
export function expose(families: readonly Family[]): string {
  return families.filter(({ samples }) => samples.length > 0).map(exposeFamily).join("");
}

function exposeFamily({ name, type, help, samples }: Family): string {
  const told = help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  const lines = [`# HELP ${name} ${told}`, `# TYPE ${name} ${type}`];
  for (const { labels, value } of samples) {
    if (typeof value === "number") lines.push(line(name, labels, value));
    else lines.push(...histogramLines(name, labels, value));
  }
  return lines.join("\n") + "\n";
}

function histogramLines(name: string, labels: Labels, histogram: Histogram): string[] {
  let count = 0;
  const buckets = histogram.counts.map((inBucket, at) => {
    count += inBucket;
    const bound = histogram.bounds[at];
    const le = bound === undefined ? "+Inf" : `${bound}`;
    return line(`${name}_bucket`, { ...labels, le }, count);
  });
  return [
    ...buckets,
    line(`${name}_sum`, labels, histogram.sum),
    line(`${name}_count`, labels, count),
  ];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${number(value)}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function number(value: number): string {
  if (Number.isFinite(value)) return `${value}`;
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}
