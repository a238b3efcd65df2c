package dev.dunlin.transport.netty;

import com.google.protobuf.ByteString;
import dev.dunlin.broker.Envelope;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.netty.wire.Wire;

/** The part of {@link GeneratedFrames} that is for calls. */
final class GeneratedCalls {

    private GeneratedCalls() {}

    /** Sets the kind if the frame is one of a call; says whether it is. */
    static boolean isSet(Frame frame, Wire.Frame.Builder wire) {
        if (frame instanceof Frame.Request request) {
            wire.setRequest(wire(request));
        } else if (frame instanceof Frame.Response response) {
            wire.setResponse(wire(response));
        } else if (frame instanceof Frame.Cancel cancel) {
            wire.getCancelBuilder().setNumber(cancel.number());
        } else {
            return false;
        }
        return true;
    }

    /** Leaves nothing out: never is said as 2^63 - 1, and any position as -1. */
    private static Wire.Request wire(Frame.Request request) {
        return Wire.Request.newBuilder()
                .setNumber(request.number())
                .setProcedure(request.procedure())
                .setBody(ByteString.copyFrom(request.body()))
                .setSettled(request.settled())
                .setDeadlineMillis(request.deadlineMillis())
                .setEarlierAttempts(request.attempt() - 1)
                .setMinPosition(request.minPosition())
                .setOneWay(request.oneWay())
                .build();
    }

    private static Wire.Response wire(Frame.Response response) {
        Wire.Response.Builder wire = Wire.Response.newBuilder()
                .setNumber(response.number())
                .setEarlierAttempts(response.attempt() - 1)
                .setPosition(response.position());
        if (response.result() instanceof Frame.Returned returned) {
            wire.setReturned(ByteString.copyFrom(returned.body()));
        } else if (response.result() instanceof Frame.NotReturned not) {
            wire.getNotReturnedBuilder()
                    .setFailure(Wire.Failure.valueOf("FAILURE_" + not.failure().name()))
                    .setDetail(not.detail());
        }
        return wire.build();
    }

    static Frame frame(Wire.Request wire) {
        return new Frame.Request(
                wire.getNumber(),
                wire.getEarlierAttempts() + 1,
                wire.getSettled(),
                wire.getProcedure(),
                wire.getBody().toByteArray(),
                wire.hasDeadlineMillis() ? wire.getDeadlineMillis() : Envelope.NEVER,
                wire.hasMinPosition() ? wire.getMinPosition() : -1,
                wire.getOneWay());
    }

    static Frame frame(Wire.Response wire) {
        return new Frame.Response(
                wire.getNumber(),
                wire.getEarlierAttempts() + 1,
                wire.hasPosition() ? wire.getPosition() : -1,
                result(wire));
    }

    private static Frame.Result result(Wire.Response wire) {
        return switch (wire.getResultCase()) {
            case RETURNED -> new Frame.Returned(wire.getReturned().toByteArray());
            case NOT_RETURNED ->
                new Frame.NotReturned(
                        Vocabulary.FAILURE.named(wire.getNotReturned().getFailureValue()),
                        wire.getNotReturned().getDetail());
            case RESULT_NOT_SET -> throw new AssertionError(wire);
        };
    }
}
