/**
 * Channels inside the JVM, and the simulated network with virtual time.
 *
 * <p>{@link dev.dunlin.transport.inmemory.InMemoryTransport} finds a listener by its name and makes a connection: two
 * ends, and between them a pipe each way through which frames pass by reference. A loop, one for each environment, calls
 * the receivers of all ends that have something to do.
 */
@NullMarked
package dev.dunlin.transport.inmemory;

import org.jspecify.annotations.NullMarked;
