package dev.dunlin.tidy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Stream;

/** STYLE 9: what users see of a public type is the JDK's or our own and public, type arguments included. */
final class ShowOwnTypesOnly extends ArchCondition<JavaClass> {

    ShowOwnTypesOnly() {
        super("show only types of the JDK and public types of Dunlin");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (isHidden(type)) {
            return;
        }
        Stream<JavaType> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        report(type, type.getName(), parents, events);
        for (JavaField field : type.getFields()) {
            if (shown(field)) {
                report(type, field.getFullName(), Stream.of(field.getType()), events);
            }
        }
        for (JavaCodeUnit unit : type.getCodeUnits()) {
            if (shown(unit)) {
                Stream<JavaType> types = Stream.of(
                                Stream.of(unit.getReturnType()),
                                unit.getParameterTypes().stream(),
                                unit.getExceptionTypes().stream())
                        .flatMap(each -> each);
                report(type, unit.getFullName(), types, events);
            }
        }
    }

    /** Whether the type stands in one that is not public: in an interface it is public by the letter all the same. */
    private static boolean isHidden(JavaClass type) {
        return type.getEnclosingClass()
                .filter(outer -> !outer.getModifiers().contains(JavaModifier.PUBLIC) || isHidden(outer))
                .isPresent();
    }

    private static boolean shown(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && !modifiers.contains(JavaModifier.BRIDGE);
    }

    private static void report(JavaClass owner, String where, Stream<JavaType> types, ConditionEvents events) {
        types.flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .distinct()
                .filter(type -> !allowed(type))
                .forEach(type -> events.add(
                        SimpleConditionEvent.violated(owner, where + " shows " + type.getName() + " (rule 9)")));
    }

    private static boolean allowed(JavaClass type) {
        return type.isPrimitive()
                || type.getPackageName().startsWith("java.")
                || (type.getPackageName().startsWith("dev.dunlin")
                        && (type.getModifiers().contains(JavaModifier.PUBLIC)
                                || type.getModifiers().contains(JavaModifier.PROTECTED)));
    }
}
