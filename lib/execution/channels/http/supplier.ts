/**
 * A supplier as it is spoken to: requests are made, sent and their answers read here. The channel, and `czdock try`, say
 * what becomes of that.
 *
 * @module
 */
import type { Clock } from "../../../clock.ts";
import type { Variables } from "../../../expression/expression.ts";
import { evaluationText } from "../../../expression/expression.ts";
import { written } from "../../../expression/compiler.ts";
import { readAmount } from "../../../expression/amounts.ts";
import type { CompiledCall, CompiledSupplier } from "../../../expression/supplier.ts";
import { compileSupplier } from "../../../expression/supplier.ts";
import { SECRET_VARIABLES } from "../../../expression/scope.ts";
import { neededValues } from "../../../expression/values.ts";
import type { CompiledRequest } from "../../../expression/request.ts";
import type { HttpChannelConfig, ProductConfig } from "../../../http_config.ts";
import type { Money } from "../../../money.ts";
import type { Dial } from "../../../net.ts";
import type { Exchange } from "../../../order.ts";
import type { Zone } from "../../../zone.ts";
import { type Outcome, readReference, referenceOf, type Task } from "../../channel.ts";
import { buildRequest, type BuiltRequest } from "./build_request.ts";
import { type RequestEnd, requestSender, type SendRequest } from "./send_request.ts";
import { judge, type Judgement } from "./judge.ts";
import { Masker, secretValues } from "./masker.ts";
import { parseAnswer } from "./parse_answer.ts";
import { productFinder } from "./products.ts";
import {
  fieldVariables,
  productVariables,
  secretVariables,
  settingVariables,
  withValues,
} from "./variables.ts";

/** What a supplier is spoken to with. */
export interface SupplierParts {
  readonly dial: Dial;
  readonly clock: Clock;
  readonly zone: Zone;
  /** In [0, 1). */
  readonly random: () => number;
}

/** A request that was made, with what its answer will be read by. */
export interface Prepared {
  readonly request: BuiltRequest;
  readonly variables: Variables;
  readonly masker: Masker;
}

/** Why a request can't be made. Nothing was sent. */
export interface NotPrepared {
  readonly reason: string;
}

/** What became of a request. */
export interface Sent {
  readonly end: RequestEnd;
  /** What was said both ways, as people may read it. */
  readonly exchange: Exchange;
}

/** Speaks with a supplier. */
export class Supplier {
  readonly compiled: CompiledSupplier;
  readonly #sendRequest: SendRequest;
  readonly #productOf: (fields: Task["order"]["fields"]) => ProductConfig | null;
  readonly #secretValues: ReadonlySet<string>;

  /** @throws {TypeError} the description has faults, which the configuration's check would have found */
  constructor(readonly config: HttpChannelConfig, private readonly parts: SupplierParts) {
    const { supplier, faults } = compileSupplier(config, parts);
    const [fault] = faults;
    if (fault !== undefined) {
      throw new TypeError(`cannot use ${fault.path.join(".")}: ${JSON.stringify(fault.fault)}`);
    }
    this.compiled = supplier;
    this.#sendRequest = requestSender(parts.dial, parts.clock);
    this.#productOf = productFinder(config.products);
    this.#secretValues = secretValues(supplier.values);
  }

  /** A masker that knows the supplier's own secrets. */
  masker(): Masker {
    return new Masker(this.config.secrets.values());
  }

  /** Our own number of an attempt, as this supplier gets it. */
  reference({ server, fields, attempt }: Parameters<typeof referenceOf>[0]): string {
    const { separator, servers } = this.config.reference;
    return referenceOf({ server: servers.get(server) ?? server, fields, attempt }, separator);
  }

  /** The same number as it is usually written; `null` where it is none of ours. */
  usualReference(reference: string): { readonly usual: string; readonly attempt: number } | null {
    const { separator, servers } = this.config.reference;
    const named = readReference(reference, separator);
    if (named === null) return null;
    const { id: { server, chargeId }, attempt } = named;
    const [own = server] = [...servers].find(([, short]) => short === server) ?? [];
    return { usual: referenceOf({ server: own, fields: { chargeId }, attempt }), attempt };
  }

  /** What is known without an order. */
  settings(): Variables {
    return settingVariables(this.config, this.parts.clock.nowMs());
  }

