/**
 * The limit beside an ack: takes a connection, reads once, writes a fixed answer, ends its side, reads to the end. No
 * parsing, no store. Its arguments: the port, the answer in base64.
 *
 * @module
 */

const READ_BYTES = 4096;

/** One connection. @returns what `read` makes of its packet; `undefined` where none came */
export async function echo<T>(
  conn: Deno.TcpConn,
  answer: Uint8Array,
  spare: Uint8Array[],
  read: (packet: Uint8Array) => T,
): Promise<T | undefined> {
  const buffer = spare.pop() ?? new Uint8Array(READ_BYTES);
  try {
    const bytes = await conn.read(buffer);
    if (bytes === null) return undefined;
    const order = read(buffer.subarray(0, bytes));
    await conn.write(answer);
    await conn.closeWrite();
    while (await conn.read(buffer) !== null);
    return order;
  } finally {
    spare.push(buffer);
    conn.close();
  }
}

if (import.meta.main) {
  const [port, answer] = Deno.args;
  const bytes = Uint8Array.fromBase64(answer ?? "");
  const listener = Deno.listen({ hostname: "127.0.0.1", port: Number(port), tcpBacklog: 4096 });
  const spare: Uint8Array[] = [];
  for await (const conn of listener) echo(conn, bytes, spare, () => {}).catch(() => {});
}
