/**
 * The hooks of programs that are frozen, as OpenJDK's CRaC has them, for a JDK that has none.
 *
 * <p>The journey: a {@link dev.dunlin.criu.crac.Resource} is registered with the {@link dev.dunlin.criu.crac.Context} that
 * {@link dev.dunlin.criu.crac.Core} gives, and is told before the process is frozen and after. The names are those that the
 * library {@code org.crac} looks for: with {@code -Dorg.crac.Core.Compat=dev.dunlin.criu.crac} whatever registers with that
 * takes part.
 *
 * @see <a href="https://github.com/CRaC/org.crac">org.crac, whose package documentation is the contract</a>
 */
@NullMarked
package dev.dunlin.criu.crac;

import org.jspecify.annotations.NullMarked;
