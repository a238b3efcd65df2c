package dev.dunlin.transport.netty;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.dunlin.transport.netty.wire.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The wire format as version 1 began: without what was added to it since. What passes through it is what a peer of that time
 * makes of what it is sent, and what it can say.
 */
final class OldWire {

    /** By message, the fields that were added. */
    private static final Map<String, Set<String>> ADDED = Map.of(
            "Frame", Set.of("go_away", "request", "response", "cancel"),
            "Hello", Set.of("resumable"),
            "Welcome", Set.of("resumes", "remembered", "takes_calls"),
            "Subscribe", Set.of("epoch"),
            "Position", Set.of("each"),
            "Subscribed", Set.of("starts", "established_millis"),
            "StatsAre", Set.of("server"),
            "BrokerStats", Set.of("lag"),
            "Pong", Set.of("clock_millis"));

    private static final Descriptor FRAME = frame();

    private OldWire() {}

    private static Descriptor frame() {
        FileDescriptorProto.Builder file = Wire.getDescriptor().toProto().toBuilder();
        Map<String, Set<String>> left = new HashMap<>(ADDED);
        for (DescriptorProto.Builder message : file.getMessageTypeBuilderList()) {
            strip(message, left);
        }
        if (!left.isEmpty()) {
            throw new AssertionError("not in frame.proto any more: " + left);
        }
        try {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]).findMessageTypeByName("Frame");
        } catch (DescriptorValidationException e) {
            throw new AssertionError(e);
        }
    }

    private static void strip(DescriptorProto.Builder message, Map<String, Set<String>> left) {
        Set<String> added = left.remove(message.getName());
        if (added != null) {
            List<FieldDescriptorProto> kept = new ArrayList<>(message.getFieldList());
            kept.removeIf(field -> added.contains(field.getName()));
            if (message.getFieldCount() - kept.size() != added.size()) {
                throw new AssertionError("not all in " + message.getName() + ": " + added);
            }
            message.clearField().addAllField(kept);
        }
        message.getNestedTypeBuilderList().forEach(nested -> strip(nested, left));
    }

    /**
     * What is left of a frame.
     *
     * @throws AssertionError if it is of a kind that was not known then
     */
    static byte[] through(byte[] frame) {
        try {
            DynamicMessage read = DynamicMessage.parseFrom(FRAME, frame);
            Message known = withoutUnknown(read);
            if (known.getAllFields().isEmpty()) {
                throw new AssertionError("an old peer is sent what it does not know: " + Wire.Frame.parseFrom(frame));
            }
            return known.toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Message withoutUnknown(Message message) {
        Message.Builder builder = message.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                if (field.isRepeated()) {
                    for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                        builder.setRepeatedField(
                                field, i, withoutUnknown((Message) message.getRepeatedField(field, i)));
                    }
                } else {
                    builder.setField(field, withoutUnknown((Message) value));
                }
            }
        });
        return builder.build();
    }
}
