/**
 * The intake of orders wired together: who may speak, what is answered, and what follows from whether the answer is out.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Dispatcher } from "../execution/dispatcher.ts";
import { Intake } from "../intake/intake.ts";
import { Peers } from "../intake/peers.ts";
import { Reception } from "../intake/reception.ts";
import { RefusedNumbers } from "../intake/refused_numbers.ts";
import type { Log } from "../log.ts";
import type { Listener } from "../net.ts";
import type { Doubts } from "../store/doubts.ts";
import type { OrderStore } from "../store/orders.ts";
import type { Restoration } from "../store/restored.ts";
import type { SecretBox } from "../store/secrets.ts";

/** What the intake of an engine works with. */
export interface IntakeWiring {
  readonly config: Pick<Config, "listen" | "servers">;
  readonly orders: OrderStore;
  readonly secrets: SecretBox;
  readonly doubts: Doubts;
  readonly restoration: Restoration;
  readonly dispatcher: Pick<Dispatcher, "ackSent" | "ackLost">;
  readonly clock: Clock;
  /** For connections, each of which has deadlines that hardly ever come. */
  readonly deadlines: Clock;
  readonly log: Log;
  /** Lets work go on that nobody waits for; the event is the log's word for its failure. */
  readonly inBackground: (event: string, work: Promise<void>) => void;
}

/** The intake of what a listener takes; it takes nothing before `run`. */
export function wireIntake(listener: Listener, parts: IntakeWiring): Intake {
  const { config, orders, secrets, doubts, restoration, dispatcher, log, inBackground } = parts;
  const refusedNumbers = new RefusedNumbers();
  const reception = new Reception({
    orders,
    refusedNumbers,
    unsettledMax: config.listen.waitingMax,
    seal: (plain) => secrets.seal(plain),
    digest: (fields, plain) => secrets.digest(fields, plain),
    doubt: (order, reason) => inBackground("cannot hold an order", doubts.hold(order, reason)),
    inDoubt: (id) => doubts.has(id) || restoration.restored !== null,
    clock: parts.clock,
    log,
  });
  return new Intake(listener, {
    answer: (peer, framed) => reception.answer(peer, framed),
    said: ({ ticket }) => refusedNumbers.said(ticket),
    ackSent: (id) => inBackground("cannot execute an order", dispatcher.ackSent(id)),
    ackLost: (id) => inBackground("cannot settle an order", dispatcher.ackLost(id)),
    readTimeoutMs: config.listen.readTimeoutMs,
    packetBytesMax: config.listen.packetBytesMax,
    connectionsMax: config.listen.connectionsMax,
    peers: new Peers(config.servers),
    refusedNumbers,
    clock: parts.deadlines,
    log,
  });
}
