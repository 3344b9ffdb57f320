// npm "ws": whoever connects to /receive/GROUP gets each frame of whoever connects to /send/GROUP. Nothing is kept.
const { WebSocketServer } = require("ws");

const groups = new Map();

new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]) }).on("connection", (socket, request) => {
  const [, role, name] = request.url.split("/");
  if (!groups.has(name)) {
    groups.set(name, new Set());
  }
  const receivers = groups.get(name);
  if (role === "receive") {
    receivers.add(socket);
    socket.on("close", () => receivers.delete(socket));
  } else {
    socket.on("message", (data, binary) => receivers.forEach((receiver) => receiver.send(data, { binary })));
  }
});
