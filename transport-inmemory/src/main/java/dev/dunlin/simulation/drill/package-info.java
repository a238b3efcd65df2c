/**
 * Scenarios that put the shipped broker and replicated calls through faults, and the checkers that say whether the promises
 * held: what {@code dunlin simulate} runs, and the property tests.
 *
 * <p>{@link dev.dunlin.simulation.drill.BrokerDrill} keeps what happened in a {@link
 * dev.dunlin.simulation.drill.DeliveryRecord}, which knows nothing of the network and judges by what was published,
 * acknowledged and seen alone; {@link dev.dunlin.simulation.drill.CallDrill} has a {@link
 * dev.dunlin.simulation.drill.CallRecord}; a {@link dev.dunlin.simulation.drill.BoundsRecord} watches what may grow. Either ends in a {@link dev.dunlin.simulation.drill.DrillReport}.
 */
@NullMarked
package dev.dunlin.simulation.drill;

import org.jspecify.annotations.NullMarked;