  /** What is known of an attempt at an order, but for when it began and the passwords. */
  about(
    order: Pick<Task["order"], "server" | "fields">,
    attempt: number,
    reference: string,
  ): Variables {
    return {
      ...this.settings(),
      ...fieldVariables(order, attempt, reference),
      ...productVariables(this.#productOf(order.fields)),
    };
  }

  /** Makes the request that executes an order, or asks about it. */
  prepare(call: CompiledCall, task: Task, kind: "submit" | "query"): Prepared | NotPrepared {
    const { order } = task;
    const reference = this.reference(order);
    const { charactersMax } = this.config.reference;
    if (reference.length > charactersMax) {
      return {
        reason: `订单号超过 ${charactersMax} 个字符 the reference is too long: ${reference}`,
      };
    }
    const hasProducts = this.config.products.length > 0;
    if (kind === "submit" && hasProducts && this.#productOf(order.fields) === null) {
      return { reason: "产品表里没有这一单的产品 no row of products fits the order" };
    }
    const { notify, secrets } = this.config;
    const masker = this.masker();
    try {
      const own = {
        ...this.about(order, order.attempt, reference),
        started: BigInt(task.startedAtMs),
        ...(notify === null || notify.url === null ? {} : { notifyUrl: notify.url }),
      };
      const references = [
        ...call.request.references,
        ...call.meaning.references,
        ...this.compiled.expectedCost?.references ?? [],
      ];
      const passwords = this.#needsPasswords(references) ? secretVariables(task.secrets()) : {};
      for (const secret of Object.values(passwords)) masker.add(written(secret));
      for (const secret of secrets.values()) masker.add(secret);
      const all = { ...own, ...passwords };
      const variables = withValues(this.compiled, call.request.references, all);
      const request = this.#build(call.request, variables, masker);
      return { request, variables: all, masker };
    } catch (error) {
      return {
        reason: masker.mask(`请求不能写成 cannot make the request: ${evaluationText(error)}`),
      };
    }
  }

  /** Makes the request for the balance. */
  prepareBalance(): Prepared | NotPrepared {
    const { balance } = this.compiled;
    if (balance === null) return { reason: "没有 balance there is no balance" };
    const masker = this.masker();
    try {
      const own = this.settings();
      const references = [...balance.request.references, ...balance.amount?.references ?? []];
      const variables = withValues(this.compiled, references, own);
      return { request: this.#build(balance.request, variables, masker), variables, masker };
    } catch (error) {
      return {
        reason: masker.mask(`请求不能写成 cannot make the request: ${evaluationText(error)}`),
      };
    }
  }

  /** Sends a request, once. */
  async send({ request, masker }: Prepared): Promise<Sent> {
    const { clock } = this.parts;
    const sentAtMs = clock.nowMs();
    const end = await this.#sendRequest(request.wire);
    const tookMs = clock.nowMs() - sentAtMs;
    const answer = masker.mask(answerText(end, this.config));
    return { end, exchange: { request: masker.mask(request.plain), answer, tookMs } };
  }

  /** Reads what came back about an order. */
  read(
    call: CompiledCall,
    prepared: Prepared,
    end: RequestEnd,
    about: Pick<Task, "order">,
    notFound: "untouched" | "pending" | "unknown",
  ): Judgement {
    const nothing = (outcome: Outcome): Judgement => ({ outcome, matches: [], failures: [] });
    if (end.kind === "notSent") {
      const reason = `未能连接上游 could not reach the supplier: ${end.reason}`;
      return nothing({ kind: "untouched", reason });
    }
    const body = this.readBody(call.request, end);
    if ("reason" in body) return nothing({ kind: "unknown", reason: body.reason });
    const { masker } = prepared;
    const { references } = call.meaning;
    let variables: Variables = { ...prepared.variables, answer: body.value, status: body.status };
    try {
      variables = withValues(this.compiled, references, variables);
    } catch {
      // Expressions that need the value can't be evaluated, so they are not true.
      variables = { ...variables, values: {} };
    }
    const { chargeCash } = about.order.fields;
    return judge(call.meaning, variables, {
      chargeCash,
      notFound,
      mask: (text) => masker.mask(text),
    });
  }

  /** The answer as expressions see it, or why it can't be read. */
  readBody(
    { config: { answer: shape } }: CompiledRequest,
    end: RequestEnd,
  ): { readonly value: unknown; readonly status: bigint } | { readonly reason: string } {
    if (end.kind !== "answered") {
      return { reason: `没有完整的应答 no whole answer: ${end.reason}` };
    }
    const { status, body } = end.answer;
    if (!shape.statuses.includes(status)) return { reason: `HTTP ${status}` };
    const parsed = parseAnswer(body, shape.format, shape.charset);
    return parsed.kind === "read"
      ? { value: parsed.value, status: BigInt(status) }
      : { reason: `应答读不懂 the answer can't be read: ${parsed.reason}` };
  }

  /** The amount that a balance's answer tells; `null` where it tells none. */
  readBalance(prepared: Prepared, end: RequestEnd): Money | null {
    const { balance } = this.compiled;
    if (balance === null || balance.amount === null) return null;
    const body = this.readBody(balance.request, end);
    if ("reason" in body) return null;
    try {
      const variables = { ...prepared.variables, answer: body.value, status: body.status };
      const amount = balance.amount.evaluate(variables);
      return typeof amount === "string" ? readAmount(amount) : null;
    } catch {
      return null;
    }
  }

  /** What an order should cost; `null` where that is not told. */
  expectedCost(variables: Variables): Money | null {
    const { expectedCost } = this.compiled;
    if (expectedCost === null) return null;
    try {
      const all = withValues(this.compiled, expectedCost.references, variables);
      const cost = expectedCost.evaluate(all);
      return typeof cost === "string" ? readAmount(cost) : null;
    } catch {
      return null;
    }
  }

  #build(compiled: CompiledRequest, variables: Variables, masker: Masker): BuiltRequest {
    const { charset, ca } = this.config;
    return buildRequest(compiled, variables, {
      charset,
      ca,
      masker,
      secretValues: this.#secretValues,
    });
  }

  #needsPasswords(references: readonly string[]): boolean {
    const { values } = this.compiled;
    const needed = [...neededValues(values, references)];
    const all = [
      ...references,
      ...needed.flatMap((name) => [...values.get(name)?.references ?? []]),
    ];
    return SECRET_VARIABLES.some((name) => all.includes(name));
  }
}

/** What came back, for people. */
function answerText(end: RequestEnd, config: HttpChannelConfig): string {
  if (end.kind !== "answered") return end.reason;
  const { status, body } = end.answer;
  const { charset } = config.submit.request.answer;
  const parsed = parseAnswer(body, "text", charset);
  const text = parsed.kind === "read" ? parsed.value : new TextDecoder().decode(body);
  return `${status} ${text}`;
}
