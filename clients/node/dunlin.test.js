// Passes the main job against a server of this repository: ./dunlin serve.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client, costOf, DunlinError, Splitter } from './dunlin.js';

const DUNLIN = fileURLToPath(new URL('../../dunlin', import.meta.url));
const LINES = readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8').split('\n');

let server;
let port;

before(async () => {
  server = spawn(DUNLIN, ['serve', '--listen', 'tcp://127.0.0.1:0', '--ttl', '10s'], { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const line of createInterface({ input: server.stderr })) {
    const listening = /listening on tcp:\/\/127\.0\.0\.1:(\d+)/.exec(line);
    if (listening) {
      port = Number(listening[1]);
      break;
    }
  }
  assert.ok(port, 'the server listens');
});

after(async () => {
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  const [code] = await ended;
  assert.equal(code, 0);
});

/** Gathers messages; `first(n)` resolves with n of them, or rejects when the subscription ends before. */
function inbox() {
  const messages = [];
  const gaps = [];
  let wake = () => {};
  let end;
  return {
    messages,
    gaps,
    onMessage: (message) => { messages.push(message); wake(); },
    onGap: (gap) => gaps.push(gap),
    onEnd: (fault) => { end = fault; wake(); },
    async first(count) {
      while (messages.length < count) {
        if (end) {
          throw end;
        }
        await new Promise((resolve) => { wake = resolve; });
      }
      return messages.slice(0, count);
    },
  };
}

test('every line comes to every subscriber, in order, and to one that comes late', { timeout: 30_000 }, async () => {
  const publisher = await Client.connect(port);
  const subscribers = await Promise.all([1, 2, 3].map(() => Client.connect(port)));
  const inboxes = subscribers.map(() => inbox());
  await Promise.all(subscribers.map((client, i) => client.subscribe('licences.apache', inboxes[i])));

  const receipts = await Promise.all(LINES.map((line) => publisher.publish('licences.apache', line)));
  assert.deepEqual(receipts.map((receipt) => receipt.sequence), LINES.map((_, i) => i));
  assert.ok(receipts.every((receipt) => receipt.expires - receipt.accepted === 10_000));

  const late = inbox();
  await publisher.subscribe('licences.*', { from: 'earliest', ...late });
  for (const each of [...inboxes, late]) {
    const messages = await each.first(LINES.length);
    assert.deepEqual(messages.map((message) => message.payload.toString()), LINES);
    assert.deepEqual(messages.map((message) => message.sequence), LINES.map((_, i) => i));
    assert.deepEqual(each.gaps, []);
  }
  await Promise.all([publisher, ...subscribers].map((client) => client.close()));
});

test('more comes than one credit covers, with attributes, and the books agree', { timeout: 60_000 }, async () => {
  const client = await Client.connect(port);
  const all = inbox();
  await client.subscribe('load.>', all);
  const payload = Buffer.alloc(10_000, 'x');
  const options = { key: 'kærlighed', id: '1', headers: { name: 'Ærø', empty: '' } };
  const count = 500;
  await Promise.all(Array.from({ length: count }, () => client.publish('load.a', payload, options)));
  const messages = await all.first(count);
  assert.equal(messages.length, count);
  assert.ok(messages.every((message) => message.key === 'kærlighed' && message.headers.name === 'Ærø'));
  assert.ok(messages.every((message) => message.payload.equals(payload)));
  const skew = Math.abs(await client.ping() - Date.now());
  assert.ok(skew < 5_000, `the broker's clock is ${skew} ms off on the same machine`);
  await client.close();
});

test('an own time to live is kept', { timeout: 30_000 }, async () => {
  const client = await Client.connect(port);
  const short = await client.publish('ttl.a', 'short', { ttlMillis: 1 });
  const long = await client.publish('ttl.a', 'long');
  assert.equal(short.expires - short.accepted, 1);
  while (await client.ping() <= short.expires) {
    // The broker's clock decides.
  }
  const late = inbox();
  await client.subscribe('ttl.a', { from: 'earliest', ...late });
  const [message] = await late.first(1);
  assert.equal(message.payload.toString(), 'long');
  assert.equal(message.sequence, long.sequence);
  await client.close();
});

test('what is refused is refused with its reason, and nothing else suffers', { timeout: 30_000 }, async () => {
  const client = await Client.connect(port);
  await assert.rejects(client.publish('no..name', 'x'), (fault) => fault instanceof DunlinError
    && fault.reason === 'REASON_REJECTED');
  await assert.rejects(client.subscribe('a.>.b', inbox()), { reason: 'REASON_REJECTED' });
  assert.equal((await client.publish('a.name', 'x')).sequence, 0);
  await client.close();
});

test('who does not speak the protocol is told so', { timeout: 30_000 }, async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const frames = [];
  const splitter = new Splitter();
  for await (const bytes of socket) {
    frames.push(...splitter.push(bytes));
  }
  assert.deepEqual(frames.map((frame) => frame.kind), ['goodbye']);
  assert.equal(frames[0].goodbye.reason, 5, 'CLOSE_REASON_FRAME_TOO_LARGE: "GET " is a length');
});

test('frames are found however the stream is cut', () => {
  // Frame { ping { token: 1 } } as it stands in PROTOCOL.md.
  const ping = Buffer.from('0000000b3a090901000000 00000000'.replace(/ /g, ''), 'hex');
  const stream = Buffer.concat([ping, ping, ping]);
  for (let size = 1; size <= stream.length; size++) {
    const splitter = new Splitter();
    const frames = [];
    for (let at = 0; at < stream.length; at += size) {
      frames.push(...splitter.push(stream.subarray(at, at + size)));
    }
    assert.deepEqual(frames.map((frame) => frame.ping.token.toNumber()), [1, 1, 1]);
  }
});

test('a delivery costs what the protocol says', () => {
  const payload = Buffer.alloc(100);
  assert.equal(costOf({ payload }), 100 + 40);
  const full = { payload, key: 'key', id: 'id', headers: { name: 'Ærø' } };
  assert.equal(costOf(full), 100 + 40 + 32 + (48 + 3) + (48 + 2) + 16 + (48 + 4) + (48 + 3));
});
