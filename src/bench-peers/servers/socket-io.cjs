// Socket.IO with connection state recovery: packets are kept in memory for two minutes, for those who come back.
const { createServer } = require("http");
const { Server } = require("socket.io");

const http = createServer();

new Server(http, { connectionStateRecovery: {}, serveClient: false }).on("connection", (socket) => {
  socket.on("join", (group, joined) => {
    socket.join(group);
    joined();
  });
  socket.on("send", (group, content) => socket.to(group).emit("message", content));
});
http.listen(Number(process.argv[2]), "127.0.0.1");
