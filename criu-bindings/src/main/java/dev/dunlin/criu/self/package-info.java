/**
 * A program that has itself frozen.
 *
 * <p>The journey: {@link dev.dunlin.criu.self.CriuSelf} judges, tells the resources of {@link dev.dunlin.criu.crac.Context},
 * and leaves a {@code Request} to an {@code Outside}: a small JVM in a session of its own, which is in nobody's tree, freezes
 * this process as it would any other, and writes its {@code Outcome}. Meanwhile a {@code Vigil} waits for that outcome, or to
 * find itself in another {@code Life}: then it was thawed.
 */
@NullMarked
package dev.dunlin.criu.self;

import org.jspecify.annotations.NullMarked;
