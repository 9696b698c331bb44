import assert from "node:assert/strict";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { CallbackServer } from "../support/callback_server.ts";
import { CzdockWorld, newChargeId } from "../support/czdock_world.ts";
import { packet } from "../support/order_packets.ts";
import { RawPeer } from "../support/raw_peer.ts";

const SIX = "::1";

/** A machine without IPv6 has no such address to listen at. */
function hasIpv6(): boolean {
  try {
    Deno.listen({ hostname: SIX, port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}

/** The program on all addresses of both kinds, with a server at each. */
async function onBoth(six: CallbackServer, four: CallbackServer): Promise<CzdockWorld> {
  const server = (name: string, addresses: string[], { port }: CallbackServer) => ({
    name,
    addresses,
    md5key: SAMPLE_MD5KEY,
    callback: { port },
  });
  return await CzdockWorld.start({
    listen: { host: "::" },
    servers: [server("six", ["::/120"], six), server("four", ["127.0.0.1"], four)],
  });
}

Deno.test({
  name: "servers at IPv6 addresses are known by them, and called back there; mapped IPv4 is IPv4",
  // Nothing to test it on: this machine has no ::1.
  ignore: !hasIpv6(),
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using six = await CallbackServer.open(0, SIX);
    await using four = await CallbackServer.open();
    await using world = await onBoth(six, four);
    const sides = [["six", SIX, six], ["four", "127.0.0.1", four]] as const;
    for (const [server, host, callbacks] of sides) {
      const chargeId = newChargeId();
      const peer = await RawPeer.connect(world.orderPort, undefined, host);
      await peer.write(packet({ chargeId }));
      const { text, ended } = await peer.heard();
      assert.match(text, /"retCode":0,"retDetail":"定单已接收"/, server);
      assert.equal(ended, "closed");
      assert.match((await callbacks.nth(chargeId)).text, /"retCode":1/);
      const order = await world.api.call("GET", `/api/orders/${server}/${chargeId}`);
      assert.equal(order.status, 200, server);
      assert.equal(world.journal(chargeId).length, 1);
    }
    assert.deepEqual([six.arrived.length, four.arrived.length], [1, 1]);
  },
});

Deno.test({
  name: "a stranger's IPv6 address is disconnected without an answer",
  // Nothing to test it on: this machine has no ::1.
  ignore: !hasIpv6(),
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using world = await CzdockWorld.start({ listen: { host: "::" } });
    const chargeId = newChargeId();
    const peer = await RawPeer.connect(world.orderPort, undefined, SIX);
    await peer.write(packet({ chargeId }));
    assert.equal((await peer.heard()).bytes.length, 0);
    assert.equal(await world.api.order(chargeId), null);
    await world.program.saw(/a stranger was turned away from="?::1/);
  },
});
