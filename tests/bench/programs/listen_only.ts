/**
 * The limit beside a start, and beside the memory of an idle program: listens, and ends every connection with its
 * peer. Its argument: the port.
 *
 * @module
 */

if (import.meta.main) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: Number(Deno.args[0]) });
  for await (const conn of listener) {
    conn.read(new Uint8Array(1)).catch(() => null).finally(() => conn.close());
  }
}
