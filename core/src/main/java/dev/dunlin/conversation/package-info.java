/**
 * Protocols of one's own in code that reads, asks and answers line after line, on the connections of {@link
 * dev.dunlin.transport}.
 *
 * <p>{@link dev.dunlin.conversation.Conversation} is all of it: what a handler holds, and what a transport is given.
 */
@NullMarked
package dev.dunlin.conversation;

import org.jspecify.annotations.NullMarked;
