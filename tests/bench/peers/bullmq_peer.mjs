/**
 * Node's `net`, iconv-lite and BullMQ on Redis with `appendfsync always`: an order is a job, durable before its ack; a worker
 * pushes its result. The store argument is Redis' port.
 *
 * @module
 */
import { push, readArguments, serve } from "./protocol.mjs";

const AT_A_TIME = 32;

const settings = readArguments();
const { require, store } = settings;
const iconv = require("iconv-lite");
const { Queue, Worker } = require("bullmq");

const connection = { host: "127.0.0.1", port: Number(store), maxRetriesPerRequest: null };
const queue = new Queue("orders", { connection });
// BullMQ tries a push that fails again.
const options = { attempts: 100, backoff: { type: "exponential", delay: 1000 } };
new Worker("orders", ({ data }) => push({ ...settings, iconv }, data), {
  connection,
  concurrency: AT_A_TIME,
});

serve({
  ...settings,
  iconv,
  keep: (order) => queue.add("order", order, { ...options, jobId: `order-${order.chargeId}` }),
});
