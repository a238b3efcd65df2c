/**
 * What sessions and calls share at both ends of a connection: {@link dev.dunlin.link.IoThread}, on which nobody may wait,
 * {@link dev.dunlin.link.Waiting} elsewhere, and {@link dev.dunlin.link.LogLine}. Not exported.
 */
@NullMarked
package dev.dunlin.link;

import org.jspecify.annotations.NullMarked;
