/** Checkpoint, restore and live migration with the criu binary. */
@NullMarked
package dev.dunlin.criu;

import org.jspecify.annotations.NullMarked;
