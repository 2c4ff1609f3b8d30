// SPDX-License-Identifier: Apache-2.0
// Counts visits over HTTP, on a Unix socket: GET /count, POST /visit.
'use strict';
const http = require('node:http');

function createServer() {
  let visits = 0;
  return http.createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/visit') {
      visits++;
      response.end();
    } else if (request.method === 'GET' && request.url === '/count') {
      response.end(JSON.stringify({ visits }));
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
}

module.exports = { createServer };
if (require.main === module) createServer().listen(process.argv[2]);
