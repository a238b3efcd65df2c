/** What frames that pass by reference would have been on a wire: their size, their digest, their text. Not exported. */
@NullMarked
package dev.dunlin.transport.frame;

import org.jspecify.annotations.NullMarked;
