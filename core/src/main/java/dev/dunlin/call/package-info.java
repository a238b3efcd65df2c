/** One call to many replicas, and one answer. */
@NullMarked
package dev.dunlin.call;

import org.jspecify.annotations.NullMarked;
