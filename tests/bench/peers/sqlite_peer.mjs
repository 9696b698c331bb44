/**
 * Node's `net`, iconv-lite and better-sqlite3: an fsynced commit an order before its ack, a push as soon as it is out. That a
 * result has been heard is written down for many orders together, which costs nothing here and is to the peer's favour.
 *
 * @module
 */
import { push, readArguments, serve } from "./protocol.mjs";

const HEARD_EVERY_MS = 200;

const settings = readArguments();
const { port, require, store } = settings;
const iconv = require("iconv-lite");
const Database = require("better-sqlite3");

const db = new Database(`${store}/orders.db`);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec("CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, fields TEXT, heard INTEGER)");
const insert = db.prepare("INSERT OR IGNORE INTO orders VALUES (?, ?, 0)");
const mark = db.prepare("UPDATE orders SET heard = 1 WHERE id = ?");
const markAll = db.transaction((ids) => ids.forEach((id) => mark.run(id)));

let heard = [];
setInterval(() => {
  markAll(heard);
  heard = [];
}, HEARD_EVERY_MS);

const deliver = async (order) => {
  for (;;) {
    try {
      await push({ ...settings, iconv }, order);
      return heard.push(order.chargeId);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
};

serve({
  ...settings,
  port,
  iconv,
  keep: (order) => void insert.run(order.chargeId, JSON.stringify(order)),
  kept: deliver,
});
