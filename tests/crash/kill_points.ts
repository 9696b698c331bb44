/**
 * `czdock serve` that ends itself by SIGKILL at a named point: the same wiring as `main.ts`, with the store, the network
 * and the channels wrapped so that the points can be seen.
 *
 * @module
 */
import { serveCommand } from "../../lib/wiring/serve.ts";
import type { Channel } from "../../lib/execution/channel.ts";
import type { Conn, Connect, Dial, Listener, PeerConn } from "../../lib/net.ts";
import type { NotificationRequest } from "../../lib/notification.ts";
import type { Atomic, Kv } from "../../lib/store/kv.ts";
import { connect, dial, machine } from "../../lib/wiring/world.ts";
import { webServer } from "../../web/serve.ts";
import type { Point } from "./points.ts";
import { KILL_AT } from "./points.ts";

/** Call at every point. */
type Reached = (point: Point) => void;

function killer(where: string): Reached {
  const [wanted, ordinal] = where.split(":");
  let times = 0;
  return (point) => {
    if (point === wanted && ++times === Number(ordinal)) Deno.kill(Deno.pid, "SIGKILL");
  };
}

function watchedKv(kv: Kv, reached: Reached): Kv {
  return { ...kv, atomic: () => watchedAtomic(kv.atomic(), reached) };
}

function watchedAtomic(inner: Atomic, reached: Reached): Atomic {
  const outer: Atomic = {
    check(...checks) {
      inner.check(...checks);
      return outer;
    },
    set(key, value) {
      inner.set(key, value);
      return outer;
    },
    delete(key) {
      inner.delete(key);
      return outer;
    },
    sum(key, by) {
      inner.sum(key, by);
      return outer;
    },
    async commit() {
      reached("commit.before");
      const committing = inner.commit();
      reached("commit.begun");
      const committed = await committing;
      reached("commit.after");
      return committed;
    },
  };
  return outer;
}

function watchedListener(listener: Listener, reached: Reached): Listener {
  return {
    addr: listener.addr,
    close: () => listener.close(),
    async accept() {
      const conn = await listener.accept();
      return watchedAck(conn, reached);
    },
  };
}

function watchedAck(conn: PeerConn, reached: Reached): PeerConn {
  let answered = false;
  return {
    remoteAddr: conn.remoteAddr,
    close: () => conn.close(),
    async write(bytes) {
      if (bytes.length === 0) return await conn.write(bytes);
      answered = true;
      reached("ack.beforeWrite");
      const written = await conn.write(bytes);
      reached("ack.afterWrite");
      return written;
    },
    async closeWrite() {
      await conn.closeWrite();
      reached("ack.ended");
    },
    async read(into) {
      const read = await conn.read(into);
      if (read === null && answered) reached("ack.closed");
      return read;
    },
  };
}

function watchedConnect(inner: Connect, reached: Reached): Connect {
  return async (target, signal) => {
    reached("callback.beforeConnect");
    return watchedConn(await inner(target, signal), "callback", reached);
  };
}

function watchedDial(inner: Dial, reached: Reached): Dial {
  return async (target, signal) => {
    reached("request.beforeConnect");
    return watchedConn(await inner(target, signal), "request", reached);
  };
}

function watchedConn(conn: Conn, what: "callback" | "request", reached: Reached): Conn {
  return {
    close: () => conn.close(),
    closeWrite: () => conn.closeWrite(),
    async write(bytes) {
      reached(`${what}.beforeWrite`);
      const written = await conn.write(bytes);
      reached(`${what}.afterWrite`);
      return written;
    },
    async read(into) {
      const read = await conn.read(into);
      if (read !== null) reached(`${what}.afterRead`);
      return read;
    },
  };
}

function watchedChannel(channel: Channel, reached: Reached): Channel {
  const notified = channel.notified?.bind(channel);
  return {
    ...channel,
    async submit(task) {
      reached("submit.before");
      // The simulator writes its books before it first waits for anything.
      const submitted = channel.submit(task);
      reached("journal.written");
      const outcome = await submitted;
      reached("submit.after");
      return outcome;
    },
    async query(task) {
      reached("query.before");
      const outcome = await channel.query(task);
      reached("query.after");
      return outcome;
    },
    ...(notified === undefined ? {} : {
      async notified(request: NotificationRequest) {
        reached("notified.before");
        const notification = await notified(request);
        reached("notified.after");
        return notification;
      },
    }),
  };
}

if (import.meta.main) {
  const reached = killer(Deno.env.get(KILL_AT) ?? "");
  const [, ...args] = Deno.args;
  const code = await serveCommand(args, {
    version: "0.0.0-killed",
    web: webServer("0.0.0-killed", machine.clock),
    connect: watchedConnect(connect, reached),
    dial: watchedDial(dial, reached),
    listen: (host, port) => watchedListener(machine.listen(host, port), reached),
    kv: (kv) => watchedKv(kv, reached),
    channel: (channel) => watchedChannel(channel, reached),
  });
  Deno.exit(code);
}
