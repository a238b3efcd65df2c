/**
 * What strangers cost others: {@link dev.dunlin.benchmarks.hostile.HostileRows} names the attacks, HostileLaunch measures the
 * Bystanders' latency without and with what Attackers do to the ServedBroker, a process each.
 */
@NullMarked
package dev.dunlin.benchmarks.hostile;

import org.jspecify.annotations.NullMarked;
