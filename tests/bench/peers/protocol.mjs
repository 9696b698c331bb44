/**
 * What both peers share: the protocol as a developer writes it in an afternoon with Node and iconv-lite. Everything that
 * costs czdock time beyond it (strangers, limits, broken packets, retries, a timeline, sums, a page) is left out, to the
 * peers' favour.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { connect, createServer } from "node:net";

/** Arguments of a peer: port, port of the callbacks, key, folder of the packages, where its store is. */
export function readArguments() {
  const [port, callbackPort, md5key, packages, store] = process.argv.slice(2);
  const require = createRequire(`${packages}/`);
  return { port: Number(port), callbackPort: Number(callbackPort), md5key, require, store };
}

/**
 * Takes orders and acks each once `keep` has it on disk.
 *
 * @param keep resolves, or returns, once the order survives a power cut
 * @param kept is told of each order after its ack
 */
export function serve({ port, md5key, iconv, keep, kept }) {
  const answer = async (socket, text) => {
    const order = JSON.parse(text);
    // The signature covers the digits as they were sent.
    const [, cash] = /"chargeCash":([\d.]+)/.exec(text);
    const { chargeId, chargeAcct, var1, var2, var3, var4, sign, retRsn } = order;
    const signed = chargeId + chargeAcct + var1 + var2 + var3 + var4 + cash + md5key;
    const fine = md5(iconv, signed) === sign;
    if (fine) await keep(order);
    const ack = {
      action: "CZ",
      chargeId,
      retCode: fine ? 0 : 1,
      retDetail: fine ? "定单已接收" : "签名错误",
      retRsn,
      sign: md5(iconv, `${chargeId}${fine ? 0 : 1}${retRsn}${md5key}`),
    };
    socket.end(iconv.encode(JSON.stringify(ack), "gbk"));
    if (fine) kept?.(order);
  };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const chunks = [];
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      if (chunk.at(-1) !== 0x7d) return;
      const text = iconv.decode(Buffer.concat(chunks), "gbk");
      answer(socket, text).catch(() => socket.destroy());
    });
    socket.on("end", () => chunks.length === 0 && socket.end());
    socket.on("error", () => socket.destroy());
  });
  server.listen({ port, host: "127.0.0.1", backlog: 4096 });
}

/** Pushes a result; resolves once the server has said `OK`. */
export function push({ callbackPort, md5key, iconv }, order) {
  const { chargeId, retRsn } = order;
  const result = {
    action: "CZ",
    chargeId,
    retCode: 1,
    retDetail: "充值成功",
    retRsn,
    userContent: "",
    retCost: order.chargeCash,
    retBalance: 0,
    retCash: order.chargeCash,
    sign: md5(iconv, `${chargeId}1${retRsn}${md5key}`),
  };
  return new Promise((resolve, reject) => {
    const socket = connect({ port: callbackPort, host: "127.0.0.1" });
    let heard = "";
    socket.on("connect", () => socket.write(iconv.encode(JSON.stringify(result), "gbk")));
    socket.on("data", (chunk) => heard += chunk.toString("latin1"));
    socket.on("end", () => {
      socket.end();
      if (heard.startsWith("OK")) resolve();
      else reject(new Error(`the server said ${heard}`));
    });
    socket.on("error", reject);
  });
}

function md5(iconv, text) {
  return createHash("md5").update(iconv.encode(text, "gbk")).digest("hex");
}
