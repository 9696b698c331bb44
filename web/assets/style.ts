/**
 * The page's one style sheet, a text in the program so that the executable needs no files.
 *
 * @module
 */

/** CSS. Light and dark by the system; nothing is told by colour alone. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#57606a;--line:#d0d7de;--soft:#f6f8fa;--link:#0550ae;
--ok:#116329;--bad:#a40e26;--warn:#7d4e00;--okbg:#dafbe1;--badbg:#ffebe9;--warnbg:#fff8c5}
@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9da7b3;--line:#30363d;--soft:#161b22;--link:#79c0ff;
--ok:#7ee787;--bad:#ffa198;--warn:#f2cc60;--okbg:#12261e;--badbg:#3c1618;--warnbg:#2e2a1f}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.55 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
a{color:var(--link)}a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99em}.skip:focus{left:1em;top:.5em;background:var(--bg);padding:.5em}
header{display:flex;flex-wrap:wrap;gap:.4em 1.2em;align-items:center;padding:.6em 1.2em;border-bottom:1px solid var(--line);background:var(--soft)}
header strong{font-size:1.1em}nav ul{display:flex;flex-wrap:wrap;gap:.2em .4em;margin:0;padding:0;list-style:none}
nav a{display:inline-block;padding:.35em .7em;border-radius:6px;text-decoration:none}
nav a[aria-current]{background:var(--bg);border:1px solid var(--line);font-weight:600;color:var(--fg)}
header .end{margin-left:auto;display:flex;gap:.8em;align-items:center}
main{padding:1em 1.2em 3em;max-width:1280px;margin:auto}
h1{font-size:1.35em;margin:.2em 0 .6em}h2{font-size:1.05em;margin:1.6em 0 .5em}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{padding:.42em .7em;border-bottom:1px solid var(--line);text-align:left;white-space:nowrap;vertical-align:top}
th{color:var(--dim);font-weight:600}td.wrap{white-space:normal;min-width:12em;overflow-wrap:anywhere}
.num{text-align:right;font-variant-numeric:tabular-nums}tbody tr:hover{background:var(--soft)}
.badge{display:inline-block;padding:0 .55em;border-radius:1em;border:1px solid currentColor;font-size:.92em}
.ok{color:var(--ok)}.bad{color:var(--bad)}.warn{color:var(--warn)}.dim{color:var(--dim)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(140px,1fr));gap:.7em;margin:0}
.cards div{border:1px solid var(--line);border-radius:8px;padding:.5em .8em}
.cards dt{color:var(--dim)}.cards dd{margin:0;font-size:1.35em;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.needs{list-style:none;margin:0;padding:0;display:grid;gap:.5em}
.needs li,.told{padding:.6em .9em;border-radius:8px;border-left:5px solid var(--warn);background:var(--warnbg)}
.needs li.bad,.told.bad{border-color:var(--bad);background:var(--badbg);color:inherit}
.told.ok,.calm{border-radius:8px;border-left:5px solid var(--ok);background:var(--okbg);padding:.6em .9em;color:inherit}
.story{font-size:1.08em;border:1px solid var(--line);border-radius:8px;padding:.7em 1em;background:var(--soft)}
.tabs{display:flex;flex-wrap:wrap;gap:.3em;margin:0 0 .8em;padding:0;list-style:none}
.tabs a{display:inline-block;padding:.3em .8em;border:1px solid var(--line);border-radius:1.2em;text-decoration:none}
.tabs a[aria-current]{background:var(--fg);color:var(--bg);border-color:var(--fg)}
form.filter{display:flex;flex-wrap:wrap;gap:.6em 1em;align-items:end;margin:0 0 1em}
label{display:inline-grid;gap:.15em;color:var(--dim)}
input,select,button{font:inherit;color:var(--fg);background:var(--bg);border:1px solid var(--dim);border-radius:6px;padding:.35em .6em;min-height:2.3em}
button{cursor:pointer;background:var(--soft);font-weight:600}button[disabled]{color:var(--dim);cursor:not-allowed;border-style:dashed}
fieldset{border:1px solid var(--line);border-radius:8px;margin:0 0 1em;padding:.6em 1em 1em}legend{font-weight:600}
.row{display:flex;flex-wrap:wrap;gap:.6em 1em;align-items:end}
dl.fields{display:grid;grid-template-columns:max-content 1fr;gap:.15em 1em;margin:0}dl.fields dt{color:var(--dim)}dl.fields dd{margin:0;overflow-wrap:anywhere}
.more{display:flex;gap:1em;margin:1em 0}footer{padding:1em 1.2em;color:var(--dim);border-top:1px solid var(--line)}
@media(max-width:600px){main{padding:.8em .8em 2em}header{padding:.5em .8em}th,td{padding:.4em .5em}}
`;
