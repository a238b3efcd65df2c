/**
 * The command {@code dunlin}, for people who try before they code.
 *
 * <p>The files in the order in which a command meets them: {@link dev.dunlin.cli.Main} reads the arguments into one of
 * {@code Serve}, {@code Publish}, {@code Subscribe}, {@code Topics}, {@code Stats}, {@code Ping}, {@code ServeReplica}, {@code Call} and {@code Demo}; {@code Durations},
 * {@code Size} and {@code Positions} read their values; {@code Server} and {@code MessageLimit} are options that several have, and {@code Server} connects. {@code InputPump} reads what is
 * published, a {@code MessageSplitter} cuts it into messages, {@code InFlight} follows them until they are acknowledged.
 * {@code Printer} writes what is subscribed to, as {@code OutputFormat} says. {@code Alert} gathers what an operator wants to know, {@code AlertCommand}
 * runs a command for it. {@code Echo} is the service of {@code ServeReplica}, with {@code Faults} on purpose, {@code LossyTransport} one of
 * them; {@code CallReport} says what came of a {@code Call}. {@code Stdio} and {@code Stdout} are the
 * process's streams, {@code Signals} its orderly end, {@code Complaint} and {@code ExitCode} what it says when it fails.
 */
@NullMarked
package dev.dunlin.cli;

import org.jspecify.annotations.NullMarked;
