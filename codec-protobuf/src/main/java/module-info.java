/** Protobuf messages as the values of topics and calls. */
module dev.dunlin.codec.protobuf {
    requires transitive dev.dunlin.core;
    requires transitive com.google.protobuf;
    requires static org.jspecify;
}
