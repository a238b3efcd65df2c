/** Tests that run in a simulation, for JUnit 5: {@link dev.dunlin.simulation.junit.SimulationTest}. */
@NullMarked
package dev.dunlin.simulation.junit;

import org.jspecify.annotations.NullMarked;
