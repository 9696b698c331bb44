/**
 * Tells systemd how the service is doing, as `sd_notify` does: datagrams to the socket that `NOTIFY_SOCKET` names. Where
 * nobody set it, nothing happens.
 *
 * @module
 */
import { dirname } from "node:path";
import type { CancelTimer, Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";

/** Tells the service manager. */
export interface ServiceManager {
  /** Connections are taken. Begins with the signs of life, where they are wanted. */
  ready(status: string): void;
  /** The program ends by itself: no more signs of life are expected. */
  stopping(status: string): void;
  /** Ends; resolves when everything that was told is out. */
  close(): Promise<void>;
}

/** What a service manager is told with. */
export interface NotifyParts {
  readonly env: (name: string) => string | undefined;
  /** This process, for a watchdog that may be meant for another one. */
  readonly pid: number;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Resolves or rejects as long as the program works. A sign of life is given only after it has, so a store that is stuck
   * ends them as an event loop does that is. A store that refuses is not stuck: a new start would not mend it.
   */
  readonly alive: () => Promise<unknown>;
  /** Opens the socket at a path. */
  readonly open: (path: string) => DatagramSocket;
}

/** Sends datagrams to one place. */
export interface DatagramSocket {
  send(text: string): Promise<void>;
  close(): void;
}

/** Signs of life in the time after which systemd takes the program for dead. */
const SIGNS_IN_TIME = 3;

const NOBODY: ServiceManager = { ready() {}, stopping() {}, close: () => Promise.resolve() };

/** The service manager that started this process; one that does nothing where there is none. Never throws. */
export function serviceManager(parts: NotifyParts): ServiceManager {
  const path = parts.env("NOTIFY_SOCKET");
  if (path === undefined || path === "") return NOBODY;
  try {
    return new Systemd(parts.open(path), parts);
  } catch (error) {
    parts.log.error("cannot tell systemd", { path, error: errorText(error) });
    return NOBODY;
  }
}

class Systemd implements ServiceManager {
  #cancelSign: CancelTimer = () => {};
  #ended = false;
  #sent: Promise<void> = Promise.resolve();

  constructor(private readonly socket: DatagramSocket, private readonly parts: NotifyParts) {}

  ready(status: string): void {
    this.#send(`READY=1\nSTATUS=${status}`);
    const everyMs = signEveryMs(this.parts);
    if (everyMs !== null) this.#giveSigns(everyMs);
  }

  stopping(status: string): void {
    this.#end();
    this.#send(`STOPPING=1\nSTATUS=${status}`);
  }

  async close(): Promise<void> {
    this.#end();
    await this.#sent;
    this.socket.close();
  }

  #giveSigns(everyMs: number): void {
    const sign = () => {
      if (this.#ended) return;
      this.#send("WATCHDOG=1");
      this.#cancelSign = this.parts.clock.after(everyMs, look);
    };
    const look = () => void this.parts.alive().then(sign, sign);
    look();
  }

  #end(): void {
    this.#ended = true;
    this.#cancelSign();
  }

  /** One after the other, in the order they were told. */
  #send(state: string): void {
    this.#sent = this.#sent.then(() => this.socket.send(state)).catch((error) =>
      this.parts.log.error("cannot tell systemd", { state, error: errorText(error) })
    );
  }
}

/** How often a sign of life is due, in milliseconds; `null` where none are wanted, or another process's. */
function signEveryMs({ env, pid }: NotifyParts): number | null {
  const microseconds = Number(env("WATCHDOG_USEC"));
  const meant = env("WATCHDOG_PID") ?? `${pid}`;
  if (!(microseconds > 0) || meant !== `${pid}`) return null;
  return Math.max(1, microseconds / 1000 / SIGNS_IN_TIME);
}

/** Opens a Unix datagram socket to a path. @throws {Error} it can't be had, or the path is an abstract one */
export function openDatagramSocket(path: string): DatagramSocket {
  // Deno 2.7 knows no abstract addresses, and systemd gives none.
  if (!path.startsWith("/")) throw new Error("the path must be absolute");
  // Deno binds every socket. A socket sends on without its file, so nothing is left behind.
  const own = `${Deno.makeTempDirSync({ prefix: "czdock-notify-" })}/socket`;
  const socket = Deno.listenDatagram({ transport: "unixpacket", path: own });
  Deno.removeSync(dirname(own), { recursive: true });
  const encoder = new TextEncoder();
  return {
    async send(text) {
      await socket.send(encoder.encode(text), { transport: "unixpacket", path });
    },
    close: () => socket.close(),
  };
}
