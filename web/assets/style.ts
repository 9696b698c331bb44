/**
 * The page's one style sheet, a text in the program: `deno doc` can't read past a style sheet that is imported.
 *
 * @module
 */

/** CSS. Light and dark by the system; nothing is told by colour alone. */
export const style: string = `
:root {
  color-scheme: light dark; --bg: #f4f5f7; --card: #fff; --fg: #1a1e24; --dim: #56606c; --line: #dfe3e8;
  --soft: #f0f2f5; --link: #0a58a8; --ok: #176a34; --bad: #b0201a; --warn: #7f4f00; --okbg: #e3f4e8;
  --badbg: #fdeceb; --warnbg: #fdf3d8; --c1: #2c8a57; --c2: #c78a10; --c3: #cf4a43; --c0: #8796a8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #0f1216; --card: #171b21; --fg: #e3e7ec; --dim: #9aa5b1; --line: #2b323b; --soft: #1f252d;
    --link: #82bbf7; --ok: #79d493; --bad: #ff9f97; --warn: #eebf5a; --okbg: #14281c; --badbg: #371a19;
    --warnbg: #31270f; --c1: #4fb37e; --c2: #d9a43a; --c3: #e5726b; --c0: #64748a;
  }
}
* { box-sizing: border-box }
[hidden] { display: none !important }
html { scroll-padding-top: 4rem }
body {
  margin: 0; min-height: 100vh; background: var(--bg); color: var(--fg);
  font: 14px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; display: grid;
  grid-template: 1fr auto / 11.5rem minmax(0, 1fr);
}
a { color: var(--link); text-underline-offset: 0.18em }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px }
main:focus-visible { outline: none }
.skip { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.skip:focus {
  width: auto; height: auto; clip-path: none; z-index: 9; left: 1rem; top: 0.5rem; background: var(--card);
  padding: 0.5rem 1rem;
}

/* What every screen stands in. */
.bar {
  grid-row: 1 / 3; border-right: 1px solid var(--line); background: var(--card); display: flex;
  flex-direction: column; gap: 1rem; padding: 1.1rem 0.75rem; position: sticky; top: 0; height: 100vh;
  overflow: auto;
}
.brand {
  font-size: 1.15rem; font-weight: 700; letter-spacing: 0.01em; padding: 0 0.6rem; color: inherit;
  text-decoration: none;
}
.bar ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 2px }
nav a { display: block; padding: 0.36rem 0.6rem; border-radius: 6px; color: var(--dim); text-decoration: none }
nav a:hover { background: var(--soft); color: var(--fg) }
nav a[aria-current] {
  background: var(--soft); color: var(--fg); font-weight: 600; box-shadow: inset 3px 0 var(--link);
}
.end { margin-top: auto; display: grid; gap: 0.5rem; padding: 0 0.6rem; font-size: 0.93em }
main { padding: 1.1rem 1.5rem 1rem; width: 100%; max-width: 1480px; min-width: 0 }
.head {
  display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.2rem 1.5rem;
  margin-bottom: 0.9rem;
}
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0; overflow-wrap: anywhere }
h2 { font-size: 1rem; margin: 0 0 0.55rem }
main > * + h2 { margin-top: 1.3rem }
#fresh { margin: 0; color: var(--dim); font-size: 0.93em }
#fresh.live::before { content: "● "; color: var(--ok) }
#fresh.stale { color: var(--bad); font-weight: 600 }
#fresh.stale::before { content: "▲ " }
footer { grid-column: 2; padding: 0.4rem 1.5rem 1.4rem; color: var(--dim); font-size: 0.93em }

/* Parts of a screen. */
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0.9rem 1rem;
  margin: 0 0 1rem;
}
.card > :last-child { margin-bottom: 0 }
.card > .scroll { margin: 0 -1rem }
.card > .scroll + form { margin-top: 0.9rem }
.card > .scroll:first-child { margin-top: -0.5rem }
.card > .scroll:last-child { margin-bottom: -0.9rem }
.two {
  display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, var(--least, 34rem)), 1fr));
  align-items: start;
}
.tight { --least: 20rem }
/* What is only heard stands inside too: placed against the page, it would make the page as wide as the table. */
.scroll { overflow-x: auto; position: relative }
.pile > * + * { margin-top: 0.6rem }
table { border-collapse: collapse; width: 100% }
caption { text-align: left }
th, td {
  padding: 0.4rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap;
  vertical-align: baseline;
}
th:first-child, td:first-child { padding-left: 1rem }
th:last-child, td:last-child { padding-right: 1rem }
thead th {
  color: var(--dim); font-weight: 500; font-size: 0.93em; background: var(--card); white-space: normal;
  word-break: keep-all; vertical-align: bottom;
}
tbody th { font-weight: 600 }
tbody th > time { font-weight: 400 }
tbody tr:last-child > * { border-bottom: 0 }
tbody tr:hover { background: var(--soft) }
tr.new { animation: new 2.5s ease-out }
@keyframes new {
  from { background: var(--warnbg) }
}
[aria-sort="descending"]::after { content: " ↓" }
[aria-sort="ascending"]::after { content: " ↑" }
td.wrap { white-space: normal; min-width: 10em; overflow-wrap: anywhere }
.actions details[open] { width: 7.75rem }
.actions :is(label, input) { width: 100% }
.num { text-align: right }
.num, time, code, .cards dd { font-variant-numeric: tabular-nums }
code, pre { font-family: ui-monospace, "SF Mono", Consolas, "Noto Sans Mono CJK SC", monospace; font-size: 0.95em }
pre { margin: 0; padding: 0.7rem 0.9rem; background: var(--soft); border-radius: 8px; overflow: auto }
.badge {
  display: inline-block; padding: 0 0.5em; border-radius: 5px; background: var(--soft); font-size: 0.93em;
  white-space: nowrap;
}
.badge.ok { background: var(--okbg) }
.badge.bad { background: var(--badbg) }
.badge.warn { background: var(--warnbg) }
.badge.ok::before { content: "✓ " }
.badge.bad::before { content: "✕ " }
.badge.warn::before { content: "! " }
.ok { color: var(--ok) }
.bad { color: var(--bad) }
.warn { color: var(--warn) }
.dim { color: var(--dim) }
.cards {
  display: grid; grid-template-columns: repeat(5, 1fr); gap: 1px; margin: 0 0 1rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden;
}
.cards div { outline: 1px solid var(--line); padding: 0.6rem 1rem }
.cards dt { color: var(--dim); font-size: 0.93em }
.cards dd { margin: 0; font-size: 1.3rem; line-height: 1.35; font-weight: 600; overflow-wrap: anywhere }
.needs { list-style: none; margin: 0 0 1rem; padding: 0; display: grid; gap: 0.45rem }
.needs li, .told, .calm {
  padding: 0.55rem 0.9rem; margin: 0 0 1rem; border-radius: 8px; border: 1px solid transparent;
  border-left: 4px solid var(--warn); background: var(--warnbg); color: inherit;
}
.needs li { margin: 0; display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline }
.needs .bad, .told.bad { border-left-color: var(--bad); background: var(--badbg) }
.told.ok, .calm { border-left-color: var(--ok); background: var(--okbg) }
.empty { margin: 0; padding: 1.6rem 1rem; text-align: center; color: var(--dim) }
.story { font-size: 1.06em }
p.story { margin: 0 }
.tabs { display: flex; flex-wrap: wrap; gap: 0.25rem; margin: 0 0 0.8rem; padding: 0; list-style: none }
.tabs a {
  display: inline-block; padding: 0.25rem 0.75rem; border: 1px solid var(--line); border-radius: 6px;
  background: var(--card); color: inherit; text-decoration: none;
}
.tabs a[aria-current] { background: var(--fg); color: var(--card); border-color: var(--fg) }
.filter, .row { display: flex; flex-wrap: wrap; gap: 0.55rem 0.8rem; align-items: end }
.filter { margin: 0 0 1rem }
.more { display: flex; flex-wrap: wrap; gap: 1rem; margin: 0.8rem 0 }
dl.fields { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.2rem 1rem; margin: 0 }
.fields > div { display: contents }
dl.fields dt { color: var(--dim) }
dl.fields dd { margin: 0; overflow-wrap: anywhere }
details > summary { cursor: pointer; color: var(--dim) }

/* Forms. */
label { display: inline-grid; gap: 0.15rem; color: var(--dim); font-size: 0.93em }
input, select, button, .button {
  font: inherit; font-size: 14px; color: var(--fg); background: var(--card); border: 1px solid var(--c0);
  border-radius: 6px; padding: 0.28rem 0.65rem; min-height: 2.15rem;
}
input[type="checkbox"], input[type="radio"] { min-height: 0; width: 24px; height: 24px; margin: 0 0.3rem 0 0; vertical-align: middle }
button, .button { cursor: pointer; font-weight: 500; text-decoration: none; display: inline-block }
button:hover, .button:hover { background: var(--soft) }
button.main { background: var(--link); border-color: var(--link); color: var(--card) }
button.danger { border-color: var(--bad); color: var(--bad) }
button.small { min-height: 1.7rem; padding: 0.05rem 0.6rem }
button.plain {
  border-color: transparent; background: none; color: var(--link); padding: 0; min-height: 1.5rem;
  text-decoration: underline;
}
button[disabled] { color: var(--dim); cursor: not-allowed; border-style: dashed }
fieldset {
  border: 1px solid var(--line); border-radius: 8px; margin: 0 0 1rem; padding: 0.6rem 1rem 1rem; min-width: 0;
}
legend { font-weight: 600 }
form.inline { display: inline }
dialog {
  color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 1.2rem 1.4rem; max-width: min(34rem, 92vw);
}
dialog p { margin-top: 0 }
dialog::backdrop { background: rgb(0 0 0/0.45) }

/* The chart. */
figure { margin: 0 }
.chart svg { display: block; width: 100%; height: auto }
.chart text { fill: var(--dim); font-size: 11px }
/* Where it is wider than its place, the newest is seen first. */
.newest { direction: rtl; overflow-x: auto }
.newest > * { direction: ltr }
.chart line, .k0 { vector-effect: non-scaling-stroke }
.chart line { stroke: var(--line) }
.k1 { fill: var(--c1) }
.k2 { fill: var(--c2) }
.k3 { fill: var(--c3) }
.mark { stroke: var(--card); fill: var(--card) }
.k0 { fill: none; stroke: var(--fg); stroke-width: 1.5 }
.legend {
  display: flex; flex-wrap: wrap; gap: 0 1.1rem; margin: 0.4rem 0 0.2rem; padding: 0; list-style: none;
  font-size: 0.93em;
}
.legend svg { display: inline-block; width: 0.9em; height: 0.8em; margin-right: 0.35em }

/* Signing in. */
body.alone { display: grid; grid-template: auto / auto; place-content: center }
.alone main { width: min(22rem, 92vw) }
.alone label, .alone input, .alone button { width: 100% }
.alone form { display: grid; gap: 0.9rem }
@media (max-width: 56rem) {
  body { display: block }
  .bar { position: static; height: auto; flex-flow: row wrap; align-items: center; gap: 0.4rem 0.6rem; padding: 0.5rem 0.8rem; border: 0; border-bottom: 1px solid var(--line) }
  .bar nav { order: 3; width: 100% }
  .bar nav ul { display: flex; flex-wrap: wrap }
  nav a { padding: 0.36rem 0.33rem }
  nav a[aria-current] { box-shadow: inset 0 -3px var(--link) }
  .end { margin: 0 0 0 auto; display: flex; align-items: baseline; padding: 0 }
  main { padding: 0.8rem }
  footer { padding: 0.4rem 0.8rem 1.2rem }
}
/* On a phone a row becomes a small card, each cell with its column's name. */
@media (max-width: 40rem) {
  .cards { grid-template-columns: 1fr 1fr }
  .cards dd { font-size: 1.2rem }
  .stack thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
  .stack tr {
    display: grid; grid-template-columns: 1fr 1fr; gap: 0 1rem; padding: 0.55rem 1rem;
    border-bottom: 1px solid var(--line);
  }
  .stack th, .stack td {
    border: 0; padding: 0.1rem 0; text-align: left; white-space: normal; min-width: 0; overflow-wrap: anywhere;
  }
  .stack td[data-l]::before { content: attr(data-l); margin-right: 0.5em; color: var(--dim); font-size: 0.9em }
  .stack th { grid-column: 1/-1 }
  .newest > svg { min-width: 40rem }
  .stack td.wrap, .stack td:has(time) { grid-column: 1/-1 }
  .stack td:empty { display: none }
  .stack td.actions { grid-column: 1/-1 }
  .actions details[open] { width: auto }
}
@media (prefers-reduced-motion: reduce) {
  tr.new { animation: none }
}

/* The daily work: listing, order, desk. */
h3 { font-size: 0.93em; margin: 0.8rem 0 0.3rem; color: var(--dim) }
pre.wrap { white-space: pre-wrap; overflow-wrap: anywhere }
label.check { display: inline-flex; gap: 0.4rem; align-items: center; color: inherit; min-height: 1.6rem }
.more-filter { flex-basis: 100% }
.more-filter .row { margin-top: 0.5rem }
.choices { border: 0; padding: 0; margin: 0; gap: 0.3rem 1rem }
.choices label { min-height: 2.15rem }
.choices legend { color: var(--dim); font-weight: 400; font-size: 0.93em }
.plain-list { list-style: none; margin: 0; padding: 0 }
.desk.mine { border-left: 4px solid var(--ok) }
.figures { display: flex; flex-wrap: wrap; gap: 0.4rem 2.2rem }
.figures p { margin: 0; display: grid; gap: 0.2rem; place-content: start; justify-items: start }
.figures strong { font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
dl.facts { display: flex; flex-wrap: wrap; gap: 0.2rem 1.6rem; margin: 0.7rem 0 }
.facts div { display: flex; gap: 0.5rem }
dl.columns { display: block; columns: 22rem 3 }
.columns div { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: 0 1rem; break-inside: avoid }
.settle { border-top: 1px solid var(--line); margin-top: 0.7rem; padding-top: 0.7rem }
.tabs a[aria-current] .dim { color: inherit }
tbody input[type="checkbox"] { vertical-align: -0.5em; margin: 0 0.5rem 0 0 }
#bulk, #bulk .row, .desk > div.row { align-items: center }
fieldset > p { margin: 0 0 0.6rem }
fieldset .settle { border: 0; margin: 0; padding: 0 }
`;
