/**
 * Processes frozen to disk and thawed again: the types that {@code dunlin-criu-bindings} implements.
 */
@NullMarked
package dev.dunlin.checkpoint;

import org.jspecify.annotations.NullMarked;
