import { createServer, connect } from 'node:net';

/**
 * A network between a client and the server, as a TCP proxy on a free port.
 *
 * @typedef {object} Network
 * @property {string} url    where clients connect
 * @property {() => void} heal  from now on it passes everything on; what was misbehaving is cut
 * @property {() => Promise<void>} close
 */

/**
 * Delays everything, cuts connections at random moments, and lets some go dead: nothing passes any more, and nobody is told.
 *
 * @param {string} target the server's URL
 * @param {() => number} random
 * @returns {Promise<Network>}
 */
export function flakyNetwork(target, random) {
  let healed = false;
  return proxy(target, (client, server) => {
    if (healed) return pass(client, server);
    let dead = false;
    // bytes of one direction keep their order, whatever their delays
    for (const [from, to] of [[client, server], [server, client]]) {
      let previous = Promise.resolve();
      from.on('data', (bytes) => {
        const delay = after(random() * 20);
        previous = Promise.all([previous, delay]).then(() => { if (!dead) to.write(bytes); });
      });
    }
    const fate = random();
    const moment = 20 + random() * 400;
    const cut = () => { client.destroy(); server.destroy(); };
    if (fate < 0.6) setTimeout(cut, moment);
    else if (fate < 0.8) setTimeout(() => { dead = true; }, moment);
    return cut;
  }, () => { healed = true; });
}

/**
 * Answers every WebSocket upgrade by 403, as some school filters do, and passes everything else on.
 *
 * @param {string} target
 * @returns {Promise<Network>}
 */
export function networkWithoutSockets(target) {
  let healed = false;
  return proxy(target, (client, server) => {
    if (healed) return pass(client, server);
    client.on('data', (bytes) => {
      const isUpgrade = /^upgrade: *websocket/im.test(bytes.toString('latin1'));
      if (isUpgrade && !healed) client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 7\r\nConnection: close\r\n\r\nBlocked');
      else server.write(bytes);
    });
    server.pipe(client);
    return () => {};
  }, () => { healed = true; });
}

/** @returns {Promise<Network>} */
async function proxy(target, join, heal) {
  const { hostname, port } = new URL(target);
  const sockets = new Set();
  const cuts = new Set();
  const listener = createServer((client) => {
    const server = connect(Number(port), hostname);
    for (const [socket, other] of [[client, server], [server, client]]) {
      sockets.add(socket);
      socket.on('error', () => {}); // whoever breaks a connection is not interested in it
      socket.on('close', () => { sockets.delete(socket); other.destroy(); });
    }
    cuts.add(join(client, server));
  });
  await new Promise((resolve) => { listener.listen(0, '127.0.0.1', () => resolve(undefined)); });
  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (listener.address()).port}`,
    heal() {
      heal();
      for (const cut of cuts) cut();
      cuts.clear();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => { listener.close(resolve); });
    },
  };
}

function pass(client, server) {
  client.pipe(server);
  server.pipe(client);
  return () => {};
}

const after = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
