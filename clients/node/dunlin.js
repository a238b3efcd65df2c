// A client for Dunlin: publishes, subscribes, asks. Written from docs/PROTOCOL.md and frame.proto alone.
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import Long from 'long';
import protobuf from 'protobufjs';

const VERSION = 1;
const MAX_FRAME_BYTES = 17 << 20;
const CREDIT_BYTES = 1 << 20;
const HEADER_BYTES = 4;

/** What a delivery costs besides its payload and its attributes; PROTOCOL.md, "Credit". */
const DELIVERY_BYTES = 40;

const proto = new URL('../../transport-netty/src/main/protobuf/dunlin/v1/frame.proto', import.meta.url);
const root = protobuf.loadSync(fileURLToPath(proto));
const Frame = root.lookupType('dunlin.v1.Frame');
const Reason = root.lookupEnum('dunlin.v1.Reason');
const CloseReason = root.lookupEnum('dunlin.v1.CloseReason');

/** Why a request failed: `reason` is a name of the enum Reason. */
export class DunlinError extends Error {
  constructor(reason, detail) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}

const refusal = ({ reason, detail }) => new DunlinError(Reason.valuesById[reason], detail);

/** What a delivery costs of its subscription's credit. */
export function costOf(delivery) {
  const text = (value) => 48 + value.length;
  const headers = Object.entries(delivery.headers ?? {});
  const has = (name) => Object.hasOwn(delivery, name) && delivery[name] !== null;
  let cost = DELIVERY_BYTES + delivery.payload.length;
  if (has('key') || has('id') || headers.length > 0) {
    cost += 32 + (has('key') ? text(delivery.key) : 0) + (has('id') ? text(delivery.id) : 0);
    cost += headers.reduce((sum, [name, value]) => sum + 16 + text(name) + text(value), 0);
  }
  return cost;
}

/** Splits a stream of bytes into frames. */
export class Splitter {
  #rest = Buffer.alloc(0);

  /** Takes bytes that came; gives the frames that are whole by now. */
  *push(bytes) {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= HEADER_BYTES) {
      const length = this.#rest.readUInt32BE(0);
      if (length > MAX_FRAME_BYTES) {
        throw new DunlinError('REASON_PROTOCOL', `a frame of ${length} bytes: at most ${MAX_FRAME_BYTES} are taken`);
      }
      if (this.#rest.length < HEADER_BYTES + length) {
        return;
      }
      const frame = Frame.decode(this.#rest.subarray(HEADER_BYTES, HEADER_BYTES + length));
      this.#rest = this.#rest.subarray(HEADER_BYTES + length);
      yield frame;
    }
  }
}

/** One connection to a broker. Emits 'close' with an error, or with nothing if it was closed by `close()`. */
export class Client extends EventEmitter {
  #socket;
  #splitter = new Splitter();
  #welcome;
  #greeted;
  #nextId = 1;
  #published = new Map();
  #subscriptions = new Map();
  #pings = new Map();
  #fault;

  /** Connects, and resolves when the server has welcomed this client. */
  static connect(port, host = '127.0.0.1') {
    return new Client(connect({ port, host, noDelay: true })).#greet();
  }

  /** Connects to a Unix domain socket. */
  static connectPath(path) {
    return new Client(connect({ path })).#greet();
  }

