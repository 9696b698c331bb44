import assert from "node:assert/strict";
import fc from "fast-check";
import { csvLine } from "../lib/csv.ts";
import { cellText, readCsv } from "../lib/csv.ts";

function rowsOf(text: string) {
  const read = readCsv(text, 1000);
  assert.ok(read.ok);
  return read.rows;
}

Deno.test("cells come apart at commas, quotes keep what is in them", () => {
  assert.deepEqual(rowsOf('a,b\r\n"1,2","say ""hi"""\r\n"two\r\nlines",\r\n'), [
    ["a", "b"],
    ["1,2", 'say "hi"'],
    ["two\r\nlines", ""],
  ]);
});

Deno.test("a byte order mark, any line end, no line end, and lines with nothing are read", () => {
  assert.deepEqual(rowsOf("\uFEFFa,b\n1,2\r3,4\n\n\r\n5,6"), [
    ["a", "b"],
    ["1", "2"],
    ["3", "4"],
    ["5", "6"],
  ]);
  assert.deepEqual(rowsOf(""), []);
  assert.deepEqual(rowsOf("a,"), [["a", ""]]);
  assert.deepEqual(rowsOf(","), [["", ""]]);
});

Deno.test("tabs or semicolons set cells apart where the first line has them", () => {
  assert.deepEqual(rowsOf("a;b;c\n1,5;2;3"), [["a", "b", "c"], ["1,5", "2", "3"]]);
  assert.deepEqual(rowsOf("a\tb\n1\t2"), [["a", "b"], ["1", "2"]]);
});

Deno.test("what no table is says where", () => {
  assert.deepEqual(readCsv('a\n"b', 10), { ok: false, problem: "openQuote", line: 2 });
  assert.deepEqual(readCsv("1\n2\n3\n", 2), { ok: false, problem: "tooManyRows", line: 4 });
});

Deno.test("a cell is read without what keeps a number a text in a spreadsheet", () => {
  for (const cell of ["\t0196", "'0196", '="0196"', " 0196 "]) assert.equal(cellText(cell), "0196");
  assert.equal(cellText(undefined), "");
});

Deno.test("whatever a table of ours says, it reads as it was written", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "定", "\t", ",", '"', "\r", "\n", " ", "0") })
    // A tab at the very beginning of the first cell could be taken for the mark of a table of one column.
    .map((cell) => `x${cell}`);
  const table = fc.array(fc.array(text, { minLength: 2, maxLength: 4 }), { minLength: 1 });
  fc.assert(fc.property(table, (rows) => {
    const first = ["h1", "h2"];
    assert.deepEqual(rowsOf([first, ...rows].map(csvLine).join("")), [first, ...rows]);
  }));
});

Deno.test("no text, however broken, is more than it says: it is read, or refused with a line", () => {
  const text = fc.string({ unit: fc.constantFrom("a", ",", '"', "\r", "\n", ";") });
  fc.assert(fc.property(text, (text) => {
    const read = readCsv(text, 1000);
    if (!read.ok) return assert.equal(read.problem, "openQuote");
    const letters = (s: string) => s.split("a").length;
    assert.equal(letters(read.rows.flat().join("")), letters(text));
  }));
});
