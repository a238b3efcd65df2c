package dev.dunlin.transport.frame;

import java.lang.reflect.RecordComponent;
import java.util.StringJoiner;

/** A record's fields by name, arrays and all. */
final class RecordFields {

    private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            return type.getRecordComponents();
        }
    };

    private RecordFields() {}

    static String of(Record record) {
        StringJoiner fields = new StringJoiner(", ", record.getClass().getSimpleName() + "(", ")");
        for (RecordComponent component : COMPONENTS.get(record.getClass())) {
            try {
                fields.add(component.getName() + "="
                        + FrameText.whole(component.getAccessor().invoke(record)));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(component + " of " + record.getClass(), e);
            }
        }
        return fields.toString();
    }
}
