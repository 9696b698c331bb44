/**
 * A supplier's API as `config.yaml` describes it: plain data, its expressions still as text. `lib/expression/` makes of
 * it what can be evaluated.
 *
 * @module
 */
import type { RouteWhen } from "./config.ts";
import type { Money } from "./money.ts";

/** A piece of a {@linkcode Template}. */
export type TemplatePart = { readonly text: string } | { readonly expression: string };

/** A text that is sent, with expressions in it: `"no-{reference}"`. */
export type Template = readonly TemplatePart[];

/** Named texts, in the order they stand in the file. */
export type Templates = ReadonlyMap<string, Template>;

/** A JSON body. */
export type JsonTemplate =
  | { readonly kind: "text"; readonly text: Template }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, JsonTemplate> }
  | { readonly kind: "list"; readonly items: readonly JsonTemplate[] };

/** How a text is written in bytes. */
export type Charset = "utf-8" | "gbk";

/** What an answer or a notification is written in. */
export type AnswerFormat = "json" | "xml" | "form" | "text";

/** What a request carries. */
export type HttpBody =
  | { readonly kind: "none" }
  | { readonly kind: "form"; readonly fields: Templates }
  | { readonly kind: "json"; readonly value: JsonTemplate }
  | { readonly kind: "text"; readonly text: Template };

/** A request. */
export interface HttpRequestConfig {
  readonly method: "GET" | "POST" | "PUT";
  /** Its scheme, host and port are plain text. */
  readonly url: Template;
  /** Behind the `?`. */
  readonly params: Templates;
  readonly body: HttpBody;
  readonly headers: Templates;
  /** For connecting, sending and the whole answer together. */
  readonly timeoutMs: number;
  readonly answer: AnswerShape;
}

/** How an answer is read. */
export interface AnswerShape {
  readonly format: AnswerFormat;
  readonly charset: Charset;
  /** The only HTTP statuses whose answers are read. */
  readonly statuses: readonly number[];
}

/** Which answers mean what: lists of expressions, one of which must be true. */
export interface MeaningConfig {
  readonly succeeded: readonly string[];
  /** Executed in part; `retCash` says how much. */
  readonly partly: readonly string[];
  readonly failed: readonly string[];
  readonly pending: readonly string[];
  /** Proof that nothing was done. */
  readonly untouched: readonly string[];
  /** Of a query: the supplier does not know the order. */
  readonly notFound: readonly string[];
  readonly details: DetailsConfig;
}

/** Expressions for what is told besides; `null` where there is none. */
export interface DetailsConfig {
  readonly retDetail: string | null;
  readonly userContent: string | null;
  readonly retCost: string | null;
  readonly retBalance: string | null;
  readonly retCash: string | null;
  readonly supplierRef: string | null;
}

/** What executes an order. */
export interface HttpSubmitConfig {
  readonly request: HttpRequestConfig;
  readonly meaning: MeaningConfig;
}

/** What asks about an order. */
export interface HttpQueryConfig extends HttpSubmitConfig {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** How long an order may be pending; `null` is for ever. */
  readonly untilMs: number | null;
  /** How long after its start an order that is not found was certainly not taken on; `null`: that is never certain. */
  readonly believeNotFoundMs: number | null;
}

/** What asks for the account's balance. */
export interface HttpBalanceConfig {
  readonly request: HttpRequestConfig;
  /** An expression for the amount in yuan. */
  readonly amount: string;
  /** How old a balance may be. */
  readonly everyMs: number;
  /** Below it an alarm is raised; `null` for none. */
  readonly alarmBelow: Money | null;
}

/** What the supplier sends by itself. */
export interface HttpNotifyConfig {
  /** What the supplier is told to call: `notifyUrl`; `null` where it knows. */
  readonly url: string | null;
  /** Addresses and ranges it may come from; empty for any. */
  readonly from: readonly string[];
  readonly format: AnswerFormat;
  readonly charset: Charset;
  /** An expression: whether it is the supplier's. */
  readonly valid: string;
  /** An expression: our own reference. */
  readonly reference: string;
  readonly meaning: MeaningConfig;
  /** Whether it is only the occasion to query, and nothing it says is believed. */
  readonly confirm: boolean;
  /** What the supplier is answered where it was understood, and where not. */
  readonly good: string;
  readonly bad: string;
  /** Where it names no order of ours. */
  readonly unknown: "good" | "bad";
}

/** What an order must be for a row of the products to be its own; what is absent fits any. */
export type ProductWhen = Omit<RouteWhen, "server" | "agentAcct" | "time" | "chargeCash"> & {
  readonly chargeCash?: readonly Money[];
  readonly faceValue?: readonly Money[];
};

/** A row of the products. */
export interface ProductConfig {
  readonly when: ProductWhen;
  readonly id: string;
  /** The price of one piece; `null` for none. */
  readonly price: Money | null;
}

/** A channel that asks a supplier's HTTP API. */
export interface HttpChannelConfig {
  readonly type: "http";
  /** Of all requests. */
  readonly charset: Charset;
  /** Certificates, in PEM, that are trusted besides the usual ones; `null` for none. */
  readonly ca: string | null;
  readonly reference: {
    readonly separator: string;
    readonly charactersMax: number;
    /** What stands for a server's name in a reference, where that is not the name itself. */
    readonly servers: ReadonlyMap<string, string>;
  };
  readonly secrets: ReadonlyMap<string, string>;
  readonly values: Templates;
  /** The first row that fits is an order's product; empty where the supplier has none. */
  readonly products: readonly ProductConfig[];
  /** What an order should cost, and how far from it is no matter. */
  readonly expected: { readonly cost: string; readonly tolerance: Money } | null;
  readonly submit: HttpSubmitConfig;
  readonly query: HttpQueryConfig | null;
  readonly balance: HttpBalanceConfig | null;
  readonly notify: HttpNotifyConfig | null;
}
