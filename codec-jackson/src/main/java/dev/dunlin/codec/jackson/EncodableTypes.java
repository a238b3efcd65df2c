package dev.dunlin.codec.jackson;

import com.fasterxml.jackson.annotation.JacksonAnnotation;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Which types are taken: those of which it is known that what is read equals what was written. A class that Jackson knows nothing of
 * would be taken to pieces and put together again, field by field, so such a one is refused.
 */
final class EncodableTypes {

    private static final Set<Class<?>> SIMPLE = Set.of(
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Character.class,
            String.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            Locale.class,
            OptionalInt.class,
            OptionalLong.class,
            OptionalDouble.class,
            java.time.Instant.class,
            java.time.Duration.class,
            java.time.Period.class,
            java.time.LocalDate.class,
            java.time.LocalTime.class,
            java.time.LocalDateTime.class,
            java.time.OffsetTime.class,
            java.time.OffsetDateTime.class,
            java.time.ZonedDateTime.class,
            java.time.ZoneId.class,
            java.time.ZoneOffset.class,
            java.time.Year.class,
            java.time.YearMonth.class,
            java.time.MonthDay.class);

    private static final Set<Class<?>> KEYS = Set.of(
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Character.class,
            String.class,
            UUID.class);

    private static final Set<Class<?>> COLLECTIONS = Set.of(
            Collection.class,
            List.class,
            Set.class,
            SortedSet.class,
            NavigableSet.class,
            java.util.ArrayList.class,
            java.util.LinkedList.class,
            java.util.HashSet.class,
            java.util.LinkedHashSet.class,
            java.util.TreeSet.class);

    private static final Set<Class<?>> MAPS = Set.of(
            Map.class,
            SortedMap.class,
            NavigableMap.class,
            java.util.HashMap.class,
            java.util.LinkedHashMap.class,
            java.util.TreeMap.class);

    private final TypeFactory types = Cbor.MAPPER.getTypeFactory();
    private final Set<JavaType> seen = new HashSet<>();

    private EncodableTypes() {}

    /**
     * Does nothing if values of a type can be encoded.
     *
     * @throws IllegalArgumentException if not; says why and names the mend
     */
    static void check(JavaType type) {
        new EncodableTypes().look(type);
    }

    private void look(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (raw.isPrimitive() || SIMPLE.contains(raw) || !seen.add(type)) {
            return;
        }
        if (raw.isArray() || COLLECTIONS.contains(raw) || raw == Optional.class) {
            look(type.getContentType());
        } else if (MAPS.contains(raw)) {
            lookAtKey(type.getKeyType());
            look(type.getContentType());
        } else if (isAnnotated(raw)) {
            lookAtNames(raw);
        } else if (raw.isRecord()) {
            for (RecordComponent component : raw.getRecordComponents()) {
                look(types.resolveMemberType(component.getGenericType(), type.getBindings()));
            }
        } else if (!raw.isEnum()) {
            throw new IllegalArgumentException(
                    named(type)
                            + (raw == Object.class
                                    ? ": anything at all cannot be encoded: name the type"
                                    : ": make it a record or an enum, give it annotations of Jackson, or use a type of java.util or java.time"));
        }
    }

    private static void lookAtKey(JavaType key) {
        if (!KEYS.contains(key.getRawClass()) && !key.getRawClass().isEnum()) {
            throw new IllegalArgumentException(
                    named(key) + " as the key of a map: use a text, a whole number, an enum or a UUID");
        }
    }

    /** Which class is meant must not be read from what a stranger sent. */
    private static void lookAtNames(Class<?> raw) {
        for (JsonTypeInfo info : raw.getAnnotationsByType(JsonTypeInfo.class)) {
            if (info.use() == JsonTypeInfo.Id.CLASS || info.use() == JsonTypeInfo.Id.MINIMAL_CLASS) {
                throw new IllegalArgumentException(raw.getName()
                        + " is told by the name of a class: use JsonTypeInfo.Id.NAME, and list the subtypes");
            }
        }
    }

    /** Whether its author has said how it is written, or how it is made. */
    private static boolean isAnnotated(Class<?> raw) {
        return Stream.of(Stream.of(raw), Stream.of(raw.getDeclaredConstructors()), Stream.of(raw.getDeclaredMethods()))
                .flatMap(each -> each)
                .flatMap(each -> Stream.of(((AnnotatedElement) each).getDeclaredAnnotations()))
                .anyMatch(EncodableTypes::isOfJackson);
    }

    private static boolean isOfJackson(Annotation annotation) {
        return Arrays.stream(annotation.annotationType().getAnnotations())
                .anyMatch(each -> each.annotationType() == JacksonAnnotation.class);
    }

    private static String named(JavaType type) {
        return type.getRawClass().getTypeName();
    }
}
