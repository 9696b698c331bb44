/**
 * The limit beside the courier: connect, write, read `OK`, close, so many times with so many in flight. Its arguments:
 * the port, how many, how many in flight, the first chargeId, the bytes of a callback.
 *
 * @module
 */

const READ_BYTES = 512;

/** A callback of so many bytes that carries an order's number. */
export function callback(chargeId: number, bytes: number): Uint8Array {
  const begin = `{"action":"CZ","chargeId":${chargeId},"retDetail":"`;
  return new TextEncoder().encode(begin.padEnd(bytes - 2, "x") + '"}');
}

/** Pushes it over a connection of its own, and reads the answer. */
export async function push(port: number, packet: Uint8Array): Promise<void> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.setNoDelay(true);
  await conn.write(packet);
  await conn.read(new Uint8Array(READ_BYTES));
  conn.close();
}

if (import.meta.main) {
  const [port = 0, count = 0, inFlight = 0, firstId = 0, bytes = 0] = Deno.args.map(Number);
  const packets = Array.from({ length: count }, (_, at) => callback(firstId + at, bytes));
  let next = 0;
  const line = async () => {
    for (let at = next++; at < count; at = next++) await push(port, packets[at] as Uint8Array);
  };
  await Promise.all(Array.from({ length: inFlight }, line));
}
