// The server of Durable Streams for Node.js: its streams are in files of this folder, or in memory where none is named.
const { DurableStreamTestServer } = require("@durable-streams/server");

const [port, dataDir] = process.argv.slice(2);

new DurableStreamTestServer({ host: "127.0.0.1", port: Number(port), dataDir }).start();
