/**
 * The limit beside the executable: a bare web server, compiled the same way. Its argument: the port.
 *
 * @module
 */

if (import.meta.main) {
  const server = { hostname: "127.0.0.1", port: Number(Deno.args[0]), onListen() {} };
  Deno.serve(server, () => new Response("OK"));
}
