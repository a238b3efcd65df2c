/** How fast the simulated network is: {@link dev.dunlin.benchmarks.simulation.SimulationRows} lists what is measured. */
@NullMarked
package dev.dunlin.benchmarks.simulation;

import org.jspecify.annotations.NullMarked;
