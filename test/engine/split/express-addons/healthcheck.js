const http = require('node:http');

const request = http.get(`http://127.0.0.1:${process.env.PORT}/health`, (answer) =>
  process.exit(answer.statusCode === 200 ? 0 : 1),
);
request.on('error', () => process.exit(1));
