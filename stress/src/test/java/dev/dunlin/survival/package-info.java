/** What real processes, sockets and links go through: killed, stopped, cut, unplugged. */
@NullMarked
package dev.dunlin.survival;

import org.jspecify.annotations.NullMarked;
