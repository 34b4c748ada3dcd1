// An echo server as the documentation of Node.js shows it. usage: node echo_node.js PORT (127.0.0.1)
const net = require('net');
const server = net.createServer({ noDelay: true }, (client) => {
  client.on('error', () => {});
  client.pipe(client);
});
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 });
