/**
 * What the packages beside it ask of Linux: processes by {@code /proc}, programs by {@code PATH}, sums. Not exported.
 */
@NullMarked
package dev.dunlin.criu.system;

import org.jspecify.annotations.NullMarked;
