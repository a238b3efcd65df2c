/**
 * Dunlin: a broker in your process, replicated calls, and processes that move.
 *
 * <p>Start at {@link dev.dunlin.broker.Broker}. The packages in the order in which a value meets them: {@link
 * dev.dunlin.environment} (time, threads, chance), {@link dev.dunlin.broker} (topics, retention, subscriptions), {@link
 * dev.dunlin.session} (the same broker at a distance), {@link dev.dunlin.transport} (what carries its frames), {@link
 * dev.dunlin.checkpoint} (processes frozen and thawed).
 */
@NullMarked
package dev.dunlin;

import org.jspecify.annotations.NullMarked;
