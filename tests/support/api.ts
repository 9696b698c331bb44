/**
 * The program's API as another program calls it.
 *
 * @module
 */
import type { OrderJson } from "../../lib/api/order_json.ts";

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
  /** `null` where the body is no JSON. */
  readonly json: unknown;
}

/** The part of `GET /api/overview` that the tests look at. */
export interface OverviewJson {
  readonly active: Readonly<Record<OrderJson["state"], number>>;
  readonly received: number;
  readonly settled: Readonly<Record<"1" | "2" | "3", number>>;
  readonly today: {
    readonly received: number;
    readonly settled: Readonly<Record<"1" | "2" | "3", { count: number; cash: string }>>;
  };
}

/** Calls the API on this machine. */
export class Api {
  readonly #base: string;

  constructor(port: number) {
    this.#base = `http://127.0.0.1:${port}`;
  }

  /** Calls. @throws {TypeError} nobody answers */
  async call(
    method: string,
    path: string,
    { body, token }: { body?: unknown; token?: string } = {},
  ): Promise<ApiAnswer> {
    const headers = new Headers();
    if (body !== undefined) headers.set("Content-Type", "application/json");
    if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
    const response = await fetch(this.#base + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get("Content-Type")?.includes("json") ?? false;
    return { status: response.status, text, json: isJson ? JSON.parse(text) : null };
  }

  /** An order of the server `main`; `null` where there is none. */
  async order(chargeId: string): Promise<OrderJson | null> {
    const { status, json, text } = await this.call("GET", `/api/orders/main/${chargeId}`);
    if (status === 404) return null;
    if (status !== 200) throw new Error(`the API answered ${status} ${text}`);
    return json as OrderJson;
  }

  /** Settles an order of the server `main`; the status. */
  async settle(chargeId: string, settlement: Readonly<Record<string, unknown>>): Promise<number> {
    const path = `/api/orders/main/${chargeId}/settle`;
    return (await this.call("POST", path, { body: settlement })).status;
  }

  /** Pushes an order's result again; the status. */
  async push(chargeId: string): Promise<number> {
    return (await this.call("POST", `/api/orders/main/${chargeId}/push`)).status;
  }

  /** How things stand. */
  async overview(): Promise<OverviewJson> {
    return (await this.call("GET", "/api/overview")).json as OverviewJson;
  }
}
