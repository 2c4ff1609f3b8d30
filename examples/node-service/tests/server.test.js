// SPDX-License-Identifier: Apache-2.0
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { createServer } = require('../server.js');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'visits-'));
const socketPath = path.join(folder, 'socket');
const server = createServer();

function ask(method, url) {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, method, path: url, agent: false }, (response) => {
      let body = '';
      response.on('data', (data) => { body += data; });
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    request.on('error', reject);
    request.end();
  });
}

before(() => new Promise((resolve) => { server.listen(socketPath, resolve); }));
after(() => {
  server.close();
  fs.rmSync(folder, { recursive: true });
});

test('visits are counted', async () => {
  await ask('POST', '/visit');
  await ask('POST', '/visit');
  assert.deepStrictEqual(JSON.parse((await ask('GET', '/count')).body), { visits: 2 });
});

test('there is nothing else', async () => {
  assert.strictEqual((await ask('GET', '/')).status, 404);
});
