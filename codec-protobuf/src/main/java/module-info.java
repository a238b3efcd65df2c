/** Protobuf messages as the values of topics and calls. */
module dev.dunlin.codec.protobuf {
    requires transitive com.google.protobuf;
    requires transitive dev.dunlin.core;
    requires static org.jspecify;

    exports dev.dunlin.codec.protobuf;

    provides dev.dunlin.service.Values with
            dev.dunlin.codec.protobuf.ProtobufValues;
}
