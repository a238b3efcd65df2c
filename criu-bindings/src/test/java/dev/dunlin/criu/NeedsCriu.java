package dev.dunlin.criu;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that freeze and thaw real processes: they need root and CRIU, and run under the profile {@code criu}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("criu")
@ExtendWith(CriuCondition.class)
public @interface NeedsCriu {}
