import assert from "node:assert/strict";
import { Histogram } from "../../lib/histogram.ts";
import { expose } from "../../lib/metrics/exposition.ts";

Deno.test("samples stand below their help and type; a family without samples is left out", () => {
  const text = expose([
    {
      name: "a_total",
      type: "counter",
      help: "How\nmany \\.",
      samples: [{ labels: {}, value: 3 }],
    },
    { name: "nothing", type: "gauge", help: "None.", samples: [] },
    {
      name: "b",
      type: "gauge",
      help: "By name.",
      samples: [
        { labels: { name: "人工", other: 'a"b\\c\n' }, value: 0.5 },
        { labels: { name: "x", other: "" }, value: Infinity },
      ],
    },
  ]);
  assert.equal(
    text,
    "# HELP a_total How\\nmany \\\\.\n# TYPE a_total counter\na_total 3\n" +
      "# HELP b By name.\n# TYPE b gauge\n" +
      'b{name="人工",other="a\\"b\\\\c\\n"} 0.5\nb{name="x",other=""} +Inf\n',
  );
});

Deno.test("a histogram's buckets count everything up to their bound", () => {
  const histogram = new Histogram([0.1, 1]);
  for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe(value);
  const text = expose([
    {
      name: "s",
      type: "histogram",
      help: "S.",
      samples: [{ labels: { r: "ok" }, value: histogram }],
    },
  ]);
  assert.deepEqual(text.split("\n").slice(2, -1), [
    's_bucket{r="ok",le="0.1"} 2',
    's_bucket{r="ok",le="1"} 3',
    's_bucket{r="ok",le="+Inf"} 4',
    's_sum{r="ok"} 7.65',
    's_count{r="ok"} 4',
  ]);
});
