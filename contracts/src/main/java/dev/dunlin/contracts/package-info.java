/**
 * The contract suites: interfaces of tests that each broker and transport binds.
 *
 * <p>A test class implements {@link dev.dunlin.contracts.BrokerContract} and gives it a {@link
 * dev.dunlin.contracts.World} and an {@link dev.dunlin.contracts.Engine}; each test then is a {@link
 * dev.dunlin.contracts.Scenario} with a broker in that world. What an engine lacks it says with {@link
 * dev.dunlin.contracts.Feature}. {@link dev.dunlin.contracts.BrokerProperties} takes a broker and a model of it through the
 * same courses, by chance.
 */
@NullMarked
package dev.dunlin.contracts;

import org.jspecify.annotations.NullMarked;
