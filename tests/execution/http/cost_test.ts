import assert from "node:assert/strict";
import {
  AnswerReader,
  BODY_BYTES_MAX,
} from "../../../lib/execution/channels/http/answer_reader.ts";
import { parseXml } from "../../../lib/execution/channels/http/parse_xml.ts";

/** What costs the square of its length takes many times as long, what does not, a fraction; in milliseconds. */
const MS_MAX = 2500;

async function assertCheap(what: string, run: () => unknown): Promise<void> {
  const beganMs = performance.now();
  await run();
  const tookMs = performance.now() - beganMs;
  assert.ok(tookMs < MS_MAX, `${what} took ${Math.round(tookMs)} ms`);
}

/** A connection on which every byte comes by itself. */
function byteByByte(text: string) {
  let at = 0;
  return new AnswerReader({
    read(into) {
      if (at === text.length) return Promise.resolve(null);
      into[0] = text.charCodeAt(at++);
      return Promise.resolve(1);
    },
    write: ({ length }) => Promise.resolve(length),
    closeWrite: () => Promise.resolve(),
    close() {},
  });
}

Deno.test("an answer that comes byte by byte is read whole, however it is framed, at a cost like its length", async () => {
  const body = "x".repeat(BODY_BYTES_MAX);
  const half = "x".repeat(BODY_BYTES_MAX / 2);
  const chunks = [half, half].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`);
  const answers = [
    `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    `HTTP/1.1 200 OK\r\n\r\n${body}`,
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join("")}0\r\n\r\n`,
  ];
  for (const answer of answers) {
    await assertCheap(answer.slice(0, 45), async () => {
      const read = await byteByByte(answer).read();
      assert.equal(new TextDecoder().decode(read.body), body);
    });
  }
});

Deno.test("chunks stay what they were while the buffer behind them is used again", async () => {
  const chunk = (letter: string) => `4000\r\n${letter.repeat(0x4000)}\r\n`;
  const letters = ["a", "b", "c", "d", "e"];
  const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const answer = `${head}${letters.map(chunk).join("")}0\r\n\r\n`;
  const { body } = await byteByByte(answer).read();
  const text = letters.map((letter) => letter.repeat(0x4000)).join("");
  assert.equal(new TextDecoder().decode(body), text);
});

Deno.test("XML in which one element comes as often as it fits costs like its length", async () => {
  const count = Math.floor(BODY_BYTES_MAX / "<a/>".length) - 2;
  await assertCheap(`${count} elements`, () => {
    const [list] = Object(parseXml(`<o>${"<a/>".repeat(count)}</o>`)).get("o").values();
    assert.equal(list.length, count);
  });
});
