/** What CRIU writes beside the memory: statistics, processes, files, sockets, decoded without a restore. */
@NullMarked
package dev.dunlin.criu.image;

import org.jspecify.annotations.NullMarked;
