/**
 * czdock with a planted leak: it keeps a copy of every buffer that is read of an order's connection. To see the soak find it:
 * `deno task soak --minutes 10 --entry tests/soak/leaking.ts`.
 *
 * @module
 */
import { serveCommand } from "../../lib/wiring/serve.ts";
import type { Listener, PeerConn } from "../../lib/net.ts";
import { connect, machine } from "../../lib/wiring/world.ts";
import { webServer } from "../../web/serve.ts";

const kept: Uint8Array[] = [];

function leaking(inner: Listener): Listener {
  return {
    addr: inner.addr,
    close: () => inner.close(),
    accept: async () => leakingConn(await inner.accept()),
  };
}

function leakingConn(inner: PeerConn): PeerConn {
  return {
    remoteAddr: inner.remoteAddr,
    write: (bytes) => inner.write(bytes),
    closeWrite: () => inner.closeWrite(),
    close: () => inner.close(),
    async read(into) {
      const length = await inner.read(into);
      if (length !== null) kept.push(into.slice(0, length));
      return length;
    },
  };
}

if (import.meta.main) {
  const version = "leaking";
  Deno.exit(
    await serveCommand(Deno.args.slice(1), {
      version,
      web: webServer(version, machine.clock),
      connect,
      listen: (hostname, port) => leaking(machine.listen(hostname, port)),
    }),
  );
}
