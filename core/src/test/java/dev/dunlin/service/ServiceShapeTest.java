package dev.dunlin.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.dunlin.call.Replica;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ServiceShapeTest {

    interface Plain {
        String twice(String text);
    }

    interface Nothing {
        default void none() {}

        static void some() {}

        @Override
        String toString();
    }

    sealed interface Closed permits Open {
        void call();
    }

    non-sealed interface Open extends Closed {}

    interface MethodVariable {
        <T> T any(List<T> of);
    }

    interface Store<V> {
        V get(String key);
    }

    interface Unnamed extends Store<String> {}

    interface Named extends Store<String> {
        @Override
        String get(String key);
    }

    interface Published {
        Flow.Publisher<String> tides();
    }

    interface Streamed {
        Stream<String> tides();
    }

    interface Ints {
        IntStream tides();
    }

    interface Iterated {
        List<Iterator<String>> tides();
    }

    interface Uploaded {
        void up(InputStream from);
    }

    interface Futures {
        Future<String> later();
    }

    interface StageTaken {
        void take(CompletionStage<String> stage);
    }

    @SuppressWarnings("rawtypes")
    interface RawStage {
        CompletionStage later();
    }

    interface StageOfStage {
        CompletionStage<CompletionStage<String>> later();
    }

    interface OneWayResult {
        @OneWay
        int tell();
    }

    interface OneWayLater {
        @OneWay
        CompletionStage<Void> tell();
    }

    interface OneWayThrows {
        @OneWay
        void tell() throws IOException;
    }

    interface OneWayOut {
        @OneWay
        void tell(@Out int[] of);
    }

    interface OutNoArray {
        void fill(@Out List<String> of);
    }

    interface OutTwice {
        void fill(@Out @InOut int[] of);
    }

    interface OutOfNone {
        void fill(@Out(max = 0) int[] of);
    }

    interface Throws {
        void call() throws Throwable;
    }

    interface ThrowsError {
        void call() throws AssertionError;
    }

    abstract static class Vague extends Exception {
        private static final long serialVersionUID = 1L;
    }

    interface ThrowsVague {
        void call() throws Vague;
    }

    static final class Unmakeable extends Exception {
        private static final long serialVersionUID = 1L;

        Unmakeable(int code, Object hidden) {
            super(code + ": " + hidden);
        }
    }

    interface ThrowsUnmakeable {
        void call() throws Unmakeable;
    }

    interface ThrowsVariable<E extends Exception> {
        void call() throws E;
    }

    interface One {
        CharSequence get();
    }

    interface Other {
        String get();
    }

    interface Dates {
        java.util.Date next(String of);
    }

    interface Both extends One, Other {}

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(String.class, "java.lang.String: is not an interface"),
                arguments(Override.class, "is not an interface"),
                arguments(int.class, "is not an interface"),
                arguments(Nothing.class, "has no method to call"),
                arguments(Closed.class, "is a sealed or hidden interface"),
                arguments(MethodVariable.class, ".any(java.util.List): takes of as T, a type variable"),
                arguments(
                        Unnamed.class,
                        ".get(java.lang.String): gives V, a type variable, of which nothing is known here:"
                                + " declare the method again in the interface of the service"),
                arguments(Published.class, ".tides(): gives java.util.concurrent.Flow$Publisher, a stream: replicas"),
                arguments(Streamed.class, ".tides(): gives java.util.stream.Stream, a stream"),
                arguments(Ints.class, ".tides(): gives java.util.stream.IntStream, a stream"),
                arguments(Iterated.class, ".tides(): gives java.util.Iterator, a stream"),
                arguments(Uploaded.class, ".up(java.io.InputStream): takes from as java.io.InputStream, a stream"),
                arguments(Futures.class, "only a result may come later, as CompletionStage"),
                arguments(StageTaken.class, "takes stage as java.util.concurrent.CompletionStage: only a result"),
                arguments(RawStage.class, "name the type of the result, as in CompletionStage<String>"),
                arguments(StageOfStage.class, "only a result may come later"),
                arguments(OneWayResult.class, ".tell(): is @OneWay and gives int"),
                arguments(OneWayLater.class, "it is to be void"),
                arguments(OneWayThrows.class, "is @OneWay and declares exceptions"),
                arguments(OneWayOut.class, ".tell(int[]): is @OneWay and has @Out"),
                arguments(
                        OutNoArray.class, "of has @Out or @InOut and is java.util.List<java.lang.String>: only arrays"),
                arguments(OutTwice.class, "of has @Out and @InOut"),
                arguments(OutOfNone.class, "@Out(max=0): must be at least 1"),
                arguments(Throws.class, ".call(): declares java.lang.Throwable: only subclasses of Exception"),
                arguments(ThrowsError.class, "declares java.lang.AssertionError: only subclasses of Exception"),
                arguments(ThrowsVague.class, "which is abstract: declare the classes that are thrown"),
                arguments(
                        ThrowsUnmakeable.class,
                        "Unmakeable, which cannot be made at the caller: give it a constructor"),
                arguments(ThrowsVariable.class, ".call(): declares E, a type variable"),
                arguments(Both.class, ".get(): is inherited with two results: declare it again in"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedWithTheMethodAndTheMend(Class<?> service, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceShape.of(service))
                .withMessageContaining(service.getName())
                .withMessageContaining(why);
    }

    @Test
    void aVariableThatIsNamedIsTaken() {
        ServiceShape shape = ServiceShape.of(Named.class);
        assertThat(shape.operations().values())
                .extracting(Operation::procedure)
                .containsExactly(Named.class.getName() + ".get(java.lang.String)");
        assertThat(shape.defaults()).as("the bridge").hasSize(1);
    }

    @Test
    void whatNoValuesCanEncodeIsRefusedWithTheMethodAndTheType() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Services.server(Dates.class, of -> null, new TextValues()))
                .withMessage(Dates.class.getName()
                        + ".next(java.lang.String): gives java.util.Date, which text cannot encode:"
                        + " only text and numbers are text");
        assertThat(Services.server(Plain.class, text -> text + text, new TextValues()))
                .isNotNull();
    }

    @Test
    void withoutValuesItSaysWhatToAdd() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Services.server(Plain.class, text -> text))
                .withMessageContaining("add dunlin-codec-jackson");
    }

    @Test
    void valuesHaveAName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Services.server(Plain.class, text -> text, new TextValues("No Name")))
                .withMessageContaining("name=\"No Name\": 1 to 32 letters");
    }

    @Test
    void whatIsMissingIsTheCallersError() {
        assertThatNullPointerException()
                .isThrownBy(() -> Services.server(Plain.class, null, new TextValues()))
                .withMessage("implementation");
        assertThatNullPointerException()
                .isThrownBy(() -> Services.client(Plain.class, null, new TextValues()))
                .withMessage("call");
        assertThatNullPointerException()
                .isThrownBy(() -> Services.client(null, null, new TextValues()))
                .withMessage("service");
        assertThatNullPointerException()
                .isThrownBy(() -> Services.server(Plain.class, text -> text, null))
                .withMessage("values");
    }

    @Test
    void aServiceIsServedOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Replica.builder()
                        .with(Services.server(Plain.class, text -> text, new TextValues()))
                        .with(Services.server(Plain.class, text -> text, new TextValues())))
                .withMessageContaining("Plain.twice(java.lang.String)\": has a handler already");
    }
}
