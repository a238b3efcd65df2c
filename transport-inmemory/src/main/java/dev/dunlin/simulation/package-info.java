/**
 * Hosts, a network that can be broken on purpose, and a time of their own: the shipped code, run on one thread, decided by a
 * seed.
 *
 * <p>A {@link dev.dunlin.simulation.Simulation} has {@link dev.dunlin.simulation.Host hosts}, each with its environment, and
 * a {@link dev.dunlin.simulation.Network} that asks {@link dev.dunlin.simulation.NetworkRule rules} for a {@link
 * dev.dunlin.simulation.Verdict} on each {@link dev.dunlin.simulation.Passage}. {@link
 * dev.dunlin.simulation.SimulatedTransport} connects the hosts by {@code sim://} addresses. What happened is in the {@link
 * dev.dunlin.simulation.Trace}. A {@link dev.dunlin.simulation.FaultSchedule} is a list of {@link
 * dev.dunlin.simulation.Fault faults} as a value; {@link dev.dunlin.simulation.Seeds} runs a scenario for many seeds, twice
 * if asked, and says how to run one again.
 */
@NullMarked
package dev.dunlin.simulation;

import org.jspecify.annotations.NullMarked;
