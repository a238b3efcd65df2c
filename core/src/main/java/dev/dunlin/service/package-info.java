/**
 * Replicas called by a Java interface: {@link dev.dunlin.service.Services#client} gives an object that has the interface's
 * methods and calls the replicas, {@link dev.dunlin.service.Services#server} has a replica carry them out.
 *
 * <p>A {@code ServiceShape} is read from the interface, once: an {@code Operation} for each method, or a refusal. A call goes
 * from the {@code ClientStub} through the {@code Encoding} of its operation and a {@code Packer} into the body of a request; at
 * the replica a {@code ServerStub} takes it apart with an {@code Unpacker}, and calls the implementation. What comes of it is
 * packed in the same encoding, and is a {@code Reply} at the caller: what was returned, with the arrays that the method has
 * filled, or an exception of a {@code ThrownForm}. How single values are encoded is the business of {@link
 * dev.dunlin.service.Values}.
 */
@NullMarked
package dev.dunlin.service;

import org.jspecify.annotations.NullMarked;
