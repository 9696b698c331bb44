/**
 * A supplier's description, compiled. The configuration's check and the channel both come here, so that what was checked is
 * what runs.
 *
 * @module
 */
import type { HttpChannelConfig } from "../http_config.ts";
import type { Expression } from "./expression.ts";
import { type CompiledTemplate, Compiler, type SupplierFault } from "./compiler.ts";
import type { FunctionParts } from "./functions.ts";
import { type CompiledMeaning, compileMeaning } from "./meaning.ts";
import { type CompiledRequest, compileRequest } from "./request.ts";
import {
  ALWAYS,
  type Declared,
  environmentOf,
  NOTIFIED_VARIABLES,
  ORDER_VARIABLES,
  type Scope,
} from "./scope.ts";
import { compileValues } from "./values.ts";

/** A request and what its answers mean. */
export interface CompiledCall {
  readonly request: CompiledRequest;
  readonly meaning: CompiledMeaning;
}

/** What the supplier sends by itself. */
export interface CompiledNotify {
  readonly valid: Expression | null;
  readonly reference: Expression | null;
  readonly meaning: CompiledMeaning;
}

/** A supplier, compiled. */
export interface CompiledSupplier {
  /** In their order: each may refer to those before it. */
  readonly values: ReadonlyMap<string, CompiledTemplate>;
  readonly submit: CompiledCall;
  readonly query: CompiledCall | null;
  readonly balance:
    | { readonly request: CompiledRequest; readonly amount: Expression | null }
    | null;
  readonly notify: CompiledNotify | null;
  readonly expectedCost: Expression | null;
}

/** The type of what is read, by its format. */
const ANSWER_TYPES = { json: "dyn", xml: "dyn", form: "map<string, string>", text: "string" };

/** Compiles a description. With faults, what was compiled must not be used. */
export function compileSupplier(
  config: HttpChannelConfig,
  parts: Omit<FunctionParts, "charset">,
): { supplier: CompiledSupplier; faults: readonly SupplierFault[] } {
  const faults: SupplierFault[] = [];
  const compiler = (scope: Scope, charset = config.charset) =>
    new Compiler(environmentOf(scope, { ...parts, charset }), namesIn(scope), faults);
  const order: Declared = {
    ...ALWAYS,
    ...ORDER_VARIABLES,
    ...(config.notify === null || config.notify.url === null ? {} : { notifyUrl: "string" }),
  };
  const { secrets, products } = config;
  const fixed = { secrets: [...secrets.keys()] };
  const product: Scope["members"] = products.length === 0
    ? {}
    : { product: products.every(({ price }) => price !== null) ? ["id", "price"] : ["id"] };
  const { values, constants } = compileValues(config.values, {
    constant: (known) => ({ variables: ALWAYS, members: { ...fixed, values: known } }),
    order: (known) => ({ variables: order, members: { ...fixed, ...product, values: known } }),
  }, compiler);
  const always = { ...fixed, values: constants };
  const ofOrder = { ...fixed, ...product, values: [...values.keys()] };
  const params = { params: "map<string, string>" };
  const call = (name: "submit" | "query", { request, meaning }: HttpChannelConfig["submit"]) => {
    const asking = compiler({ variables: { ...order, ...params }, members: ofOrder });
    const answer = ANSWER_TYPES[request.answer.format];
    const reading = compiler({ variables: { ...order, answer, status: "int" }, members: ofOrder });
    return {
      request: compileRequest(asking, request, [name]),
      meaning: compileMeaning(reading, meaning, [name]),
    };
  };
  const { submit, query, expected, balance, notify } = config;
  const supplier: CompiledSupplier = {
    values,
    submit: call("submit", submit),
    query: query === null ? null : call("query", query),
    expectedCost: expected === null ? null : compiler({ variables: order, members: ofOrder })
      .expression(expected.cost, "string", ["cost", "expected"]),
    balance: balance === null ? null : balanceOf(balance, always, compiler),
    notify: notify === null ? null : notifyOf(notify, always, { ...always, ...product }, compiler),
  };
  return { supplier, faults };
}

type MakeCompiler = (scope: Scope, charset?: HttpChannelConfig["charset"]) => Compiler;

function balanceOf(
  config: NonNullable<HttpChannelConfig["balance"]>,
  members: Scope["members"],
  compiler: MakeCompiler,
): CompiledSupplier["balance"] {
  const { request } = config;
  const asking = compiler({ variables: { ...ALWAYS, params: "map<string, string>" }, members });
  const answer = ANSWER_TYPES[request.answer.format];
  const reading = compiler({ variables: { ...ALWAYS, answer, status: "int" }, members });
  return {
    request: compileRequest(asking, request, ["balance"]),
    amount: reading.expression(config.amount, "string", ["balance", "amount"]),
  };
}

function notifyOf(
  config: NonNullable<HttpChannelConfig["notify"]>,
  always: Scope["members"],
  ofOrder: Scope["members"],
  compiler: MakeCompiler,
): CompiledNotify {
  const told = {
    ...ALWAYS,
    answer: ANSWER_TYPES[config.format],
    headers: "map<string, string>",
    body: "string",
  };
  const { charset } = config;
  const stranger = compiler({ variables: told, members: always }, charset);
  const variables = { ...told, ...NOTIFIED_VARIABLES };
  const known = compiler({ variables, members: ofOrder }, charset);
  return {
    valid: stranger.expression(config.valid, "bool", ["notify", "valid"]),
    reference: stranger.expression(config.reference, "string", ["notify", "reference"]),
    meaning: compileMeaning(known, config.meaning, ["notify"]),
  };
}

function namesIn({ variables, members }: Scope): readonly string[] {
  return [
    ...Object.keys(variables),
    ...Object.keys(members),
    ...Object.values(members).flat(),
  ];
}
