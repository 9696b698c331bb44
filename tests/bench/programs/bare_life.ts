/**
 * The limit beside whole lives: the network of them and nothing else. A fixed ack to each order, then a callback that carries
 * its number, until it is answered. No parsing, no signature, no store. Its arguments: the port, the port of the callbacks, the
 * ack in base64, the bytes of a callback.
 *
 * @module
 */
import { callback, push } from "./bare_pusher.ts";
import { echo } from "./echo_server.ts";

const CHARGE_ID = /"chargeId":(\d+)/;

if (import.meta.main) {
  const [port, callbackPort, answer, bytes] = Deno.args;
  const ack = Uint8Array.fromBase64(answer ?? "");
  const latin1 = new TextDecoder("latin1");
  const listener = Deno.listen({ hostname: "127.0.0.1", port: Number(port), tcpBacklog: 4096 });
  const spare: Uint8Array[] = [];
  const live = async (conn: Deno.TcpConn) => {
    const order = await echo(
      conn,
      ack,
      spare,
      (packet) => CHARGE_ID.exec(latin1.decode(packet))?.[1],
    );
    if (order !== undefined) {
      await push(Number(callbackPort), callback(Number(order), Number(bytes)));
    }
  };
  for await (const conn of listener) live(conn).catch(() => {});
}
