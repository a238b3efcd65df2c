/**
 * What freezing and thawing a JVM costs beside the plain commands: {@link dev.dunlin.benchmarks.checkpoint.CheckpointRows}
 * lists what is compared.
 */
@NullMarked
package dev.dunlin.benchmarks.checkpoint;

import org.jspecify.annotations.NullMarked;
