package dev.dunlin.cli;

/**
 * A message that the demo published.
 *
 * @param sequence its place in the topic, as the broker acknowledged it
 * @param text what was published
 * @param lifetime an index into the demo's lifetimes
 * @param expiresMillis when it expires, in milliseconds since the epoch; {@link Long#MAX_VALUE} for never
 */
record DemoMessage(long sequence, String text, int lifetime, long expiresMillis) {}
