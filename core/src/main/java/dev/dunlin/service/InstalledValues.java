package dev.dunlin.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/** Finds values on the class and module path, and encodings of operations among them. */
final class InstalledValues {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

    private InstalledValues() {}

    /**
     * All that are there, by their names.
     *
     * @throws IllegalArgumentException if there is none
     */
    static List<Values> all() {
        List<Values> all = ServiceLoader.load(Values.class, Values.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .map(InstalledValues::checked)
                .sorted(Comparator.comparing(Values::name))
                .toList();
        if (all.isEmpty()) {
            throw new IllegalArgumentException("nothing on the class path encodes the values of services: add"
                    + " dunlin-codec-jackson, or for protobuf messages dunlin-codec-protobuf");
        }
        return all;
    }

    static Values checked(Values values) {
        String name = Objects.requireNonNull(values, "values").name();
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(values.getClass().getName() + ": name=\"" + name
                    + "\": 1 to 32 letters a to z, digits and hyphens");
        }
        return values;
    }

    /**
     * The encodings of an operation with those values that have codecs for all its types.
     *
     * @throws IllegalArgumentException if there is none; with what each of them says
     */
    static List<Encoding> encodings(Operation operation, List<Values> all) {
        StringBuilder why = new StringBuilder();
        List<Encoding> encodings = new ArrayList<>();
        for (Values values : all) {
            try {
                encodings.add(new Encoding(operation, values));
            } catch (IllegalArgumentException e) {
                why.append(why.length() == 0 ? "" : "; ").append(e.getMessage());
            }
        }
        if (encodings.isEmpty()) {
            throw ServiceShape.refusal(operation.signature(), why.toString());
        }
        return encodings;
    }
}
