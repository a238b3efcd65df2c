/**
 * The modes of a server under the same load: clients that ask questions about aphorisms, some of which dawdle.
 *
 * <p>{@link dev.dunlin.benchmarks.modes.ModeRows} names the modes, {@code ModeLaunch} starts a server and {@code
 * AphorismLoad}, whose {@code Asker}s are the clients.
 */
@NullMarked
package dev.dunlin.benchmarks.modes;

import org.jspecify.annotations.NullMarked;
