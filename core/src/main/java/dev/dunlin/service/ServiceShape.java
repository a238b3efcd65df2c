package dev.dunlin.service;

import dev.dunlin.service.Operation.Argument;
import dev.dunlin.service.Operation.Mode;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A service as its interface declares it. Immutable.
 *
 * @param service the interface
 * @param operations what is called at a distance, by method
 * @param defaults the default methods, which run at the caller, accessible
 */
record ServiceShape(Class<?> service, Map<Method, Operation> operations, Map<Method, Method> defaults) {

    /**
     * Reads an interface.
     *
     * @throws IllegalArgumentException if it cannot be called at a distance; names the method and the mend
     */
    static ServiceShape of(Class<?> service) {
        checkKind(service);
        Map<Method, Operation> operations = new HashMap<>();
        Map<Method, Method> defaults = new HashMap<>();
        Map<String, Operation> bySignature = new HashMap<>();
        Method[] methods = service.getMethods();
        Arrays.sort(methods, Comparator.comparing(Method::toGenericString));
        for (Method method : methods) {
            if (Modifier.isStatic(method.getModifiers()) || isOfObject(method)) {
                continue;
            }
            if (!method.trySetAccessible()) {
                throw new IllegalArgumentException(
                        service.getName()
                                + ": cannot be reached: make it public in an exported package, or open its package to dev.dunlin.core");
            }
            if (method.isDefault()) {
                defaults.put(method, method);
                continue;
            }
            String signature = signature(service, method);
            Operation operation = operation(method, signature);
            Operation before = bySignature.putIfAbsent(signature, operation);
            if (before != null && !before.method().getGenericReturnType().equals(method.getGenericReturnType())) {
                throw refusal(signature, "is inherited with two results: declare it again in " + service.getName());
            }
            operations.put(method, before == null ? operation : before);
        }
        if (operations.isEmpty()) {
            throw new IllegalArgumentException(service.getName() + ": has no method to call at a distance");
        }
        return new ServiceShape(service, Map.copyOf(operations), Map.copyOf(defaults));
    }

    private static void checkKind(Class<?> service) {
        Objects.requireNonNull(service, "service");
        if (!service.isInterface() || service.isAnnotation()) {
            throw new IllegalArgumentException(
                    service.getName() + ": is not an interface: declare what is called at a distance in one");
        }
        if (service.isSealed() || service.isHidden()) {
            throw new IllegalArgumentException(
                    service.getName() + ": is a sealed or hidden interface, which a stub cannot implement");
        }
    }

    private static boolean isOfObject(Method method) {
        return Stream.of(Object.class.getMethods())
                .anyMatch(each -> each.getName().equals(method.getName())
                        && Arrays.equals(each.getParameterTypes(), method.getParameterTypes()));
    }

    private static String signature(Class<?> service, Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getTypeName)
                .collect(Collectors.joining(",", service.getName() + "." + method.getName() + "(", ")"));
    }

    static IllegalArgumentException refusal(String signature, String why) {
        return new IllegalArgumentException(signature + ": " + why);
    }

    private static Operation operation(Method method, String signature) {
        boolean oneWay = method.isAnnotationPresent(OneWay.class);
        List<Argument> arguments = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            arguments.add(argument(parameter, signature));
        }
        if (oneWay) {
            checkOneWay(method, arguments, signature);
        }
        Type result = method.getGenericReturnType();
        boolean async = CompletionStage.class.isAssignableFrom(method.getReturnType());
        if (async) {
            result = resultOfStage(result, signature);
        }
        DeclaredTypes.check(result, "gives", signature);
        return new Operation(
                method,
                signature,
                ServiceProcedure.name(signature),
                List.copyOf(arguments),
                result == void.class || result == Void.class ? null : result,
                async,
                oneWay,
                method.isAnnotationPresent(Idempotent.class),
                thrown(method, signature));
    }

    private static Argument argument(Parameter parameter, String signature) {
        Out out = parameter.getAnnotation(Out.class);
        boolean both = parameter.isAnnotationPresent(InOut.class);
        String name = parameter.getName();
        DeclaredTypes.check(parameter.getParameterizedType(), "takes " + name + " as", signature);
        if (out != null && both) {
            throw refusal(signature, name + " has @Out and @InOut: one of them says whether what it holds is sent");
        }
        if ((out != null || both) && !parameter.getType().isArray()) {
            throw refusal(
                    signature,
                    name + " has @Out or @InOut and is "
                            + parameter.getParameterizedType().getTypeName()
                            + ": only arrays are filled at the caller; return it instead");
        }
        if (out != null && out.max() < 1) {
            throw refusal(signature, name + " has @Out(max=" + out.max() + "): must be at least 1");
        }
        Mode mode = out != null ? Mode.OUT : both ? Mode.IN_OUT : Mode.IN;
        int max = out == null ? Integer.MAX_VALUE : out.max();
        return new Argument(name, parameter.getParameterizedType(), parameter.getType(), mode, max);
    }

    private static void checkOneWay(Method method, List<Argument> arguments, String signature) {
        if (method.getReturnType() != void.class) {
            throw refusal(
                    signature,
                    "is @OneWay and gives " + method.getGenericReturnType().getTypeName()
                            + ": nothing comes back of a one-way call, so it is to be void");
        }
        if (method.getExceptionTypes().length > 0) {
            throw refusal(signature, "is @OneWay and declares exceptions: nothing comes back of a one-way call");
        }
        if (arguments.stream().anyMatch(Argument::comesBack)) {
            throw refusal(signature, "is @OneWay and has @Out or @InOut: nothing comes back of a one-way call");
        }
    }

    private static Type resultOfStage(Type stage, String signature) {
        if (stage instanceof ParameterizedType of
                && (of.getRawType() == CompletionStage.class || of.getRawType() == CompletableFuture.class)) {
            return of.getActualTypeArguments()[0];
        }
        throw refusal(
                signature,
                "gives " + stage.getTypeName() + ": name the type of the result, as in CompletionStage<String>");
    }

    private static List<ThrownForm> thrown(Method method, String signature) {
        List<ThrownForm> forms = new ArrayList<>();
        for (Type declared : method.getGenericExceptionTypes()) {
            DeclaredTypes.check(declared, "declares", signature);
            try {
                forms.addAll(ThrownForm.of((Class<?>) declared));
            } catch (IllegalArgumentException e) {
                throw refusal(signature, String.valueOf(e.getMessage()));
            }
        }
        // A subclass before its superclass.
        return forms.stream()
                .distinct()
                .sorted(Comparator.comparingInt((ThrownForm form) -> -depth(form.type())))
                .toList();
    }

    private static int depth(@Nullable Class<?> type) {
        return type == null ? 0 : 1 + depth(type.getSuperclass());
    }
}