  constructor(socket) {
    super();
    this.#socket = socket;
    socket.on('data', (bytes) => this.#onData(bytes));
    socket.on('error', (error) => this.#end(new DunlinError('REASON_CONNECTION_LOST', error.message)));
    socket.on('close', () => this.#end(new DunlinError('REASON_CONNECTION_LOST', 'the connection broke')));
  }

  #greet() {
    return new Promise((resolve, reject) => {
      this.#greeted = { resolve: () => resolve(this), reject };
      const publisherId = Long.fromBytesLE([...randomBytes(8)], true);
      this.#send({ hello: { minVersion: VERSION, maxVersion: VERSION, agent: 'dunlin-node', publisherId } });
    });
  }

  /** The broker's epoch: sequences of another say nothing about this one. */
  get epoch() {
    return this.#welcome.epoch;
  }

  /**
   * Publishes a message, and resolves with its receipt when the broker has answered. Waits while the window is full.
   */
  async publish(topic, payload, { key, id, headers, ttlMillis, delayMillis } = {}) {
    while (this.#published.size >= this.#welcome.publishWindow && !this.#fault) {
      const [oldest] = this.#published.values();
      await oldest.promise.catch(() => {});
    }
    this.#check();
    const number = this.#nextId++;
    const message = { topic, payload: Buffer.from(payload), headers };
    for (const [name, value] of Object.entries({ key, id, ttlMillis, delayMillis })) {
      if (value !== undefined) {
        message[name] = value;
      }
    }
    const answer = {};
    answer.promise = new Promise((resolve, reject) => Object.assign(answer, { resolve, reject }));
    answer.promise.catch(() => {});
    this.#published.set(number, answer);
    this.#send({ publish: { firstId: number, messages: [message] } });
    return answer.promise;
  }

  /**
   * Subscribes, and resolves when the subscription is open. `from` is 'latest', 'earliest' or a sequence; `onMessage` is
   * given each message, and `onGap` what was missed.
   */
  subscribe(pattern, { from = 'latest', onMessage, onGap = () => {}, onEnd = () => {} }) {
    this.#check();
    const number = this.#nextId++;
    const at = typeof from === 'string' ? { [from]: {} } : { sequence: from };
    return new Promise((resolve, reject) => {
      this.#subscriptions.set(number, { onMessage, onGap, onEnd, resolve, reject, spent: 0, number });
      this.#send({
        subscribe: {
          subscription: number,
          pattern,
          creditBytes: CREDIT_BYTES,
          terms: {
            from: at,
            manual: false,
            ackTimeoutMillis: 30_000,
            maxAttempts: 1,
            maxUnacknowledged: 1_000,
            overload: 1,
            maxUnconsumedBytes: Long.MAX_VALUE,
          },
        },
      });
    }).then(() => ({ close: () => this.#unsubscribe(number) }));
  }

  #unsubscribe(number) {
    if (this.#subscriptions.delete(number)) {
      this.#send({ unsubscribe: { subscription: number } });
    }
  }

  /** Resolves when the server has answered, with its clock in milliseconds since the epoch. */
  ping() {
    this.#check();
    const token = Long.fromNumber(this.#nextId++, true);
    return new Promise((resolve, reject) => {
      this.#pings.set(token.toString(), { resolve, reject });
      this.#send({ ping: { token } });
    });
  }

  /** Says goodbye, and resolves when the connection has ended. */
  close() {
    return new Promise((resolve) => {
      if (this.#fault) {
        resolve();
        return;
      }
      this.once('close', () => resolve());
      this.#send({ goodbye: { reason: CloseReason.values.CLOSE_REASON_NORMAL, detail: 'done' } });
      this.#socket.end();
    });
  }

  #check() {
    if (this.#fault) {
      throw this.#fault;
    }
  }

  #send(frame) {
    const body = Frame.encode(Frame.fromObject(frame)).finish();
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32BE(body.length);
    this.#socket.cork();
    this.#socket.write(header);
    this.#socket.write(body);
    process.nextTick(() => this.#socket.uncork());
  }

  #onData(bytes) {
    try {
      for (const frame of this.#splitter.push(bytes)) {
        this.#onFrame(frame[frame.kind], frame.kind);
      }
    } catch (error) {
      this.#send({ goodbye: { reason: CloseReason.values.CLOSE_REASON_PROTOCOL, detail: String(error.message) } });
      this.#socket.end();
      this.#end(error);
    }
  }

  #onFrame(frame, kind) {
    switch (kind) {
      case 'welcome':
        this.#welcome = frame;
        this.#greeted.resolve();
        break;
      case 'published':
        frame.outcomes.forEach((outcome) => this.#onOutcome(outcome));
        break;
      case 'subscribed':
        this.#subscriptions.get(frame.subscription.toNumber())?.resolve();
        break;
      case 'deliver':
        this.#onDeliver(frame);
        break;
      case 'skipped':
        this.#subscriptions.get(frame.subscription.toNumber())?.onGap(frame);
        break;
      case 'ended':
        this.#onEnded(frame);
        break;
      case 'ping':
        this.#send({ pong: { token: frame.token, clockMillis: Date.now() } });
        break;
      case 'pong': {
        const ping = this.#pings.get(frame.token.toString());
        this.#pings.delete(frame.token.toString());
        ping?.resolve(frame.clockMillis.toNumber());
        break;
      }
      case 'goodbye':
        this.#socket.end();
        this.#end(new DunlinError('REASON_CLOSED', `${CloseReason.valuesById[frame.reason]} ${frame.detail}`));
        break;
      default:
        throw new DunlinError('REASON_PROTOCOL', `${kind} is not for a client`);
    }
  }

  #onOutcome({ firstId, count, result, accepted, refused }) {
    for (let i = 0; i < count; i++) {
      const number = firstId.toNumber() + i;
      const answer = this.#published.get(number);
      this.#published.delete(number);
      if (result === 'refused') {
        answer?.reject(refusal(refused));
      } else {
        answer?.resolve({
          sequence: accepted.firstSequence.toNumber() + i,
          accepted: accepted.acceptedMillis.toNumber(),
          expires: accepted.expiresMillis.eq(Long.MAX_VALUE) ? Infinity : accepted.expiresMillis.toNumber(),
        });
      }
    }
  }

  #onDeliver({ subscription, deliveries }) {
    const to = this.#subscriptions.get(subscription.toNumber());
    const last = {};
    for (const delivery of deliveries) {
      const given = (name) => Object.hasOwn(delivery, name) && delivery[name] !== null;
      last.topic = given('topic') ? delivery.topic : last.topic;
      last.sequence = given('sequence') ? delivery.sequence.toNumber() : last.sequence + 1;
      last.accepted = given('acceptedMillis') ? delivery.acceptedMillis.toNumber() : last.accepted;
      last.expires = given('expiresMillis') ? delivery.expiresMillis : last.expires;
      if (to) {
        to.spent += costOf(delivery);
        to.onMessage({ ...last, payload: delivery.payload, headers: delivery.headers, key: delivery.key });
      }
    }
    if (to && to.spent >= CREDIT_BYTES / 2) {
      this.#send({ credit: { subscription, bytes: to.spent } });
      to.spent = 0;
    }
  }

  #onEnded(frame) {
    const to = this.#subscriptions.get(frame.subscription.toNumber());
    this.#subscriptions.delete(frame.subscription.toNumber());
    const fault = frame.end === 'failed' ? refusal(frame.failed) : new DunlinError('REASON_CLOSED', frame.end);
    to?.reject(fault);
    to?.onEnd(fault);
  }

  #end(fault) {
    if (this.#fault) {
      return;
    }
    this.#fault = fault;
    this.#greeted?.reject(fault);
    for (const waiting of [...this.#published.values(), ...this.#pings.values()]) {
      waiting.reject(fault);
    }
    for (const subscription of this.#subscriptions.values()) {
      subscription.reject(fault);
      subscription.onEnd(fault);
    }
    this.#socket.destroySoon();
    this.emit('close', fault);
  }
}
